from django.apps import AppConfig


class WebStaffConfig(AppConfig):
    name = "osteopro.web.staff"
    label = "web_staff"

from django.apps import AppConfig


class WebVisitConfig(AppConfig):
    name = "osteopro.web.visit"
    label = "web_visit"

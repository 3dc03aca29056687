from django.apps import AppConfig


class WebManageConfig(AppConfig):
    name = "osteopro.web.manage"
    label = "web_manage"

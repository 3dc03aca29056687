from django.apps import AppConfig


class WebCareConfig(AppConfig):
    name = "osteopro.web.care"
    label = "web_care"

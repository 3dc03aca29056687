from django.apps import AppConfig


class WebStudyConfig(AppConfig):
    name = "osteopro.web.study"
    label = "web_study"

from django.apps import AppConfig


class ResearchConfig(AppConfig):
    name = "osteopro.research"
    label = "research"

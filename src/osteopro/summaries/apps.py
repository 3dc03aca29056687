from django.apps import AppConfig


class SummariesConfig(AppConfig):
    name = "osteopro.summaries"
    label = "summaries"

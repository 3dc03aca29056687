from django.apps import AppConfig


class TriageConfig(AppConfig):
    name = "osteopro.triage"
    label = "triage"

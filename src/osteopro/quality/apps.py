from django.apps import AppConfig


class QualityConfig(AppConfig):
    name = "osteopro.quality"
    label = "quality"

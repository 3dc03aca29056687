from django.apps import AppConfig


class RecordsConfig(AppConfig):
    name = "osteopro.records"
    label = "records"

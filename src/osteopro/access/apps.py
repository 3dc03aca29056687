from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "osteopro.access"
    label = "access"

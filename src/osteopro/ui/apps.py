from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "osteopro.ui"
    label = "ui"

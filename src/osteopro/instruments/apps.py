from django.apps import AppConfig


class InstrumentsConfig(AppConfig):
    name = "osteopro.instruments"
    label = "instruments"

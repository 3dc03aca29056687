from django.apps import AppConfig


class PatientsConfig(AppConfig):
    name = "osteopro.patients"
    label = "patients"

from django.apps import AppConfig


class AppointmentsConfig(AppConfig):
    name = "osteopro.appointments"
    label = "appointments"

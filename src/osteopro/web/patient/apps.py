from django.apps import AppConfig


class WebPatientConfig(AppConfig):
    name = "osteopro.web.patient"
    label = "web_patient"

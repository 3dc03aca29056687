from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    name = "osteopro.enrolment"
    label = "enrolment"

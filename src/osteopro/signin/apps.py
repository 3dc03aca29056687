from django.apps import AppConfig


class SigninConfig(AppConfig):
    name = "osteopro.signin"
    label = "signin"

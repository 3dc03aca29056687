from django.apps import AppConfig


class SitesConfig(AppConfig):
    name = "osteopro.sites"
    label = "sites"

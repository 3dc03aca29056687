from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class MessagingConfig(AppConfig):
    name = "osteopro.messaging"
    label = "messaging"

    def ready(self) -> None:
        # Packages above word their messages in a module of this name, which registers them.
        autodiscover_modules("alerts")

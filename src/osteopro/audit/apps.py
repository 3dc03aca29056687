from django.apps import AppConfig
from django.db.models.signals import post_migrate

from osteopro.audit import append_only


class AuditConfig(AppConfig):
    name = "osteopro.audit"
    label = "audit"

    def ready(self) -> None:
        post_migrate.connect(_install_triggers, dispatch_uid="audit.append_only")


def _install_triggers(using: str, **_: object) -> None:
    append_only.install(using)

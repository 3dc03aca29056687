from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate
from django.utils.module_loading import import_string

PUBLISH = "osteopro.schedule.loading.publish_packaged"
NEEDED = ("instruments", "triage", "enrolment", "audit")


class ScheduleConfig(AppConfig):
    name = "osteopro.schedule"
    label = "schedule"

    def ready(self) -> None:
        post_migrate.connect(_publish, sender=self, dispatch_uid="schedule.publish")


def _publish(using: str, **_: Any) -> None:
    present = set(connections[using].introspection.table_names())
    needed = {m._meta.db_table for m in apps.get_models() if m._meta.app_label in NEEDED}
    if needed <= present:
        # By name, because this module is read before any model may be.
        import_string(PUBLISH)()

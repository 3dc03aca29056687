from django.core.management.commands import migrate

from osteopro.schedule.readiness import ReadyCommand, setting_problems


class Command(ReadyCommand, migrate.Command):
    """Django's own, which would otherwise seal real names under the demo's keys."""

    unready = staticmethod(setting_problems)

"""What must hold before the product opens its doors."""

from django.conf import settings
from django.core.checks import Error, run_checks
from django.db import connection
from django.db.migrations.executor import MigrationExecutor


def problems() -> list[str]:
    """One sentence for each thing that keeps the server from starting; empty when ready."""
    return [*_secrets(), *_database()]


def _secrets() -> list[str]:
    if settings.DEMO:
        return []
    found = []
    if settings.SECRET_KEY == settings.DEMO_SECRET:
        found.append("OSTEOPRO_SECRET_KEY is the demo's: set one of your own.")
    if settings.DEMO_IDENTITY_KEY in settings.IDENTITY_KEYS:
        found.append("OSTEOPRO_IDENTITY_KEYS holds the demo's key: set keys of your own.")
    return found


def _database() -> list[str]:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["The database is not up to date: run `osteopro migrate`."]
    found = run_checks(databases=["default"])
    return [str(each.msg) for each in found if isinstance(each, Error)]

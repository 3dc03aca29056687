"""Database triggers that refuse to change or remove what was written.

A model with `append_only = True` gets them. They are installed again after every
migrate, since SQLite drops a table's triggers whenever a column changes, and a
system check fails when one is missing.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from django.apps import apps
from django.core.checks import CheckMessage, Error, register
from django.db import connections, models
from django.db.backends.base.base import BaseDatabaseWrapper

FUNCTION = "osteopro_append_only"


def protected_models() -> list[type[models.Model]]:
    """Every model that may only grow."""
    return [model for model in apps.get_models() if getattr(model, "append_only", False)]


def install(using: str = "default", **_signal: Any) -> None:
    """Install all triggers; safe to run any number of times."""
    connection = connections[using]
    existing = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                f"CREATE OR REPLACE FUNCTION {FUNCTION}() RETURNS trigger AS $$ BEGIN "
                "RAISE EXCEPTION 'append only: %', TG_TABLE_NAME; END $$ LANGUAGE plpgsql"
            )
        for name, statement in _statements(connection.vendor):
            if name.rsplit("__", 1)[0] in existing:
                cursor.execute(statement)


def uninstall(using: str = "default") -> None:
    """Remove all triggers. For tests that must empty tables; never called by the product."""
    connection = connections[using]
    with connection.cursor() as cursor:
        for name, _statement in _statements(connection.vendor):
            table = name.rsplit("__", 1)[0]
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER IF EXISTS {name}{on}")


def missing(connection: BaseDatabaseWrapper) -> list[str]:
    """Names of triggers that should exist and do not."""
    query = (
        "SELECT tgname FROM pg_trigger WHERE NOT tgisinternal"
        if connection.vendor == "postgresql"
        else "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    )
    tables = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        cursor.execute(query)
        present = {row[0] for row in cursor.fetchall()}
    wanted = [name for name, _ in _statements(connection.vendor)]
    return [n for n in wanted if n.rsplit("__", 1)[0] in tables and n not in present]


@register("database")
def check_triggers(*, databases: Sequence[str] | None = None, **_: Any) -> list[CheckMessage]:
    """`osteopro check --database default` fails when history could be rewritten."""
    return [
        Error(f"Trigger {name} is missing; run `osteopro migrate`.", id="audit.E001")
        for alias in databases or []
        for name in missing(connections[alias])
    ]


def _statements(vendor: str) -> Iterator[tuple[str, str]]:
    templates = POSTGRESQL if vendor == "postgresql" else SQLITE
    for model in protected_models():
        table = model._meta.db_table
        for name, template in templates.items():
            trigger = f"{table}__{name}"
            yield trigger, template.format(trigger=trigger, table=table, function=FUNCTION)


POSTGRESQL = {
    "grows": (
        "CREATE OR REPLACE TRIGGER {trigger} BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION {function}()"
    ),
    "stays": (
        "CREATE OR REPLACE TRIGGER {trigger} BEFORE TRUNCATE ON {table} "
        "FOR EACH STATEMENT EXECUTE FUNCTION {function}()"
    ),
}
SQLITE = {
    f"no_{verb}": (
        f"CREATE TRIGGER IF NOT EXISTS {{trigger}} BEFORE {verb.upper()} ON {{table}} "
        "BEGIN SELECT RAISE(ABORT, 'append only: {table}'); END"
    )
    for verb in ("update", "delete")
}

"""What must hold before the product opens its doors."""

from collections.abc import Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.fernet import Fernet, InvalidToken
from django.apps import apps
from django.conf import settings
from django.core.checks import Error, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, OperationalError, connection, transaction
from django.db.migrations.executor import MigrationExecutor

SHORTEST_SECRET = 32
# Stands in the data folder of a clinic with real people, so that no demo begins there.
REAL = "real-clinic"


def problems() -> list[str]:
    """One sentence for each thing that keeps the server from starting; empty when ready."""
    return [*setting_problems(), *_database()]


def setting_problems() -> list[str]:
    """What is wrong with the environment, before any database is asked."""
    if settings.DEMO:
        return list(_demo())
    return [*_secrets(), *_identity_keys(), *_address()]


def note_real_clinic() -> None:
    """Mark the data folder as that of a real clinic; nothing in the demo."""
    if not settings.DEMO:
        settings.DATA.mkdir(parents=True, exist_ok=True)
        _marker().touch()


class ReadyCommand(BaseCommand):
    """A command that refuses to work when the settings are not fit for a clinic.

    Only as a command: what calls it from Python (the demo, tests) has made its own settings.
    """

    by_hand = False
    unready: Callable[[], list[str]] = staticmethod(problems)

    def run_from_argv(self, argv: list[str]) -> None:
        self.by_hand = True
        super().run_from_argv(argv)

    def execute(self, *args: Any, **options: Any) -> str | None:
        if self.by_hand:
            refuse(self.unready())
        done: str | None = super().execute(*args, **options)
        return done


def refuse(found: list[str]) -> None:
    """Raises CommandError with every problem, one a line; marks the folder when there is none."""
    if found:
        raise CommandError("\n".join(found), returncode=2)
    note_real_clinic()


def holds_real_people() -> bool:
    """Whether the database in DATABASE_URL knows people sealed under other keys than the demo's.

    A database that is not there, or has no tables yet, holds nobody.
    """
    file = Path(str(connection.settings_dict["NAME"]))
    if connection.vendor == "sqlite" and not file.is_file():
        return False
    try:
        with transaction.atomic():
            # By name: a WSGI server reads this module before the tables are known.
            people = apps.get_model("patients", "Identity").objects
            sealed = people.values_list("sealed", flat=True).first()
    except DatabaseError:
        return False
    if sealed is None:
        return False
    try:
        Fernet(settings.DEMO_IDENTITY_KEY).decrypt(bytes(sealed))
    except InvalidToken:
        return True
    return False


def _demo() -> Iterator[str]:
    if _marker().exists():
        yield (
            f"OSTEOPRO_DEMO is on, but {settings.DATA} holds a real clinic: "
            "switch it off, or set OSTEOPRO_DATA to another folder."
        )
    elif holds_real_people():
        yield (
            "OSTEOPRO_DEMO is on, but the database in DATABASE_URL holds a real clinic: "
            "switch it off, or unset DATABASE_URL."
        )


def _marker() -> Path:
    return Path(settings.DATA) / REAL


def _secrets() -> Iterator[str]:
    if settings.DEBUG:
        yield "OSTEOPRO_DEBUG shows patients' data on error pages: only the demo may use it."
    secret = _secret_key()
    if secret == settings.DEMO_SECRET:
        yield "OSTEOPRO_SECRET_KEY is the demo's: set one of your own."
    elif len(secret) < SHORTEST_SECRET:
        yield f"OSTEOPRO_SECRET_KEY needs {SHORTEST_SECRET} characters or more."
    if len(settings.SEARCH_KEY) < SHORTEST_SECRET:
        yield f"OSTEOPRO_SEARCH_KEY needs {SHORTEST_SECRET} characters or more."


def _secret_key() -> str:
    try:
        return str(settings.SECRET_KEY)
    except ImproperlyConfigured:  # Django's way to say that it is empty
        return ""


def _identity_keys() -> Iterator[str]:
    if not settings.IDENTITY_KEYS:
        yield "OSTEOPRO_IDENTITY_KEYS is empty: set at least one key."
    if settings.DEMO_IDENTITY_KEY in settings.IDENTITY_KEYS:
        yield "OSTEOPRO_IDENTITY_KEYS holds the demo's key: set keys of your own."
    for number, key in enumerate(settings.IDENTITY_KEYS, 1):
        try:
            Fernet(key)
        except ValueError:
            # Which one, never the key: this goes to a terminal and to logs.
            yield f"OSTEOPRO_IDENTITY_KEYS: key {number} is no key (docs/how-to/install.md)."


def _address() -> Iterator[str]:
    parts = urlsplit(settings.BASE_URL)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        yield "OSTEOPRO_BASE_URL must be an address like https://pro.example.org."
    elif parts.scheme == "http" and not _is_here(parts.hostname):
        yield (
            "OSTEOPRO_BASE_URL begins with http://: anybody on the way could read along. "
            "Use https:// behind a proxy that ends TLS."
        )


def _is_here(host: str) -> bool:
    """Whether a host is this machine, where nobody is on the way."""
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _database() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
    except OperationalError:
        # Its own text quotes the address with the user's name.
        return ["The database does not answer: is DATABASE_URL right, and is it running?"]
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return ["The database is not up to date: run `osteopro migrate`."]
    found = run_checks(databases=["default"])
    return [str(each.msg) for each in found if isinstance(each, Error)]

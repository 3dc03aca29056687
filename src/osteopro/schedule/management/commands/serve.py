from contextlib import nullcontext
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels
from granian.server import Server

from osteopro.schedule import readiness, serving
from osteopro.schedule.beside import DueWorkBeside

PAGE_THREADS = 8
HEADER_MILLISECONDS = 10_000


class Command(BaseCommand):
    help = "The production server plus the due-work loop."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT")
        parser.add_argument("--workers", type=int, default=1)

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = _address(options["bind"])
        sqlite = connection.vendor == "sqlite"
        if sqlite and options["workers"] != 1:
            raise CommandError(
                "SQLite has one writer, so it is served by one process. "
                "For more workers set DATABASE_URL to a PostgreSQL database.",
                returncode=2,
            )
        readiness.refuse(readiness.problems())
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        _let_go_of_the_database()
        self.stdout.write(f"OsteoPRO is open on http://{host}:{port}/")
        self.stdout.flush()
        with nullcontext() if sqlite else DueWorkBeside():
            _server(host, port, options["workers"]).serve(
                target_loader=serving.load, wrap_loader=False
            )


def _let_go_of_the_database() -> None:
    """Workers are forked from this process: a connection in two processes answers neither."""
    connection.close()
    if connection.vendor == "postgresql":
        connection.close_pool()  # type: ignore[attr-defined]


def _server(host: str, port: int, workers: int) -> Any:
    return Server(
        "osteopro.schedule.serving:load",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=PAGE_THREADS,
        respawn_failed_workers=True,
        websockets=False,
        http=HTTPModes.http1,
        # The only limit in time it has; bodies that trickle are the proxy's to hold back
        # (docs/how-to/install.md).
        http1_settings=HTTP1Settings(header_read_timeout=HEADER_MILLISECONDS),
        log_access=False,
        # Its one warning is that eight threads are more than cores; they wait for the database.
        log_level=LogLevels.error,
    )


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit():
        raise CommandError(f"--bind needs HOST:PORT, not {bind!r}.", returncode=2)
    return host, int(port)

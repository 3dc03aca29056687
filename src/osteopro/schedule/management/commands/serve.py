import os
import subprocess
import sys
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from osteopro.schedule import readiness
from osteopro.schedule.serving import DUE_WORK_HERE

READING_THREADS = 8


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
        if found := readiness.problems():
            raise CommandError("\n".join(found), returncode=2)
        if not settings.DEBUG:
            call_command("collectstatic", interactive=False, verbosity=0)
        connection.close()
        os.environ[DUE_WORK_HERE] = "1" if sqlite else "0"
        due_work = None if sqlite else _due_work()
        self.stdout.write(f"OsteoPRO is open on http://{host}:{port}/")
        try:
            _server(host, port, options["workers"]).serve()
        finally:
            if due_work is not None:
                due_work.terminate()
                due_work.wait(timeout=30)


def _server(host: str, port: int, workers: int) -> Any:
    return Server(
        "osteopro.schedule.serving:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=READING_THREADS,
        respawn_failed_workers=True,
        websockets=False,
        log_access=False,
        log_level=LogLevels.warning,
    )


def _due_work() -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-m", "osteopro", "run_due", "--loop"])


def _address(bind: str) -> tuple[str, int]:
    host, _, port = bind.rpartition(":")
    if not host or not port.isdigit():
        raise CommandError(f"--bind needs HOST:PORT, not {bind!r}.", returncode=2)
    return host, int(port)

import argparse
import os
import shutil
import signal
import socket
import sys
import tempfile
from contextlib import redirect_stdout
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection
from tqdm import tqdm  # type: ignore[import-untyped]  # its stubs are a package of their own

from osteopro.messaging.channels import demo_messages_path
from osteopro.schedule import readiness
from osteopro.simulation.clinic import Built, build
from osteopro.simulation.ways_in import ways_in

HOST = "127.0.0.1"
PREFIX = "osteopro-demo-"
MOST_PATIENTS = 2000
TEXTS_KEPT = 40


class Command(BaseCommand):
    help = "A synthetic clinic with six months behind it, in a place that is thrown away."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--port", type=int, default=8000)
        parser.add_argument("--patients", type=int, default=40)
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same people")
        parser.add_argument("--data", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        if not 1 <= options["patients"] <= MOST_PATIENTS:
            raise CommandError(f"--patients must be 1 to {MOST_PATIENTS}.", returncode=2)
        if options["data"] is None:
            _begin_again_inside(options)
        data = _throw_away_place(options["data"])
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))
        try:
            self._run(options)
        except KeyboardInterrupt:
            self.stderr.write("停止了。 / Stopped.")
        finally:
            connection.close()
            shutil.rmtree(data, ignore_errors=True)

    def _run(self, options: dict[str, Any]) -> None:
        self.stderr.write("准备数据库… / Preparing the database…")
        call_command("migrate", verbosity=0)
        built = _build(options["seed"], options["patients"])
        _keep_last_texts()
        with redirect_stdout(StringIO()):
            text = ways_in(built, f"http://{HOST}:{options['port']}")
        self.stdout.write(text)
        self.stdout.flush()
        call_command("serve", bind=f"{HOST}:{options['port']}")


def _begin_again_inside(options: dict[str, Any]) -> None:
    """Start this command anew with an environment of its own, for settings are read once.

    Nothing of the caller's configuration goes along: the demo can reach no real
    database, gateway or key.
    """
    _check_free(options["port"])
    if readiness.holds_real_people():
        raise CommandError(
            "DATABASE_URL or OSTEOPRO_DATA leads to a real clinic: unset it before the demo, "
            "which makes a database of its own.",
            returncode=2,
        )
    kept = {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(("OSTEOPRO_", "DATABASE_URL"))
    }
    data = tempfile.mkdtemp(prefix=PREFIX)
    base_url = f"http://{HOST}:{options['port']}"
    environment = kept | {
        "OSTEOPRO_DEMO": "1",
        "OSTEOPRO_DATA": data,
        "OSTEOPRO_BASE_URL": base_url,
    }
    arguments = [f"--{name}={options[name]}" for name in ("port", "patients", "seed")]
    command = [sys.executable, "-m", "osteopro", "demo", f"--data={data}", *arguments]
    os.execve(sys.executable, command, environment)  # noqa: S606 - ourselves, no shell


def _throw_away_place(name: str) -> Path:
    """The folder this run may delete, made by `_begin_again_inside`."""
    data = Path(name).resolve()
    ours = settings.DEMO and settings.DATA == data and data.name.startswith(PREFIX)
    if not ours:
        raise CommandError("--data is for the command's own use.", returncode=2)
    return data


def _check_free(port: int) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except (OSError, OverflowError) as error:
            raise CommandError(
                f"Port {port} is not free: choose another, e.g. `make demo PORT=8123`.",
                returncode=2,
            ) from error


def _build(seed: int, patients: int) -> Built:
    with connection.cursor() as cursor:
        # Nobody was told that anything here is safe yet; the server's connections flush again.
        cursor.execute("PRAGMA synchronous=OFF")
    with tqdm(desc="六个月 / six months", unit="d", ncols=72) as bar:

        def progress(day: int, days: int) -> None:
            bar.total = days
            bar.update(day - bar.n)

        # The text messages of half a year would bury the terminal.
        with redirect_stdout(StringIO()):
            return build(seed=seed, patients=patients, progress=progress)


def _keep_last_texts() -> None:
    path = demo_messages_path()
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[-TEXTS_KEPT:]), encoding="utf-8")

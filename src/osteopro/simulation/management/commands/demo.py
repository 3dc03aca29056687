import argparse
import socket
from contextlib import redirect_stdout
from functools import partial
from io import StringIO
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from osteopro.messaging.channels import demo_messages_path
from osteopro.simulation.clinic import build
from osteopro.simulation.place import (
    begin_again_inside,
    check_patients,
    make_clinic,
    throw_away_after,
)
from osteopro.simulation.ways_in import ways_in

HOST = "127.0.0.1"
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
        check_patients(options["patients"])
        if options["data"] is None:
            _check_free(options["port"])
            words = [f"--{name}={options[name]}" for name in ("port", "patients", "seed")]
            begin_again_inside("demo", words, f"http://{HOST}:{options['port']}")
        throw_away_after(options["data"], partial(self._run, options), self.stderr)

    def _run(self, options: dict[str, Any]) -> None:
        self.stderr.write("准备数据库… / Preparing the database…")
        live = partial(build, seed=options["seed"], patients=options["patients"])
        built = make_clinic("六个月 / six months", lambda bar: live(progress=bar))
        _keep_last_texts()
        with redirect_stdout(StringIO()):
            text = ways_in(built, f"http://{HOST}:{options['port']}")
        self.stdout.write(text)
        self.stdout.flush()
        call_command("serve", bind=f"{HOST}:{options['port']}")


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


def _keep_last_texts() -> None:
    path = demo_messages_path()
    if path.exists():
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        path.write_text("".join(lines[-TEXTS_KEPT:]), encoding="utf-8")

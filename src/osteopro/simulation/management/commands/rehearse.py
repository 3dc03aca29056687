import argparse
import time
from datetime import timedelta
from functools import partial
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from osteopro.simulation.clinic import build
from osteopro.simulation.figures import figures, table
from osteopro.simulation.place import (
    begin_again_inside,
    check_patients,
    make_clinic,
    throw_away_after,
)

LONGEST = 400
ADDRESS = "http://127.0.0.1:8000"


class Command(BaseCommand):
    help = "Let a synthetic clinic work for so many days and say what came of it."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--days", type=int, default=90)
        parser.add_argument("--patients", type=int, default=300)
        parser.add_argument("--seed", type=int, default=1, help="the same seed, the same people")
        parser.add_argument("--data", help=argparse.SUPPRESS)

    def handle(self, *args: Any, **options: Any) -> None:
        check_patients(options["patients"])
        if not 1 <= options["days"] <= LONGEST:
            raise CommandError(f"--days must be 1 to {LONGEST}.", returncode=2)
        if options["data"] is None:
            words = [f"--{name}={options[name]}" for name in ("days", "patients", "seed")]
            begin_again_inside("rehearse", words, ADDRESS)
        throw_away_after(options["data"], partial(self._run, options), self.stderr)

    def _run(self, options: dict[str, Any]) -> None:
        before = time.monotonic()
        live = partial(build, **{name: options[name] for name in ("seed", "patients", "days")})
        built = make_clinic("模拟天数 / simulated days", lambda bar: live(progress=bar))
        took = timedelta(seconds=round(time.monotonic() - before))
        self.stdout.write(table(figures(built, options["days"])))
        self.stdout.write(
            f"\ntook {took}: osteopro rehearse --days {options['days']} "
            f"--patients {options['patients']} --seed {options['seed']}"
        )

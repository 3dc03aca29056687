import sys
from typing import Any

from osteopro.commands import JsonCommand
from osteopro.instruments.commands import BadInput
from osteopro.triage.validity.cli import cli_validity


class Command(JsonCommand):
    help = "Check how a report was answered: a case as JSON on standard input, flags as JSON out."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        self.run(lambda: cli_validity(raw), BadInput)

import sys
from typing import Any

from osteopro.commands import JsonCommand
from osteopro.instruments.commands import BadInput
from osteopro.triage.cli import cli_triage


class Command(JsonCommand):
    help = "Assess a case by the rules: JSON on standard input, level and rules as JSON out."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        self.run(lambda: cli_triage(raw), BadInput)

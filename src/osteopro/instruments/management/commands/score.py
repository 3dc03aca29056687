import sys
from typing import Any

from osteopro.commands import JsonCommand
from osteopro.instruments.commands import BadInput, cli_score


class Command(JsonCommand):
    help = "Score a FHIR QuestionnaireResponse: JSON on standard input, scores as JSON out."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        self.run(lambda: cli_score(raw), BadInput)

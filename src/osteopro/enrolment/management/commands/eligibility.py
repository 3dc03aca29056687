import sys
from typing import Any

import orjson

from osteopro.commands import JsonCommand
from osteopro.enrolment.form import BadForm, read_form
from osteopro.enrolment.rules import eligibility


class Command(JsonCommand):
    help = "Judge an enrolment form: JSON on standard input, status and reasons as JSON out."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        self.run(lambda: judged(raw), BadForm)


def judged(raw: bytes) -> dict[str, Any]:
    """`{"status", "reasons"}` of a form as JSON. Raises BadForm."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadForm([f"not JSON: {error}"]) from error
    verdict = eligibility(read_form(document))
    return {"status": verdict.status.value, "reasons": list(verdict.reasons)}

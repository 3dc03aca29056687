import sys
from typing import Any

import orjson

from osteopro.appointments.priority import Ranked, ordered
from osteopro.appointments.reading import BadRequests, read_requests
from osteopro.commands import JsonCommand
from osteopro.instruments.scoring import rounded


class Command(JsonCommand):
    help = "Order appointment requests: a list as JSON on standard input, the same list with P out."

    def handle(self, *args: Any, **options: Any) -> None:
        raw = sys.stdin.buffer.read()
        self.run(lambda: prioritised(raw), BadRequests)


def prioritised(raw: bytes) -> list[dict[str, Any]]:
    """The requests of a JSON list in their order, each with `P` (one decimal) and its `terms`
    (at most 6 decimals). Raises BadRequests."""
    try:
        document = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        raise BadRequests([f"not JSON: {error}"]) from error
    ranked = ordered(read_requests(document))
    given = {each["id"]: each for each in document}
    return [{**given[each.request.id], **_result(each)} for each in ranked]


def _result(ranked: Ranked) -> dict[str, Any]:
    terms = {str(term): float(rounded(value) or 0) for term, value in ranked.terms.items()}
    return {"P": float(ranked.shown), "terms": terms}

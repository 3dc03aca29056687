"""Reading requests as JSON gives them: Requests or every problem out. Pure (resolution 69)."""

from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Any, TypeVar

from osteopro.appointments.priority import Request
from osteopro.appointments.terms import Event
from osteopro.triage.terms import Level

Code = TypeVar("Code", bound=StrEnum)

_FIELDS = frozenset(Request.__dataclass_fields__)
_OLDEST = 130
_LONGEST = 36_525  # days in a hundred years


class BadRequests(ValueError):
    """The list cannot be ordered; `problems` has one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


def read_requests(raw: Any) -> list[Request]:
    """The requests in `raw`, a list of objects. Raises BadRequests with every problem: a field
    that is unknown, missing or of another kind, an id twice, a verified emergency.

    >>> read_requests([{"id": "a", "days_waiting": -1}])[0]
    Traceback (most recent call last):
    osteopro.appointments.reading.BadRequests: request 1: reported: missing
    ...
    """
    if not isinstance(raw, list):
        raise BadRequests(["the requests are not a list"])
    readers = [_Reader(f"request {number}", each) for number, each in enumerate(raw, 1)]
    found = [reader.request() for reader in readers]
    problems = [problem for reader in readers for problem in reader.problems]
    problems += _twice(request.id for request in found if request)
    if problems:
        raise BadRequests(problems)
    return [request for request in found if request]


def _twice(ids: Iterable[str | int]) -> list[str]:
    return [f"id {each!r} stands on {n} requests" for each, n in Counter(ids).items() if n > 1]


class _Reader:
    """Takes one request out of its object and collects what is wrong."""

    def __init__(self, name: str, raw: Any) -> None:
        self.name = name
        self.raw: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
        self.problems: list[str] = []
        if self.raw is not raw:
            self.problems.append(f"{name}: not an object")

    def request(self) -> Request | None:
        if self.problems:
            return None
        for field in sorted(self.raw.keys() - _FIELDS):
            self.say(field, f"unknown; known are {', '.join(sorted(_FIELDS))}")
        for field in Request.__dataclass_fields__:
            if field not in self.raw:
                self.say(field, "missing")
        if self.problems:
            return None
        request = Request(
            id=self.id(),
            days_waiting=self.whole("days_waiting", _LONGEST) or 0,
            reported=self.level("reported"),
            verified=self.level("verified"),
            event=self.code("event", Event) or Event.NONE,
            days_since_visit=self.whole("days_since_visit", _LONGEST, null=True),
            lives_alone=self.flag("lives_alone"),
            age=self.whole("age", _OLDEST) or 0,
            phone_only=self.flag("phone_only"),
            deadline_missed=self.flag("deadline_missed"),
        )
        if request.verified is Level.EMERGENCY:
            self.say("verified", "an emergency never queues: 120 or the emergency room")
        return None if self.problems else request

    def say(self, field: str, sentence: str) -> None:
        self.problems.append(f"{self.name}: {field}: {sentence}")

    def id(self) -> str | int:
        given = self.raw["id"]
        if isinstance(given, bool) or not isinstance(given, str | int) or given == "":
            self.say("id", f"{given!r} is not a text or a whole number")
            return ""
        return given

    def whole(self, field: str, most: int, *, null: bool = False) -> int | None:
        given = self.raw[field]
        if given is None and null:
            return None
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
            self.say(field, f"{given!r} is not a whole number from 0 to {most}")
            return None
        return given

    def level(self, field: str) -> Level | None:
        return None if self.raw[field] is None else self.code(field, Level)

    def code(self, field: str, codes: type[Code]) -> Code | None:
        given = self.raw[field]
        if not isinstance(given, str) or given not in set(codes):
            self.say(field, f"{given!r} is not one of {', '.join(codes)}")
            return None
        return codes(given)

    def flag(self, field: str) -> bool:
        given = self.raw[field]
        if not isinstance(given, bool):
            self.say(field, f"{given!r} is not true or false")
            return False
        return given

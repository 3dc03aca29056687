"""What is known about one patient at the moment a record is assessed, and what comes out."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Text
from osteopro.triage.terms import Level

SHANGHAI = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, kw_only=True)
class PastRecord:
    """One stored response. `authored` is aware; `canonical` is url|version of its form."""

    authored: datetime
    canonical: str
    answers: Answers
    proxy: bool = False


@dataclass(frozen=True, kw_only=True)
class Current(PastRecord):
    """The response under assessment.

    `left`: the person has sent it or gone away, so open items count as unanswered. It is False
    while the form is being filled and for the snapshot of an immediate emergency.
    """

    status: str
    mode: str | None = None
    left: bool = True


@dataclass(frozen=True)
class Measured:
    """Height and weight taken by staff on one day; either may be None."""

    date: date
    height_cm: Decimal | None = None
    weight_kg: Decimal | None = None


@dataclass(frozen=True)
class Verified:
    """What a person heard or saw when they spoke with the patient; pain is 0 to 10."""

    at: datetime
    pain_rest: int | None = None
    pain_move: int | None = None
    level: Level | None = None


@dataclass(frozen=True)
class Profile:
    """Facts from the patient's file by key (resolution 68); a missing key reads as None.

    Days are dates, `measured` and `verified` are tuples of the classes above.
    """

    values: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))

    def get(self, key: str) -> Any:
        return self.values.get(key)

    @property
    def measured(self) -> tuple[Measured, ...]:
        return tuple(self.values.get("measured") or ())

    @property
    def verified(self) -> tuple[Verified, ...]:
        return tuple(self.values.get("verified") or ())


@dataclass(frozen=True)
class Assessed:
    """A rule a manager has looked at, and when (aware)."""

    rule: str
    at: datetime


@dataclass(frozen=True)
class Case:
    """Everything a ruleset may look at.

    `history` and `diary` hold earlier responses in any order, latest version only. `response` is
    None when silence itself is assessed.
    """

    now: datetime
    response: Current | None
    history: tuple[PastRecord, ...] = ()
    diary: tuple[PastRecord, ...] = ()
    profile: Profile = Profile()
    assessed: tuple[Assessed, ...] = ()
    zone: ZoneInfo = SHANGHAI

    def __post_init__(self) -> None:
        if self.now.tzinfo is None:
            raise ValueError("now needs a time zone")


@dataclass(frozen=True)
class Fired:
    """A rule that holds, at the level it counts with, and the answer that fired it."""

    id: str
    level: Level
    because: Text
    tags: tuple[str, ...] = ()


@dataclass(frozen=True)
class MessageRef:
    """Which message the patient sees at once; `add`: rules whose add-on text is in it."""

    code: str
    add: tuple[str, ...] = ()


@dataclass(frozen=True)
class Assessment:
    """The result: the level is the highest of `rules`, which stand in the ruleset's order."""

    level: Level
    rules: tuple[Fired, ...]
    tags: tuple[str, ...]
    message: MessageRef
    advice: tuple[str, ...]
    ruleset: str

"""What the story of a patient consists of: one kind of entry for each kind of history."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from osteopro.enrolment.terms import Decision, How, Purpose, State
from osteopro.followup.queries.review import CallView, QuestionView, ReviewView
from osteopro.followup.strands import Place
from osteopro.followup.terms import IntervalReason, ItemKind, MoveReason, PauseReason
from osteopro.messaging.queries import Turn
from osteopro.patients.helpers import HelperStep
from osteopro.records.queries import StoredResponse
from osteopro.triage.terms import Level


class Part(StrEnum):
    """What of the story is shown."""

    ALL = "all"
    RECORDS = "records"
    CALLS = "calls"
    MESSAGES = "messages"
    ADVICE = "advice"
    DOCTORS = "doctors"
    PLAN = "plan"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class Paused:
    """A break: until the day before `resumes_on`."""

    starts_on: date
    resumes_on: date
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class Resumed:
    """A break ended before the day that was planned: records are due from `on` again."""

    on: date


@dataclass(frozen=True, slots=True)
class Spaced:
    """Records are wanted every `days` days, no longer every `before`."""

    days: int
    before: int
    cause: IntervalReason


@dataclass(frozen=True, slots=True)
class HandedOver:
    """Another manager, another backup or both; None where nothing changed."""

    manager: int | None
    manager_before: int | None
    backup: int | None
    backup_before: int | None
    reason: MoveReason


@dataclass(frozen=True, slots=True)
class Agreed:
    """What somebody said about purposes, asked in one go."""

    decision: Decision
    how: How
    purposes: tuple[Purpose, ...]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something came before the manager by itself."""

    kind: ItemKind
    reasons: Sequence[Mapping[str, Any]]
    closed_at: datetime | None


@dataclass(frozen=True, slots=True)
class Measured:
    """Height and weight as staff took them."""

    height_cm: float | None
    weight_kg: float | None


@dataclass(frozen=True, slots=True)
class Answered:
    """What a physician answered to a question."""

    question: QuestionView


@dataclass(frozen=True, slots=True)
class Changed:
    """A level that a manager set."""

    by: int
    at: datetime
    after: Level


@dataclass(frozen=True)
class Fate:
    """What became of a record: who read it, how it ended, or by when it is promised."""

    level: Level = Level.ROUTINE
    due_at: datetime | None = None
    seen: tuple[tuple[int, datetime], ...] = ()
    reviews: tuple[ReviewView, ...] = ()
    changes: tuple[Changed, ...] = ()

    @property
    def open(self) -> bool:
        return self.due_at is not None


@dataclass(frozen=True)
class Reported:
    """A record or another form, with the completed one of its kind before it."""

    response: StoredResponse
    before: StoredResponse | None = None
    fate: Fate = field(default_factory=Fate)


@dataclass(frozen=True, slots=True)
class Met:
    """An in-person session that was held, or an invitation that ended otherwise (`why`). `state`
    is a code of appointments' SessionState, `looks` what was looked at by the `guide` of that
    version; `agreed` reads like the patient reads it."""

    state: str
    why: str
    guide: str
    looks: Mapping[str, Any]
    medicines: str
    worries: str
    agreed: str
    next_on: date | None


@dataclass(frozen=True, slots=True)
class Visited:
    """A visit with a physician and what came of it. `outcomes` are codes of appointments'
    VisitOutcome, `medicine` what was changed in words, `used` whether the records helped;
    without a `line` to the patient `not_told` is the code of the reason. `corrected`: when it was
    put right, and what was written `before`."""

    outcomes: tuple[str, ...]
    medicine: str
    used: bool
    line: str
    not_told: str
    corrected: datetime | None = None
    before: tuple[tuple[str, ...], str] = ((), "")


About = (
    Reported | CallView | Turn | QuestionView | Answered | State | Paused | Agreed | Happened
) | (Measured | Resumed | Spaced | HandedOver | HelperStep | Visited | Met)


@dataclass(frozen=True)
class Entry:
    """One thing that happened, by whom if it was somebody."""

    place: Place
    about: About
    by: int | None = None

    @property
    def at(self) -> datetime:
        return self.place.at


@dataclass(frozen=True)
class Story:
    """One page of a part of it, told from `cut` on, None from the newest; `older` is where the
    next begins, None at the beginning of all."""

    entries: tuple[Entry, ...]
    part: Part
    cut: Place | None
    older: Place | None

    @property
    def people(self) -> frozenset[int]:
        """Everybody of the staff who is named."""
        return frozenset(pk for entry in self.entries for pk in _named(entry) if pk is not None)


def _named(entry: Entry) -> Iterable[int | None]:
    yield entry.by
    about = entry.about
    if isinstance(about, Answered):
        about = about.question
    if isinstance(about, QuestionView):
        yield from (about.by, about.physician, about.answered_by)
    if isinstance(about, HandedOver):
        yield from (about.manager, about.manager_before, about.backup, about.backup_before)
    if isinstance(about, Reported):
        fate = about.fate
        yield from (by for by, _at in fate.seen)
        yield from (review.by for review in fate.reviews)
        yield from (change.by for change in fate.changes)

"""Leaving the programme: reasons as data, and what may be recorded (clinical content 6.5). Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from importlib import resources

from osteopro.enrolment.terms import ENDED, DecidedBy, State

# What nobody has to choose: it follows from the state.
REASON_OF_DEATH = "died"
REASON_OF_SILENCE = "lost"


@dataclass(frozen=True, slots=True)
class Reason:
    """Why somebody leaves, in the words of staff; `own` in the patient's, None if never offered.

    `clinician`: only a clinician decides so. `by_itself`: it follows from the state.
    """

    code: str
    words: Mapping[str, str]
    own: Mapping[str, str] | None
    clinician: bool
    by_itself: bool


@dataclass(frozen=True, slots=True)
class Leave:
    """The reasons, and the days that matter."""

    reasons: tuple[Reason, ...]
    undo: timedelta
    call_after: timedelta
    leave_after: timedelta

    def reason(self, code: str) -> Reason:
        """Raises KeyError for a code that is none."""
        return {each.code: each for each in self.reasons}[code]

    @property
    def own(self) -> tuple[Reason, ...]:
        """Those a patient is offered."""
        return tuple(each for each in self.reasons if each.own)

    @property
    def by_staff(self) -> tuple[Reason, ...]:
        """Those staff choose from."""
        return tuple(each for each in self.reasons if not each.by_itself)


@dataclass(frozen=True, slots=True)
class Wanted:
    """How somebody is to leave. `reasons` are codes, the main one first; `note` tells more:
    what was said, or to whom a clinician hands over."""

    state: State
    decided_by: DecidedBy
    reasons: tuple[str, ...] = ()
    died_on: date | None = None
    note: str = ""


@lru_cache(maxsize=1)
def leave() -> Leave:
    """The data of this version."""
    raw = json.loads(resources.files(__package__).joinpath("leaving.json").read_text("utf-8"))
    return Leave(
        reasons=tuple(
            Reason(
                code=each["code"],
                words=each["words"],
                own=each.get("own"),
                clinician=each.get("clinician", False),
                by_itself=each.get("by_itself", False),
            )
            for each in raw["reasons"]
        ),
        undo=timedelta(days=raw["undo_days"]),
        call_after=timedelta(days=raw["call_after_days"]),
        leave_after=timedelta(days=raw["leave_after_days"]),
    )


def problem(wanted: Wanted, *, clinician: bool, today: date) -> str | None:
    """Why this cannot be recorded: a code, or None. `clinician`: one records it.

    An exclusion that appeared, and age, are for a clinician to decide, who says to whom the
    care is handed over (6.2).
    """
    if wanted.state not in ENDED:
        return "leave-needs-state"
    if wanted.state is State.DIED:
        return _problem_of_death(wanted, today)
    chosen = [each for each in leave().reasons if each.code in wanted.reasons]
    if len(chosen) != len(set(wanted.reasons)):
        return "leave-unknown-reason"
    if any(each.clinician for each in chosen):
        if not clinician or wanted.decided_by is not DecidedBy.CLINICIAN:
            return "leave-needs-clinician"
        if not wanted.note.strip():
            return "leave-needs-handover"
    asked_staff = wanted.decided_by is DecidedBy.FAMILY or wanted.decided_by is DecidedBy.CLINICIAN
    if asked_staff and wanted.state is State.LEFT and not wanted.reasons:
        return "leave-needs-reason"
    return None


def _problem_of_death(wanted: Wanted, today: date) -> str | None:
    if wanted.died_on is None:
        return "leave-needs-day"
    return "leave-day-ahead" if wanted.died_on > today else None


def reasons_of(wanted: Wanted) -> tuple[str, ...]:
    """The codes to store: what follows from the state comes first, nothing twice."""
    first = (REASON_OF_DEATH,) if wanted.state is State.DIED else ()
    return tuple(dict.fromkeys((*first, *wanted.reasons)))


def undo_until(at: datetime, state: State) -> datetime | None:
    """Until when leaving can be taken back; None for ever: who fell silent may always speak."""
    return None if state is State.LEFT_SILENT else at + leave().undo


def may_undo(at: datetime, state: State, now: datetime) -> bool:
    """Whether it can still be taken back at `now`."""
    until = undo_until(at, state)
    return until is None or now < until


def in_order(main: str, others: Sequence[str]) -> tuple[str, ...]:
    """The main reason first, the rest as they stand, each once."""
    return tuple(dict.fromkeys(code for code in (main, *others) if code))

"""How somebody left, for their own last page and for staff."""

from dataclasses import dataclass
from datetime import date, datetime

from osteopro import clock
from osteopro.enrolment import leaving as rules
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import departed
from osteopro.instruments.terms import Kind
from osteopro.records import queries as records_queries


@dataclass(frozen=True, slots=True)
class Left:
    """The leaving that holds. `undo_until` None: at any time; `told_us`: they said since then
    what they think of the programme."""

    state: State
    at: datetime
    by: int | None
    decided_by: DecidedBy
    reasons: tuple[str, ...]
    died_on: date | None
    note: str
    undo_until: datetime | None
    may_undo: bool
    told_us: bool


def left(patient_id: int) -> Left | None:
    """How this patient left; None for who takes part. Two queries."""
    row = departed.latest(patient_id)
    if row is None:
        return None
    state = State(row.state)
    said = records_queries.series(patient_id, [Kind.EXIT], row.at)
    return Left(
        state=state,
        at=row.at,
        by=row.by,
        decided_by=DecidedBy(row.decided_by),
        reasons=tuple(row.reasons),
        died_on=row.died_on,
        note=row.note,
        undo_until=rules.undo_until(row.at, state),
        may_undo=rules.may_undo(row.at, state, clock.now()),
        told_us=any(each.complete for each in said),
    )

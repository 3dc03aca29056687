"""What somebody recorded in the programme, laid beside what they said: scores by week, never who.

The study asks here by the row in its key, with a reason, and is told how many weeks before or
after the interview each score came. No calendar date, no answer to a single question and no word
goes along; screens for what somebody may need help with stay out. Each look stands in the trail,
and the patient sees it under who looked at their data.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import ENDED, Purpose
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.definition import Text
from osteopro.instruments.spec import Scale
from osteopro.instruments.terms import Direction, Kind
from osteopro.patients import study_vault
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse, StoredScore

KINDS = (Kind.RECORD, Kind.QUALITY_OF_LIFE)
# A year on both sides of the interview.
WINDOW = timedelta(weeks=52)
A_WEEK = timedelta(weeks=1)


class NotAgreed(PermissionError):
    """They do not agree to research with their records any more."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score that can be looked at, from 0 to 100. `step` is the smallest difference that means
    something; None where nobody knows it."""

    code: str
    label: Text
    kind: Kind
    worse_upwards: bool
    step: Fraction | None


@dataclass(frozen=True, slots=True)
class Reading:
    """A score. `week` counts whole weeks from the day of the interview, below 0 before it."""

    week: int
    value: Decimal
    phone: bool = False
    proxy: bool = False


@dataclass(frozen=True, slots=True)
class Course:
    """One outcome over the weeks, oldest first."""

    outcome: Outcome
    readings: tuple[Reading, ...]


@dataclass(frozen=True, slots=True)
class Beside:
    """The courses asked for, and in which week they stopped taking part (None: they do).

    `provider`: a member of staff, who records nothing.
    """

    courses: tuple[Course, ...]
    ended: int | None = None
    provider: bool = False


def outcomes() -> tuple[Outcome, ...]:
    """Every score that may be asked for, symptoms first. No query once the forms are known."""
    found: dict[str, Outcome] = {}
    for form in sorted(instruments_queries.known(), key=lambda each: each.row_id):
        instrument = form.instrument
        if instrument.kind in KINDS:
            for scale in instrument.spec.scales:
                found[scale.id] = _outcome(scale, instrument.kind)
    return tuple(sorted(found.values(), key=lambda each: KINDS.index(each.kind)))


@journal.action
def courses(
    *, by: Actor, guid: UUID, codes: Collection[str], interview_on: date, reason: str
) -> Beside:
    """The scores `codes` of whoever is behind a row, a year before and after the interview.

    `reason` is kept in the trail and must name nobody. Raises study_vault.NoReason and
    study_vault.NotInVault, and NotAgreed.
    """
    wanted = [each for each in outcomes() if each.code in codes]
    subject = study_vault.open_records(by=by, guid=guid, reason=reason)
    if subject.patient_id is None:
        return Beside(tuple(Course(each, ()) for each in wanted), provider=True)
    if not enrolment_queries.may(subject.patient_id, Purpose.RESEARCH):
        raise NotAgreed(guid)
    change = enrolment_queries.latest_change(subject.patient_id)
    ended = None
    if change is not None and change.state in ENDED:
        ended = week_of(change.at, interview_on)
    scored = _scored(subject.patient_id, interview_on)
    return Beside(
        tuple(Course(each, tuple(_readings(each, scored, interview_on))) for each in wanted),
        ended=ended,
    )


def week_of(moment: datetime, interview_on: date) -> int:
    """Whole weeks from the day of the interview: that day and the six after it are week 0."""
    return (moment.astimezone(HOSPITAL).date() - interview_on) // A_WEEK


def _outcome(scale: Scale, kind: Kind) -> Outcome:
    worse = scale.direction is Direction.HIGHER_WORSE
    return Outcome(scale.id, scale.label, kind, worse, scale.meaningful_change)


def _scored(
    patient_id: int, interview_on: date
) -> list[tuple[StoredResponse, tuple[StoredScore, ...]]]:
    middle = datetime.combine(interview_on, time(), HOSPITAL)
    stored = records_queries.series(patient_id, KINDS, middle - WINDOW)
    inside = [each for each in stored if each.effective < middle + WINDOW]
    scores = records_queries.scores_of(each.pk for each in inside)
    return [(each, scores[each.pk]) for each in inside]


def _readings(
    outcome: Outcome,
    scored: Collection[tuple[StoredResponse, tuple[StoredScore, ...]]],
    interview_on: date,
) -> Iterator[Reading]:
    for response, scores in scored:
        for score in scores:
            if score.scale == outcome.code and score.value is not None:
                yield Reading(
                    week=week_of(response.effective, interview_on),
                    value=score.value,
                    phone=response.mode == "phone",
                    proxy=response.proxy,
                )

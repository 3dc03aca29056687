"""What stands around the story of one patient: how to treat them, the advice in force."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from osteopro import clock
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.consent import Standing as Agreement
from osteopro.enrolment.definition import ConsentText
from osteopro.enrolment.terms import Purpose
from osteopro.followup import advised
from osteopro.followup.advised import Given
from osteopro.instruments.terms import Kind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ContactPlan
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse, StoredScore

DRAWN = timedelta(days=92)
DRAWN_KINDS = (Kind.RECORD, Kind.QUALITY_OF_LIFE)


@dataclass(frozen=True)
class Heading:
    """How to treat this patient, in one look."""

    plan: ContactPlan
    physicians: tuple[int, ...]
    programme: Agreement | None


@dataclass(frozen=True)
class Months:
    """The last three months for charts: `history` oldest first, `main` its newest record."""

    history: tuple[StoredResponse, ...]
    scores: Mapping[int, tuple[StoredScore, ...]]
    main: StoredResponse
    before: StoredResponse | None


def heading(patient_id: int, published: Sequence[ConsentText]) -> Heading:
    """What stands at the top, given every published text of consent; three queries. The caller
    has checked that the viewer may know."""
    every = enrolment_queries.consents(patient_id, published)
    return Heading(
        plan=patients_queries.contact_plan(patient_id),
        physicians=patients_queries.care_team(patient_id).physicians,
        programme=next((each for each in every if each.purpose is Purpose.PROGRAMME), None),
    )


def months(patient_id: int) -> Months | None:
    """What charts draw, in two queries; None without a record in that time."""
    since = clock.now() - DRAWN
    history = tuple(records_queries.series(patient_id, DRAWN_KINDS, since))
    records = [each for each in reversed(history) if each.kind == Kind.RECORD]
    if not records:
        return None
    quality = [each.pk for each in history if each.kind == Kind.QUALITY_OF_LIFE]
    return Months(
        history=history,
        scores=records_queries.scores_of(quality),
        main=records[0],
        before=records[1] if len(records) > 1 else None,
    )


def advice_in_force(patient_id: int) -> list[Given]:
    """Each piece of advice that is in force once, as it was sent last, newest first; one query."""
    given = advised.given(patient_id, since=clock.now() - advised.IN_FORCE)
    return list(advised.newest(given).values())

"""Reading who waits for a clinician's decision, and what was found at enrolment."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from osteopro.access.terms import Permission, Viewer
from osteopro.enrolment.facts import Facts, facts_from_json
from osteopro.enrolment.models import Intake, Screening
from osteopro.enrolment.terms import ScreeningState, Status

DECIDED = (ScreeningState.INCLUDED, ScreeningState.EXCLUDED)
# A decision stands in the list for so many, the newest first.
SHOWN = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """A question to a clinician and, once given, the answer. Names stand elsewhere."""

    key: UUID
    site_id: int
    age_band: str
    sex: str
    reasons: tuple[str, ...]
    state: ScreeningState
    asked_by: int
    asked_at: datetime
    due_at: datetime | None
    decided_at: datetime | None
    decided_by: int | None
    decision_reason: str


@dataclass(frozen=True, slots=True)
class Found:
    """What was found when somebody joined."""

    on: date
    age: int
    status: Status
    answers: Mapping[str, Any]
    screen_total: int | None
    facts: Facts
    decision: Asked | None


def visible_to(viewer: Viewer) -> QuerySet[Screening]:
    """Screenings of the clinics at which this viewer enrols or decides."""
    if not viewer.can(Permission.SEE_ENROLMENTS):
        return Screening.objects.none()
    return Screening.objects.filter(site_id__in=viewer.site_ids)


def waiting(viewer: Viewer) -> list[Asked]:
    """Questions without an answer, the most pressing first."""
    rows = visible_to(viewer).filter(state=ScreeningState.WAITING).order_by("due_at", "id")
    return [_asked(row) for row in rows]


def decided(viewer: Viewer) -> list[Asked]:
    """Answered questions about people who have not joined since, the newest first."""
    rows = visible_to(viewer).filter(state__in=DECIDED).order_by("-decided_at", "-id")[:SHOWN]
    return [_asked(row) for row in rows]


def asked(viewer: Viewer, key: UUID) -> Asked | None:
    """One question in this viewer's scope, open or answered."""
    row = visible_to(viewer).filter(uuid=key).first()
    return _asked(row) if row else None


def about(keys: Collection[UUID]) -> Mapping[UUID, Asked]:
    """The questions asked about these forms, by form, in one query."""
    return {row.uuid: _asked(row) for row in Screening.objects.filter(uuid__in=set(keys))}


def intake(patient_id: int) -> Found | None:
    """What was found at the latest enrolment of this patient."""
    rows = Intake.objects.filter(patient_id=patient_id).select_related("screening")
    row = rows.order_by("-id").first()
    if row is None:
        return None
    return Found(
        on=row.on,
        age=row.age,
        status=Status(row.status),
        answers=row.answers,
        screen_total=row.screen_total,
        facts=facts_from_json(row.facts),
        decision=_asked(row.screening) if row.screening else None,
    )


def may_be_older(years: int, today: date) -> QuerySet[Intake, int]:
    """Patients who, by their age at enrolment, may be older than `years` today; who of them is,
    their birth date tells. A query for a subquery."""
    old_enough = Q()
    for age in range(years + 1):
        # The next birthday came at the latest a year after enrolment.
        old_enough |= Q(age=age, on__lte=today - timedelta(days=365 * (years - age)))
    return Intake.objects.filter(old_enough).values_list("patient_id", flat=True)


def flow(site_ids: Collection[int]) -> Mapping[str, int]:
    """How many were asked, by what became of them: the study's flow figure."""
    rows = Screening.objects.filter(site_id__in=set(site_ids), intake__isnull=True)
    counts = {row["state"]: row["n"] for row in rows.values("state").annotate(n=Count("id"))}
    joined = Intake.objects.filter(patient__site_id__in=set(site_ids)).count()
    return {**counts, ScreeningState.JOINED: joined}


def _asked(row: Screening) -> Asked:
    return Asked(
        key=row.uuid,
        site_id=row.site_id,
        age_band=row.age_band,
        sex=row.sex,
        reasons=tuple(row.reasons),
        state=ScreeningState(row.state),
        asked_by=row.asked_by,
        asked_at=row.asked_at,
        due_at=row.due_at,
        decided_at=row.decided_at,
        decided_by=row.decided_by,
        decision_reason=row.decision_reason,
    )

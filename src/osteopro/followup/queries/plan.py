"""How often a patient is asked and why, for pages."""

from dataclasses import dataclass
from datetime import date, timedelta

from osteopro.followup.models import CareState, IntervalWish
from osteopro.followup.terms import IntervalReason, WishOf

A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class PlanView:
    """The interval in force, why and since when. `paused_until` is the last day of a pause that
    runs now."""

    days: int
    reason: IntervalReason
    since: date
    paused_until: date | None

    @property
    def paused(self) -> bool:
        return self.paused_until is not None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A wish for an interval that was not taken back; `reason` in the manager's words."""

    days: int
    reason: str


def plan_view(row: CareState) -> PlanView:
    """The plan as a page shows it; no query."""
    paused = row.paused and row.resumes_on is not None
    return PlanView(
        days=row.interval_days,
        reason=IntervalReason(row.interval_reason),
        since=row.interval_since,
        paused_until=row.resumes_on - A_DAY if paused and row.resumes_on else None,
    )


def wanted(patient_id: int, of: WishOf) -> Wanted | None:
    """The wish of the manager or of the patient, if there is one now."""
    rows = IntervalWish.objects.filter(patient_id=patient_id, of=of).order_by("-pk")
    row = rows.first()
    return Wanted(row.days, row.reason) if row and row.days is not None else None

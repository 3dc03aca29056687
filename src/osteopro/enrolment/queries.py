"""Whether and since when somebody takes part."""

from datetime import datetime

from osteopro.enrolment.models import StateChange
from osteopro.enrolment.terms import State


def state(patient_id: int) -> State | None:
    """The state now; None for somebody who was never enrolled."""
    rows = StateChange.objects.filter(patient_id=patient_id).order_by("-id")
    found = rows.values_list("state", flat=True).first()
    return State(found) if found else None


def enrolled_at(patient_id: int) -> datetime | None:
    """The moment somebody first became active."""
    rows = StateChange.objects.filter(patient_id=patient_id, state=State.ACTIVE).order_by("id")
    return rows.values_list("at", flat=True).first()

"""Who takes part and is to be looked at again by a clinician (clinical content 6.2)."""

from dataclasses import dataclass
from datetime import datetime

from osteopro.access.terms import Viewer
from osteopro.followup.models import OpenItem
from osteopro.followup.terms import Doubt, ItemKind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Person


@dataclass(frozen=True, slots=True)
class Doubted:
    """One open doubt; `note` are the words of who asked."""

    patient_id: int
    person: Person
    doubt: Doubt
    note: str
    due_at: datetime


def doubted(viewer: Viewer, patient_id: int | None = None) -> list[Doubted]:
    """Open doubts in scope, the earliest deadline first; with `patient_id` those about one.
    Two queries."""
    rows = OpenItem.objects.filter(
        patient__in=patients_queries.visible_to(viewer),
        kind=ItemKind.CRITERIA,
        closed_at__isnull=True,
    )
    if patient_id is not None:
        rows = rows.filter(patient_id=patient_id)
    found = list(rows.order_by("due_at", "pk"))
    people = patients_queries.people([row.patient_id for row in found])
    return [
        Doubted(
            patient_id=row.patient_id,
            person=people[row.patient_id],
            doubt=Doubt(row.reasons[0]["id"]),
            note=str(row.reasons[0].get("note", "")),
            due_at=row.due_at,
        )
        for row in found
    ]

"""Attempts to phone, and what came of them."""

from uuid import UUID

from django.db.models import Q

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup.models import Call
from osteopro.followup.terms import CallOutcome


@journal.action
def record_call(
    *,
    by: Actor,
    patient_id: int,
    outcome: CallOutcome,
    note: str = "",
    occasion: UUID | None = None,
) -> int:
    """Keep one attempt to phone and what came of it; returns its id."""
    call = Call.objects.create(
        patient_id=patient_id,
        occasion=occasion,
        at=clock.now(),
        by=by.person,
        outcome=outcome,
        note=note.strip(),
    )
    journal.record(
        "call.recorded",
        by=by,
        object_type="call",
        object_id=call.pk,
        patient_id=patient_id,
        outcome=outcome,
    )
    return call.pk


def was_reached(patient_id: int, occasion: UUID, call_id: int | None) -> bool:
    """Whether this call reached the patient, and was not about another sitting."""
    if call_id is None:
        return False
    return Call.objects.filter(
        Q(occasion=occasion) | Q(occasion__isnull=True),
        pk=call_id,
        patient_id=patient_id,
        outcome=CallOutcome.REACHED,
    ).exists()

"""Attempts to phone, and what came of them."""

from uuid import UUID

from django.db.models import Q, QuerySet

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import standing, state
from osteopro.followup.actions.repeating import AlreadySent
from osteopro.followup.models import Call, OpenItem
from osteopro.followup.terms import CallOutcome


@journal.action
def record_call(
    *,
    by: Actor,
    patient_id: int,
    outcome: CallOutcome,
    note: str = "",
    occasion: UUID | None = None,
    key: UUID | None = None,
) -> int:
    """Keep one attempt to phone and what came of it; returns its id.

    The same form (`key`) again gives the first id; with other content AlreadySent.
    """
    state.locked(patient_id)
    said = (outcome.value, note.strip(), occasion, by.person)
    earlier = Call.objects.filter(patient_id=patient_id, key=key).first() if key else None
    if earlier is not None:
        if (earlier.outcome, earlier.note, earlier.occasion, earlier.by) != said:
            raise AlreadySent(key)
        journal.nothing_changed()
        return earlier.pk
    call = Call.objects.create(
        key=key,
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


def was_reached(item: OpenItem, call_id: int | None) -> bool:
    """Whether this call reached the patient since the record came, and was about it."""
    return call_id is not None and _reached(item).filter(pk=call_id).exists()


def spoke_since(item: OpenItem) -> bool:
    """Whether any call reached the patient since the record came."""
    return _reached(item).exists()


def _reached(item: OpenItem) -> QuerySet[Call]:
    return standing.calls().filter(
        Q(occasion=item.source) | Q(occasion__isnull=True),
        patient_id=item.patient_id,
        outcome=CallOutcome.REACHED,
        at__gte=item.opened_at,
    )

"""Somebody says that they read what a patient sent."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.followup.models import Seen
from osteopro.records import queries as records_queries


class NoSuchRecord(LookupError):
    """This patient has no such record."""


@journal.action
def mark_seen(*, by: Actor, patient_id: int, occasion: UUID) -> None:
    """Say "I have read this": a staff act that the patient sees. Once per person.

    Raises NoSuchRecord for a sitting of somebody else.
    """
    state.locked(patient_id)
    sitting = records_queries.occasion(occasion)
    if patient_id not in {each.patient_id for each in sitting}:
        raise NoSuchRecord(occasion)
    if Seen.objects.filter(occasion=occasion, by=by.person).exists():
        journal.nothing_changed()
        return
    Seen.objects.create(patient_id=patient_id, occasion=occasion, at=clock.now(), by=by.person)
    journal.record(
        "record.seen",
        by=by,
        object_type="occasion",
        object_id=occasion,
        patient_id=patient_id,
    )

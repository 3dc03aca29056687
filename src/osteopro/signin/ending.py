"""Shutting the ways in of somebody who no longer takes part."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.signin import cards
from osteopro.signin.models import PatientLink


@journal.action
def end_ways_in(*, by: Actor, patient_id: int) -> None:
    """Nothing that lies about opens this record any more: personal links, those of family too,
    and the paper card stop working.

    A code by text message still lets the person themselves in, to their last page.
    """
    gone = PatientLink.objects.filter(patient_id=patient_id, replaced_at__isnull=True).update(
        replaced_at=clock.now()
    )
    cards.end_any(by, patient_id)
    if not gone:
        journal.nothing_changed()
        return
    journal.record(
        "link.ended", by=by, object_type="patient", object_id=patient_id, patient_id=patient_id
    )

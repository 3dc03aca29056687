"""Starting and ending a patient's time in the programme."""

from collections.abc import Sequence

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.models import StateChange
from osteopro.enrolment.terms import State


@journal.action
def change_state(*, by: Actor, patient_id: int, state: State, reasons: Sequence[str] = ()) -> None:
    """Set the state from now on, with its reasons (codes of clinical content 6.5)."""
    StateChange.objects.create(
        patient_id=patient_id, state=state, at=clock.now(), by=by.account_id, reasons=list(reasons)
    )
    journal.record(
        "enrolment.state-changed",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        state=state,
        reasons=list(reasons),
    )

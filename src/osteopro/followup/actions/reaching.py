"""How a patient wants to be reached, by their own choice."""

from dataclasses import replace

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.patients import actions as patients_actions
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay


@journal.action
def choose_reminders(*, by: Actor, patient_id: int, way: ReminderWay) -> None:
    """Send reminders by this way from now on, or none: then a call takes their place.

    Under the patient's lock, so that a message on its way sees the choice or precedes it.
    """
    state.locked(patient_id)
    plan = patients_queries.contact_plan(patient_id)
    patients_actions.set_contact_plan(
        by=by, patient_id=patient_id, plan=replace(plan, reminders=way)
    )
    journal.nothing_changed()

"""Sitting beside a patient who fills in a form at a session (clinical content 7.6)."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.terms import ENDED
from osteopro.followup import beside, rules, state


@journal.action
def sit_beside(*, by: Actor, patient_id: int) -> None:
    """From now on what this patient sends was filled in together with `by`, until they get up,
    three hours at most. A colleague who sits down takes the place.

    Raises OutcomeRefused for somebody who takes no part any more.
    """
    row = state.locked(patient_id)
    if row.ended in set(ENDED):
        raise rules.OutcomeRefused("not-in-programme")
    if beside.who(row) == by.person:
        journal.nothing_changed()
        return
    row.beside = {"by": by.person, "at": clock.now().isoformat()}
    row.save(update_fields=["beside"])
    journal.record(
        "sitting.begun",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
    )


@journal.action
def get_up(*, by: Actor, patient_id: int) -> None:
    """Nobody sits beside any more: what comes from now on, the patient fills in alone."""
    row = state.locked(patient_id)
    if row.beside is None:
        journal.nothing_changed()
        return
    row.beside = None
    row.save(update_fields=["beside"])
    journal.record(
        "sitting.ended",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
    )

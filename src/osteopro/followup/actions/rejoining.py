"""Taking part again after leaving: the same person in the same row, and a new beginning.

Different from taking a leaving back (`undo_leaving`), after which all goes on as it was: whoever
begins anew passes the gate anew, agrees anew to what changed, gets a care team, and is asked
as a newcomer is. What was known stays: records, messages, facts, the history of consent.
"""

from collections.abc import Mapping
from dataclasses import replace

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment import admitting
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.consent import stands
from osteopro.enrolment.terms import State
from osteopro.followup import departed, planning, state
from osteopro.followup.actions import family
from osteopro.followup.actions.joining import (
    Newcomer,
    beginning,
    first_steps,
    profile_row,
    take_in,
    with_fractures,
)
from osteopro.followup.models import CareState, Leaving, OpenItem, Pause, Return
from osteopro.followup.terms import ItemKind, PauseReason
from osteopro.patients import actions as patients_actions
from osteopro.patients import intake_drafts
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import CareRole

# Answered by taking part again: why they left, what they took back, what a clinician let pass.
ANSWERED = (ItemKind.LEAVING, ItemKind.CONSENT, ItemKind.CRITERIA)
ANEW: Mapping[str, object] = {
    "active": True,
    "paused": False,
    "ended": "",
    "last_record_at": None,
    "last_full_at": None,
}


class ReturnRefused(ValueError):
    """This person cannot take part again like this; `code` says why: takes-part, died,
    other-person."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@journal.action
def take_part_again(*, by: Actor, patient_id: int, newcomer: Newcomer) -> None:
    """Let somebody who left begin anew, on the row they have.

    All of it or nothing: raises ReturnRefused, and as `add_to_programme` NotAdmitted and
    ConsentRefused. Consents that stand in today's words need not be in the agreement. The first
    record is due on the first day, the long form first; nothing of the time between was missed.
    Whoever helped is asked anew. The same form sent twice begins once.
    """
    key = newcomer.admission.key
    if key is not None:
        intake_drafts.locked(key)
    row = state.locked(patient_id)
    if key is not None and admitting.admitted(key) == patient_id:
        journal.nothing_changed()
        return
    left = _may_return(row, newcomer)
    agreed = stands(enrolment_queries.consents(patient_id))
    admission = replace(newcomer.admission, standing=agreed)
    admitting.admit(by=by, patient_id=patient_id, admission=admission)
    patients_actions.renew_patient(
        by=by,
        patient_id=patient_id,
        site_id=newcomer.site_id,
        person=newcomer.person,
        sex=newcomer.sex,
        channel=newcomer.channel,
        education=newcomer.education,
    )
    patients_actions.set_profile(by=by, patient_id=patient_id, profile=with_fractures(newcomer))
    take_in(by, patient_id, newcomer)
    if newcomer.physician is None:
        # Whoever it was before they left would go on seeing them, from another clinic even.
        patients_actions.unassign(by=by, patient_id=patient_id, role=CareRole.PHYSICIAN)
    family.stop_everyone(by, patient_id)
    _begin_anew(by, row, newcomer, left)
    enrolment_actions.change_state(by=by, patient_id=patient_id, state=State.ACTIVE)
    first_steps(by, patient_id, newcomer)
    journal.record(
        "programme.joined-again",
        by=by,
        object_type="leaving",
        object_id=left.pk,
        patient_id=patient_id,
    )


def _may_return(row: CareState, newcomer: Newcomer) -> Leaving:
    left = departed.latest(row.patient_id) if row.ended else None
    if left is None:
        raise ReturnRefused("takes-part")
    if row.ended == State.DIED:
        raise ReturnRefused("died")
    known = patients_queries.person(row.patient_id).birth
    if {newcomer.person.birth, newcomer.admission.form.birth} != {known}:
        raise ReturnRefused("other-person")
    return left


def _begin_anew(by: Actor, row: CareState, newcomer: Newcomer, left: Leaving) -> None:
    now = clock.now()
    columns = {**ANEW, **beginning(newcomer, profile_row(row.patient_id)), "begun_at": now}
    for name, value in columns.items():
        setattr(row, name, value)
    Return.objects.create(leaving=left, at=now, by=by.account_id, starts_on=row.starts_on)
    gone = left.at.astimezone(state.clinic(row).zone).date()
    if gone < row.starts_on:
        # Nothing was asked in between, so nothing of it was missed.
        Pause.objects.create(
            patient_id=row.patient_id,
            at=now,
            by=by.account_id,
            starts_on=gone,
            resumes_on=row.starts_on,
            reason=PauseReason.OTHER,
        )
        row.resumes_on = row.starts_on
    OpenItem.objects.filter(
        patient_id=row.patient_id, kind__in=ANSWERED, closed_at__isnull=True
    ).update(closed_at=now, closed_by=by.person)
    state.rewrite(row)
    row.save()
    planning.log(by, row)

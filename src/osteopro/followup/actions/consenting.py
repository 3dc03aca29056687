"""Consent and what it means for follow-up: nobody is followed who took back what that needs."""

from collections.abc import Collection
from datetime import date

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import REQUIRED, Decision, How, Purpose, State, Witness
from osteopro.followup import state
from osteopro.followup.actions import family, pausing
from osteopro.followup.actions.asking import put_request
from osteopro.followup.actions.tending import end_calls
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind

# The reason of the pause, and the remark of what waits for the manager.
TAKEN_BACK = "consent-withdrawn"


@journal.action
def answer_consent(
    *,
    by: Actor,
    patient_id: int,
    version: str,
    given: Collection[Purpose],
    declined: Collection[Purpose],
    how: How,
    language: str,
    witness: Witness | None = None,
) -> None:
    """Keep what a patient answered to the consent text, and follow them accordingly.

    As `enrolment.actions.give_consent`; raises ConsentRefused. A no to what taking part
    needs stops reminders, a yes to all of it after that lets them go on.
    """
    row = state.locked(patient_id)
    written = enrolment_actions.give_consent(
        by=by,
        patient_id=patient_id,
        version=version,
        purposes=given,
        declined=declined,
        how=how,
        language=language,
        witness=witness,
    )
    ended = [p for p, decision in written.items() if decision is Decision.WITHDRAWN]
    _without_help(by, patient_id, ended)
    if REQUIRED & set(ended):
        withdraw_required(by, row)
    elif written and _waits_for_consent(patient_id):
        _go_on(by, row)
    journal.nothing_changed()


@journal.action
def withdraw_consent(
    *, by: Actor, patient_id: int, purpose: Purpose, how: How, language: str
) -> None:
    """End one consent at once, with all that rests on it.

    Taking back what taking part needs also stops reminders at once.
    """
    row = state.locked(patient_id)
    ended = enrolment_actions.withdraw_consent(
        by=by, patient_id=patient_id, purpose=purpose, how=how, language=language
    )
    _without_help(by, patient_id, ended)
    if REQUIRED & set(ended):
        withdraw_required(by, row)
    journal.nothing_changed()


def withdraw_required(by: Actor, row: CareState) -> None:
    """Pause somebody who took back what taking part needs, and tell the manager.

    A person has to ask what was meant: to leave, to rest, or a slip of the finger. `row` is
    locked; it is saved here.
    """
    if row.active or row.paused:
        enrolment_actions.change_state(
            by=by, patient_id=row.patient_id, state=State.PAUSED, reasons=[TAKEN_BACK]
        )
    if row.paused:
        pausing.end(by, row)
    row.active = row.paused = False
    end_calls(by, row)
    put_request(row, ItemKind.CONSENT, TAKEN_BACK, TAKEN_BACK, known_new=False)
    row.save()


def _without_help(by: Actor, patient_id: int, ended: Collection[Purpose]) -> None:
    """Who helped is asked anew if the patient agrees again: nobody comes back by itself."""
    if Purpose.HELPER in ended:
        family.stop_everyone(by, patient_id)


def _waits_for_consent(patient_id: int) -> bool:
    """Whether somebody was paused for want of consent and has given all of it since."""
    paused = enrolment_queries.latest_change(patient_id)
    return (
        paused is not None
        and paused.state is State.PAUSED
        and TAKEN_BACK in paused.reasons
        and enrolment_queries.consent_complete(patient_id)
    )


def _since(row: CareState) -> date:
    """The day on which following stopped."""
    change = enrolment_queries.latest_change(row.patient_id)
    at = change.at if change else clock.now()
    return at.astimezone(state.clinic(row).zone).date()


def _go_on(by: Actor, row: CareState) -> None:
    """Follow again from today on: what was not asked meanwhile was not missed."""
    since = _since(row)
    enrolment_actions.change_state(by=by, patient_id=row.patient_id, state=State.ACTIVE)
    row.active = True
    pausing.was_away(by, row, since)
    OpenItem.objects.filter(
        patient_id=row.patient_id, kind=ItemKind.CONSENT, closed_at__isnull=True
    ).update(closed_at=clock.now(), closed_by=by.person)
    state.rewrite(row)
    row.save()

"""The first words of a talk, taking them back, and saying that the patient's were read."""

from collections.abc import Sequence
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import rules, state
from osteopro.followup.actions.escalating import answers_told
from osteopro.followup.actions.repeating import message_of
from osteopro.followup.actions.reviewing import check_typed
from osteopro.followup.actions.telling import tell
from osteopro.followup.actions.undoing import TooLateToUndo, unsay
from osteopro.followup.models import CareState
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.triage.terms import Level


@journal.action
def begin_talk(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    approved: Sequence[str] = (),
    key: UUID | None = None,
) -> int:
    """Write to a patient who waits for nothing; returns the message's id.

    The medicine stop reads what was typed (MedicineWording); the patient sees it after the
    time for taking back. Raises OutcomeRefused for an empty text. The same form (`key`) again
    gives the first message's id; with another text AlreadySent.
    """
    if not body.strip():
        raise rules.OutcomeRefused("reply-is-empty")
    row = state.locked(patient_id)
    if (earlier := message_of(by, patient_id, key, body.strip())) is not None:
        journal.nothing_changed()
        return earlier
    override = check_typed(by, body, approved)
    message_id = write(by, row, body, Level.ROUTINE, key)
    state.rewrite(row)
    row.save()
    journal.record(
        "talk.begun",
        by=by,
        object_type="message",
        object_id=message_id,
        patient_id=patient_id,
        medicine_override=override,
    )
    return message_id


@journal.action
def undo_message(*, by: Actor, patient_id: int, message_id: int) -> None:
    """Take back the beginning of a talk before the patient could see it (ux R32).

    Raises TooLateToUndo, also for somebody else's message.
    """
    row = state.locked(patient_id)
    turn = messaging_queries.turn(patient_id, message_id)
    if turn is None:
        journal.nothing_changed()
        return
    if turn.author != by.account_id or clock.now() >= turn.visible_at:
        raise TooLateToUndo
    unsay(by, patient_id, message_id)
    state.rewrite(row)
    row.save()


@journal.action
def mark_talk_seen(*, by: Actor, patient_id: int, message_ids: Sequence[int]) -> None:
    """Say "I have read this" about messages of the patient, who sees it: an act, never a page
    view. Nothing ends with it."""
    state.locked(patient_id)
    messaging_actions.note_seen(by=by, patient_id=patient_id, message_ids=message_ids)
    journal.nothing_changed()


def write(by: Actor, row: CareState, body: str, level: Level, key: UUID | None) -> int:
    """Keep a message to the patient and announce it once it cannot be taken back. Part of an
    action; `row` is changed but not saved. Returns its id."""
    visible_at = rules.undo_until(clock.now())
    message_id = messaging_actions.write_to_patient(
        by=by, patient_id=row.patient_id, body=body.strip(), visible_at=visible_at, key=key
    )
    answers_told(by, row.patient_id, message_id)
    tell(row, message_id, visible_at, urgent=level.rank >= Level.URGENT.rank)
    return message_id

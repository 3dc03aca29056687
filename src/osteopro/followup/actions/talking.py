"""What a patient says to a reply, and the talk outside records."""

from collections.abc import Sequence
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, rules, state
from osteopro.followup.actions.ending import settle
from osteopro.followup.actions.repeating import message_of
from osteopro.followup.actions.reviewing import check_typed
from osteopro.followup.actions.telling import tell
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.terms import ReceiptKind
from osteopro.triage.terms import Level

ASKS_FOR_HELP = (ReceiptKind.NOT_UNDERSTOOD, ReceiptKind.DIFFICULT)


class NoSuchMessage(LookupError):
    """This patient has no such message, or it was taken back."""


@journal.action
def answer_reply(*, by: Actor, patient_id: int, message_id: int, kind: ReceiptKind) -> None:
    """Keep 看懂了, 没看懂 or 照做有困难 to a reply.

    看懂了 ends an urgent record that waited for it; the other two come back to the
    manager by the next working day.
    """
    row = state.locked(patient_id)
    turn = messaging_queries.turn(patient_id, message_id)
    if turn is None or turn.visible_at > clock.now():
        raise NoSuchMessage(message_id)
    said = messaging_actions.acknowledge(
        by=by, patient_id=patient_id, message_id=message_id, kind=kind
    )
    if not said:
        journal.nothing_changed()
        return
    if kind == ReceiptKind.UNDERSTOOD:
        _end_waiting(row, by, message_id)
    elif kind in ASKS_FOR_HELP:
        _back_to_manager(row, f"{kind}:{message_id}", kind)
    row.save()


@journal.action
def write_back(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    occasion: UUID | None = None,
    key: UUID | None = None,
) -> int:
    """Keep what a patient writes to their manager, and put it in front of them.

    The same form (`key`) again gives the first message's id; with another text AlreadySent.
    """
    row = state.locked(patient_id)
    if (earlier := message_of(by, patient_id, key, body.strip())) is not None:
        journal.nothing_changed()
        return earlier
    message_id = messaging_actions.write_to_clinic(
        by=by, patient_id=patient_id, body=body.strip(), occasion=occasion, key=key
    )
    _back_to_manager(row, f"message:{message_id}", "message")
    row.save()
    return message_id


@journal.action
def reply_to_message(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    approved: Sequence[str] = (),
    key: UUID | None = None,
) -> int:
    """Write to a patient outside a record: an answer to what they wrote; returns the message's id.

    What waited because they wrote ends with it. The medicine stop reads what was typed
    (MedicineWording); the patient sees it after the time for taking back. Raises
    OutcomeRefused for an empty text. `key` as in `write_back`.
    """
    if not body.strip():
        raise rules.OutcomeRefused("reply-is-empty")
    row = state.locked(patient_id)
    if (earlier := message_of(by, patient_id, key, body.strip())) is not None:
        journal.nothing_changed()
        return earlier
    override = check_typed(by, body, approved)
    now = clock.now()
    visible_at = rules.undo_until(now)
    message_id = messaging_actions.write_to_patient(
        by=by, patient_id=patient_id, body=body.strip(), visible_at=visible_at, key=key
    )
    tell(row, message_id, visible_at)
    waiting = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.MESSAGE, closed_at__isnull=True
    )
    ended = waiting.update(closed_at=now, closed_by=by.person)
    state.rewrite(row)
    row.save()
    journal.record(
        "message.answered",
        by=by,
        object_type="message",
        object_id=message_id,
        patient_id=patient_id,
        ended=ended,
        medicine_override=override,
    )
    return message_id


def _end_waiting(row: CareState, by: Actor, message_id: int) -> None:
    # An emergency never ends by a tap: it needs an outcome from a person.
    waiting = OpenItem.objects.filter(
        patient_id=row.patient_id, reply=message_id, closed_at__isnull=True
    ).exclude(level=Level.EMERGENCY.rank)
    for item in waiting:
        settle(row, item, closed=(clock.now(), by.person), reply=None)


def _back_to_manager(row: CareState, source: str, code: str) -> None:
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.MESSAGE,
            source=source,
            level=Level.ROUTINE,
            promise=deadlines.request(state.clinic(row), clock.now()),
            reasons=[state.remark(code)],
        ),
        known_new=True,
    )

"""What a patient says to a reply, and the talk outside records."""

from collections.abc import Sequence
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, deadlines, state
from osteopro.followup.actions.advising import note_difficult
from osteopro.followup.actions.asking import put_request
from osteopro.followup.actions.ending import settle
from osteopro.followup.actions.repeating import message_of
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.terms import ReceiptKind
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import Heard, listen
from osteopro.triage.terms import Level

ASKS_FOR_HELP = (ReceiptKind.NOT_UNDERSTOOD, ReceiptKind.DIFFICULT)


class NoSuchMessage(LookupError):
    """This patient has no such message, or it was taken back."""


@journal.action
def answer_reply(
    *,
    by: Actor,
    patient_id: int,
    message_id: int,
    kind: ReceiptKind,
    hard: Sequence[int] = (),
) -> None:
    """Keep 看懂了, 没看懂 or 照做有困难 to a reply.

    看懂了 ends an urgent record that waited for it; the other two come back to the
    manager by the next working day. `hard`: which advice of the reply (`advised.Given`) is
    hard to do, where it has more than one.
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
        difficult = kind == ReceiptKind.DIFFICULT
        about = note_difficult(by, patient_id, message_id, hard) if difficult else []
        _back_to_manager(row, f"{kind}:{message_id}", kind, about)
    row.save()


@journal.action
def note_reply_opened(*, by: Actor, patient_id: int, message_id: int) -> None:
    """The patient opened this reply: staff see it. Raises NoSuchMessage."""
    turn = messaging_queries.turn(patient_id, message_id)
    if turn is None or turn.visible_at > clock.now():
        raise NoSuchMessage(message_id)
    messaging_actions.acknowledge(
        by=by, patient_id=patient_id, message_id=message_id, kind=ReceiptKind.OPENED
    )
    journal.nothing_changed()


@journal.action
def write_back(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    occasion: UUID | None = None,
    topic: str = "",
    key: UUID | None = None,
) -> int:
    """Keep what a patient writes to their manager, and put it in front of them.

    `topic` is a code of followup.topics.

    The same form (`key`) again gives the first message's id; with another text AlreadySent.
    """
    row = state.locked(patient_id)
    if (earlier := message_of(by, patient_id, key, body.strip())) is not None:
        journal.nothing_changed()
        return earlier
    message_id, _heard = hear(by, row, body.strip(), occasion=occasion, topic=topic, key=key)
    row.save()
    return message_id


def hear(
    by: Actor,
    row: CareState,
    body: str,
    *,
    occasion: UUID | None = None,
    topic: str = "",
    key: UUID | None = None,
) -> tuple[int, Heard]:
    """Keep what a patient says outside a form and put it before the manager, by whatever way
    it came. Words of the lists raise it; strong ones alert manager and backup (3.4).

    `row` is changed but not saved. Returns the message's id and what was heard in it.
    """
    message_id = messaging_actions.write_to_clinic(
        by=by, patient_id=row.patient_id, body=body, occasion=occasion, topic=topic, key=key
    )
    heard = listen(triage_queries.current().ruleset, body)
    clinic, now = state.clinic(row), clock.now()
    wished = deadlines.request(clinic, now)
    by_level = deadlines.of_level(clinic, triage_queries.current().ruleset, now)
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.MESSAGE,
            source=f"message:{message_id}",
            level=heard.level,
            promise=lambda level: min(wished(level), by_level(level), key=lambda each: each.due),
            reasons=[*heard.reasons, state.remark(f"message-{topic}" if topic else "message")],
        ),
        known_new=True,
    )
    messaging_actions.enqueue(alerts.for_message(row, message_id, heard.level))
    return message_id, heard


def _end_waiting(row: CareState, by: Actor, message_id: int) -> None:
    # An emergency never ends by a tap: it needs an outcome from a person.
    waiting = OpenItem.objects.filter(
        patient_id=row.patient_id, reply=message_id, closed_at__isnull=True
    ).exclude(level=Level.EMERGENCY.rank)
    for item in waiting:
        settle(row, item, closed=(clock.now(), by.person), reply=None)


def _back_to_manager(row: CareState, source: str, code: str, about: Sequence[str]) -> None:
    put_request(row, ItemKind.MESSAGE, source, code, known_new=True, about=about)

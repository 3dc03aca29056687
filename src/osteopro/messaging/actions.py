"""Asking for messages to be sent, and the talk between patient and clinic."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import transaction

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.messaging import outbox
from osteopro.messaging.models import (
    InboundText,
    Message,
    MessageReceipt,
    MessageVoid,
    OutboundMessage,
)
from osteopro.messaging.terms import (
    REFERENCE,
    Channel,
    Delivered,
    DeliveryState,
    Direction,
    ReceiptKind,
)


class NoSuchReference(LookupError):
    """No message was handed over under this reference, or we do not know it yet."""


@dataclass(frozen=True)
class Outgoing:
    """A message to be sent once. `key` names it: the same key is never sent twice."""

    key: str
    kind: str
    channel: Channel
    patient_id: int | None = None
    account_id: int | None = None
    params: Mapping[str, Any] = field(default_factory=dict)
    due_at: datetime | None = None


def enqueue(messages: Iterable[Outgoing]) -> None:
    """Put messages in the outbox; part of the action that makes them necessary.

    One statement for all. A key that is there already is left as it is.
    """
    now = clock.now()
    rows = [
        OutboundMessage(
            key=message.key,
            kind=message.kind,
            channel=message.channel,
            patient_id=message.patient_id,
            account=message.account_id,
            params=dict(message.params),
            created_at=now,
            due_at=message.due_at or now,
            state=DeliveryState.WAITING,
        )
        for message in messages
    ]
    if rows:
        OutboundMessage.objects.bulk_create(rows, ignore_conflicts=True)
        transaction.on_commit(outbox.wake.set)


def note_inbound(digest: str) -> bool:
    """Keep that this text message came; False when it had come before. Part of an action.

    Two at the same moment: one of them fails at the constraint and all of it is undone.
    """
    if InboundText.objects.filter(digest=digest).exists():
        return False
    InboundText.objects.create(digest=digest, at=clock.now())
    return True


@journal.action
def note_delivery(*, by: Actor, reference: str, arrived: bool) -> OutboundMessage | None:
    """Keep what the operator reported about a message it had taken; the first word stands.

    Returns the message when it is news that it did not arrive.
    """
    known = OutboundMessage.objects.filter(provider_ref=reference[:REFERENCE])
    row = known.select_for_update().first()
    if row is None:
        raise NoSuchReference(reference)
    if row.delivered:
        journal.nothing_changed()
        return None
    row.delivered = Delivered.ARRIVED if arrived else Delivered.NOT_ARRIVED
    row.reported_at = clock.now()
    row.save(update_fields=["delivered", "reported_at"])
    journal.record(
        "message.reported",
        by=by,
        object_type="outbound",
        object_id=row.pk,
        patient_id=row.patient_id,
        delivered=row.delivered,
    )
    return None if arrived else row


@journal.action
def write_to_patient(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    visible_at: datetime,
    quote: str = "",
    occasion: UUID | None = None,
    advice: Sequence[str] = (),
    key: UUID | None = None,
) -> int:
    """Store a reply as it was written; the patient sees it from `visible_at` on. Returns its id.

    `key` names the form it was typed in; the caller looked that it was not sent before.
    """
    message = Message.objects.create(
        key=key,
        patient_id=patient_id,
        direction=Direction.TO_PATIENT,
        author=by.account_id,
        occasion=occasion,
        at=clock.now(),
        visible_at=visible_at,
        quote=quote,
        body=body,
        advice=list(advice),
    )
    journal.record(
        "message.written",
        by=by,
        object_type="message",
        object_id=message.pk,
        patient_id=patient_id,
        direction=Direction.TO_PATIENT,
    )
    return message.pk


@journal.action
def void_message(*, by: Actor, patient_id: int, message_id: int) -> None:
    """Take back a message that nobody has seen yet."""
    MessageVoid.objects.create(message_id=message_id, at=clock.now(), by=by.person)
    journal.record(
        "message.voided",
        by=by,
        object_type="message",
        object_id=message_id,
        patient_id=patient_id,
    )


@journal.action
def write_to_clinic(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    occasion: UUID | None,
    topic: str = "",
    key: UUID | None = None,
) -> int:
    """Store what a patient wrote. Returns its id. `key` as in `write_to_patient`."""
    now = clock.now()
    message = Message.objects.create(
        key=key,
        patient_id=patient_id,
        direction=Direction.FROM_PATIENT,
        author=by.account_id,
        occasion=occasion,
        at=now,
        visible_at=now,
        topic=topic,
        body=body,
    )
    journal.record(
        "message.written",
        by=by,
        object_type="message",
        object_id=message.pk,
        patient_id=patient_id,
        direction=Direction.FROM_PATIENT,
    )
    return message.pk


@journal.action
def note_seen(*, by: Actor, patient_id: int, message_ids: Iterable[int]) -> bool:
    """Keep that a member of staff has seen these messages of the patient; the first one counts.

    False when all of them had been seen.
    """
    mine = Message.objects.filter(
        patient_id=patient_id, direction=Direction.FROM_PATIENT, pk__in=list(message_ids)
    ).exclude(receipts__kind=ReceiptKind.SEEN)
    now = clock.now()
    rows = [
        MessageReceipt(message=each, kind=ReceiptKind.SEEN, at=now, by=by.person) for each in mine
    ]
    if not rows:
        journal.nothing_changed()
        return False
    MessageReceipt.objects.bulk_create(rows)
    journal.record(
        "message.seen",
        by=by,
        object_type="message",
        object_id=max(row.message_id for row in rows),
        patient_id=patient_id,
        number=len(rows),
    )
    return True


@journal.action
def acknowledge(*, by: Actor, patient_id: int, message_id: int, kind: ReceiptKind) -> bool:
    """Keep what the patient said to a message; False when they had said it before."""
    present = MessageReceipt.objects.filter(message_id=message_id, kind=kind)
    if present.exists():
        journal.nothing_changed()
        return False
    MessageReceipt.objects.create(message_id=message_id, kind=kind, at=clock.now())
    journal.record(
        "message.acknowledged",
        by=by,
        object_type="message",
        object_id=message_id,
        patient_id=patient_id,
        receipt=kind,
    )
    return True

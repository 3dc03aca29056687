"""Reading the talk between a patient and the clinic."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Prefetch, QuerySet

from osteopro import clock
from osteopro.messaging.models import Message, MessageReceipt, OutboundMessage
from osteopro.messaging.terms import (
    Channel,
    Delivered,
    DeliveryState,
    Direction,
    ReceiptKind,
)


@dataclass(frozen=True)
class Turn:
    """One message as both sides see it. `author` is an account of the staff, or the patient's."""

    message_id: int
    patient_id: int
    direction: Direction
    author: int | None
    occasion: UUID | None
    at: datetime
    visible_at: datetime
    quote: str
    body: str
    advice: tuple[str, ...]
    receipts: Mapping[ReceiptKind, datetime]
    topic: str = ""
    seen_by: int | None = None

    @property
    def read(self) -> bool:
        """Whether the patient said something to it; opening it says nothing."""
        return bool(self.receipts.keys() - {ReceiptKind.OPENED})


def not_asked_for(keys: Iterable[str]) -> frozenset[str]:
    """Those of these keys under which nothing was ever put into the outbox."""
    wanted = frozenset(keys)
    if not wanted:
        return wanted
    present = OutboundMessage.objects.filter(key__in=wanted)
    return wanted - frozenset(present.values_list("key", flat=True))


def thread(patient_id: int, *, limit: int = 50, to_patient: bool = False) -> list[Turn]:
    """The talk, newest first, in two queries.

    With `to_patient` only what the patient may see now: nothing that can still be taken back.
    """
    rows = standing().filter(patient_id=patient_id)
    if to_patient:
        rows = rows.filter(visible_at__lte=clock.now())
    return [turn_of(row) for row in rows.order_by("-at", "-pk")[:limit]]


@dataclass(frozen=True)
class Page:
    """A page of the talk, newest first; `older` is where the next begins, None at the end."""

    turns: tuple[Turn, ...]
    older: int | None


def page(
    patient_id: int, *, before: int | None = None, size: int = 20, to_patient: bool = False
) -> Page:
    """So many messages before this one (from the newest), in two queries however many there
    are: staff see also what can still be taken back, with `to_patient` only what the patient
    may see now."""
    rows = standing().filter(patient_id=patient_id)
    if to_patient:
        rows = rows.filter(visible_at__lte=clock.now())
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows.order_by("-pk")[: size + 1])
    more = len(found) > size
    return Page(tuple(turn_of(row) for row in found[:size]), found[size - 1].pk if more else None)


def taken_back(patient_id: int, message_id: int, author: int) -> str:
    """The words of a message that its author took back; "" when there is none."""
    rows = Message.objects.filter(
        pk=message_id, patient_id=patient_id, author=author, void__isnull=False
    )
    return rows.values_list("body", flat=True).first() or ""


def to_whom(message_id: int, author: int) -> int | None:
    """The patient to whom this person wrote this message, taken back or not."""
    rows = Message.objects.filter(pk=message_id, author=author, direction=Direction.TO_PATIENT)
    return rows.values_list("patient_id", flat=True).first()


def turn(patient_id: int, message_id: int) -> Turn | None:
    """One message of this patient that was not taken back."""
    row = standing().filter(patient_id=patient_id, pk=message_id).first()
    return turn_of(row) if row else None


def answers(patient_id: int, occasion: UUID) -> list[Turn]:
    """What the clinic wrote about one sitting and the patient may see now, newest first; two
    queries."""
    rows = standing().filter(patient_id=patient_id, occasion=occasion)
    rows = rows.filter(direction=Direction.TO_PATIENT, visible_at__lte=clock.now())
    return [turn_of(row) for row in rows.order_by("-at", "-pk")]


def last_from_patient(patient_id: int) -> datetime | None:
    """When this patient last wrote."""
    rows = Message.objects.filter(patient_id=patient_id, direction=Direction.FROM_PATIENT)
    return rows.order_by("-at").values_list("at", flat=True).first()


def by_key(patient_id: int, key: UUID) -> Turn | None:
    """The message that came with this key of a form, taken back or not."""
    row = Message.objects.filter(patient_id=patient_id, key=key).first()
    return turn_of(row) if row else None


def failed_messages(patient_id: int) -> int:
    """How many messages to this patient were given up."""
    return OutboundMessage.objects.filter(patient_id=patient_id, state=DeliveryState.FAILED).count()


@dataclass(frozen=True, slots=True)
class SentOut:
    """A message to a patient as staff see it: when, by which way, and what became of it."""

    kind: str
    channel: Channel
    at: datetime
    state: DeliveryState
    delivered: Delivered | None
    params: Mapping[str, object]

    @property
    def may_have_arrived(self) -> bool:
        """Whether it left and nobody reported that it did not arrive; many operators report
        nothing."""
        return self.state is DeliveryState.SENT and self.delivered is not Delivered.NOT_ARRIVED


def sent_out(patient_id: int, kinds: Collection[str], limit: int) -> list[SentOut]:
    """The newest messages of these kinds that left or failed, newest first; one query."""
    rows = OutboundMessage.objects.filter(
        patient_id=patient_id,
        kind__in=kinds,
        state__in=(DeliveryState.SENT, DeliveryState.FAILED, DeliveryState.WAITING),
    )
    return [_sent_out(row) for row in rows.order_by("-created_at", "-pk")[:limit]]


def _sent_out(row: OutboundMessage) -> SentOut:
    return SentOut(
        kind=row.kind,
        channel=Channel(row.channel),
        at=row.finished_at or row.due_at,
        state=DeliveryState(row.state),
        delivered=Delivered(row.delivered) if row.delivered else None,
        params=row.params,
    )


def states(keys: Iterable[str]) -> Mapping[str, SentOut]:
    """How these messages of the outbox stand, by their keys; none for one that was never made.
    One query."""
    rows = OutboundMessage.objects.filter(key__in=list(keys))
    return {row.key: _sent_out(row) for row in rows}


def made_since(patient_id: int, kind: str, since: datetime) -> list[datetime]:
    """When messages of this kind to this patient were put in the outbox since then."""
    rows = OutboundMessage.objects.filter(patient_id=patient_id, kind=kind, created_at__gte=since)
    return list(rows.values_list("created_at", flat=True))


def standing() -> QuerySet[Message]:
    """Messages that were not taken back, with what the patient did with them."""
    receipts = Prefetch("receipts", queryset=MessageReceipt.objects.order_by("at"))
    return Message.objects.filter(void__isnull=True).prefetch_related(receipts)


def turn_of(row: Message) -> Turn:
    """A message as both sides see it."""
    return Turn(
        message_id=row.pk,
        patient_id=row.patient_id,
        direction=Direction(row.direction),
        author=row.author,
        occasion=row.occasion,
        at=row.at,
        visible_at=row.visible_at,
        quote=row.quote,
        body=row.body,
        advice=tuple(row.advice),
        receipts={ReceiptKind(r.kind): r.at for r in row.receipts.all()},
        topic=row.topic,
        seen_by=next((r.by for r in row.receipts.all() if r.by is not None), None),
    )

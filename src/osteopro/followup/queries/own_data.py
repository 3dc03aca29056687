"""Everything one patient gave and got, for their own copy of it (ux 2.1, My data).

Read row by row: ten years take no more memory than a month. Each reader is one query, whatever
it finds; notes that staff made for each other, flags and what was taken back are not among it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from osteopro import clock
from osteopro.accounts.queries import StaffName, staff_names
from osteopro.audit import queries as audit_queries
from osteopro.audit.queries import Read
from osteopro.enrolment.models import StateChange
from osteopro.enrolment.terms import State
from osteopro.followup import advised as advised_rows
from osteopro.followup import standing
from osteopro.followup.advised import Given
from osteopro.followup.models import Pause
from osteopro.followup.terms import CallKind, CallOutcome, PauseReason
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.messaging.models import Message, MessageReceipt, OutboundMessage
from osteopro.messaging.terms import Channel, DeliveryState, Direction, ReceiptKind
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment, Attachment, Measurement, Response, Score
from osteopro.records.queries import UNREAD, StoredResponse
from osteopro.triage.case import MessageRef

CHUNK = 200


@dataclass(frozen=True, slots=True)
class Said:
    """One turn of the talk; `by` is who wrote it."""

    message_id: int
    at: datetime
    direction: Direction
    by: int | None
    quote: str
    body: str
    advice: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Answered:
    """What the patient said to a reply."""

    at: datetime
    message_id: int
    kind: ReceiptKind


@dataclass(frozen=True, slots=True)
class Called:
    """An attempt to phone, or a call from the patient."""

    at: datetime
    by: int
    kind: CallKind
    outcome: CallOutcome
    inbound: bool


@dataclass(frozen=True, slots=True)
class Told:
    """A question that went to a physician, in the words the patient was told."""

    at: datetime
    physician: int
    words: str


@dataclass(frozen=True, slots=True)
class Measured:
    """Height and weight as staff took them."""

    on: date
    height_cm: Decimal | None
    weight_kg: Decimal | None


@dataclass(frozen=True, slots=True)
class Stayed:
    """A change of taking part."""

    at: datetime
    state: State


@dataclass(frozen=True, slots=True)
class Rested:
    """A pause, with the first day after it."""

    starts_on: date
    resumes_on: date
    reason: PauseReason


@dataclass(frozen=True, slots=True)
class Texted:
    """A text message or mail that left."""

    at: datetime
    kind: str
    channel: Channel


@dataclass(frozen=True, slots=True)
class Attached:
    """A photo or voice note of an entry; the thing itself stands on the page of the entry."""

    at: datetime
    occasion: UUID
    kind: str
    media_type: str
    size: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What was shown at once after a record: the message's code and what was added to it."""

    at: datetime
    record: UUID
    message: MessageRef


@dataclass(frozen=True, slots=True)
class Scored:
    """One scale of one record; without a value there is the reason."""

    record: UUID
    scale: str
    value: Decimal | None
    reason: str


def records(patient_id: int, since: datetime) -> Iterator[StoredResponse]:
    """Forms as they stand, newest first; a form left half-way is one too."""
    rows = records_queries.latest_versions().filter(patient_id=patient_id, effective__gte=since)
    for row in _read(rows.defer(*UNREAD).order_by("-effective", "-pk")):
        yield records_queries.stored(row)


def documents(patient_id: int) -> Iterator[Mapping[str, Any]]:
    """Every FHIR QuestionnaireResponse as it was stored, corrected ones too, oldest first."""
    rows = Response.objects.filter(patient_id=patient_id).order_by("pk")
    return _read(rows.values_list("content", flat=True))


def scores(patient_id: int) -> Iterator[Scored]:
    """What was computed of the records, oldest first."""
    rows = Score.objects.filter(response__patient_id=patient_id).order_by("pk")
    columns = ("response__uuid", "scale", "value", "reason")
    return (Scored(*row) for row in _read(rows.values_list(*columns)))


def shown(patient_id: int) -> Iterator[Shown]:
    """The messages that were shown after sending, oldest first."""
    rows = Assessment.objects.filter(patient_id=patient_id, response__isnull=False).order_by("pk")
    for at, record, raw in _read(rows.values_list("at", "response__uuid", "message")):
        yield Shown(at, record, MessageRef(raw["code"], tuple(raw["add"])))


def talk(patient_id: int, since: datetime) -> Iterator[Said]:
    """Replies and what was written to the clinic, newest first; nothing that can be taken back."""
    rows = Message.objects.filter(
        patient_id=patient_id, void__isnull=True, at__gte=since, visible_at__lte=clock.now()
    ).order_by("-at", "-pk")
    columns = ("pk", "visible_at", "direction", "author", "quote", "body", "advice")
    for pk, at, direction, author, quote, body, advice in _read(rows.values_list(*columns)):
        yield Said(pk, at, Direction(direction), author, quote, body, tuple(advice))


def advised(patient_id: int, since: datetime) -> list[Given]:
    """Advice as it was sent and what was said to it, newest first; nothing that can be taken
    back."""
    return advised_rows.given(patient_id, since=since, seen_at=clock.now())


def attached(patient_id: int) -> Iterator[Attached]:
    """What was attached to entries and not taken away, oldest first."""
    rows = Attachment.objects.filter(patient_id=patient_id, void__isnull=True).order_by("pk")
    columns = ("at", "occasion", "kind", "media_type", "size")
    return (Attached(*row) for row in _read(rows.values_list(*columns)))


def answers(patient_id: int) -> Iterator[Answered]:
    """What was said to replies, oldest first."""
    rows = MessageReceipt.objects.filter(message__patient_id=patient_id).order_by("at", "pk")
    for at, message, kind in _read(rows.values_list("at", "message_id", "kind")):
        yield Answered(at, message, ReceiptKind(kind))


def calls(patient_id: int, since: datetime) -> Iterator[Called]:
    """Calls, newest first."""
    rows = standing.calls().filter(patient_id=patient_id, at__gte=since).order_by("-at", "-pk")
    columns = ("at", "by", "kind", "outcome", "inbound")
    for at, by, kind, outcome, inbound in _read(rows.values_list(*columns)):
        yield Called(at, by, CallKind(kind), CallOutcome(outcome), inbound)


def told(patient_id: int, since: datetime) -> Iterator[Told]:
    """What went to a physician, newest first."""
    rows = standing.escalations().filter(patient_id=patient_id, at__gte=since)
    found = rows.order_by("-at", "-pk").values_list("at", "physician", "told_patient")
    return (Told(*row) for row in _read(found))


def measured(patient_id: int, since: date) -> Iterator[Measured]:
    """Height and weight, newest first."""
    rows = Measurement.objects.filter(patient_id=patient_id, on__gte=since)
    found = rows.order_by("-on", "-pk").values_list("on", "height_cm", "weight_kg")
    return (Measured(*row) for row in _read(found))


def stayed(patient_id: int) -> Iterator[Stayed]:
    """When somebody joined, paused, left and came back, oldest first."""
    rows = StateChange.objects.filter(patient_id=patient_id).order_by("pk")
    return (Stayed(at, State(code)) for at, code in _read(rows.values_list("at", "state")))


def rested(patient_id: int) -> Iterator[Rested]:
    """Pauses with the day on which they really ended, oldest first."""
    rows = Pause.objects.filter(patient_id=patient_id).order_by("pk")
    columns = ("starts_on", "resumes_on", "end__resumes_on", "reason")
    for since, planned, ended, reason in _read(rows.values_list(*columns)):
        yield Rested(since, ended or planned, PauseReason(reason))


def texted(patient_id: int) -> Iterator[Texted]:
    """What left the building for the patient, oldest first; its words are not kept."""
    rows = OutboundMessage.objects.filter(
        patient_id=patient_id, account__isnull=True, state=DeliveryState.SENT
    ).order_by("pk")
    for at, kind, channel in _read(rows.values_list("finished_at", "kind", "channel")):
        yield Texted(at, kind, Channel(channel))


def looked(patient_id: int, own: int, since: datetime) -> Iterator[Read]:
    """Who opened the record or wrote in it, newest first; `own` is the patient's account."""
    return audit_queries.every_read(patient_id, own=own, since=since)


def people(patient_id: int) -> Mapping[int, StaffName]:
    """Everybody of the staff who stands in any of it. Five queries."""
    written = Message.objects.filter(patient_id=patient_id, author__isnull=False)
    called = standing.calls().filter(patient_id=patient_id)
    asked = standing.escalations().filter(patient_id=patient_id)
    return staff_names(
        {*_different(written, "author"), *_different(called, "by")}
        | {*_different(asked, "physician"), *audit_queries.readers(patient_id)}
    )


def form(canonical: str) -> Instrument:
    """The form a document answers."""
    return instruments_queries.published(canonical).instrument


def _different(rows: QuerySet[Any], column: str) -> Iterator[int]:
    return iter(rows.order_by().values_list(column, flat=True).distinct())


def _read(rows: QuerySet[Any]) -> Iterator[Any]:
    return rows.iterator(chunk_size=CHUNK)

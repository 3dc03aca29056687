"""Reading the trail, and proving that it is whole."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Q, QuerySet

from osteopro import clock
from osteopro.audit import chain
from osteopro.audit.models import Event, Head, Seal
from osteopro.audit.terms import READ, SEAL_ZONE, WROTE, patient_stream, study_stream

# Yesterday is sealed in the course of today; one day more for a night without electricity.
SEALED_WITHIN = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold."""

    stream: str
    seq: int
    what: str


@dataclass(frozen=True, slots=True)
class NewestSeal:
    """What is worth keeping outside: it covers every chain as it stood."""

    day: date
    digest: str


@dataclass
class _Walk:
    """What one pass over all events has to know."""

    heads: dict[str, tuple[int, str]]
    # The last event of a chain when a day was sealed, and the first such day.
    sealed: dict[tuple[str, str], date]
    days: set[date] = field(default_factory=set)
    streams: set[str] = field(default_factory=set)


@dataclass(frozen=True, slots=True)
class Read:
    """Somebody opened something of one patient, or wrote something for them: when, who (None: the
    product), what kind of thing it is."""

    at: datetime
    actor: int | None
    object_type: str


def reads(patient_id: int, *, own: int, limit: int) -> list[Read]:
    """Who opened a patient's record or wrote in it, newest first, from the patient's own chain.

    What was written from the account `own` is left out, and what the product did by itself.
    """
    return [Read(*row) for row in _looked(patient_id, own)[:limit]]


def every_read(patient_id: int, *, own: int, since: datetime) -> Iterator[Read]:
    """The same since a moment, row by row, however many they are."""
    for row in _looked(patient_id, own).filter(at__gte=since).iterator(chunk_size=500):
        yield Read(*row)


def readers(patient_id: int) -> set[int]:
    """Accounts that ever opened a patient's record or wrote in it."""
    rows = Event.objects.filter(
        stream=patient_stream(patient_id), kind__in=(READ, *WROTE), actor__isnull=False
    ).order_by()
    return {actor for actor in rows.values_list("actor", flat=True).distinct() if actor}


def _looked(patient_id: int, own: int) -> QuerySet[Event, tuple[datetime, int | None, str]]:
    others = Q(kind__in=WROTE, actor__isnull=False) & ~Q(actor=own)
    rows = Event.objects.filter(Q(kind=READ) | others, stream=patient_stream(patient_id))
    return rows.order_by("-seq").values_list("at", "actor", "object_type")


@dataclass(frozen=True, slots=True)
class Line:
    """Something that happened to a thing: when, by whom, and the reason that was given."""

    at: datetime
    actor: int | None
    reason: str


def of_object(stream: str, kind: str, object_id: object) -> list[Line]:
    """How often a kind of thing happened to this object, oldest first. One query."""
    rows = Event.objects.filter(stream=stream, kind=kind, object_id=str(object_id)).order_by("seq")
    return [Line(*row) for row in rows.values_list("at", "actor", "reason")]


def done(patient_id: int, kind: str, object_id: object) -> bool:
    """Whether something was noted in a patient's chain already."""
    rows = Event.objects.filter(stream=patient_stream(patient_id), kind=kind)
    return rows.filter(object_id=str(object_id)).exists()


def newest_detail(
    patient_id: int, kind: str, *, actor: int, since: datetime
) -> Mapping[str, Any] | None:
    """What was noted last by one account in a patient's chain after `since`; None if nothing."""
    rows = Event.objects.filter(
        stream=patient_stream(patient_id), kind=kind, actor=actor, at__gt=since
    )
    return rows.order_by("-seq").values_list("detail", flat=True).first()


def length(study_id: int, *, before: datetime | None = None) -> int:
    """How many events the trail of a study has, or had before a moment."""
    if before is not None:
        return Event.objects.filter(stream=study_stream(study_id), at__lt=before).count()
    row = Head.objects.filter(stream=study_stream(study_id)).values_list("seq", flat=True).first()
    return row or 0


def newest_seal() -> NewestSeal | None:
    """The newest seal, to be written down where nobody with access to the database can reach."""
    row = Seal.objects.order_by("-day").values_list("day", "hash").first()
    return NewestSeal(*row) if row else None


def kept_still_there(day: date, digest: str) -> bool:
    """Whether a seal that was written down elsewhere is still that of its day."""
    return Seal.objects.filter(day=day, hash=digest).exists()


def verify() -> Iterator[Break]:
    """Walk every chain and every seal; yield each place that was altered, cut or reordered.

    Somebody who may write every table can make all of it anew: only a seal that was kept
    elsewhere shows that (docs/explanation/access.md).
    """
    seals = list(Seal.objects.order_by("day"))
    sealed: dict[tuple[str, str], date] = {}
    for seal in seals:
        for end in seal.heads.items():
            sealed.setdefault(end, seal.day)
    heads = {stream: (seq, digest) for stream, seq, digest in Head.objects.values_list(*_HEAD)}
    walk = _Walk(heads, sealed)
    yield from _verify_events(walk)
    yield from _verify_heads(walk)
    yield from _verify_seals(seals, walk)


_HEAD = ("stream", "seq", "hash")


def _verify_events(walk: _Walk) -> Iterator[Break]:
    stream, seq, previous = "", 0, chain.GENESIS
    zone = ZoneInfo(SEAL_ZONE)
    for event in Event.objects.order_by("stream", "seq").iterator(chunk_size=2000):
        if event.stream != stream:
            yield from _verify_end(walk, stream, seq, previous)
            stream, seq, previous = event.stream, 0, chain.GENESIS
        seq += 1
        if event.seq != seq:
            yield Break(stream, seq, "an event is missing")
            seq = event.seq
        if chain.link(entry_of(event), seq=event.seq, previous=previous) != event.hash:
            yield Break(stream, event.seq, "the event was changed")
        previous = event.hash
        walk.days.add(event.at.astimezone(zone).date())
        walk.sealed.pop((stream, event.hash), None)
    yield from _verify_end(walk, stream, seq, previous)


def _verify_end(walk: _Walk, stream: str, seq: int, digest: str) -> Iterator[Break]:
    if not stream:
        return
    walk.streams.add(stream)
    if walk.heads.get(stream) == (seq, digest) or _grew(stream, seq, digest):
        return
    if stream not in walk.heads:
        yield Break(stream, seq, "the events have no head")
    elif walk.heads[stream][0] != seq:
        yield Break(stream, seq, "events are missing at the end")
    else:
        yield Break(stream, seq, "the head is not that of the last event")


def _grew(stream: str, seq: int, digest: str) -> bool:
    """Whether the chain only went on while it was read: the head of now is its last event."""
    head = Head.objects.filter(stream=stream).values_list("seq", "hash").first()
    last = Event.objects.filter(stream=stream).order_by("-seq").values_list("seq", "hash").first()
    known = Event.objects.filter(stream=stream, seq=seq, hash=digest).exists()
    return head is not None and head == last and known


def _verify_heads(walk: _Walk) -> Iterator[Break]:
    for stream, (seq, _digest) in sorted(walk.heads.items()):
        if seq and stream not in walk.streams:
            yield Break(stream, seq, "the head has no events")


def _verify_seals(seals: list[Seal], walk: _Walk) -> Iterator[Break]:
    previous = chain.GENESIS
    for seal in seals:
        if chain.seal(seal.heads, previous) != seal.hash:
            yield Break(f"seal {seal.day}", 0, "the seal was changed")
        previous = seal.hash
    for (stream, _digest), day in walk.sealed.items():
        yield Break(stream, 0, f"events sealed on {day} are gone")
    yield from _missing_seals({seal.day for seal in seals}, walk.days)


def _missing_seals(sealed: set[date], days: set[date]) -> Iterator[Break]:
    """Days that should have been sealed: there was work on them, and again the day after.

    After a day on which nothing ran at all, the next seal covers what was before it, and the
    very first seal covers everything from installation on.
    """
    today = clock.today(ZoneInfo(SEAL_ZONE))
    due = {day for day in days if day <= today - SEALED_WITHIN}
    first = min(sealed, default=date.max)
    for day in sorted(due - sealed):
        if day > first and day + timedelta(days=1) in days:
            yield Break(f"seal {day}", 0, "the day has events and no seal")
    if due and max(sealed, default=date.min) < today - SEALED_WITHIN:
        yield Break("seal", 0, "the newest seal is older than two days")


def entry_of(event: Event) -> chain.Entry:
    """What of an event is chained."""
    return chain.Entry(
        stream=event.stream,
        kind=event.kind,
        at=event.at,
        actor=event.actor,
        capacity=event.capacity,
        request_id=event.request_id,
        object_type=event.object_type,
        object_id=event.object_id,
        detail=event.detail,
        reason=event.reason,
    )

"""Reading the trail, and proving that it is whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from osteopro.audit import chain
from osteopro.audit.models import Event, Head, Seal


@dataclass(frozen=True, slots=True)
class Break:
    """A place where the trail does not hold."""

    stream: str
    seq: int
    what: str


def verify() -> Iterator[Break]:
    """Walk every chain and every seal; yield each place that was altered, cut or reordered."""
    yield from _verify_events()
    yield from _verify_seals()


def _verify_events() -> Iterator[Break]:
    heads = dict(Head.objects.values_list("stream", "seq"))
    stream, seq, previous = "", 0, chain.GENESIS
    for event in Event.objects.order_by("stream", "seq").iterator(chunk_size=2000):
        if event.stream != stream:
            if stream and heads.get(stream) != seq:
                yield Break(stream, seq, "events are missing at the end")
            stream, seq, previous = event.stream, 0, chain.GENESIS
        seq += 1
        if event.seq != seq:
            yield Break(stream, seq, "an event is missing")
            seq = event.seq
        if chain.link(_entry(event), seq=event.seq, previous=previous) != event.hash:
            yield Break(stream, event.seq, "the event was changed")
        previous = event.hash
    if stream and heads.get(stream) != seq:
        yield Break(stream, seq, "events are missing at the end")


def _verify_seals() -> Iterator[Break]:
    previous = chain.GENESIS
    for seal in Seal.objects.order_by("day"):
        if chain.seal(seal.heads, previous) != seal.hash:
            yield Break(f"seal {seal.day}", 0, "the seal was changed")
        for stream, sealed in seal.heads.items():
            if not Event.objects.filter(stream=stream, hash=sealed).exists():
                yield Break(stream, 0, f"events sealed on {seal.day} are gone")
        previous = seal.hash


def _entry(event: Event) -> chain.Entry:
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

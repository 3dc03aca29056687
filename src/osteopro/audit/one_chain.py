"""Proving one chain, for a report that says so of its own study."""

from dataclasses import dataclass

from osteopro.audit import chain
from osteopro.audit.models import Event, Head
from osteopro.audit.queries import entry_of


@dataclass(frozen=True, slots=True)
class Proved:
    """A chain as it was walked: how many lines, the hash of the last, and the first line that does
    not hold (0: every line does). `whole`: it ends where its head says."""

    lines: int
    head: str
    broken_at: int
    whole: bool

    @property
    def holds(self) -> bool:
        return self.whole and not self.broken_at


def prove(stream: str, lines: int | None = None) -> Proved:
    """Walk a chain from its beginning to where its head stands now; with `lines` only so far, as it
    stood then. Two queries."""
    length, digest = Head.objects.filter(stream=stream).values_list("seq", "hash").first() or (
        0,
        chain.GENESIS,
    )
    # What is written while it is walked stands behind the head that was read.
    until = length if lines is None else min(lines, length)
    seq, previous, broken = 0, chain.GENESIS, 0
    events = Event.objects.filter(stream=stream, seq__lte=until).order_by("seq")
    for event in events.iterator(chunk_size=2000):
        seq += 1
        same = chain.link(entry_of(event), seq=event.seq, previous=previous) == event.hash
        if not broken and not (same and event.seq == seq):
            broken = seq
        seq, previous = event.seq, event.hash
    at_the_end = until < length or previous == digest
    return Proved(seq, previous, broken, seq == until and at_the_end)

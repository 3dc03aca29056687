"""Many histories of one patient told as one, newest first and page by page. Pure.

Each strand (records, calls, messages …) is read by itself, at most one page of it, and the strands
are merged here. A page begins where the last one ended (its `Place`), so its cost never grows with
the history and nothing is told twice or left out when something new happens meanwhile.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from heapq import merge
from itertools import islice
from typing import Protocol, TypeVar

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICK = timedelta(microseconds=1)
# Far more than any database holds: numbers beyond are typed, not ours.
_MOST = 2**62


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where something stands in the whole: by time, then by strand, then by its number.

    >>> place = Place(datetime(2026, 11, 23, 2, tzinfo=UTC), 3, 7)
    >>> Place.parse(str(place)) == place
    True
    """

    at: datetime
    rank: int
    pk: int

    def __str__(self) -> str:
        return f"{(self.at - _EPOCH) // _TICK}.{self.rank}.{self.pk}"

    @classmethod
    def parse(cls, text: str) -> "Place | None":
        """The place that an address names; None for anything else."""
        parts = text.split(".")
        if len(parts) != 3 or not all(each.isascii() and each.isdigit() for each in parts):
            return None
        if any(len(each) > 18 for each in parts):
            return None
        ticks, rank, pk = (int(each) for each in parts)
        try:
            return cls(_EPOCH + ticks * _TICK, rank, min(pk, _MOST))
        except OverflowError:
            return None


class Placed(Protocol):
    """Anything that has its place."""

    @property
    def place(self) -> Place: ...


Told = TypeVar("Told", bound=Placed)


def newest(strands: Iterable[Sequence[Told]], size: int) -> tuple[list[Told], Place | None]:
    """The newest `size` of strands that are each newest first, and where to go on; None when
    there is nothing older. Each strand must have been read to `size + 1` or to its end."""
    ordered = merge(*strands, key=lambda each: each.place, reverse=True)
    found = list(islice(ordered, size + 1))
    more = len(found) > size
    return found[:size], found[size - 1].place if more else None

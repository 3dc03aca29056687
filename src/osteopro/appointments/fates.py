"""What visits made of a patient's records, and what became of a month of them. Pure (ux 8)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Protocol, TypeVar

# A month is told in the first days of the next one.
TOLD_UNTIL = 7


class Seen(Protocol):
    """A visit of which something was written down."""

    @property
    def seen_at(self) -> datetime: ...
    @property
    def used(self) -> bool: ...


Visited = TypeVar("Visited", bound=Seen)


def covering(received: datetime, visits: Iterable[Visited]) -> Visited | None:
    """The visit to which a record belongs: the first one since it was received, None before
    there is one. A visit covers what came since the visit before, up to it."""
    later = [each for each in visits if each.seen_at >= received]
    return min(later, key=lambda each: each.seen_at, default=None)


@dataclass(frozen=True, slots=True)
class Month:
    """How many records came in a month, how many answers were given to records, and how many of
    those records a physician used at a visit."""

    first: date
    records: int
    replies: int
    used: int


def month_of(
    first: date,
    *,
    received: Sequence[datetime],
    replied: Sequence[datetime],
    visits: Sequence[Seen],
) -> Month:
    """The month that begins on `first`. Moments are on the clinic's wall.

    >>> month_of(date(2026, 11, 1), received=[], replied=[], visits=[]).records
    0
    """
    until = next_month(first)

    def within(moments: Iterable[datetime]) -> list[datetime]:
        return [each for each in moments if first <= each.date() < until]

    mine = within(received)
    used = [each for each in mine if (visit := covering(each, visits)) and visit.used]
    return Month(first, len(mine), len(within(replied)), len(used))


def to_tell(today: date) -> date | None:
    """The first day of the month that is told today on the home page; None for most days.

    >>> to_tell(date(2026, 12, 3)), to_tell(date(2026, 12, 8))
    (datetime.date(2026, 11, 1), None)
    """
    if today.day > TOLD_UNTIL:
        return None
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def next_month(first: date) -> date:
    """The first day of the month after."""
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)

"""Twelve weeks after twelve weeks: when the staff questionnaire is asked (clinical content 6.7)."""

from dataclasses import dataclass
from datetime import date, timedelta

LENGTH = timedelta(weeks=12)
# A Monday; every round is counted from it, so no site has to start one.
_FIRST_DAY = date(2024, 1, 1)


@dataclass(frozen=True, slots=True)
class Round:
    """Twelve weeks in which each member of staff is asked once. `number` counts from 0."""

    number: int

    @property
    def first(self) -> date:
        """Its first day, a Monday."""
        return _FIRST_DAY + self.number * LENGTH

    @property
    def last(self) -> date:
        """Its last day, a Sunday."""
        return self.first + LENGTH - timedelta(days=1)


def round_on(day: date) -> Round:
    """The round that a day lies in.

    >>> round_on(date(2026, 11, 23)).first
    datetime.date(2026, 10, 5)
    """
    return Round((day - _FIRST_DAY) // LENGTH)

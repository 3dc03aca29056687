"""Which days a clinic works: data, not a library call.

The Chinese calendar moves days off and days of work about every year (调休) and is announced
only for the next one. The years that are known stand in a data file or in the site's own
table; a year nobody has announced yet is guessed, says so, and never fails.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

ONE_DAY = timedelta(days=1)
SATURDAY = 5
# Off in every year whatever is announced: New Year, Labour Day, National Day (month, day).
FIXED_HOLIDAYS = frozenset({(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)})


@dataclass(frozen=True, slots=True)
class WorkingCalendar:
    """Exceptions to Monday-Friday, and the years for which they are complete.

    `holidays` are days off that would otherwise be worked, `workdays` weekend days that are
    worked. A date may stand in either for a year that is not known: it counts all the same.
    Raises ValueError when a date stands in both.
    """

    known_years: frozenset[int]
    holidays: frozenset[date]
    workdays: frozenset[date]

    def __post_init__(self) -> None:
        if both := self.holidays & self.workdays:
            days = ", ".join(day.isoformat() for day in sorted(both))
            raise ValueError(f"both a day off and a day of work: {days}")

    def with_days(self, days: Mapping[date, bool]) -> "WorkingCalendar":
        """This calendar with a site's own days on top: date -> whether it is worked."""
        if not days:
            return self
        worked = {day for day, is_worked in days.items() if is_worked}
        off = days.keys() - worked
        return WorkingCalendar(
            self.known_years, (self.holidays - worked) | off, (self.workdays - off) | worked
        )

    def knows(self, year: int) -> bool:
        """Whether the exceptions of `year` are known; if not, working days are a guess."""
        return year in self.known_years

    def is_working_day(self, day: date) -> bool:
        """Whether the clinic works on `day`.

        >>> calendar = WorkingCalendar(frozenset({2026}), frozenset(), frozenset())
        >>> calendar.is_working_day(date(2026, 1, 1)), calendar.is_working_day(date(2027, 1, 1))
        (True, False)
        """
        if day in self.workdays:
            return True
        if day in self.holidays or day.weekday() >= SATURDAY:
            return False
        return self.knows(day.year) or (day.month, day.day) not in FIXED_HOLIDAYS

    def working_day_from(self, day: date) -> date:
        """`day` itself if it is worked, else the first worked day after it."""
        while not self.is_working_day(day):
            day += ONE_DAY
        return day

    def nth_working_day_after(self, day: date, n: int) -> date:
        """The `n`-th worked day after `day` (n ≥ 1), which is never `day` itself."""
        for _ in range(n):
            day = self.working_day_from(day + ONE_DAY)
        return day


def parse_calendar(document: Mapping[str, Any]) -> WorkingCalendar:
    """Read a calendar from its JSON form: `known_years`, ISO dates `holidays` and `workdays`.

    Raises KeyError for a missing list and ValueError for a date that is not one.
    """
    return WorkingCalendar(
        known_years=frozenset(int(year) for year in document["known_years"]),
        holidays=_dates(document["holidays"]),
        workdays=_dates(document["workdays"]),
    )


def _dates(texts: Iterable[str]) -> frozenset[date]:
    return frozenset(_date(text) for text in texts)


def _date(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"no date: {text!r} ({error})") from error

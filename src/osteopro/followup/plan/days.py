"""On which day the next record is due, and which ones were missed (7.1, 7.4; resolution 25).

Only a submitted record moves the clock, by the interval then in force. A change of interval counts
from the last record and makes nobody late who was not. A pause forgives every due day that falls
before it is over: somebody who comes back is asked on that very day, with nothing missed. A pause
that was ended on the day it began has no day and moves nothing: it is no way to be late in time.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from osteopro.followup.plan.facts import Interval, Pause, PlanFacts, Report
from osteopro.followup.plan.intervals import decisions


@dataclass(frozen=True, slots=True)
class Computed:
    """The plan as it follows from the facts. `first_due` is the day the record was first due that
    is due next; `missed` are the due days that passed without one before the last record."""

    interval: Interval
    first_due: date
    last: date | None
    missed: tuple[date, ...]


def compute(facts: PlanFacts) -> Computed:
    """Interval and due day from everything that happened."""
    intervals = decisions(facts)
    clock = _Clock(facts.starts_on, intervals[0].days)
    steps: list[tuple[datetime, int, Report | Interval]] = [
        *((report.at, 0, report) for report in firsts(facts.reports)),
        *((interval.at, 1, interval) for interval in intervals[1:]),
    ]
    for _at, _rank, step in sorted(steps, key=lambda each: each[:2]):
        if isinstance(step, Interval):
            clock.change(step.days, step.on)
        else:
            clock.record(step.on, facts.pauses)
    return Computed(
        interval=intervals[-1],
        first_due=after_pauses(clock.first, facts.pauses),
        last=clock.last,
        missed=tuple(clock.missed),
    )


def firsts(reports: Sequence[Report]) -> Iterator[Report]:
    """The first version of each record, oldest first: what moves the clock."""
    seen: set[str] = set()
    for report in sorted(reports, key=lambda each: (each.at, each.on, each.occasion)):
        if report.occasion not in seen:
            seen.add(report.occasion)
            yield report


def after_record(on: date, days: int, resumes_on: date | None = None) -> date:
    """The next due day after a record on `on`; `resumes_on` is the end of the latest pause."""
    return max(on + timedelta(days=days), resumes_on or on)


def after_change(first: date, last: date | None, days: int, on: date) -> date:
    """The due day when the interval becomes `days` on the day `on`.

    `first` was the due day so far. Shortened too late to be kept, the record is due on `on`; who
    was late already stays so.
    """
    if last is None:
        return first
    wanted = last + timedelta(days=days)
    return wanted if wanted >= on else min(first, on)


def after_pauses(first: date, pauses: Sequence[Pause]) -> date:
    """The due day when nothing is due during pauses."""
    return max([first, *(pause.resumes_on for pause in pauses if pause.days)])


def missed_days(first: date, every: int, until: date, pauses: Sequence[Pause]) -> Iterator[date]:
    """Due days that passed before `until`, beginning with `first`; none of a pause.

    A due day is missed when the next one has come (7.4).
    """
    day, step = first, timedelta(days=every)
    real = [pause for pause in pauses if pause.days]
    while day + step <= until:
        ended = [p.resumes_on for p in real if day < p.resumes_on and p.since < day + step]
        if ended:
            day = max(ended)
        else:
            yield day
            day += step


def missed_between(
    record: date, following: date, intervals: Sequence[tuple[date, int]], pauses: Sequence[Pause]
) -> Iterator[date]:
    """Due days without a record between one record and the next (or today).

    `intervals` are the days on which each came into force, oldest first.
    """
    known = [days for on, days in intervals if on <= record] or [days for _, days in intervals[:1]]
    every = known[-1]
    first = record + timedelta(days=every)
    for on, days in intervals:
        if record < on <= following:
            first, every = after_change(first, record, days, on), days
    yield from missed_days(first, every, following, pauses)


class _Clock:
    """Walks through records and changes of interval in the order of time."""

    def __init__(self, starts_on: date, days: int) -> None:
        self.first, self.days = starts_on, days
        self.last: date | None = None
        self.missed: list[date] = []

    def record(self, on: date, pauses: Sequence[Pause]) -> None:
        self.missed += missed_days(self.first, self.days, on, pauses)
        self.last = on
        self.first = on + timedelta(days=self.days)

    def change(self, days: int, on: date) -> None:
        self.first = after_change(self.first, self.last, days, on)
        self.days = days

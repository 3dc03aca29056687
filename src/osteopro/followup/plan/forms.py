"""Which forms belong to one occasion (clinical content 1, 6.3, 6.6; resolutions 7, 25, 72).

An occasion begins with a follow-up record, long or short; other forms ride on it in their own
rhythm. Pure: forms are known by their description, never by name.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from osteopro.instruments.planning import Schedule

# The forms of one occasion may be filled in two or more sittings within so many days (6.1).
ONE_OCCASION = timedelta(days=7)
LONG_EVERY = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Rider:
    """A form that rides on a record. `code` tells its versions from other forms."""

    code: str
    schedule: Schedule


@dataclass(frozen=True, slots=True)
class Given:
    """How often a form was completed, and the day of the last time."""

    times: int
    last: date


def wants_long(last_long: date | None, today: date) -> bool:
    """The long form at the start, then at the first follow-up 28 days or more after the last."""
    return last_long is None or today - last_long >= LONG_EVERY


def riding(
    riders: Sequence[Rider],
    given: Mapping[str, Given],
    *,
    starts_on: date,
    today: date,
    long: bool,
    by_proxy: bool = False,
) -> tuple[str, ...]:
    """Codes of the forms that follow today's record, in the order of `riders`.

    `given` is what was completed before today's record; `long` says which record it is.
    """
    return tuple(
        rider.code
        for rider in riders
        if _due(rider.schedule, given.get(rider.code), starts_on, today)
        and not _moves_on(rider.schedule, given.get(rider.code), long)
        and (rider.schedule.by_proxy or not by_proxy)
    )


def open_until(record_on: date) -> date:
    """The last day on which the rest of an occasion may be filled in."""
    return record_on + ONE_OCCASION - timedelta(days=1)


def _due(schedule: Schedule, given: Given | None, starts_on: date, today: date) -> bool:
    times = given.times if given else 0
    wait = schedule.after_days[min(times, len(schedule.after_days) - 1)]
    since = given.last if given else starts_on
    return (today - since).days >= wait


def _moves_on(schedule: Schedule, given: Given | None, long: bool) -> bool:
    """Whether it waits for the next record, because this one is the long form."""
    times = given.times if given else 0
    return long and schedule.with_long is not None and times >= schedule.with_long

"""Who is on call when a clinic is shut: by days, each until the next day's opening hour. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from osteopro.sites.service_time import ServiceHours, ServiceTime

A_DAY = timedelta(days=1)
# A year is longer than anybody plans nights for.
LONGEST = timedelta(days=366)


class OnCallRefused(ValueError):
    """Nobody can be put on call like this; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Span:
    """The same person, or nobody (None), on call on every day from `first` to `last`. `away`:
    somebody was put on call who is away on these days."""

    first: date
    last: date
    account: int | None
    away: bool = False

    @property
    def answered(self) -> int | None:
        """Who would take a call; None where nobody is or who is named is away."""
        return None if self.away else self.account


def day_of(hours: ServiceHours, at: datetime) -> date:
    """The day of duty to which a moment belongs: at 06:00 it is still the day before."""
    day = hours.day_of(at)
    return day if at >= hours.opening(day) else day - A_DAY


def begins(service: ServiceTime, day: date) -> datetime:
    """When the duty of a day begins: at closing, or at the opening hour where nobody works."""
    worked = service.calendar.is_working_day(day)
    return service.hours.closing(day) if worked else service.hours.opening(day)


def ends(service: ServiceTime, day: date) -> datetime:
    """When it ends: at the opening hour of the next day, worked or not."""
    return service.hours.opening(day + A_DAY)


def check_days(first: date, last: date, now_on: date) -> None:
    """Raise OnCallRefused for days that cannot be planned; `now_on` is the day of duty now."""
    if last < first:
        raise OnCallRefused("on-call-backwards")
    if first < now_on:
        raise OnCallRefused("on-call-over")
    if last - now_on > LONGEST:
        raise OnCallRefused("on-call-too-far")


def days(first: date, last: date) -> list[date]:
    """Every day from the first to the last, both included."""
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def spans(planned: Sequence[Span]) -> list[Span]:
    """Single days, in order, joined where nothing changes from one to the next."""
    found: list[Span] = []
    for each in planned:
        before = found[-1] if found else None
        same = before and (before.account, before.away) == (each.account, each.away)
        if before and same and before.last + A_DAY == each.first:
            found[-1] = Span(before.first, each.last, each.account, each.away)
        else:
            found.append(each)
    return found

"""When a clinic is there, and when its answers are due.

Everything takes and returns aware moments; what comes out is UTC. Wall times are read in the
site's zone on each day, so a change of the clocks neither shortens nor repeats an hour.
Meaning of the deadlines: clinical content 3.1 and the decision on clocks.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from osteopro.sites.working_calendar import ONE_DAY, WorkingCalendar

__all__ = [
    "DeadlineKind",
    "DeadlineRule",
    "Deadlines",
    "ServiceHours",
    "ServiceTime",
    "WorkingCalendar",
]

# An emergency that nobody on call can take is the first task of the morning.
MORNING = time(8, 0)
# Closing itself is the last moment of a day's service.
A_MOMENT = timedelta(microseconds=1)


class DeadlineKind(StrEnum):
    MINUTES_ON_CLOCK = "minutes-on-clock"
    SERVICE_HOURS = "service-hours"
    WORKING_DAYS = "working-days"


@dataclass(frozen=True, slots=True)
class DeadlineRule:
    """How long one level may wait: `amount` (≥ 1) minutes, service hours or working days.

    Raises ValueError for an amount below 1.
    """

    kind: DeadlineKind
    amount: int

    def __post_init__(self) -> None:
        if self.amount < 1:
            raise ValueError(f"a deadline needs at least 1, not {self.amount}")


@dataclass(frozen=True, slots=True)
class Deadlines:
    """`due` for the owner; at the same moment the `backup` takes over, at `lead` the lead."""

    due: datetime
    backup: datetime
    lead: datetime


@dataclass(frozen=True, slots=True)
class ServiceHours:
    """Daily hours on the wall of the site, e.g. 08:30 to 17:30 in Asia/Shanghai.

    Raises ValueError when they do not open before they close on the same day.
    """

    zone: ZoneInfo
    opens: time
    closes: time

    def __post_init__(self) -> None:
        if self.opens.tzinfo or self.closes.tzinfo:
            raise ValueError("service hours are wall times without a zone of their own")
        if self.opens >= self.closes:
            raise ValueError(f"opens {self.opens} is not before closes {self.closes}")

    def opening(self, day: date) -> datetime:
        """The moment of opening on `day`, in UTC, if the day is worked at all."""
        return self._at(day, self.opens)

    def closing(self, day: date) -> datetime:
        """The moment of closing on `day`, in UTC; never before that day's opening."""
        return max(self._at(day, self.closes), self.opening(day))

    def day_of(self, at: datetime) -> date:
        """The calendar date at `at` on the site's wall."""
        return _utc(at).astimezone(self.zone).date()

    def morning_after(self, at: datetime) -> datetime:
        """The first 08:00 on the site's wall after `at`, in UTC."""
        today = self.day_of(at)
        morning = self._at(today, MORNING)
        return morning if morning > at else self._at(today + ONE_DAY, MORNING)

    def _at(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone).astimezone(UTC)


@dataclass(frozen=True, slots=True)
class ServiceTime:
    """A site's calendar and hours together: the clock on which deadlines run.

    >>> shanghai = ServiceHours(ZoneInfo("Asia/Shanghai"), time(8, 30), time(17, 30))
    >>> plain = WorkingCalendar(frozenset({2026}), frozenset(), frozenset())
    >>> friday_20_00 = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
    >>> ServiceTime(plain, shanghai).next_opening(friday_20_00).isoformat()
    '2026-11-23T00:30:00+00:00'
    """

    calendar: WorkingCalendar
    hours: ServiceHours

    def knows(self, at: datetime) -> bool:
        """Whether the calendar of that year is known, for the health page to say so."""
        return self.calendar.knows(self.hours.day_of(at).year)

    def is_open(self, at: datetime) -> bool:
        """Whether somebody is there: from the moment of opening until just before closing."""
        day = self.hours.day_of(at)
        within = self.hours.opening(day) <= at < self.hours.closing(day)
        return within and self.calendar.is_working_day(day)

    def next_opening(self, at: datetime) -> datetime:
        """The first opening at or after `at`; from inside service time, that of a later day."""
        day = self.calendar.working_day_from(self.hours.day_of(at))
        if self.hours.opening(day) < at:
            day = self.calendar.nth_working_day_after(day, 1)
        return self.hours.opening(day)

    def somebody_there(self, due: datetime) -> datetime:
        """`due` itself in service time and at closing, else the next opening: the moment by which
        a patient may be told that somebody of the clinic answers."""
        return due if self.is_open(due - A_MOMENT) else self.next_opening(due)

    def counts_from(self, at: datetime) -> datetime:
        """When waiting starts: `at` itself in service time, else the next opening."""
        return _utc(at) if self.is_open(at) else self.next_opening(at)

    def add_service_hours(self, at: datetime, hours: int) -> datetime:
        """`hours` (≥ 0) of service time after `at`; closed time does not count.

        A deadline that falls exactly at the end of a day is that day's closing, not the next
        day's opening.
        """
        return self._add(at, timedelta(hours=hours))

    def _add(self, at: datetime, left: timedelta) -> datetime:
        moment = self.counts_from(at)
        day = self.hours.day_of(moment)
        while left > (rest := self.hours.closing(day) - moment):
            left -= rest
            day = self.calendar.nth_working_day_after(day, 1)
            moment = self.hours.opening(day)
        return moment + left

    def between(self, since: datetime, until: datetime) -> timedelta:
        """Service time that passed from `since` to `until`; nothing when it is not later.

        What `add_service_hours` adds, this finds again.
        """
        since, until = _utc(since), _utc(until)
        passed = timedelta(0)
        day, last = (
            self.calendar.working_day_from(self.hours.day_of(since)),
            self.hours.day_of(until),
        )
        while day <= last:
            begin = max(since, self.hours.opening(day))
            passed += max(timedelta(0), min(until, self.hours.closing(day)) - begin)
            day = self.calendar.nth_working_day_after(day, 1)
        return passed

    def end_of_nth_working_day(self, at: datetime, n: int) -> datetime:
        """Closing of the `n`-th working day after the day on which waiting starts.

        `n` = 0 is the closing of that day itself. Received on Friday at 20:00, waiting starts
        on Monday and one working day ends on Tuesday at closing.
        """
        return self._closing_after(self.hours.day_of(self.counts_from(at)), n)

    def emergency_due(
        self, at: datetime, *, on_call: bool, within: timedelta = timedelta(minutes=30)
    ) -> datetime:
        """When the first call must have been made, on the clock and not on service time.

        In service time or with somebody on call `within` after `at`. Otherwise the first
        08:00 after `at` - or, should the clinic open before that, `within` after opening, so
        that an emergency never waits longer than a less urgent record.
        """
        if on_call or self.is_open(at):
            return _utc(at) + within
        return min(self.hours.morning_after(at), self.next_opening(at) + within)

    def deadlines(self, rule: DeadlineRule, at: datetime, *, on_call: bool = False) -> Deadlines:
        """Due, backup and lead times under `rule` for a record received at `at`.

        The backup takes over when the deadline passes, the programme lead after the same
        length again on the same clock.
        """
        match rule.kind:
            case DeadlineKind.MINUTES_ON_CLOCK:
                within = timedelta(minutes=rule.amount)
                due = self.emergency_due(at, on_call=on_call, within=within)
                lead = due + within
            case DeadlineKind.SERVICE_HOURS:
                due = self.add_service_hours(at, rule.amount)
                lead = self.add_service_hours(due, rule.amount)
            case DeadlineKind.WORKING_DAYS:
                due = self.end_of_nth_working_day(at, rule.amount)
                lead = self._closing_after(self.hours.day_of(due), rule.amount)
        return Deadlines(due=due, backup=due, lead=lead)

    def _closing_after(self, day: date, n: int) -> datetime:
        return self.hours.closing(self.calendar.nth_working_day_after(day, n))


def _utc(at: datetime) -> datetime:
    if at.tzinfo is None:
        raise ValueError(f"a moment needs a time zone: {at}")
    return at.astimezone(UTC)

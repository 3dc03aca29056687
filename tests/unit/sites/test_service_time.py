"""Deadlines on service time: the decision's examples, then laws that hold for any moment."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.sites.packaged import china
from osteopro.sites.service_time import (
    DeadlineKind,
    DeadlineRule,
    ServiceHours,
    ServiceTime,
    WorkingCalendar,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ServiceHours(SHANGHAI, time(8, 30), time(17, 30))
CLINIC = ServiceTime(china(), HOURS)
ROUTINE = DeadlineRule(DeadlineKind.WORKING_DAYS, 3)
ATTENTION = DeadlineRule(DeadlineKind.WORKING_DAYS, 1)
URGENT = DeadlineRule(DeadlineKind.SERVICE_HOURS, 4)
EMERGENCY = DeadlineRule(DeadlineKind.MINUTES_ON_CLOCK, 30)
RULES = (ROUTINE, ATTENTION, URGENT, EMERGENCY)
ZONES = ("Asia/Shanghai", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kabul")


def wall(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=SHANGHAI)


# A week of November 2026 without holidays: the 23rd is a Monday.
@pytest.mark.parametrize(
    ("received", "rule", "due", "lead"),
    [
        ("2026-11-23 10:00", ATTENTION, "2026-11-24 17:30", "2026-11-25 17:30"),
        ("2026-11-23 08:30", ATTENTION, "2026-11-24 17:30", "2026-11-25 17:30"),
        ("2026-11-23 07:00", ATTENTION, "2026-11-24 17:30", "2026-11-25 17:30"),
        ("2026-11-23 17:30", ATTENTION, "2026-11-25 17:30", "2026-11-26 17:30"),
        ("2026-11-20 20:00", ATTENTION, "2026-11-24 17:30", "2026-11-25 17:30"),
        ("2026-11-21 12:00", ROUTINE, "2026-11-26 17:30", "2026-12-01 17:30"),
        ("2026-11-23 09:00", URGENT, "2026-11-23 13:00", "2026-11-23 17:00"),
        ("2026-11-23 13:30", URGENT, "2026-11-23 17:30", "2026-11-24 12:30"),
        ("2026-11-23 16:30", URGENT, "2026-11-24 11:30", "2026-11-24 15:30"),
        ("2026-11-20 18:00", URGENT, "2026-11-23 12:30", "2026-11-23 16:30"),
        ("2026-11-23 17:10", EMERGENCY, "2026-11-23 17:40", "2026-11-23 18:10"),
        ("2026-11-23 20:00", EMERGENCY, "2026-11-24 08:00", "2026-11-24 08:30"),
        ("2026-11-20 20:00", EMERGENCY, "2026-11-21 08:00", "2026-11-21 08:30"),
        ("2026-11-24 03:00", EMERGENCY, "2026-11-24 08:00", "2026-11-24 08:30"),
        ("2026-11-24 08:10", EMERGENCY, "2026-11-24 09:00", "2026-11-24 09:30"),
        # National Day 2026: off 1-7 October, Saturday the 10th is worked.
        ("2026-09-30 16:00", ATTENTION, "2026-10-08 17:30", "2026-10-09 17:30"),
        ("2026-10-09 10:00", ATTENTION, "2026-10-10 17:30", "2026-10-12 17:30"),
        ("2026-10-03 10:00", URGENT, "2026-10-08 12:30", "2026-10-08 16:30"),
        # Spring Festival 2026: Saturday 14 February worked, off until the 23rd.
        ("2026-02-13 15:30", URGENT, "2026-02-14 10:30", "2026-02-14 14:30"),
        ("2026-02-14 10:00", ATTENTION, "2026-02-24 17:30", "2026-02-25 17:30"),
        # New Year into a year that is not announced.
        ("2026-12-31 10:00", ATTENTION, "2027-01-04 17:30", "2027-01-05 17:30"),
        ("2026-12-31 16:30", URGENT, "2027-01-04 11:30", "2027-01-04 15:30"),
        ("2026-12-31 20:00", EMERGENCY, "2027-01-01 08:00", "2027-01-01 08:30"),
    ],
)
def test_deadlines_of_a_clinic_in_shanghai(
    received: str, rule: DeadlineRule, due: str, lead: str
) -> None:
    deadlines = CLINIC.deadlines(rule, wall(received))
    assert deadlines.due == deadlines.backup == wall(due)
    assert deadlines.lead == wall(lead)


def test_emergency_with_somebody_on_call_runs_at_night_and_on_holidays() -> None:
    night = wall("2026-10-03 02:15")
    assert CLINIC.deadlines(EMERGENCY, night, on_call=True).due == night + timedelta(minutes=30)


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        ("2026-11-23 08:29:59", False),
        ("2026-11-23 08:30:00", True),
        ("2026-11-23 17:29:59", True),
        ("2026-11-23 17:30:00", False),
        ("2026-11-22 12:00:00", False),
        ("2026-10-10 12:00:00", True),
        ("2027-01-01 12:00:00", False),
    ],
)
def test_is_open_from_opening_until_just_before_closing(at: str, is_open: bool) -> None:
    assert CLINIC.is_open(wall(at)) is is_open


def test_health_page_learns_that_next_year_is_not_known() -> None:
    assert CLINIC.knows(wall("2026-12-31 23:59"))
    assert not CLINIC.knows(wall("2027-01-01 00:00"))


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        CLINIC.is_open(datetime.fromisoformat("2026-11-23 10:00"))


@pytest.mark.parametrize("closes", [time(8, 30), time(8, 0)])
def test_hours_that_never_open_are_refused(closes: time) -> None:
    with pytest.raises(ValueError, match="not before"):
        ServiceHours(SHANGHAI, time(8, 30), closes)


def test_a_deadline_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="at least 1"):
        DeadlineRule(DeadlineKind.SERVICE_HOURS, 0)


@st.composite
def service_times(draw: st.DrawFn) -> ServiceTime:
    """Any zone, any hours - midnight and the hours when clocks change included."""
    first, last = sorted(draw(st.lists(st.integers(0, 95), min_size=2, max_size=2, unique=True)))
    hours = ServiceHours(ZoneInfo(draw(st.sampled_from(ZONES))), quarter(first), quarter(last))
    plain = WorkingCalendar(frozenset({2025}), frozenset(), frozenset())
    return ServiceTime(draw(st.sampled_from([china(), plain])), hours)


def quarter(index: int) -> time:
    return time(index // 4, index % 4 * 15)


def moments(zone: ZoneInfo = SHANGHAI) -> st.SearchStrategy[datetime]:
    """Around the turn of the year and both changes of the clocks."""
    return st.datetimes(
        datetime(2026, 1, 1),
        datetime(2027, 12, 1),
        timezones=st.just(zone),
        allow_imaginary=False,
    )


@given(service_times(), moments(), st.sampled_from(RULES))
def test_a_deadline_is_after_receipt_and_its_lead_after_it(
    clinic: ServiceTime, at: datetime, rule: DeadlineRule
) -> None:
    deadlines = clinic.deadlines(rule, at)
    assert at < deadlines.due < deadlines.lead
    assert deadlines.due.tzinfo is UTC
    assert deadlines.lead.tzinfo is UTC


@given(service_times(), moments(), moments(), st.sampled_from(RULES))
def test_what_came_earlier_is_never_due_later(
    clinic: ServiceTime, one: datetime, other: datetime, rule: DeadlineRule
) -> None:
    earlier, later = (clinic.deadlines(rule, at) for at in sorted([one, other]))
    assert earlier.due <= later.due
    assert earlier.lead <= later.lead


@given(service_times(), moments(), st.sampled_from([ROUTINE, ATTENTION, URGENT]))
def test_a_deadline_never_falls_inside_closed_time(
    clinic: ServiceTime, at: datetime, rule: DeadlineRule
) -> None:
    deadlines = clinic.deadlines(rule, at)
    for moment in (deadlines.due, deadlines.lead):
        day = clinic.hours.day_of(moment)
        assert clinic.calendar.is_working_day(day)
        assert clinic.hours.opening(day) < moment <= clinic.hours.closing(day)


@given(service_times(), moments(), st.integers(0, 40), st.integers(0, 40))
def test_service_hours_add_up(clinic: ServiceTime, at: datetime, a: int, b: int) -> None:
    at_once = clinic.add_service_hours(at, a + b)
    in_two = clinic.add_service_hours(clinic.add_service_hours(at, a), b)
    # After exactly a day's end, waiting 0 hours more means the next opening: no time between.
    assert in_two == at_once or in_two == clinic.next_opening(at_once)


@given(service_times(), moments(), st.integers(1, 40))
def test_service_hours_are_spent_while_open(clinic: ServiceTime, at: datetime, hours: int) -> None:
    end = clinic.add_service_hours(at, hours)
    assert open_between(clinic, at, end) == timedelta(hours=hours)


def open_between(clinic: ServiceTime, start: datetime, end: datetime) -> timedelta:
    """Open time counted day by day, the slow and obvious way."""
    total, day = timedelta(), clinic.hours.day_of(start)
    while day <= clinic.hours.day_of(end):
        if clinic.calendar.is_working_day(day):
            opened = max(clinic.hours.opening(day), start)
            closed = min(clinic.hours.closing(day), end)
            total += max(closed - opened, timedelta())
        day += timedelta(days=1)
    return total


@given(service_times(), moments())
def test_next_opening_is_the_first_moment_of_service_time(
    clinic: ServiceTime, at: datetime
) -> None:
    opening = clinic.next_opening(at)
    day = clinic.hours.day_of(opening)
    assert opening >= at
    assert clinic.calendar.is_working_day(day)
    assert opening == clinic.hours.opening(day)
    if not clinic.is_open(at):
        assert open_between(clinic, at, opening) == timedelta()


@pytest.mark.parametrize(
    ("due", "said"),
    [
        ("2026-11-24 08:00", "2026-11-24 08:30"),
        ("2026-11-23 23:40", "2026-11-24 08:30"),
        ("2026-11-24 10:30", "2026-11-24 10:30"),
        ("2026-11-24 17:30", "2026-11-24 17:30"),
        ("2026-11-28 08:00", "2026-11-30 08:30"),
    ],
)
def test_a_patient_is_told_a_moment_when_somebody_is_there(due: str, said: str) -> None:
    assert CLINIC.somebody_there(wall(due)) == wall(said)


@given(service_times(), moments())
def test_what_is_told_is_never_sooner_than_promised_nor_when_nobody_is_there(
    clinic: ServiceTime, due: datetime
) -> None:
    said = clinic.somebody_there(due)
    assert said >= due
    assert clinic.is_open(said) or clinic.is_open(said - timedelta(microseconds=1))
    assert clinic.somebody_there(said) == said


@given(moments())
def test_an_emergency_is_never_due_after_an_urgent_record(at: datetime) -> None:
    assert CLINIC.deadlines(EMERGENCY, at).due <= CLINIC.deadlines(URGENT, at).due


@given(moments())
def test_an_emergency_is_due_by_eight_on_the_next_calendar_day(at: datetime) -> None:
    tomorrow = datetime.combine(HOURS.day_of(at) + timedelta(days=1), time(8), SHANGHAI)
    assert CLINIC.deadlines(EMERGENCY, at).due <= tomorrow


@given(moments(), st.sampled_from(ZONES))
def test_the_zone_in_which_a_moment_is_written_does_not_matter(at: datetime, zone: str) -> None:
    elsewhere = at.astimezone(ZoneInfo(zone))
    assert all(CLINIC.deadlines(rule, at) == CLINIC.deadlines(rule, elsewhere) for rule in RULES)


def test_clinic_day_keeps_its_length_when_the_clocks_change() -> None:
    london = ServiceHours(ZoneInfo("Europe/London"), time(8, 30), time(17, 30))
    lengths = {
        london.closing(d) - london.opening(d) for d in (date(2026, 3, 27), date(2026, 3, 30))
    }
    assert lengths == {timedelta(hours=9)}


@pytest.mark.parametrize(
    ("since", "until", "hours"),
    [
        ("2026-11-23 09:00", "2026-11-23 11:30", 2.5),
        ("2026-11-20 16:30", "2026-11-23 09:30", 2),
        ("2026-11-20 20:00", "2026-11-22 20:00", 0),
        ("2026-09-30 16:30", "2026-10-08 09:30", 2),
        ("2026-11-23 11:00", "2026-11-23 10:00", 0),
    ],
)
def test_waiting_is_counted_while_the_clinic_is_open(since: str, until: str, hours: float) -> None:
    assert CLINIC.between(wall(since), wall(until)) == timedelta(hours=hours)


@given(moments(), st.integers(0, 80))
def test_hours_that_were_added_are_found_between(at: datetime, hours: int) -> None:
    due = CLINIC.add_service_hours(at, hours)
    assert CLINIC.between(at, due) == timedelta(hours=hours)


@given(st.lists(moments(), min_size=3, max_size=3).map(sorted))
def test_service_time_adds_up(three: list[datetime]) -> None:
    first, second, third = three
    whole = CLINIC.between(first, third)
    assert whole == CLINIC.between(first, second) + CLINIC.between(second, third)

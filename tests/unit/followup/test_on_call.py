"""Nights have the name of the day on which they begin."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import on_call
from osteopro.followup.on_call import OnCallRefused, Span
from osteopro.sites.service_time import ServiceHours, ServiceTime
from osteopro.sites.working_calendar import WorkingCalendar

SHANGHAI = ZoneInfo("Asia/Shanghai")
HOURS = ServiceHours(SHANGHAI, time(8, 30), time(17, 30))
CLINIC = ServiceTime(WorkingCalendar(frozenset({2026}), frozenset(), frozenset()), HOURS)
MONDAY, SATURDAY = date(2026, 11, 23), date(2026, 11, 28)
DAY = timedelta(days=1)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


@pytest.mark.parametrize(
    ("moment", "day"),
    [
        (at(MONDAY, 23, 10), MONDAY),
        (at(MONDAY, 8, 30), MONDAY),
        (at(MONDAY, 8, 29), MONDAY - DAY),
        (at(MONDAY + DAY, 0), MONDAY),
        (at(SATURDAY, 12), SATURDAY),
    ],
)
def test_the_early_morning_belongs_to_the_night_before(moment: datetime, day: date) -> None:
    assert on_call.day_of(HOURS, moment) == day


def test_a_night_lasts_from_closing_to_opening_and_a_day_off_all_day() -> None:
    assert on_call.begins(CLINIC, MONDAY) == at(MONDAY, 17, 30)
    assert on_call.ends(CLINIC, MONDAY) == at(MONDAY + DAY, 8, 30)
    assert on_call.begins(CLINIC, SATURDAY) == at(SATURDAY, 8, 30)
    assert on_call.ends(CLINIC, SATURDAY) == at(SATURDAY + DAY, 8, 30)


@given(st.datetimes(datetime(2026, 1, 2), datetime(2026, 12, 30)))
def test_whenever_the_clinic_is_shut_exactly_one_duty_holds(moment: datetime) -> None:
    now = moment.replace(tzinfo=UTC)
    day = on_call.day_of(HOURS, now)
    holding = [
        each
        for each in (day - DAY, day, day + DAY)
        if on_call.begins(CLINIC, each) <= now < on_call.ends(CLINIC, each)
    ]
    assert holding == ([] if CLINIC.is_open(now) else [day])


@pytest.mark.parametrize(
    ("first", "last", "code"),
    [
        (MONDAY, MONDAY - DAY, "on-call-backwards"),
        (MONDAY - DAY, MONDAY, "on-call-over"),
        (MONDAY, MONDAY + 367 * DAY, "on-call-too-far"),
    ],
)
def test_days_that_cannot_be_planned(first: date, last: date, code: str) -> None:
    with pytest.raises(OnCallRefused) as refused:
        on_call.check_days(first, last, MONDAY)
    assert refused.value.code == code


@given(st.lists(st.tuples(st.sampled_from([None, 1, 2]), st.booleans()), max_size=20))
def test_joined_days_say_the_same_in_fewer_lines(planned: list[tuple[int | None, bool]]) -> None:
    single = [Span(MONDAY + n * DAY, MONDAY + n * DAY, *each) for n, each in enumerate(planned)]
    found = on_call.spans(single)
    assert [
        (day, span.account, span.away)
        for span in found
        for day in on_call.days(span.first, span.last)
    ] == [(each.first, each.account, each.away) for each in single]
    for before, after in pairwise(found):
        assert (before.account, before.away) != (after.account, after.away)


def test_who_is_away_answers_nothing() -> None:
    assert Span(MONDAY, MONDAY, 7).answered == 7
    assert Span(MONDAY, MONDAY, 7, away=True).answered is None

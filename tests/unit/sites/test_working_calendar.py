"""The working-day calendar: exceptions, unknown years, the packaged Chinese one."""

from datetime import date, timedelta

import pytest
from chinese_calendar import is_workday
from hypothesis import given
from hypothesis import strategies as st

from osteopro.sites.packaged import china
from osteopro.sites.working_calendar import FIXED_HOLIDAYS, WorkingCalendar, parse_calendar

KNOWN = st.dates(date(2004, 1, 1), date(2026, 12, 31))
UNKNOWN = st.dates(date(2027, 1, 1), date(2090, 12, 31))


@given(KNOWN)
def test_packaged_calendar_agrees_with_its_source_on_every_known_day(day: date) -> None:
    assert china().is_working_day(day) is is_workday(day)


@given(UNKNOWN)
def test_unknown_year_is_monday_to_friday_minus_fixed_holidays(day: date) -> None:
    expected = day.weekday() < 5 and (day.month, day.day) not in FIXED_HOLIDAYS
    assert china().is_working_day(day) is expected
    assert not china().knows(day.year)


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        (date(2026, 2, 14), True),  # Saturday worked for the Spring Festival
        (date(2026, 2, 17), False),  # Spring Festival, a Tuesday
        (date(2026, 2, 28), True),  # Saturday worked
        (date(2026, 10, 7), False),  # National Day week, a Wednesday
        (date(2026, 10, 10), True),  # Saturday worked
        (date(2026, 11, 23), True),  # an ordinary Monday
        (date(2026, 12, 31), True),  # the last announced day
        (date(2027, 1, 1), False),  # not announced, but fixed
        (date(2027, 1, 4), True),
        (date(2027, 5, 1), False),
    ],
)
def test_moved_days_and_the_turn_of_the_year(day: date, worked: bool) -> None:
    assert china().is_working_day(day) is worked


@given(st.dates(date(2004, 1, 1), date(2030, 12, 31)), st.integers(1, 30))
def test_nth_working_day_has_exactly_n_worked_days_behind_it(day: date, n: int) -> None:
    end = china().nth_working_day_after(day, n)
    between = [day + timedelta(days=k + 1) for k in range((end - day).days)]
    assert china().is_working_day(end)
    assert sum(map(china().is_working_day, between)) == n


def test_an_entered_date_counts_in_a_year_that_is_not_known() -> None:
    saturday, tuesday = date(2027, 2, 20), date(2027, 2, 9)
    calendar = WorkingCalendar(frozenset(), frozenset({tuesday}), frozenset({saturday}))
    assert calendar.is_working_day(saturday)
    assert not calendar.is_working_day(tuesday)


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2028, 1, 1)), st.booleans()), UNKNOWN)
def test_a_sites_own_days_win_and_leave_the_others_alone(
    own: dict[date, bool], other: date
) -> None:
    calendar = china().with_days(own)
    assert {day: calendar.is_working_day(day) for day in own} == own
    if other not in own:
        assert calendar.is_working_day(other) is china().is_working_day(other)


def test_a_date_both_off_and_worked_is_refused_by_name() -> None:
    day = frozenset({date(2026, 5, 9)})
    with pytest.raises(ValueError, match="2026-05-09"):
        WorkingCalendar(frozenset({2026}), day, day)


def test_parse_calendar_refuses_what_is_no_date() -> None:
    with pytest.raises(ValueError, match="2026-02-30"):
        parse_calendar({"known_years": [2026], "holidays": ["2026-02-30"], "workdays": []})

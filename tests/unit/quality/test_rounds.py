"""Rounds of twelve weeks: every day lies in exactly one."""

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from osteopro.quality.rounds import LENGTH, Round, round_on

DAYS = st.dates(date(2020, 1, 1), date(2050, 12, 31))


@given(DAYS)
def test_a_day_lies_in_its_round_and_in_no_other(day: date) -> None:
    its = round_on(day)
    assert its.first <= day <= its.last
    assert Round(its.number + 1).first == its.last + timedelta(days=1)


@given(DAYS)
def test_a_round_is_twelve_weeks_from_monday_to_sunday(day: date) -> None:
    its = round_on(day)
    assert its.first.weekday() == 0
    assert its.last - its.first + timedelta(days=1) == LENGTH == timedelta(days=84)


def test_the_round_of_a_known_day() -> None:
    assert round_on(date(2026, 11, 23)).first == date(2026, 10, 5)
    assert round_on(date(2026, 11, 23)).last == date(2026, 12, 27)

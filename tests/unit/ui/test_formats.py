"""Dates, times and numbers, for patients and for staff (R27 to R29)."""

from datetime import date, datetime, time
from decimal import Decimal
from fractions import Fraction

import pytest

from osteopro.ui import formats

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("day", "language", "words"),
    [
        (date(2026, 11, 28), "zh-hans", "11月28日 星期六"),
        (date(2026, 11, 28), "en", "Saturday 28 November"),
        (date(2027, 1, 4), "zh-hans", "2027年1月4日 星期一"),
        (date(2027, 1, 4), "en", "Monday 4 January 2027"),
    ],
)
def test_patient_date_names_the_year_only_if_it_is_another(
    day: date, language: str, words: str
) -> None:
    assert formats.patient_date(day, language, today=TODAY) == words


@pytest.mark.parametrize(
    ("clock", "zh", "en"),
    [
        (time(0, 10), "凌晨0:10", "12:10 am"),
        (time(0, 0), "凌晨0:00", "12 midnight"),
        (time(5, 0), "上午5:00", "5:00 am"),
        (time(9, 12), "上午9:12", "9:12 am"),
        (time(11, 59), "上午11:59", "11:59 am"),
        (time(12, 0), "中午12:00", "12 noon"),
        (time(12, 30), "中午12:30", "12:30 pm"),
        (time(15, 40), "下午3:40", "3:40 pm"),
        (time(23, 59), "下午11:59", "11:59 pm"),
    ],
)
def test_patient_time_names_the_part_of_the_day(clock: time, zh: str, en: str) -> None:
    assert formats.patient_time(clock, "zh-hans") == zh
    assert formats.patient_time(clock, "en") == en


def test_patient_moment_says_today() -> None:
    at = datetime(2026, 11, 23, 9, 12)
    assert formats.patient_moment(at, "zh-hans", today=TODAY) == "今天 上午9:12"
    assert formats.patient_moment(at, "zh-hans", weekday=True) == "11月23日 星期一 上午9:12"


@pytest.mark.parametrize(
    ("day", "zh", "en"),
    [
        (date(2026, 11, 20), "3 天前，11月20日", "3 days ago, 20 November"),
        (date(2026, 11, 22), "昨天，11月22日", "Yesterday, 22 November"),
        (date(2026, 11, 23), "今天，11月23日", "Today, 23 November"),
        (date(2026, 11, 25), "后天，11月25日", "In 2 days, 25 November"),
        (date(2026, 11, 30), "7 天后，11月30日", "In 7 days, 30 November"),
    ],
)
def test_relative_words_always_carry_the_date(day: date, zh: str, en: str) -> None:
    assert formats.relative_date(day, "zh-hans", today=TODAY) == zh
    assert formats.relative_date(day, "en", today=TODAY) == en


def test_staff_see_iso() -> None:
    at = datetime(2026, 11, 28, 14, 5)
    assert formats.staff_moment(at) == "2026-11-28 14:05"
    assert formats.staff_date(at.date()) == "2026-11-28"
    assert formats.staff_short(at, today=at.date()) == "14:05"
    assert formats.staff_short(at.date(), today=at.date()) == "11-28"


@pytest.mark.parametrize(
    ("value", "whole", "one"),
    [
        (4, "4", "4"),
        (Fraction(85, 2), "43", "42.5"),
        (Fraction(1, 3), "0", "0.3"),
        (Decimal("42.45"), "42", "42.5"),
        (Decimal("-0.5"), "-1", "-0.5"),
    ],
)
def test_numbers_round_half_up(value: int | Decimal | Fraction, whole: str, one: str) -> None:
    assert formats.whole(value) == whole
    assert formats.one_decimal(value) == one

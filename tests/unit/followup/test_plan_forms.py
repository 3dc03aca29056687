"""Which forms belong to one occasion (clinical content 1, 6.3, 6.6)."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.plan.forms import Given, Rider, open_until, riding, wants_long
from osteopro.instruments.library import load_instruments

START = date(2026, 11, 23)
LIBRARY = [each for each in load_instruments().values() if each.planning.schedule]
RIDERS = [Rider(each.code, each.planning.schedule) for each in LIBRARY if each.planning.schedule]


def day(number: int) -> date:
    return START + timedelta(days=number)


def lived(every: int, days: int, *, by_proxy: bool = False) -> dict[int, tuple[str, ...]]:
    """Forms by day of somebody who keeps to one interval for so many days."""
    given: dict[str, Given] = {}
    found: dict[int, tuple[str, ...]] = {}
    last_long: date | None = None
    for number in range(0, days, every):
        today = day(number)
        long = wants_long(last_long, today)
        last_long = today if long else last_long
        forms = riding(RIDERS, given, starts_on=START, today=today, long=long, by_proxy=by_proxy)
        for code in forms:
            before = given.get(code, Given(0, today))
            given[code] = Given(before.times + 1, today)
        found[number] = ("long" if long else "short", *forms)
    return found


def test_the_baseline_is_the_long_form_with_quality_of_life() -> None:
    assert lived(7, 1)[0] == ("long", "opros-qol")


def test_half_a_year_of_weeks() -> None:
    year = lived(7, 200)
    quality = [number for number, forms in year.items() if "opros-qol" in forms]
    # Week 4 with the long form; from then on it moves away from it.
    assert quality == [0, 28, 119]
    assert [n for n, forms in year.items() if "phq2" in forms] == [84, 168]
    assert [n for n, forms in year.items() if "opros-exit" in forms] == [168]
    assert [n for n, forms in year.items() if forms[0] == "long"] == list(range(0, 200, 28))


def test_a_relative_is_asked_neither_about_mood_nor_about_the_programme() -> None:
    asked = {code for forms in lived(14, 400, by_proxy=True).values() for code in forms}
    assert asked == {"long", "short", "opros-qol"}


@given(every=st.integers(7, 14))
def test_every_form_keeps_its_rhythm_for_years(every: int) -> None:
    for code, wait in (("opros-qol", 84), ("phq2", 84), ("opros-exit", 168)):
        asked = [number for number, forms in lived(every, 1500).items() if code in forms]
        later = asked[2:] if code == "opros-qol" else asked
        gaps = [b - a for a, b in pairwise(later)]
        assert all(wait <= gap <= wait + 2 * 28 for gap in gaps)
        assert len(asked) >= 1500 // (wait + 2 * 28)


@pytest.mark.parametrize(("ago", "long"), [(27, False), (28, True)])
def test_the_long_form_comes_after_28_days(ago: int, long: bool) -> None:
    assert wants_long(day(0), day(ago)) is long


def test_an_occasion_is_open_for_seven_days() -> None:
    assert open_until(day(0)) == day(6)

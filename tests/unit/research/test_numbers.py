"""Numbers of a report."""

import statistics
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.numbers import rounded, rounded_root, share, shares, spread

FRACTIONS = st.fractions(min_value=-1000, max_value=1000, max_denominator=500)


@pytest.mark.parametrize(
    ("n", "percent"), [(10, "71.4"), (9, "64.3"), (4, "28.6"), (0, "0.0"), (14, "100.0")]
)
def test_the_papers_percentages(n: int, percent: str) -> None:
    assert str(share(n, 14).percent) == percent


def test_half_goes_up_where_banks_would_go_to_even() -> None:
    assert share(1, 8, 0).percent == 13
    assert share(5, 8, 0).percent == 63
    assert str(rounded(Decimal("0.25"))) == "0.3"
    assert str(rounded(Decimal("-0.25"))) == "-0.3"


def test_a_share_of_nobody_has_no_percentage_and_none_is_above_one() -> None:
    assert share(0, 0).percent is None
    for n, of in ((3, 2), (-1, 2)):
        with pytest.raises(ValueError, match="fewer"):
            share(n, of)


def test_levels_in_their_order_and_the_unknown_apart() -> None:
    found, unknown = shares(["f", "f", None, "m"], ["m", "f", "other"])
    assert list(found) == ["m", "f", "other"]
    assert [(each.n, each.of, str(each.percent)) for each in found.values()] == [
        (1, 3, "33.3"),
        (2, 3, "66.7"),
        (0, 3, "0.0"),
    ]
    assert unknown == 1
    with pytest.raises(ValueError, match="no level"):
        shares(["x"], ["m"])


def test_minutes_of_interviews() -> None:
    found = spread([11, 12, 13, 19])
    assert found is not None
    assert (found.n, str(found.mean), str(found.sd)) == (4, "13.8", "3.6")
    assert (str(found.median), str(found.low), str(found.high)) == ("12.5", "11.0", "19.0")


def test_of_one_there_is_no_deviation_and_of_none_nothing() -> None:
    found = spread([7])
    assert found is not None
    assert found.sd is None
    assert found.median == 7
    assert spread([]) is None


@given(FRACTIONS, st.integers(0, 4))
def test_rounding_is_half_up(value: Fraction, places: int) -> None:
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    assert rounded(value, places) == exact.quantize(Decimal(10) ** -places, ROUND_HALF_UP)
    assert rounded(value, places).as_tuple().exponent == -places


@given(st.fractions(min_value=0, max_value=10**6, max_denominator=10**6), st.integers(0, 6))
def test_a_rounded_root_is_the_nearest(square: Fraction, places: int) -> None:
    found = Fraction(rounded_root(square, places))
    half = Fraction(1, 2 * 10**places)
    assert max(found - half, Fraction(0)) ** 2 <= square < (found + half) ** 2


@given(st.lists(st.integers(0, 100), min_size=2))
def test_spread_is_what_the_library_says(values: list[int]) -> None:
    found = spread(values, 3)
    assert found is not None
    assert found.sd is not None
    assert abs(float(found.mean) - statistics.fmean(values)) < 0.0006
    assert abs(float(found.sd) - statistics.stdev(values)) < 0.0006
    assert abs(float(found.median) - statistics.median(values)) < 0.0006
    assert (found.low, found.high) == (min(values), max(values))

from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.instruments.change import Past, base, change, worsening
from osteopro.instruments.terms import Direction

TODAY = date(2026, 11, 20)


def past(days: int, value: int | str | None, *, own: bool = True) -> Past:
    known = None if value is None else Fraction(value)
    return Past(TODAY - timedelta(days=days), known, own)


def test_base_of_the_example_is_4_and_the_change_3() -> None:
    usual = base([past(30, 3), past(20, 4), past(10, 6)], TODAY, None)
    assert usual == 4
    assert change(Fraction(7), usual) == 3


@pytest.mark.parametrize(
    ("earlier", "baseline", "expected"),
    [
        ([past(20, 3), past(10, 6)], None, Fraction(9, 2)),
        ([past(40, 9), past(30, 3), past(20, 4), past(10, 6)], None, Fraction(4)),
        ([past(10, 6), past(20, 4), past(30, 3), past(40, 9)], None, Fraction(4)),
        ([past(56, 3)], Fraction(8), Fraction(3)),
        ([past(57, 3)], Fraction(8), Fraction(8)),
        ([past(57, 3)], None, None),
        ([past(20, None), past(10, 6)], Fraction(1), Fraction(6)),
        ([past(20, 2), past(10, 6, own=False)], None, Fraction(2)),
        ([past(10, 6, own=False)], None, None),
        ([], Fraction(5), Fraction(5)),
        ([past(-1, 9)], None, None),
    ],
)
def test_base_takes_the_latest_three_own_known_values_of_56_days(
    earlier: list[Past], baseline: Fraction | None, expected: Fraction | None
) -> None:
    assert base(earlier, TODAY, baseline) == expected


def test_base_for_quality_of_life_takes_the_last_two_of_any_age() -> None:
    earlier = [past(400, 10), past(300, 50), past(200, "61")]
    assert base(earlier, TODAY, None, latest=2, window_days=None) == Fraction(111, 2)


def test_change_of_exactly_20_on_a_mean_of_two_is_exact() -> None:
    usual = base([past(20, "335/7"), past(10, "230/7")], TODAY, None)
    assert usual == Fraction(565, 14)
    assert change(usual + 20, usual) == 20


def test_change_without_base_or_value_is_unknown() -> None:
    assert change(None, Fraction(1)) is None
    assert change(Fraction(1), None) is None


def test_worsening_is_above_zero_for_worse_on_both_kinds_of_scale() -> None:
    assert worsening(Fraction(3), Direction.HIGHER_WORSE) == 3
    assert worsening(Fraction(-3), Direction.HIGHER_BETTER) == 3


@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 10)), max_size=8))
def test_base_lies_between_the_values_it_comes_from(rows: list[tuple[int, int]]) -> None:
    usual = base([past(days, value) for days, value in rows], TODAY, None)
    inside = [value for days, value in rows if days <= 56]
    if not inside:
        assert usual is None
    else:
        assert usual is not None
        assert min(inside) <= usual <= max(inside)

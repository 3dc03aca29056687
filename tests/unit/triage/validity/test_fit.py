"""V8: the distance of Mahalanobis against worked cases and its own laws."""

import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from osteopro.triage.validity.checkset import load_checks
from osteopro.triage.validity.fit import Pattern, distance, pattern


def test_independent_items_give_the_sum_of_squares() -> None:
    unit = Pattern(300, (0.0, 0.0), ((1.0, 0.0), (0.0, 4.0)))
    assert distance((3.0, 4.0), unit) == pytest.approx(9 + 4)


def test_going_against_the_pattern_is_farther_than_going_along() -> None:
    together = Pattern(300, (0.0, 0.0), ((1.0, 0.8), (0.8, 1.0)))
    # Inverse: 1/0.36 · ((1, −0.8), (−0.8, 1)); along: 2·0.2/0.36, against: 2·1.8/0.36.
    assert distance((1.0, 1.0), together) == pytest.approx(0.4 / 0.36)
    assert distance((1.0, -1.0), together) == pytest.approx(3.6 / 0.36)


def test_items_that_do_not_vary_tell_nothing() -> None:
    assert distance((1.0, 2.0), pattern([(1.0, 2.0), (1.0, 3.0), (1.0, 4.0)])) is None


@settings(max_examples=30, deadline=None)
@given(seed=st.integers(0, 10_000))
def test_the_mean_distance_of_all_is_what_theory_says(seed: int) -> None:
    """Over the reports the pattern is made from, distances sum to (n − 1) · items."""
    chance = random.Random(seed)
    rows = [[chance.gauss(50, 20) for _ in range(7)] for _ in range(40)]
    of = pattern(rows)
    total = sum(distance(row, of) or 0.0 for row in rows)
    assert total == pytest.approx(39 * 7)


def test_the_bound_is_the_one_of_the_core() -> None:
    fit = load_checks().person_fit
    assert (fit.id, len(fit.items), fit.above, fit.reports) == ("V8", 7, 24.32, 300)

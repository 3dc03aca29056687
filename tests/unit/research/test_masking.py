"""Small counts cannot be worked out."""

from collections.abc import Iterable, Sequence
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.masking import Masked, Shown, masked, masked_list

TABLES = st.integers(1, 3).flatmap(
    lambda width: st.lists(
        st.lists(st.integers(0, 9), min_size=width, max_size=width), min_size=1, max_size=2
    )
)


def test_nothing_small_nothing_left_out() -> None:
    assert masked([[5, 0], [7, 9]], 5) == Masked(((5, 0), (7, 9)), (5, 16), (12, 9), 21)
    assert masked([[1, 2], [3, 4]], 1).cells == ((1, 2), (3, 4))


def test_one_small_cell_takes_the_cheapest_square_with_it() -> None:
    found = masked([[2, 9, 30], [8, 7, 40], [50, 60, 70]], 5)
    assert found.cells == ((None, None, 30), (None, None, 40), (50, 60, 70))
    assert None not in (*found.rows, *found.columns, found.total)


def test_a_zero_can_stand_for_another() -> None:
    assert masked_list([2, 0, 9], 5) == ((None, None, 9), 11)


def test_of_a_list_the_smallest_other_level_goes_too() -> None:
    assert masked_list([3, 9, 6], 5) == ((None, 9, None), 18)


def test_small_totals_are_left_out_too() -> None:
    found = masked([[2, 0], [9, 9]], 5)
    assert found.rows[0] is None


def test_a_table_of_one_small_cell_shows_nothing() -> None:
    assert masked([[3]], 5) == Masked(((None,),), (None,), (None,), None)
    assert masked_list([3], 5) == ((None,), None)
    assert masked([], 5) == Masked((), (), (), 0)


def test_a_table_that_cannot_be_is_refused() -> None:
    for cells in ([[1, 2], [3]], [[-1]]):
        with pytest.raises(ValueError, match="rows of different length"):
            masked(cells, 5)
    with pytest.raises(ValueError, match="below 0"):
        masked_list([-1], 5)


def numbers(cells: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """All cells, row totals, column totals, the total."""
    rows = [sum(row) for row in cells]
    columns = [sum(column) for column in zip(*cells, strict=True)]
    return (*(n for row in cells for n in row), *rows, *columns, sum(rows))


def every_other(published: Sequence[Shown], near: Iterable[tuple[int, ...]]) -> list[set[int]]:
    """What each number is in any of the tables that have the published numbers."""
    possible: list[set[int]] = [set() for _ in published]
    for found in near:
        if all(n is None or n == other for n, other in zip(published, found, strict=True)):
            for values, n in zip(possible, found, strict=True):
                values.add(n)
    return possible


def around(cells: Sequence[Sequence[int]]) -> Iterable[tuple[int, ...]]:
    """Every table whose cells are at most one away; if another one fits, one of these does."""
    width = len(cells[0])
    choices = [range(max(0, n - 1), n + 2) for row in cells for n in row]
    for flat in product(*choices):
        yield numbers([flat[at : at + width] for at in range(0, len(flat), width)])


def published(found: Masked) -> list[Shown]:
    return [*(n for row in found.cells for n in row), *found.rows, *found.columns, found.total]


@given(TABLES, st.integers(0, 6))
def test_nothing_left_out_can_be_worked_out(cells: list[list[int]], threshold: int) -> None:
    shown = published(masked(cells, threshold))
    true = numbers(cells)
    for n, value in zip(shown, true, strict=True):
        assert n is None or (n == value and not 0 < n < threshold)
    possible = every_other(shown, around(cells))
    for n, values in zip(shown, possible, strict=True):
        assert n is not None or len(values) > 1


@given(st.lists(st.integers(0, 9), min_size=1, max_size=5), st.integers(0, 6))
def test_no_level_left_out_can_be_worked_out(counts: list[int], threshold: int) -> None:
    levels, total = masked_list(counts, threshold)
    near = ((*flat, sum(flat)) for flat in product(*(range(max(0, n - 1), n + 2) for n in counts)))
    for n, values in zip((*levels, total), every_other((*levels, total), near), strict=True):
        assert n is not None or len(values) > 1
    assert all(n is None or not 0 < n < threshold for n in levels)


@given(TABLES)
def test_a_threshold_of_one_leaves_nothing_out(cells: list[list[int]]) -> None:
    assert published(masked(cells, 1)) == list(numbers(cells))


@given(st.lists(st.lists(st.integers(6, 30), min_size=3, max_size=3), min_size=3, max_size=3))
def test_large_totals_stay(cells: list[list[int]]) -> None:
    cells[0][0] = 2
    found = masked(cells, 5)
    assert None not in (*found.rows, *found.columns, found.total)
    assert sum(n is None for row in found.cells for n in row) == 4

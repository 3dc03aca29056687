"""What Table 1 leaves out cannot be had by subtraction, by a percentage, or from an extreme."""

from collections.abc import Iterator, Sequence
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research import numbers, publishing
from osteopro.research.publishing import Cell, Cells, Range

COUNTS = st.lists(st.integers(0, 7), min_size=1, max_size=4)


def test_a_single_man_of_fourteen_takes_the_women_with_him() -> None:
    assert publishing.cells([13, 1], 0, 3) == Cells((Cell(None, None), Cell(None, None)), 0)


def test_numbers_of_the_paper_stand() -> None:
    found = publishing.cells([10, 4], 0, 3)
    assert [(each.n, str(each.percent)) for each in found.levels] == [(10, "71.4"), (4, "28.6")]
    assert found.left_out == 0


def test_a_percentage_would_tell_how_many_are_not_known() -> None:
    found = publishing.cells([10, 3], 1, 3)
    assert found.unknown is None
    assert [each.percent for each in found.levels] == [None, None]
    assert found.left_out == 2


def test_nothing_is_told_of_too_few_people() -> None:
    assert publishing.cells([2, 0], 0, 3) == Cells((Cell(None, None), Cell(None, None)), None)
    assert publishing.spread(_spread([60, 70]), 2, 3) is None


@pytest.mark.parametrize(("ends", "low"), [(2, None), (3, Decimal("60.0"))])
def test_an_extreme_of_few_is_not_told(ends: int, low: Decimal | None) -> None:
    found = publishing.spread(_spread([60, 60, 60, 70, 70, 70]), ends, 3)
    assert found == Range(Decimal("65.0"), Decimal("5.5"), low, low and Decimal("70.0"))


@pytest.mark.parametrize(("count", "told"), [(0, 0), (2, None), (3, 3), (12, None), (14, 14)])
def test_values_that_are_not_known_are_a_cell_too(count: int, told: int | None) -> None:
    assert publishing.unknown(count, 14, 3) == told


@given(COUNTS, st.integers(0, 4), st.integers(3, 5))
def test_every_small_count_could_be_another(levels: list[int], unknown: int, fewest: int) -> None:
    """With everything that is published, the number of participants among it, whoever tries every
    table finds at least two values for each number left out, and no small one is published."""
    found = publishing.cells(levels, unknown, fewest)
    counts = [*levels, unknown]
    shown = [*(each.n for each in found.levels), found.unknown]
    assert all(n is None or n == 0 or n >= fewest for n in shown)
    if 0 < sum(counts) < fewest:
        return
    possible = [table for table in _tables(len(counts), sum(counts)) if _fits(table, found)]
    assert tuple(counts) in possible
    for place, n in enumerate(shown):
        if n is None:
            assert len({table[place] for table in possible}) > 1


def _tables(width: int, total: int) -> Iterator[tuple[int, ...]]:
    if width == 1:
        yield (total,)
        return
    for first in range(total + 1):
        for rest in _tables(width - 1, total - first):
            yield (first, *rest)


def _fits(table: Sequence[int], published: Cells) -> bool:
    """Whether a table would have been published with these numbers and percentages."""
    *levels, unknown = table
    if published.unknown is not None and unknown != published.unknown:
        return False
    for n, cell in zip(levels, published.levels, strict=True):
        if cell.n is not None and n != cell.n:
            return False
        if cell.percent is not None and numbers.share(n, sum(levels)).percent != cell.percent:
            return False
    return True


def _spread(values: list[int]) -> numbers.Spread:
    found = numbers.spread(values)
    assert found is not None
    return found

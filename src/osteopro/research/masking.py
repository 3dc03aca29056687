"""Small counts of a published table are left out so that nobody can work them out.

A count from 1 to below the threshold could point at a person, so it is left out. Left alone it
could be had from its row's or column's total, so others are left out with it, small ones first,
until every cell left out could have another value: there is another table of whole numbers >= 0
with the same published numbers (secondary suppression). Zeros are published.

What is protected is one table. Two tables of the same people (by sex, by age) can betray each
other; whoever publishes many should raise the threshold.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from osteopro.research.flows import SINK, SOURCE, Arc, Key, left_out

# Above any count: the grand total is left out only where nothing else would do.
LAST = 10**9
# A count, or None where it is left out.
Shown = int | None


@dataclass(frozen=True, slots=True)
class Masked:
    """A table as it may be published, with its totals."""

    cells: tuple[tuple[Shown, ...], ...]
    rows: tuple[Shown, ...]
    columns: tuple[Shown, ...]
    total: Shown


def masked(cells: Sequence[Sequence[int]], threshold: int) -> Masked:
    """A table of counts, each row as long as the first, and its totals, with what must be left out.

    Totals count as cells: one below the threshold is left out too. A threshold of 0 or 1 leaves
    nothing out. Raises ValueError for a count below 0 and rows of different length.
    """
    width = len(cells[0]) if cells else 0
    if any(len(row) != width for row in cells) or any(n < 0 for row in cells for n in row):
        raise ValueError("rows of different length or a count below 0")
    arcs = _arcs(cells, width)
    out = left_out(arcs, threshold)
    shown = {key: None if key in out else arc.count for key, arc in arcs.items()}
    rows, columns = range(len(cells)), range(width)
    return Masked(
        cells=tuple(tuple(shown["cell", row, column] for column in columns) for row in rows),
        rows=tuple(shown["row", row, 0] for row in rows),
        columns=tuple(shown["column", 0, column] for column in columns),
        total=shown["total", 0, 0],
    )


def masked_list(counts: Sequence[int], threshold: int) -> tuple[tuple[Shown, ...], Shown]:
    """The levels of one variable and their total, with what must be left out."""
    if any(count < 0 for count in counts):
        raise ValueError("a count below 0")
    arcs = {("cell", 0, at): Arc(SOURCE, SINK, n, n + 1) for at, n in enumerate(counts)}
    arcs["total", 0, 0] = Arc(SINK, SOURCE, sum(counts), LAST)
    out = left_out(arcs, threshold)
    shown = {key: None if key in out else arc.count for key, arc in arcs.items()}
    return tuple(shown["cell", 0, at] for at in range(len(counts))), shown["total", 0, 0]


def _arcs(cells: Sequence[Sequence[int]], width: int) -> dict[Key, Arc]:
    """A cell costs what would be lost with it; a total costs more than any cell of it."""
    arcs: dict[Key, Arc] = {}
    for row, counts in enumerate(cells):
        for column, count in enumerate(counts):
            arcs["cell", row, column] = Arc(("row", row), ("column", column), count, count + 1)
        arcs["row", row, 0] = Arc(SOURCE, ("row", row), sum(counts), 2 * sum(counts) + 2)
    for column in range(width):
        count = sum(row[column] for row in cells)
        arcs["column", 0, column] = Arc(("column", column), SINK, count, 2 * count + 2)
    arcs["total", 0, 0] = Arc(SINK, SOURCE, sum(map(sum, cells)), LAST)
    return arcs

"""Units by coders: who said what of which unit, equal rows counted once."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

# What one coder said of a unit; None where the coder did not judge it.
Value = str | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """How often each row of values occurs; the columns are the coders.

    Units cannot be told apart by any coefficient, so 20,000 characters that nobody marked are one
    row with a count. `categories` are those that could be chosen, chosen or not. `only_marked`:
    units nobody marked are not in it because they cannot be counted.
    """

    coders: tuple[str, ...]
    rows: Mapping[Row, int]
    categories: frozenset[str]
    only_marked: bool = False

    @property
    def units(self) -> int:
        return sum(self.rows.values())


def table(
    coders: Sequence[str],
    rows: Iterable[Sequence[Value]],
    categories: Iterable[str] = (),
    *,
    only_marked: bool = False,
) -> Table:
    """A table of one row a unit. Categories that occur need not be named.

    Raises ValueError where a row is not as long as there are coders, or a coder is named twice.
    """
    return counted(coders, Counter(map(tuple, rows)), categories, only_marked=only_marked)


def counted(
    coders: Sequence[str],
    rows: Mapping[Row, int],
    categories: Iterable[str] = (),
    *,
    only_marked: bool = False,
) -> Table:
    """A table of rows that were counted already; see `table`."""
    if len(set(coders)) != len(coders):
        raise ValueError("a coder is named twice")
    if any(len(row) != len(coders) for row in rows):
        raise ValueError("a row has not one place for each coder")
    found = frozenset(value for row in rows for value in row if value is not None)
    return Table(tuple(coders), dict(rows), found.union(categories), only_marked)


def together(tables: Sequence[Table]) -> Table:
    """The units of several tables of the same coders (at least one table) as one."""
    first = tables[0]
    if any(each.coders != first.coders for each in tables):
        raise ValueError("tables of different coders")
    rows = reduce(_add, (each.rows for each in tables), Counter[Row]())
    categories = first.categories.union(*(each.categories for each in tables))
    return Table(first.coders, rows, categories, any(each.only_marked for each in tables))


def of_two(whole: Table, one: str, other: str) -> Table:
    """The same units as two of the coders judged them."""
    at = (whole.coders.index(one), whole.coders.index(other))
    rows: Counter[Row] = Counter()
    for row, count in whole.rows.items():
        rows[tuple(row[place] for place in at)] += count
    return Table((one, other), rows, whole.categories, whole.only_marked)


def single_units(whole: Table) -> Iterator[Table]:
    """Each unit as a table of its own, in an order that does not depend on how they came."""
    for row in sorted(
        whole.rows, key=lambda row: [(value is not None, value or "") for value in row]
    ):
        alone = Table(whole.coders, {row: 1}, whole.categories, whole.only_marked)
        yield from (alone for _ in range(whole.rows[row]))


def _add(sums: Counter[Row], rows: Mapping[Row, int]) -> Counter[Row]:
    for row, count in rows.items():
        sums[row] += count
    return sums

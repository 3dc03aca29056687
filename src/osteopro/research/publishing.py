"""Table 1 as it may leave the study: small cells left out, with what would give them away. Pure.

How many took part stands elsewhere in the report, so it is taken as known: the levels of a
variable and those whose value is not known add up to it, and nothing left out may be had by
subtraction. A percentage tells its denominator, so there is none where that is left out. Lowest
and highest are each somebody's own value: they stand only where enough people share them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from osteopro.research import masking, numbers
from osteopro.research.masking import Shown
from osteopro.research.numbers import Spread

# Fewer people than this in a cell could be known by who knows the clinic. What leaves the study is
# never told of fewer; the page of the report shows the team what other bounds would leave out.
FEWEST = 3
MOST = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """How many have a level; None is left out. `percent` is of those whose value is known."""

    n: Shown
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Cells:
    """The levels of a variable in their order, and how many are not known."""

    levels: tuple[Cell, ...]
    unknown: Shown

    @property
    def left_out(self) -> int:
        """How many numbers are left out."""
        return sum(each.n is None for each in self.levels) + (self.unknown is None)


@dataclass(frozen=True, slots=True)
class Range:
    """Mean and SD of a quantity; lowest and highest where they point at nobody."""

    mean: Decimal
    sd: Decimal | None
    low: Decimal | None
    high: Decimal | None


def cells(levels: Sequence[int], unknown: int, fewest: int) -> Cells:
    """The counts of a variable as they may be published.

    >>> [each.n for each in cells([10, 3, 1], 0, 3).levels]
    [10, None, None]
    """
    everybody = sum(levels) + unknown
    if 0 < everybody < fewest:
        return Cells(tuple(Cell(None, None) for _ in levels), None)
    # Nobody unknown is no cell: it stands beside the table as a plain fact.
    counts = [*levels, *([unknown] if unknown else [])]
    shown, _total = masking.masked_list(counts, fewest)
    known = sum(levels)
    rest = shown[len(levels)] if unknown else 0
    return Cells(
        tuple(
            Cell(n, None if n is None or rest is None else numbers.share(n, known).percent)
            for n in shown[: len(levels)]
        ),
        rest,
    )


def spread(of: Spread, ends: int, fewest: int) -> Range | None:
    """Mean and SD of at least so many people; None of fewer. `ends` is the smaller number of those
    who share the lowest and who share the highest value."""
    if of.n < fewest:
        return None
    told = ends >= fewest
    return Range(of.mean, of.sd, of.low if told else None, of.high if told else None)


def unknown(count: int, people: int, fewest: int) -> Shown:
    """Of a quantity, how many values are not known: left out where they or those that are known
    are few."""
    few = 0 < count < fewest or 0 < people - count < fewest
    return None if few else count

"""Numbers of a report, computed: n (%), mean (SD), median (range).

Rounded once, at the end, from exact fractions: half goes away from zero, one decimal unless told
otherwise. Of 14 people 10 are 71.4 %, 9 are 64.3 % and 4 are 28.6 %.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from math import isqrt
from typing import TypeVar

Number = int | Decimal | Fraction
Level = TypeVar("Level", bound=str)
PLACES = 1


@dataclass(frozen=True, slots=True)
class Share:
    """`n` of `of`; `percent` is None of nobody."""

    n: int
    of: int
    percent: Decimal | None


@dataclass(frozen=True, slots=True)
class Spread:
    """A quantity over people, rounded. `sd` is the sample's (n - 1), None of fewer than two."""

    n: int
    mean: Decimal
    sd: Decimal | None
    median: Decimal
    low: Decimal
    high: Decimal


def rounded(value: Number, places: int = PLACES) -> Decimal:
    """Half away from zero, with exactly so many decimals.

    >>> rounded(Fraction(2225, 100)), rounded(Fraction(-1, 20)), rounded(3)
    (Decimal('22.3'), Decimal('-0.1'), Decimal('3.0'))
    """
    exact = Fraction(value) * 10**places
    whole = (2 * abs(exact.numerator) + exact.denominator) // (2 * exact.denominator)
    return _placed(whole if exact >= 0 else -whole, places)


def share(n: int, of: int, places: int = PLACES) -> Share:
    """n (%). Raises ValueError unless 0 <= n <= of.

    >>> share(10, 14).percent
    Decimal('71.4')
    """
    if not 0 <= n <= of:
        raise ValueError("a share of fewer than there are")
    return Share(n, of, rounded(Fraction(100 * n, of), places) if of else None)


def shares(
    values: Iterable[Level | None], levels: Sequence[Level], places: int = PLACES
) -> tuple[Mapping[Level, Share], int]:
    """n (%) of each level in its order, of those whose value is known; and how many are not.

    Percentages are each rounded on their own, so they may come to 99.9 or 100.1. Raises ValueError
    for a value that is no level.
    """
    found = Counter(values)
    unknown = found.pop(None, 0)
    if not set(levels).issuperset(found):
        raise ValueError("a value that is no level")
    of = found.total()
    return {level: share(found[level], of, places) for level in levels}, unknown


def spread(values: Iterable[Number], places: int = PLACES) -> Spread | None:
    """Mean (SD) and median (range); None of nothing."""
    ordered = sorted(Fraction(each) for each in values)
    if not ordered:
        return None
    n = len(ordered)
    mean = sum(ordered, Fraction(0)) / n
    squares = sum(((each - mean) ** 2 for each in ordered), Fraction(0))
    return Spread(
        n=n,
        mean=rounded(mean, places),
        sd=rounded_root(squares / (n - 1), places) if n > 1 else None,
        median=rounded((ordered[(n - 1) // 2] + ordered[n // 2]) / 2, places),
        low=rounded(ordered[0], places),
        high=rounded(ordered[-1], places),
    )


def rounded_root(square: Fraction, places: int = PLACES) -> Decimal:
    """The root of a number >= 0, rounded as if it were known to all digits.

    >>> rounded_root(Fraction(2))
    Decimal('1.4')
    """
    # floor(root + 1/2) of the root in units of the last place, found with whole numbers only.
    doubled = square * (2 * 10**places) ** 2
    return _placed((isqrt(doubled.numerator // doubled.denominator) + 1) // 2, places)


def _placed(whole: int, places: int) -> Decimal:
    return Decimal(whole).scaleb(-places)

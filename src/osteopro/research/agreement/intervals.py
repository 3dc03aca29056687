"""How sure coefficients are: percentile bootstrap over blocks, the same for the same input.

Blocks (interviews; units or turns where there is one interview) are drawn with replacement, as
many as there are; the coefficients are counted anew; the interval is what the middle 95 % of 2,000
draws span. The seed is the sha256 of the input.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from random import Random
from typing import TypeVar

from osteopro.research.agreement.coefficients import Result
from osteopro.research.agreement.terms import Measure, NoInterval

T = TypeVar("T")
DRAWS = 2000
# In thousandths, left out at either end.
TAIL = 25
# In hundredths: with fewer draws that have a figure, what they span means little.
FEWEST_WITH_FIGURE = 90


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`; or why not."""

    low: Fraction | None = None
    high: Fraction | None = None
    missing: NoInterval | None = None


@dataclass(frozen=True, slots=True)
class Judged:
    """A coefficient and its interval."""

    result: Result
    interval: Interval


def judged(
    results: Mapping[Measure, Result],
    blocks: Sequence[T],
    measure: Callable[[Sequence[T]], Mapping[Measure, Result]],
    fingerprint: str,
    draws: int = DRAWS,
) -> Mapping[Measure, Judged]:
    """Results with their intervals; `measure` counts the same figures of some of the blocks.

    `fingerprint` is a hexadecimal hash of the input.
    """
    wanted = [which for which, result in results.items() if result.value is not None]
    values: dict[Measure, list[Fraction]] = {which: [] for which in wanted}
    if len(blocks) > 1 and wanted:
        source = Random(int(fingerprint, 16))  # noqa: S311 - nothing secret is drawn
        for _ in range(draws):
            drawn = measure(_draw(source, blocks))
            for which in wanted:
                if (value := drawn[which].value) is not None:
                    values[which].append(value)
    return {
        which: Judged(result, _interval(result, len(blocks), values.get(which, []), draws))
        for which, result in results.items()
    }


def _interval(result: Result, blocks: int, values: list[Fraction], draws: int) -> Interval:
    if result.value is None:
        return Interval(missing=NoInterval.NO_FIGURE)
    if blocks < 2:
        return Interval(missing=NoInterval.ONE_BLOCK)
    if len(values) * 100 < FEWEST_WITH_FIGURE * draws:
        return Interval(missing=NoInterval.UNSTEADY)
    values.sort()
    cut = len(values) * TAIL // 1000
    return Interval(values[cut], values[-1 - cut])


def _draw(source: Random, blocks: Sequence[T]) -> list[T]:
    # Of all of `random` only random() promises the same numbers in every version of Python.
    return [blocks[int(source.random() * len(blocks))] for _ in blocks]

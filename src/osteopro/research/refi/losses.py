"""What did not pass unchanged, element by element (specification, section 7)."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from osteopro.research.refi.terms import Became, Why


@dataclass(frozen=True, slots=True)
class Loss:
    """So many elements of a name, what became of them, and why; 0 where it is not told how many."""

    element: str
    became: Became
    why: Why
    count: int


def as_json(losses: Iterable[Loss]) -> list[list[str | int]]:
    """Losses as they are kept."""
    return [[each.element, each.became, each.why, each.count] for each in losses]


def from_json(kept: Iterable[list[Any]]) -> tuple[Loss, ...]:
    """What `as_json` gave."""
    return tuple(Loss(name, Became(became), Why(why), n) for name, became, why, n in kept)


class Losses:
    """Counts while something is read or changed."""

    def __init__(self) -> None:
        self._counted: Counter[tuple[str, Became, Why]] = Counter()

    def left_out(self, element: str, why: Why, count: int = 1) -> None:
        """It is not there any more."""
        self._add(element, Became.LEFT_OUT, why, count)

    def changed(self, element: str, why: Why, count: int = 1) -> None:
        """It is there in another form."""
        self._add(element, Became.CHANGED, why, count)

    def assumed(self, element: str, why: Why, count: int = 1) -> None:
        """Something was missing or unclear and was supplied."""
        self._add(element, Became.ASSUMED, why, count)

    def _add(self, element: str, became: Became, why: Why, count: int) -> None:
        if count:
            self._counted[element[:60], became, why] += count

    def rows(self) -> tuple[Loss, ...]:
        """In the order of the names, so the same file gives the same report."""
        return tuple(Loss(*key, count) for key, count in sorted(self._counted.items()))

"""The purposive matrix: who could be asked, and who of each kind was reached. Pure.

Nobody is in it, only what they have in common. How many of the programme could still be asked is
told in steps of five, so that subtracting one cell from another never leaves one person.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

UNKNOWN = "unknown"
# The smallest number of people that is told apart from fewer.
STEP = 5


class Dimension(StrEnum):
    """What makes participants differ (ux 2.4, Sampling)."""

    STANDING = "standing"
    AGE = "age"
    SEX = "sex"
    EDUCATION = "education"
    FRACTURE = "fracture"
    CHANNEL = "channel"
    MONTHS = "months"


LEVELS: Mapping[Dimension, tuple[str, ...]] = {
    Dimension.STANDING: ("active", "left", "completed", "provider"),
    Dimension.AGE: ("50-59", "60-69", "70-80", "other"),
    Dimension.SEX: ("female", "male"),
    Dimension.EDUCATION: ("primary", "junior-high", "senior-high", "college"),
    Dimension.FRACTURE: ("yes", "no"),
    Dimension.CHANNEL: ("online", "phone"),
    Dimension.MONTHS: ("under-6", "6-11", "12-23", "24-more"),
}
PROVIDER = "provider"
# First and last completed year of a band.
_AGES = ((50, 59), (60, 69), (70, 80))
# Completed months from which a band begins, the longest first.
_MONTHS = ((24, "24-more"), (12, "12-23"), (6, "6-11"), (0, "under-6"))
Cells = Mapping[str, str]


class Traits(Protocol):
    """What is known of somebody without saying who it is; None is not known."""

    @property
    def standing(self) -> str: ...
    @property
    def age(self) -> int | None: ...
    @property
    def sex(self) -> str | None: ...
    @property
    def education(self) -> str | None: ...
    @property
    def fracture(self) -> bool | None: ...
    @property
    def channel(self) -> str | None: ...
    @property
    def months(self) -> int | None: ...


@dataclass(frozen=True, slots=True)
class Reached:
    """Somebody who was screened: their cells, and how far it went."""

    cells: Cells
    approached: bool
    agreed: bool


@dataclass(frozen=True, slots=True)
class Span:
    """A number of people that is told from `low` to `high`."""

    low: int
    high: int

    @property
    def nobody(self) -> bool:
        return self.high == 0


@dataclass(frozen=True, slots=True)
class Line:
    """One level: how many could still be asked, how many were reached."""

    level: str
    open: Span
    screened: int
    approached: int
    agreed: int


@dataclass(frozen=True, slots=True)
class Margin:
    """One dimension with a line for each level; not known stands last, where it occurs."""

    dimension: Dimension
    lines: tuple[Line, ...]


def cells_of(traits: Traits) -> dict[str, str]:
    """The cells somebody fills. Of who provides care nothing else is asked of the programme."""
    if traits.standing == PROVIDER:
        return {Dimension.STANDING: PROVIDER}
    fracture = {True: "yes", False: "no", None: UNKNOWN}[traits.fracture]
    found = {
        Dimension.STANDING: traits.standing,
        Dimension.AGE: _age(traits.age),
        Dimension.SEX: traits.sex or UNKNOWN,
        Dimension.EDUCATION: traits.education or UNKNOWN,
        Dimension.FRACTURE: fracture,
        Dimension.CHANNEL: traits.channel or UNKNOWN,
        Dimension.MONTHS: _months(traits.months),
    }
    return {str(dimension): level for dimension, level in found.items()}


def fits(cells: Cells, wanted: Cells) -> bool:
    """Whether somebody with these cells is of those wanted; nothing wanted is everybody."""
    return all(cells.get(dimension) == level for dimension, level in wanted.items())


def span(number: int) -> Span:
    """A number of people of the programme as it is told: nobody, 1 to 4, 5 to 9, 10 to 14…

    >>> span(0), span(3), span(12)
    (Span(low=0, high=0), Span(low=1, high=4), Span(low=10, high=14))
    """
    if number == 0:
        return Span(0, 0)
    low = number // STEP * STEP
    return Span(max(low, 1), low + STEP - 1)


def matrix(pool: Iterable[Cells], reached: Iterable[Reached]) -> tuple[Margin, ...]:
    """Every dimension with its levels, over who can be asked and who was screened."""
    can, were = list(pool), list(reached)
    return tuple(Margin(each, _lines(each, can, were)) for each in Dimension)


def _lines(dimension: Dimension, pool: list[Cells], reached: list[Reached]) -> tuple[Line, ...]:
    known = {each.get(dimension) for each in pool}
    known |= {each.cells.get(dimension) for each in reached}
    levels = LEVELS[dimension] + ((UNKNOWN,) if UNKNOWN in known else ())
    return tuple(_line(dimension, level, pool, reached) for level in levels)


def _line(dimension: Dimension, level: str, pool: list[Cells], reached: list[Reached]) -> Line:
    here = [each for each in reached if each.cells.get(dimension) == level]
    return Line(
        level=level,
        open=span(sum(each.get(dimension) == level for each in pool)),
        screened=len(here),
        approached=sum(each.approached for each in here),
        agreed=sum(each.agreed for each in here),
    )


def _age(age: int | None) -> str:
    if age is None:
        return UNKNOWN
    return next((f"{low}-{high}" for low, high in _AGES if low <= age <= high), "other")


def _months(months: int | None) -> str:
    if months is None:
        return UNKNOWN
    return next(code for begins, code in _MONTHS if months >= begins)

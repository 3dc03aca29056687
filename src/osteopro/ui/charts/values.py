"""What a chart is drawn from."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

Number = int | float | Decimal | Fraction


class Happening(StrEnum):
    """Kinds of events on the strip below the chart."""

    FALL = "fall"
    VISIT = "visit"
    ADVICE = "advice"
    DIARY = "diary"
    FRACTURE = "fracture"
    BACK = "back"
    MEDICINE = "medicine"
    MISSED = "missed"
    INJECTION = "injection"


@dataclass(frozen=True, slots=True)
class Point:
    """One occasion. `value` None: due but not answered; with `declined` the person chose not to.

    `label` is the number as shown beside the last point, if not the value itself.
    """

    on: date
    value: Number | None
    phone: bool = False
    proxy: bool = False
    declined: bool = False
    label: str = ""


LEAST_FOR_A_LINE = 3
LEAST_OF_SELDOM = 2


@dataclass(frozen=True, slots=True)
class Series:
    """Points in the order of their dates; `name` stands at the line's end when there are two.

    `least` answers make a line: three, or two of what is asked every few months (C4).
    """

    points: tuple[Point, ...]
    name: str = ""
    least: int = LEAST_FOR_A_LINE


@dataclass(frozen=True, slots=True)
class Event:
    """Something that happened; `words` are written under its sign where they fit."""

    on: date
    kind: Happening
    words: str = ""


@dataclass(frozen=True, slots=True)
class Scale:
    """The instrument's full scale and what its upper end means in words (更痛, better)."""

    low: int
    high: int
    up: str

    @property
    def ticks(self) -> tuple[float, float, float]:
        """Both ends and the middle: the only grid lines (mockups README, charts)."""
        return (self.low, (self.low + self.high) / 2, self.high)


@dataclass(frozen=True, slots=True)
class Threshold:
    """A line for staff: from `value` up (down, if not `above`) someone must look."""

    value: Number
    words: str
    above: bool = True

    def reached(self, value: Number) -> bool:
        """Whether `value` lies on the side that needs a look, the line itself included."""
        return value >= self.value if self.above else value <= self.value

"""Where coders differed, what became of it, and how far they agree."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from osteopro.research import compared
from osteopro.research.agreement import judging
from osteopro.research.agreement.judging import Agreement
from osteopro.research.agreement.terms import Measure, Undefined, Unit
from osteopro.research.models import (
    AgreementRun,
    Round,
)
from osteopro.research.queries.rounds import RoundView
from osteopro.research.terms import RoundMode

FEWEST_FOR_PAIRS = 3


class StillBlind(PermissionError):
    """Somebody has not handed in, so nothing is compared (invariant 5)."""


@dataclass(frozen=True, slots=True)
class FigureView:
    """A coefficient that was counted on the round, or why there is none."""

    unit: Unit
    measure: Measure
    value: float | None
    low: float | None
    high: float | None
    undefined: Undefined | None
    units: int
    sha256: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PairView:
    """Two coders, by account, and their kappa by unit, where there is one."""

    one: int
    other: int
    kappa: Mapping[Unit, Fraction | None]


def count(coded: RoundView, unit: Unit) -> Agreement:
    """Count how far the coders of an independent round agree on what is significant, by meaning on
    what it means; takes a second or two for a round. Raises StillBlind."""
    if coded.mode is not RoundMode.INDEPENDENT or not coded.open_to_all:
        raise StillBlind(coded.no)
    return judging.judge(compared.texts(Round.objects.get(pk=coded.round_id), unit), unit)


def pairs(coded: RoundView, units: Collection[Unit]) -> list[PairView]:
    """Cohen's kappa of each two of three or more coders, by each of these units; nothing for two,
    of whom it stands among the figures, and while somebody codes. Six queries."""
    if len(coded.coders) < FEWEST_FOR_PAIRS or not units or not coded.open_to_all:
        return []
    texts = compared.texts(Round.objects.get(pk=coded.round_id), Unit.MEANING)
    found = {unit: judging.pairs(texts, unit) for unit in units}
    return [
        PairView(int(one), int(other), {unit: found[unit][one, other].value for unit in units})
        for one, other in next(iter(found.values()))
    ]


def figures(round_id: int) -> list[FigureView]:
    """The coefficients as they were last counted, by unit. One query."""
    newest: dict[tuple[str, str], AgreementRun] = {}
    for row in AgreementRun.objects.filter(round_id=round_id).order_by("pk"):
        newest[row.unit, row.measure] = row
    return [
        FigureView(
            unit=Unit(row.unit),
            measure=Measure(row.measure),
            value=row.value,
            low=row.low,
            high=row.high,
            undefined=Undefined(row.undefined) if row.undefined else None,
            units=row.units,
            sha256=row.sha256,
            at=row.at,
        )
        for row in newest.values()
    ]

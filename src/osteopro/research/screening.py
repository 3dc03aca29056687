"""What a screening comes to, by its criteria. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from osteopro.research.terms import CriterionKind, Met, Screened


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion and whether it is met."""

    kind: CriterionKind
    met: Met


def fails(judged: Judged) -> bool:
    """Whether this criterion alone keeps somebody out.

    >>> fails(Judged(CriterionKind.EXCLUDE, Met.YES))
    True
    """
    wanted = Met.NO if judged.kind is CriterionKind.INCLUDE else Met.YES
    return judged.met is wanted


def result(judged: Iterable[Judged]) -> Screened:
    """What a screening comes to: one criterion that fails is enough to know; else whatever is not
    known leaves it open. Without any criterion nobody is eligible: nothing was looked at."""
    found = list(judged)
    if any(fails(each) for each in found):
        return Screened.NOT_ELIGIBLE
    if not found or any(each.met is Met.UNKNOWN for each in found):
        return Screened.UNSURE
    return Screened.ELIGIBLE

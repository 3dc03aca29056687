"""Table 1 in words: a variable as it may be shown, with what is left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from django.utils.translation import gettext_lazy as _

from osteopro.research import publishing
from osteopro.research.masking import Shown
from osteopro.research.publishing import Cell, Range
from osteopro.research.queries.report import Column
from osteopro.web.study import words

# Units that a study begins with; its own stand as they were typed.
UNITS: Mapping[str, object] = {"years": _("years"), "months": _("months")}


@dataclass(frozen=True, slots=True)
class Variable:
    """A variable of Table 1 in the reader's language; `left_out` counts what is not shown of it:
    cells, and the lowest and the highest value as one."""

    name: str
    label: str
    unit: str
    sensitive: bool
    rows: tuple[tuple[str, Cell], ...]
    quantity: bool
    spread: Range | None
    unknown: Shown
    left_out: int


def shown(of: Column, fewest: int) -> Variable:
    """The variable with groups of fewer people left out."""
    label = words.translated(of.label, of.label_translated)
    unit = str(UNITS.get(of.unit, of.unit))
    if of.spread is not None:
        told = publishing.spread(of.spread, of.ends, fewest)
        unknown = publishing.unknown(of.unknown, of.people, fewest)
        left_out = (told is None or told.low is None) + (unknown is None)
        return Variable(of.name, label, unit, of.sensitive, (), True, told, unknown, left_out)
    cells = publishing.cells([each.share.n for each in of.levels], of.unknown, fewest)
    rows = tuple(
        (words.translated(each.label, each.label_translated), cell)
        for each, cell in zip(of.levels, cells.levels, strict=True)
    )
    return Variable(
        of.name, label, unit, of.sensitive, rows, False, None, cells.unknown, cells.left_out
    )


def leaving(of: Variable) -> Variable:
    """A quantity whose values stay in the study: its mean and SD leave, no single value does."""
    if of.spread is None or of.spread.low is None:
        return of
    return replace(of, spread=replace(of.spread, low=None, high=None), left_out=of.left_out + 1)

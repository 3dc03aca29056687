"""Table 1 of the document and as a file. What it leaves out, no other part of the report tells."""

from django.utils.translation import gettext

from osteopro.research.manuscript.parts import Row, Table
from osteopro.research.publishing import Cell, Range
from osteopro.research.queries.report import Facts
from osteopro.web.study.reported import sample
from osteopro.web.study.reported.sample import Variable

LEFT_OUT = "…"


def variables(facts: Facts, fewest: int) -> list[Variable]:
    """What leaves of each variable: of those that stay in the study no level, and no extreme."""
    return [
        sample.leaving(each) if each.sensitive else each
        for each in (sample.shown(column, fewest) for column in facts.table)
        if each.quantity or not each.sensitive
    ]


def printed(facts: Facts, fewest: int) -> Table:
    """Table 1 as it stands in the document."""
    rows = [row for each in variables(facts, fewest) for row in _rows(each)]
    return Table(
        "",
        gettext("Participants of the study"),
        (gettext("Characteristic"), gettext("n (%) or mean (SD)")),
        tuple(rows),
        note(fewest),
        widths=(3, 2),
    )


def file(facts: Facts, fewest: int) -> Table:
    """The same with a column for each number."""
    head = (gettext("Characteristic"), gettext("Level of it"), "n", "%")
    found = []
    for each in variables(facts, fewest):
        found += [
            Row((each.label, label, _n(cell.n), "" if cell.percent is None else str(cell.percent)))
            for label, cell in (*each.rows, *_unknown(each))
        ]
        if each.quantity:
            found.append(Row((each.label, gettext("mean (SD)"), _mean(each.spread), "")))
    return Table("table-1", gettext("Participants of the study"), head, tuple(found), printed=False)


def note(fewest: int) -> str:
    """What is left out, below the table."""
    return gettext(
        "%(sign)s: not told. Groups of fewer than %(n)s people are left out, and with them what "
        "would give them away."
    ) % {"sign": LEFT_OUT, "n": fewest}


def _rows(of: Variable) -> list[Row]:
    name = f"{of.label} ({of.unit})" if of.unit else of.label
    if of.quantity:
        return [Row((name, _mean(of.spread))), *(Row((w, _share(c))) for w, c in _unknown(of))]
    levels = [Row((words, _share(cell))) for words, cell in (*of.rows, *_unknown(of))]
    return [Row((name, ""), group=True), *levels]


def _unknown(of: Variable) -> list[tuple[str, Cell]]:
    return [(gettext("not known"), Cell(of.unknown, None))] if of.unknown != 0 else []


def _mean(spread: Range | None) -> str:
    if spread is None:
        return LEFT_OUT
    said = f"{spread.mean} ({spread.sd if spread.sd is not None else '–'})"
    if spread.low is None:
        return said
    ends = gettext("%(low)s to %(high)s") % {"low": spread.low, "high": spread.high}
    return f"{said}; {ends}"


def _share(cell: Cell) -> str:
    return _n(cell.n) if cell.percent is None else f"{_n(cell.n)} ({cell.percent})"


def _n(count: int | None) -> str:
    return LEFT_OUT if count is None else str(count)

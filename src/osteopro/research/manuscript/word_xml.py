"""What Word knows and the library has no name for: fields, table rules, alternative text. Pure."""

from collections.abc import Mapping, Sequence
from typing import Any

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Length
from docx.table import Table, _Cell, _Row
from docx.text.paragraph import Paragraph

# Behind these a border, and behind those alternative text, stand in the properties of a table.
_AFTER_BORDERS = tuple(f"w:{name}" for name in ("shd", "tblLayout", "tblCellMar", "tblLook"))
_AFTER_CELL_BORDERS = tuple(
    f"w:{name}" for name in ("shd", "noWrap", "tcMar", "textDirection", "tcFitText", "vAlign")
)
LINE, HAIR = "5F6B73", "D3DAD7"
# Lines below this many eighths of a point only guide the eye.
_THIN = 6


# The types of lxml and of the library differ on what may stand inside an element.
def element(name: str, **attributes: str) -> Any:
    """An element of Word's language: `element("w:lang", val="zh-CN")`."""
    made: Any = OxmlElement(name)
    for key, value in attributes.items():
        made.set(qn(f"w:{key}"), value)
    return made


def add_field(paragraph: Paragraph, code: str, shown: str) -> None:
    """A field that Word keeps up to date, with what it shows until then."""
    field = element("w:fldSimple", instr=code)
    run = element("w:r")
    text = element("w:t")
    text.text = shown
    run.append(text)
    field.append(run)
    paragraph._p.append(field)


def repeat_as_head(row: _Row) -> None:
    """Show the row again on every page of the table, and to reading programs as its head."""
    row._tr.get_or_add_trPr().append(element("w:tblHeader"))


def keep_whole(row: _Row) -> None:
    """No page ends inside the row."""
    row._tr.get_or_add_trPr().append(element("w:cantSplit"))


def widths(table: Table, given: Sequence[Length]) -> None:
    """How wide each column is: of the table, and of every cell that is there."""
    table.autofit = False
    for column, width in zip(table.columns, given, strict=True):
        column.width = width
        for cell in column.cells:
            cell.width = width


def describe(table: Table, title: str, about: str) -> None:
    """Alternative text of a table that stands for a picture."""
    properties = table._tbl.tblPr
    properties.append(element("w:tblCaption", val=title))
    properties.append(element("w:tblDescription", val=about))


def rule(table: Table, sides: Mapping[str, int]) -> None:
    """Lines of a table by side ("top", "insideH"), in eighths of a point; the others are bare."""
    names = ("top", "left", "bottom", "right", "insideH", "insideV")
    borders = _borders("w:tblBorders", {name: sides.get(name, 0) for name in names})
    table._tbl.tblPr.insert_element_before(borders, *_AFTER_BORDERS, "w:tblCaption")


def box(cell: _Cell, ground: str = "") -> None:
    """Lines around one cell, and the colour behind it."""
    properties = cell._tc.get_or_add_tcPr()
    sides = dict.fromkeys(("top", "left", "bottom", "right"), 6)
    properties.insert_element_before(_borders("w:tcBorders", sides), *_AFTER_CELL_BORDERS)
    if ground:
        shade = element("w:shd", val="clear", color="auto", fill=ground)
        properties.insert_element_before(shade, *_AFTER_CELL_BORDERS[1:])


def under(cell: _Cell) -> None:
    """A line below a cell: under the head of a table."""
    borders = _borders("w:tcBorders", {"bottom": 6})
    cell._tc.get_or_add_tcPr().insert_element_before(borders, *_AFTER_CELL_BORDERS)


def _borders(name: str, sides: Mapping[str, int]) -> Any:
    made = element(name)
    for side, size in sides.items():
        colour = HAIR if size < _THIN else LINE
        line = {"val": "single", "sz": str(size), "space": "0", "color": colour}
        made.append(element(f"w:{side}", **(line if size else {"val": "nil"})))
    return made

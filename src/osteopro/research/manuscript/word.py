"""A report as a Word file: headings, captions that count themselves, tables whose head stands on
every page, and the flow figure as boxes that can be edited. Pure.

The same report is the same bytes: no time of the clock, no name of a machine is in it.
"""

import io
import zipfile

import docx
from docx.document import Document
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.shared import Cm, Pt
from docx.table import Table as WordTable
from docx.table import _Cell

from osteopro.research.manuscript import word_xml
from osteopro.research.manuscript.csv_files import zipped
from osteopro.research.manuscript.parts import (
    Figure,
    Heading,
    Manuscript,
    Paragraph,
    Part,
    Quoted,
    Style,
    Table,
)
from osteopro.research.manuscript.word_styles import dress

LABELS = {"zh": {"Table": "表", "Figure": "图"}, "en": {"Table": "Table", "Figure": "Figure"}}
GROUND = "E3EFE9"
# The flow figure: boxes of those who go on, arrows, boxes of those who do not.
_WIDTHS = (Cm(6.2), Cm(1.0), Cm(8.8))
# Between the margins.
_PAGE = 16.2
_STYLES = {Style.BODY: "Normal", Style.ITEM: "List Bullet"}
_SMALL = Pt(9)


def word(of: Manuscript) -> bytes:
    """The report as .docx."""
    made = docx.Document()
    dress(made, of.language)
    _properties(made, of)
    made.add_paragraph(of.title, "Title")
    for line in of.subtitle:
        made.add_paragraph(line, "Subtitle")
    writing = _Writing(made, of.language)
    for part in of.printed:
        writing.add(part)
    _page_numbers(made)
    out = io.BytesIO()
    made.save(out)
    with zipfile.ZipFile(out) as archive:
        return zipped({name: archive.read(name) for name in archive.namelist()})


class _Writing:
    """The document with how many tables and figures it has."""

    def __init__(self, made: Document, language: str) -> None:
        self.made, self.labels = made, LABELS[language]
        self.counts = {"Table": 0, "Figure": 0}

    def add(self, part: Part) -> None:
        """The next part, at the end."""
        match part:
            case Heading():
                self.made.add_heading(part.words, part.level)
            case Paragraph():
                self.made.add_paragraph(part.words, _STYLES[part.style])
            case Quoted():
                self._quote(part)
            case Table():
                self._table(part)
            case Figure():
                self._figure(part)

    def _quote(self, part: Quoted) -> None:
        paragraph = self.made.add_paragraph(style="Quote")
        paragraph.add_run(f"“{part.words}”")
        if part.translated:
            paragraph.add_run().add_break()
            paragraph.add_run(f"“{part.translated}”").italic = True
        paragraph.add_run(f" {part.source}")

    def _caption(self, kind: str, words: str) -> None:
        """With a number that Word counts, so that a table put in between moves the others on."""
        self.counts[kind] += 1
        paragraph = self.made.add_paragraph(f"{self.labels[kind]} ", "Caption")
        word_xml.add_field(paragraph, f"SEQ {kind} \\* ARABIC", str(self.counts[kind]))
        paragraph.add_run(f". {words}")

    def _table(self, part: Table) -> None:
        self._caption("Table", part.caption)
        table = self.made.add_table(0, len(part.head))
        word_xml.rule(table, {"top": 12, "bottom": 12, "insideH": 2})
        head = table.add_row()
        word_xml.repeat_as_head(head)
        word_xml.keep_whole(head)
        for cell, words in zip(head.cells, part.head, strict=True):
            _write(cell, words, bold=True)
            word_xml.under(cell)
        for row in part.rows:
            _row(table, row.cells, group=row.group)
        word_xml.widths(table, [Cm(_PAGE * share) for share in part.shares])
        self.made.add_paragraph().add_run(part.note).font.size = _SMALL

    def _figure(self, part: Figure) -> None:
        self._caption("Figure", part.caption)
        table = self.made.add_table(0, len(_WIDTHS))
        word_xml.describe(table, part.title, part.about)
        word_xml.rule(table, {})
        for at, step in enumerate(part.steps):
            if at:
                _cells(table)[0].text = "↓"
                _centre(table.rows[-1].cells[0])
            own, arrow, beside = _cells(table)
            own.text = step.name
            own.add_paragraph().add_run(f"n = {step.number}").bold = True
            word_xml.box(own, GROUND)
            _centre(own)
            if step.lost:
                arrow.text = "→"
                _centre(arrow)
                beside.text = "\n".join(step.lost)
                word_xml.box(beside)
        word_xml.widths(table, _WIDTHS)
        _tight(table)
        self.made.add_paragraph()


def _row(table: WordTable, cells: tuple[str, ...], *, group: bool) -> None:
    row = table.add_row()
    word_xml.keep_whole(row)
    for cell, words in zip(row.cells, cells, strict=True):
        _write(cell, words, bold=group)
    if group:
        # What the rows below are of does not stay alone at the end of a page.
        for cell in row.cells:
            cell.paragraphs[0].paragraph_format.keep_with_next = True


def _cells(table: WordTable) -> tuple[_Cell, ...]:
    """The cells of another row of the flow figure."""
    row = table.add_row()
    word_xml.keep_whole(row)
    return tuple(row.cells)


def _write(cell: _Cell, words: str, *, bold: bool) -> None:
    lines = words.split("\n")
    for at, line in enumerate(lines):
        paragraph = cell.paragraphs[0] if at == 0 else cell.add_paragraph()
        run = paragraph.add_run(line)
        run.bold, run.font.size = bold, Pt(9.5)
        paragraph.paragraph_format.space_after = Pt(2)


def _centre(cell: _Cell) -> None:
    cell.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
    for paragraph in cell.paragraphs:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER


def _tight(table: WordTable) -> None:
    for row in table.rows:
        for cell in row.cells:
            for paragraph in cell.paragraphs:
                paragraph.paragraph_format.space_after = Pt(1)
                paragraph.paragraph_format.keep_with_next = True
                for run in paragraph.runs:
                    run.font.size = Pt(9.5)


def _page_numbers(made: Document) -> None:
    paragraph = made.sections[0].footer.paragraphs[0]
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    word_xml.add_field(paragraph, "PAGE", "1")


def _properties(made: Document, of: Manuscript) -> None:
    """Of the file: nobody's name and no time but that of the report."""
    about = made.core_properties
    about.title, about.author, about.last_modified_by = of.title, "OsteoPRO", ""
    about.comments, about.subject, about.keywords = "", "", ""
    about.created = about.modified = of.at.replace(tzinfo=None, microsecond=0)
    about.revision = 1
    package = made.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype == RELATIONSHIP_TYPE.THUMBNAIL:
            del package.rels[key]

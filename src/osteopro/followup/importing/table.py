"""A file of patients as a table: bytes in, rows under known columns out. Pure."""

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from osteopro.followup.importing.columns import COLUMNS, Column, column_of

MOST_BYTES = 5 * 1024 * 1024
MOST_ROWS = 10_000
MOST_COLUMNS = 80
LONGEST_CELL = 400
DELIMITERS = ",;\t"
# Excel's own files, new and old, and text in two bytes a letter.
_WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
_WIDE = (b"\xff\xfe", b"\xfe\xff")


class BadFile(ValueError):
    """The file as a whole cannot be read; `code` and `values` say why (problems.json)."""

    def __init__(self, code: str, **values: object) -> None:
        super().__init__(code)
        self.code = code
        self.values = values


@dataclass(frozen=True, slots=True)
class Row:
    """One line: `number` as the spreadsheet counts, cells by column code without blanks around.

    `extra`: there was more on the line than the header has columns.
    """

    number: int
    cells: dict[str, str]
    extra: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """The rows, and the headings of columns that are not read."""

    rows: tuple[Row, ...]
    unread: tuple[str, ...]


def read_table(data: bytes) -> Table:
    """The table in `data`: UTF-8 with or without mark, or GB18030; comma, semicolon or tab.

    Raises BadFile when there is no table with the columns that must be there.
    """
    lines = _lines(_text(data))
    head, delimiter = _head(lines)
    columns = [column_of(heading) for heading in head]
    _check_columns(columns)
    rows = tuple(_rows(_records(lines, delimiter), columns))
    if not rows:
        raise BadFile("no-rows")
    if len(rows) > MOST_ROWS:
        raise BadFile("too-many-rows", most=MOST_ROWS)
    pairs = zip(head, columns, strict=True)
    return Table(rows, tuple(name[:40] for name, column in pairs if name and not column))


def _text(data: bytes) -> str:
    if len(data) > MOST_BYTES:
        raise BadFile("too-long", most=MOST_BYTES // 1024 // 1024)
    if data.startswith(_WORKBOOKS) or data.startswith(_WIDE):
        raise BadFile("workbook")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" in text:
            break
        return text
    raise BadFile("not-text")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _head(text: str) -> tuple[list[str], str]:
    """The first line, cut by the delimiter that finds most of the columns."""
    found = []
    for delimiter in DELIMITERS:
        first = next(_records(text, delimiter), [])
        found.append((sum(column_of(name) is not None for name in first), first, delimiter))
    _, head, delimiter = max(found, key=lambda each: each[0])
    if len(head) > MOST_COLUMNS:
        raise BadFile("too-many-columns", most=MOST_COLUMNS)
    return [cell.strip() for cell in head], delimiter


def _check_columns(columns: Sequence[Column | None]) -> None:
    known = [column for column in columns if column]
    if not known:
        raise BadFile("no-header")
    twice = sorted({each.code for each in known if known.count(each) > 1})
    if twice:
        raise BadFile("column-twice", columns=twice)
    missing = [each.code for each in COLUMNS.values() if each.required and each not in known]
    if missing:
        raise BadFile("columns-missing", columns=missing)


def _records(text: str, delimiter: str) -> Iterator[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        yield from reader
    except csv.Error as error:
        # An open quotation mark, or a cell that swallowed the rest of the file.
        raise BadFile("broken-quotes", row=reader.line_num) from error


def _rows(records: Iterator[list[str]], columns: Sequence[Column | None]) -> Iterator[Row]:
    for number, record in enumerate(records, 1):
        if number == 1 or not any(cell.strip() for cell in record):
            continue
        if number > MOST_ROWS * 2:
            raise BadFile("too-many-rows", most=MOST_ROWS)
        cells = {
            column.code: words
            for column, cell in zip(columns, record, strict=False)
            if column and (words := plain(cell))
        }
        extra = any(cell.strip() for cell in record[len(columns) :])
        yield Row(number, cells, extra)


def plain(cell: str) -> str:
    """A cell without blanks around it and without Excel's mark for text (').

    >>> plain(" '13800006620 ")
    '13800006620'
    """
    return cell.strip().removeprefix("'").strip()

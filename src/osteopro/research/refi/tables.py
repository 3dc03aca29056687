"""The codebook and the highlights as CSV, in the columns that Taguette takes and gives.

A spreadsheet takes what begins with =, +, -, @ or a tab for a formula and would run it; such a cell
gets an apostrophe in front. Reading takes it away again.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from uuid import UUID, uuid5

from osteopro.research.refi import limits, model
from osteopro.research.refi.building import MADE
from osteopro.research.refi.losses import Loss, Losses
from osteopro.research.refi.model import Code, Codebook, Project
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.positions import Rewritten
from osteopro.research.refi.terms import Refusal, Why

# A byte order mark tells spreadsheets and Taguette that Chinese is in UTF-8.
BOM = b"\xef\xbb\xbf"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
_LEVELS = "."  # Taguette reads a dot as the step to the next level
_DOT = "．"
_TAG_COLUMNS = ("tag", "name", "path")
MOST_ROWS = 20_000


class Highlight(NamedTuple):
    """One row of Taguette's highlights: the words, and one of their tags ("" for none)."""

    id: int
    document: str
    tag: str
    content: str


def codebook_csv(codes: Iterable[Code]) -> bytes:
    """The codebook as Taguette imports it: tag, description; a dot between the levels."""
    rows = [(path, code.description or "") for path, code in code_paths(codes)]
    return as_csv(("tag", "description"), rows)


def highlights(project: Project) -> list[Highlight]:
    """The selections of all texts in Taguette's form; without a tag where there is no code."""
    tags = {code.guid: path for path, code in code_paths(project.codes)}
    rows, number = [], 0
    for source in project.sources:
        if isinstance(source, model.TextSource):
            for each in sorted(source.selections, key=lambda s: (s.start_position, s.end_position)):
                number += 1
                words = source.text[each.start_position : each.end_position]
                held = dict.fromkeys(tags[coding.code] for coding in each.codings)
                rows += [Highlight(number, source.name or "", tag, words) for tag in held or ("",)]
    return rows


def highlights_csv(project: Project) -> bytes:
    """All highlights, a row for each tag of each, as Taguette exports them."""
    return as_csv(Highlight._fields, [tuple(map(str, row)) for row in highlights(project)])


def read_codebook_csv(data: bytes) -> tuple[Codebook, tuple[Loss, ...]]:
    """A codebook of Taguette's columns (tag, name or path; description). Raises RefusedFileError.

    GUIDs are made of the paths, so the same file gives the same ones.
    """
    if len(data) > limits.MOST_TEXT:
        raise RefusedFileError(Refusal.TOO_LARGE)
    losses = Losses()
    rows = _rows(data)
    columns = [cell.strip().lower() for cell in next(rows, [])]
    tags = [columns.index(name) for name in _TAG_COLUMNS if name in columns]
    if len(tags) != 1:
        raise RefusedFileError(Refusal.NO_PROJECT, "one column of tag, name or path")
    described = columns.index("description") if "description" in columns else None
    said: dict[tuple[str, ...], str] = {}
    for count, row in enumerate(rows):
        if count >= MOST_ROWS:
            raise RefusedFileError(Refusal.ELEMENTS)
        path = _path(row[tags[0]] if tags[0] < len(row) else "")
        if not path:
            losses.left_out("tag", Why.NO_NAME, int(any(row)))
            continue
        if len(path) > limits.DEEPEST_CODE:
            raise RefusedFileError(Refusal.DEPTH)
        text = row[described] if described is not None and described < len(row) else ""
        losses.left_out("tag", Why.NAME_TAKEN, int(path in said))
        said.setdefault(path, _plain(text))
    return Codebook(origin="Taguette", codes=_tree(said)), losses.rows()


def code_paths(codes: Iterable[Code], above: str = "") -> Iterator[tuple[str, Code]]:
    """Each code with its path in Taguette's form, from the outside in."""
    for code in codes:
        path = above + code.name.replace(_LEVELS, _DOT)
        yield path, code
        yield from code_paths(code.codes, path + _LEVELS)


def as_csv(columns: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> bytes:
    """A table with its headings. No cell is run by a spreadsheet as a formula."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([safe(cell) for cell in row] for row in rows)
    return BOM + out.getvalue().encode()


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs.

    >>> safe("=1+1"), safe("'a"), safe("a-b")
    ("'=1+1", "''a", 'a-b')
    """
    return f"'{cell}" if cell.startswith((*_FORMULA, "'")) else cell


def _plain(cell: str) -> str:
    cell = cell.removeprefix("'") if cell.startswith("'") else cell
    return Rewritten(cell).text.strip()


def _rows(data: bytes) -> Iterator[list[str]]:
    try:
        text = data.decode("utf-8-sig")
        yield from csv.reader(io.StringIO(text, newline=""), strict=True)
    except UnicodeDecodeError as error:
        raise RefusedFileError(Refusal.ENCODING) from error
    except csv.Error as error:
        raise RefusedFileError(Refusal.DAMAGED, str(error)) from error


def _path(cell: str) -> tuple[str, ...]:
    steps = (step.strip() for step in _plain(cell).split(_LEVELS))
    return tuple(step for step in steps if step)


def _tree(said: Mapping[tuple[str, ...], str]) -> tuple[Code, ...]:
    """A tree of the paths; a step that has no row of its own is a group."""
    below: dict[tuple[str, ...], list[tuple[str, ...]]] = {(): []}
    for path in said:
        for length in range(1, len(path) + 1):
            step = path[:length]
            if step not in below:
                below[step] = []
                below[step[:-1]].append(step)

    def code(path: tuple[str, ...]) -> Code:
        inner = tuple(map(code, below[path]))
        guid: UUID = uuid5(MADE, _LEVELS.join(path))
        return Code(
            guid,
            path[-1],
            is_codable=path in said and not inner,
            description=said.get(path) or None,
            codes=inner,
        )

    return tuple(map(code, below[()]))

"""What the standard has no element for: one note whose text is canonical JSON, keyed by GUID.

Other programs show it as one odd memo; for us the archive is loss-free with it. Rows are grouped by
kind; each row has the GUID of the part it adds to, or one of its own.
"""

import json
import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from osteopro.research.refi import limits
from osteopro.research.refi.model import Note, Project
from osteopro.research.refi.package import RefusedFileError
from osteopro.research.refi.plain import is_canonical
from osteopro.research.refi.scalars import guid, write_moment
from osteopro.research.refi.terms import Refusal

NAME = "workbench-extension"
FORMAT = "osteopro-study/1"
DEEPEST = 12
Row = Mapping[str, Any]
Rows = Mapping[str, Mapping[UUID, Row]]
_KIND = re.compile(r"[a-z][a-z0-9_]{0,59}")


def packed(rows: Rows) -> str:
    """The text of the note: the same rows in any order give the same text.

    Values are None, booleans, integers, finite floats, strings, UUIDs, Decimals, dates, aware
    datetimes, and lists and string-keyed dictionaries of these. Raises TypeError or ValueError for
    anything else.
    """
    document = {
        "format": FORMAT,
        "rows": {
            kind: {str(key): _plain(row, 0) for key, row in held.items()}
            for kind, held in rows.items()
        },
    }
    for kind in rows:
        if not _KIND.fullmatch(kind):
            raise ValueError(kind)
    text = _dumped(document, ascii_only=False)
    # Letters that would be normalised, or that XML forbids, go as escapes.
    return text if is_canonical(text) else _dumped(document, ascii_only=True)


def unpacked(text: str) -> dict[str, dict[UUID, dict[str, Any]]]:
    """The rows of a note. Dates and GUIDs come as the strings they were written as.

    Raises RefusedFileError for a text that is no such document.
    """
    try:
        document = json.loads(
            text, object_pairs_hook=_unique, parse_constant=_no_constant, parse_int=_whole
        )
        rows = _rows(document)
    except (ValueError, RecursionError) as error:
        raise RefusedFileError(Refusal.EXTENSION, str(error)) from error
    return rows


def note_of(project: Project) -> Note | None:
    """The note of the extension, if the project has one."""
    return next((each for each in project.notes if each.name == NAME), None)


def _dumped(document: Mapping[str, Any], *, ascii_only: bool) -> str:
    # A value to a line, so that two archives can be compared by eye.
    return json.dumps(
        document, ensure_ascii=ascii_only, sort_keys=True, allow_nan=False, indent=0,
        separators=(",", ":"),
    )  # fmt: skip


def _plain(value: Any, depth: int) -> Any:
    if depth > DEEPEST:
        raise ValueError(f"deeper than {DEEPEST}")
    match value:
        case None | bool() | float():
            return value
        case int():
            return _whole(str(value))
        case str():
            return str(value)  # also of a StrEnum
        case UUID() | Decimal():
            return str(value)
        case datetime():
            if value.tzinfo is None:
                raise ValueError(f"no zone: {value}")
            return write_moment(value)
        case date():
            return value.isoformat()
        case Mapping():
            if not all(type(key) is str for key in value):
                raise TypeError("keys are strings")
            return {key: _plain(each, depth + 1) for key, each in value.items()}
        case list() | tuple():
            return [_plain(each, depth + 1) for each in value]
    raise TypeError(type(value).__name__)


def _rows(document: Any) -> dict[str, dict[UUID, dict[str, Any]]]:
    if not isinstance(document, dict) or document.keys() != {"format", "rows"}:
        raise ValueError("format and rows are needed")
    if document["format"] != FORMAT:
        raise ValueError(f"format {document['format']!s:.40}")
    rows = document["rows"]
    if not isinstance(rows, dict):
        raise ValueError("rows")
    found: dict[str, dict[UUID, dict[str, Any]]] = {}
    for kind, held in rows.items():
        if not _KIND.fullmatch(kind) or not isinstance(held, dict):
            raise ValueError(kind)
        if not all(isinstance(row, dict) and _depth(row) <= DEEPEST for row in held.values()):
            raise ValueError(kind)
        found[kind] = {guid(key): row for key, row in held.items()}
        if len(found[kind]) != len(held):
            raise ValueError(f"{kind}: a GUID twice")
    return found


def _depth(value: Any) -> int:
    match value:
        case dict():
            return 1 + max(map(_depth, value.values()), default=0)
        case list():
            return 1 + max(map(_depth, value), default=0)
    return 0


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    held = dict(pairs)
    if len(held) < len(pairs):
        raise ValueError("a key twice")
    return held


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def _whole(digits: str) -> int:
    if len(digits) > limits.MOST_DIGITS:
        raise ValueError(digits)
    return int(digits)

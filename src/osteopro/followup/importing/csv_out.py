"""Files we give out: the template, and the refused rows with their reasons. Pure."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from osteopro.followup.importing.columns import COLUMNS
from osteopro.followup.importing.problems import problems_from_json
from osteopro.instruments.definition import Text

# A row as it came: its number, its problems as stored, its cells by column.
Refused = tuple[int, Sequence[Any], Mapping[str, str]]
_ROW: Text = {"zh-CN": "行", "en": "Row"}
_WHY: Text = {"zh-CN": "没有导入的原因", "en": "Why it was refused"}
_BETWEEN: Text = {"zh-CN": "；", "en": "; "}
# A spreadsheet takes what begins so for a formula.
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def template(language: str) -> bytes:
    """An empty file with the headings."""
    return _written([[each.title[language] for each in COLUMNS.values()]])


def refused(rows: Iterable[Refused], language: str) -> bytes:
    """The refused rows as they came, each with its number and why; can be mended and brought
    again as it is."""
    head = [_ROW[language], _WHY[language], *(each.title[language] for each in COLUMNS.values())]
    lines = [head]
    for number, problems, given in rows:
        why = _BETWEEN[language].join(each.said(language) for each in problems_from_json(problems))
        cells = [safe(given.get(code, "")) for code in COLUMNS]
        lines.append([str(number), why, *cells])
    return _written(lines)


def safe(cell: str) -> str:
    """A cell that no spreadsheet runs: what may be a formula gets the mark for text.

    >>> safe("=1+1"), safe("+8613800006620"), safe("王秀英")
    ("'=1+1", "'+8613800006620", '王秀英')
    """
    return f"'{cell}" if cell.startswith(_FORMULA) else cell


def _written(lines: Iterable[Sequence[str]]) -> bytes:
    """With the mark at the beginning by which Excel knows UTF-8."""
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    return out.getvalue().encode("utf-8-sig")

"""What is wrong with a file, a row or a cell, and how it is said. Pure."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from osteopro.followup.importing.columns import COLUMNS, HERE
from osteopro.instruments.definition import Text

WORDS: Mapping[str, Text] = json.loads((HERE / "problems.json").read_text(encoding="utf-8"))
_BETWEEN: Text = {"zh-CN": "、", "en": ", "}
_COLON: Text = {"zh-CN": "：", "en": ": "}


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a row is not taken. `column` is empty for the row as a whole.

    `values` hold limits and row numbers, never what stands in a cell: problems are stored.
    """

    code: str
    column: str = ""
    values: Mapping[str, Any] = field(default_factory=dict)

    def said(self, language: str) -> str:
        """The sentence in "zh-CN" or "en", beginning with the column's title."""
        words = said(self.code, self.values, self.column, language)
        if not self.column:
            return words
        return COLUMNS[self.column].title[language] + _COLON[language] + words


def said(code: str, values: Mapping[str, Any], column: str, language: str) -> str:
    """The sentence of a problem by itself."""
    more: dict[str, Any] = {}
    if "columns" in values:
        more["columns"] = _BETWEEN[language].join(
            COLUMNS[each].title[language] for each in values["columns"]
        )
    if code in ("code", "alone"):
        of = COLUMNS[column]
        more["words"] = _BETWEEN[language].join(of.word(each, language) for each in of.codes)
        more["word"] = of.word("none", language) if "none" in of.codes else ""
    return WORDS[code][language].format(**{**values, **more})


def problems_json(problems: Iterable[Problem]) -> list[list[Any]]:
    """As they are stored."""
    return [[each.code, each.column, dict(each.values)] for each in problems]


def problems_from_json(stored: Iterable[Any]) -> tuple[Problem, ...]:
    """The problems again."""
    return tuple(Problem(code, column, values) for code, column, values in stored)

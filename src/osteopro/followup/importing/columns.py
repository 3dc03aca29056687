"""The columns of the file, their words and codes: data in columns.json. Pure."""

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from osteopro.instruments.definition import Text

HERE = Path(__file__).parent


@dataclass(frozen=True)
class Column:
    """One column. `codes` are the codes a cell may mean, each with the words accepted for it.

    `least` and `most` bound numbers. `criterion` names the field of eligibility it answers.
    """

    code: str
    required: bool
    title: Text
    help: Text
    codes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    criterion: str = ""
    least: int = 0
    most: int = 0

    def word(self, code: str, language: str) -> str:
        """The word of a code in the template: the first for Chinese, the code in English."""
        return self.codes[code][0] if language == "zh-CN" else code


def _column(raw: Mapping[str, Any]) -> Column:
    return Column(
        code=raw["code"],
        required=raw.get("required", False),
        title=raw["title"],
        help=raw["help"],
        codes={code: tuple(words) for code, words in raw.get("codes", {}).items()},
        criterion=raw.get("criterion", ""),
        least=raw.get("least", 0),
        most=raw.get("most", 0),
    )


def _load() -> dict[str, Column]:
    document = json.loads((HERE / "columns.json").read_text(encoding="utf-8"))
    return {raw["code"]: _column(raw) for raw in document}


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """A heading or a word as it is compared: width, case, blanks, - and _ do not matter."""
    typed = unicodedata.normalize("NFKC", text).lower()
    return "".join(each for each in typed if not each.isspace() and each not in "-_")


COLUMNS: Mapping[str, Column] = _load()
_HEADINGS: Mapping[str, Column] = {
    folded(heading): column
    for column in COLUMNS.values()
    for heading in (column.code, *column.title.values())
}

_MEANINGS: Mapping[str, Mapping[str, str]] = {
    column.code: {
        folded(word): code for code, words in column.codes.items() for word in (code, *words)
    }
    for column in COLUMNS.values()
}


def column_of(heading: str) -> Column | None:
    """The column with this heading, in Chinese, English, or by its code; None if there is none.

    >>> column_of("手机号").code, column_of(" Phone ").code
    ('phone', 'phone')
    """
    return _HEADINGS.get(folded(heading))


def code_in(column: Column, word: str) -> str | None:
    """The code that a word means in this column.

    >>> code_in(COLUMNS["sex"], "女")
    'female'
    """
    return _MEANINGS[column.code].get(folded(word))

"""What advice never says, whoever approves it (clinical content 3.5 and the end of section 4)."""

import json
import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from osteopro.instruments.definition import Text

LIST = Path(__file__).parent / "library" / "never.json"


@dataclass(frozen=True)
class Never:
    """The patterns with what each stands for; `unless` before one in its clause makes it a
    warning."""

    patterns: tuple[tuple[re.Pattern[str], Text], ...]
    unless: re.Pattern[str]

    def found(self, text: str) -> list[tuple[str, Text]]:
        """The words of `text` that must not stand there, each with what it stands for.

        >>> [words for words, _ in never_list().found("每天做仰卧起坐。")]
        ['仰卧起坐']
        >>> never_list().found("不做弯腰摸脚的动作。")
        []
        """
        folded = unicodedata.normalize("NFKC", text).lower()
        return [
            (match.group(), why)
            for pattern, why in self.patterns
            for match in pattern.finditer(folded)
            if not self.unless.search(folded[: match.start()])
        ]


@cache
def never_list() -> Never:
    """The list of the library."""
    return parse_never(json.loads(LIST.read_text(encoding="utf-8")))


def parse_never(document: Mapping[str, Any]) -> Never:
    """Read `never.json`; re.error if a pattern is no regular expression."""
    patterns = ((re.compile(each["pattern"]), each["why"]) for each in document["patterns"])
    return Never(tuple(patterns), re.compile(document["unless"]))

"""The medicine stop: typed replies must not change a medicine (clinical content 3.5).

Only what a person types is checked, never the patient's quoted words or approved library texts
(resolution 67).
"""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from osteopro.instruments.definition import Text

_LIST = re.compile(r"<([a-z-]+)>")
_END = re.compile(r"[。！？!?\n]|\.(?=\s|$)")


@dataclass(frozen=True)
class Match:
    """Which pattern matched, and the words as they stand after NFKC and lower case."""

    pattern: str
    text: str


@dataclass(frozen=True)
class Pattern:
    """Words that change a medicine; they do not count in a sentence where `unless` stands."""

    name: str
    found: re.Pattern[str]
    unless: re.Pattern[str] | None

    def match(self, text: str) -> Match | None:
        """The first place in folded `text` that counts."""
        for found in self.found.finditer(text):
            if not (self.unless and self.unless.search(_sentence(text, found))):
                return Match(self.name, found.group())
        return None


@dataclass(frozen=True)
class MedicineStop:
    """The patterns, the warnings that are not read, the fixed reply that may be sent instead."""

    patterns: tuple[Pattern, ...]
    cut: tuple[re.Pattern[str], ...]
    text: Text

    def wording(self, text: str) -> list[Match]:
        """Every pattern that matches, at most once each; [] if the text may be sent.

        >>> stop.wording("药先减半吧")[0].pattern        # doctest: +SKIP
        'change'
        """
        folded = unicodedata.normalize("NFKC", text).lower()
        for warning in self.cut:
            folded = warning.sub("。", folded)
        return [match for pattern in self.patterns if (match := pattern.match(folded))]


def parse_stop(document: Mapping[str, Any]) -> MedicineStop:
    """Read `reply_stop.json`; re.error if a pattern is no regular expression, KeyError if it
    names a list of words that is not there."""
    words = {name: "|".join(each) for name, each in document["words"].items()}

    def read(pattern: str) -> re.Pattern[str]:
        return re.compile(_LIST.sub(lambda found: words[found.group(1)], pattern))

    patterns = tuple(
        Pattern(
            each["id"], read(each["pattern"]), read(each["unless"]) if "unless" in each else None
        )
        for each in document["patterns"]
    )
    return MedicineStop(patterns, tuple(map(read, document["cut"])), document["text"])


def _sentence(text: str, found: re.Match[str]) -> str:
    """The sentence, or sentences, in which the match lies."""
    before = max((end.end() for end in _END.finditer(text, 0, found.start())), default=0)
    after = _END.search(text, found.end())
    return text[before : after.end() if after else len(text)]

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


@dataclass(frozen=True)
class Match:
    """Which pattern matched, and the words as they stand after NFKC and lower case."""

    pattern: str
    text: str


@dataclass(frozen=True)
class MedicineStop:
    """The patterns and the fixed reply that may be sent instead."""

    patterns: tuple[tuple[str, re.Pattern[str]], ...]
    text: Text

    def wording(self, text: str) -> list[Match]:
        """Every pattern that matches, at most once each; [] if the text may be sent.

        >>> stop.wording("药先减半吧")[0].pattern        # doctest: +SKIP
        'change'
        """
        folded = unicodedata.normalize("NFKC", text).lower()
        found = ((name, pattern.search(folded)) for name, pattern in self.patterns)
        return [Match(name, match.group()) for name, match in found if match]


def parse_stop(document: Mapping[str, Any]) -> MedicineStop:
    """Read `reply_stop.json`; re.error if a pattern is no regular expression."""
    patterns = tuple((entry["id"], re.compile(entry["pattern"])) for entry in document["patterns"])
    return MedicineStop(patterns, document["text"])

"""Transcript text as it is kept, and places in it. Pure.

Places are counted in code points, from 0, the end not included, as REFI-QDA does. So the text
itself must never change under them: it is brought into one form when it comes in, and every
program that reads it later counts the same.
"""

import hashlib
import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum

_BREAKS = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# What XML 1.0 cannot carry at all, line feeds and tabs apart.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")
# Marks nobody sees: byte order marks, blanks of no width, and what turns the way of writing.
# Joiners stay, they hold emoji and some scripts together.
_UNSEEN = re.compile("[\ufeff\u200b\u2060\u00ad\u200e\u200f\u202a-\u202e\u2066-\u2069]")


class Tidied(StrEnum):
    """What was changed to bring a text into the form in which it is kept."""

    LINE_ENDS = "line-ends"
    CONTROLS = "control-characters"
    UNSEEN = "unseen-characters"
    COMPOSED = "composed"  # letters and their accents made one character (NFC)
    BLANKS = "trailing-blanks"


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A piece of a text: code points from `start` up to, not including, `end`; never empty."""

    start: int
    end: int

    def __post_init__(self) -> None:
        if not 0 <= self.start < self.end:
            raise ValueError(f"no piece of a text: {self.start}..{self.end}")

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: "Span") -> bool:
        """Whether both hold at least one character together."""
        return self.start < other.end and other.start < self.end

    def moved(self, by: int) -> "Span":
        """The piece as long as this one, `by` code points later."""
        return Span(self.start + by, self.end + by)


@dataclass(frozen=True, slots=True)
class Kept:
    """A text in the form in which it is kept, and how many places of each kind were changed."""

    text: str
    changed: dict[Tidied, int]


def kept(raw: str) -> Kept:
    """Bring a text into the one form: NFC, LF, no mark of byte order, nothing XML forbids, no
    blanks at the ends of lines, no empty lines around it.

    >>> kept("\\ufeff疼 \\r\\n不疼\\x07").text
    '疼\\n不疼'
    """
    changed: dict[Tidied, int] = {}
    text, changed[Tidied.LINE_ENDS] = _BREAKS.subn("\n", raw)
    text, changed[Tidied.CONTROLS] = _FORBIDDEN.subn("", text)
    text, changed[Tidied.UNSEEN] = _UNSEEN.subn("", text)
    if not unicodedata.is_normalized("NFC", text):
        changed[Tidied.COMPOSED] = 1
        text = unicodedata.normalize("NFC", text)
    lines = text.split("\n")
    bare = [line.rstrip() for line in lines]
    changed[Tidied.BLANKS] = sum(a != b for a, b in zip(lines, bare, strict=True))
    return Kept("\n".join(bare).strip("\n"), {kind: n for kind, n in changed.items() if n})


def is_kept(text: str) -> bool:
    """Whether a text has the form in which texts are kept."""
    return kept(text).text == text


def quote(text: str, span: Span) -> str:
    """The words of a piece. Raises ValueError when the text is shorter than that."""
    if span.end > len(text):
        raise ValueError(f"the text ends at {len(text)}, before {span.end}")
    return text[span.start : span.end]


def sha256(text: str) -> str:
    """The fingerprint of a text as it is kept: of its UTF-8, in hexadecimal."""
    return hashlib.sha256(text.encode()).hexdigest()

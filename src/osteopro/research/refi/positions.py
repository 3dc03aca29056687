"""Texts from elsewhere as we keep them, and where positions in them come to lie.

The standard counts code points. Some programs count UTF-16 units, and of CR LF some count one
character (ATLAS.ti) and some two (NVivo). Where a selection is named after its words, the words say
which it is.
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple
from unicodedata import is_normalized, normalize

from osteopro.research.refi.plain import BOM, FORBIDDEN, UNWANTED, is_canonical

_ASTRAL = "\U00010000-\U0010ffff"
# Letters that never combine with what stands before them: a text can be cut in front of each.
_FIRM = r"\t\n -~\u3001-\u3029\u4e00-\u9fff\uff01-\uff5e"
_CUT = re.compile(rf"\A[\ufeff{UNWANTED}]+|\r\n?|[{_FIRM}]?[^{_FIRM}\r]+")
_ODD = re.compile(f"\\A\\ufeff+|\r\n?|[{_ASTRAL}]")
# Shorter words agree with too many places.
_TELLING = 4
_MOST_LOOKED_AT = 2000


@dataclass(frozen=True, slots=True)
class Reading:
    """A way to count positions."""

    utf_16: bool = False
    crlf_is_one: bool = False


LITERAL = Reading()
_READINGS = (
    LITERAL,
    Reading(crlf_is_one=True),
    Reading(utf_16=True),
    Reading(utf_16=True, crlf_is_one=True),
)


class _Edit(NamedTuple):
    """A stretch of the raw text that became another, at another length."""

    start: int
    raw: str
    new: str


class Span(NamedTuple):
    """A stretch in the text as we keep it; `moved` if it began or ended inside a character."""

    start: int
    end: int
    moved: bool


class Rewritten:
    """A text from elsewhere, rewritten as we keep texts."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self._edits = [] if is_canonical(raw) and not _has_astral(raw) else list(_edits(raw))
        self.text = _applied(raw, self._edits)
        self._tables: dict[Reading, tuple[list[int], list[int], list[int], list[int]]] = {}

    def readings(self) -> tuple[Reading, ...]:
        """The ways to count that can differ in this text."""
        astral, crlf = _has_astral(self.raw), "\r\n" in self.raw
        return tuple(
            each
            for each in _READINGS
            if (astral or not each.utf_16) and (crlf or not each.crlf_is_one)
        )

    def span(self, start: int, end: int, reading: Reading = LITERAL) -> Span | None:
        """Where a stretch lies, or None if it is not in the text."""
        if not 0 <= start <= end:
            return None
        table = self._table(reading)
        first, cut_first = _placed(start, table, at_end=False)
        last, cut_last = _placed(end, table, at_end=True)
        if last > len(self.text) or first >= last:
            return None
        return Span(first, last, cut_first or cut_last)

    def point(self, position: int) -> int:
        """Where a position lies, at most the end of the text."""
        return min(_placed(position, self._table(LITERAL), at_end=False)[0], len(self.text))

    def _table(self, reading: Reading) -> tuple[list[int], list[int], list[int], list[int]]:
        if reading not in self._tables:
            self._tables[reading] = _table(self._edits, reading)
        return self._tables[reading]


def proven(rewritten: Rewritten, named: Sequence[tuple[int, int, str]]) -> tuple[Reading, bool]:
    """The way to count that agrees with most of the words after which selections are named
    (start, end, name), and whether any word told it apart from the others."""
    readings = rewritten.readings()
    if len(readings) == 1:
        return LITERAL, True
    telling = [each for each in named if len(_words(each[2])) >= _TELLING][:_MOST_LOOKED_AT]
    votes = {reading: _votes(rewritten, telling, reading) for reading in readings}
    best = max(readings, key=lambda reading: votes[reading])  # the first one if they are equal
    return best, votes[best] > 0


def _votes(rewritten: Rewritten, telling: Sequence[tuple[int, int, str]], reading: Reading) -> int:
    votes = 0
    for start, end, name in telling:
        span = rewritten.span(start, end, reading)
        if span is not None:
            held, words = rewritten.text[span.start : span.end], _words(name)
            same = _begin_alike(_words(held), words)
            # A name has no space in front: words that have some may lie one place off.
            votes += same * (1 if held[:1].isspace() else 2)
    return votes


def _begin_alike(held: str, words: str) -> bool:
    return held.startswith(words) or (len(held) >= _TELLING and words.startswith(held))


def _words(text: str) -> str:
    return " ".join(normalize("NFC", text).split()).rstrip("….").rstrip()


def _has_astral(text: str) -> bool:
    return not text.isascii() and max(text) > "\uffff"


def _edits(raw: str) -> list[_Edit]:
    # What is taken away may bring two letters together that combine.
    loose = FORBIDDEN.search(raw) is not None or not is_normalized("NFC", raw)
    edits = []
    for found in (_CUT if loose else _ODD).finditer(raw):
        piece = found[0]
        if piece[0] == "\r":
            new = "\n"
        else:
            new = normalize("NFC", FORBIDDEN.sub("", piece))
            if found.start() == 0:
                new = new.lstrip(BOM)
        if new != piece:
            edits.append(_Edit(found.start(), piece, new))
        else:
            edits += [
                _Edit(found.start() + at, each, each)
                for at, each in enumerate(piece)
                if each > "\uffff"
            ]
    return edits


def _applied(raw: str, edits: list[_Edit]) -> str:
    kept, place = [], 0
    for edit in edits:
        kept += [raw[place : edit.start], edit.new]
        place = edit.start + len(edit.raw)
    return "".join([*kept, raw[place:]])


def _table(
    edits: list[_Edit], reading: Reading
) -> tuple[list[int], list[int], list[int], list[int]]:
    """For each edit: where it begins as counted, how long, where in the new text, how long."""
    at, length, to, new = [], [], [], []
    counted = place = written = 0
    for edit in edits:
        if edit.raw == edit.new and not reading.utf_16:
            continue
        between = edit.start - place
        counted, written = counted + between, written + between
        size = _size(edit.raw, reading)
        at.append(counted)
        length.append(size)
        to.append(written)
        new.append(len(edit.new))
        counted, written = counted + size, written + len(edit.new)
        place = edit.start + len(edit.raw)
    return at, length, to, new


def _size(piece: str, reading: Reading) -> int:
    if piece == "\r\n" and reading.crlf_is_one:
        return 1
    return len(piece) + (sum(each > "\uffff" for each in piece) if reading.utf_16 else 0)


def _placed(
    position: int, table: tuple[list[int], list[int], list[int], list[int]], *, at_end: bool
) -> tuple[int, bool]:
    at, length, to, new = table
    index = bisect_right(at, position) - 1
    if index < 0:
        return position, False
    inside = position - at[index]
    if inside >= length[index]:
        return to[index] + new[index] + inside - length[index], False
    if inside == 0:
        return to[index], False
    # Outwards: what somebody marked is never cut short.
    return to[index] + (new[index] if at_end else 0), True

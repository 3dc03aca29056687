"""What a second reader changed in a transcript. Pure."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from rapidfuzz.distance import Levenshtein

from osteopro.research.text.rebase import Run, align


@dataclass(frozen=True, slots=True)
class Piece:
    """Words that stayed, went or came."""

    words: str
    old: bool
    new: bool


@dataclass(frozen=True, slots=True)
class Change:
    """A line that reads otherwise now: its number in the new text, and its pieces in order."""

    line: int
    pieces: tuple[Piece, ...]


def places_changed(old: str, new: str) -> int:
    """Places that differ, line by line: what a reviewer would mark.

    >>> places_changed("疼\\n不疼", "疼\\n不很疼")
    1
    """
    return sum(step.tag != "equal" for step in _steps(old.split("\n"), new.split("\n")))


def changes(old: str, new: str) -> list[Change]:
    """Every place that differs, with what of it stayed.

    >>> [(p.words, p.old, p.new) for p in changes("夜里疼", "夜里不疼")[0].pieces]
    [('夜里', True, True), ('不', False, True), ('疼', True, True)]
    """
    before, now = old.split("\n"), new.split("\n")
    found = []
    for step in _steps(before, now):
        if step.tag != "equal":
            was = "\n".join(before[step.src_start : step.src_end])
            became = "\n".join(now[step.dest_start : step.dest_end])
            found.append(Change(step.dest_start + 1, tuple(_pieces(was, became))))
    return found


def _steps(old: Sequence[str], new: Sequence[str]) -> Sequence[Any]:
    return list(Levenshtein.opcodes(old, new))


def _pieces(old: str, new: str) -> Iterator[Piece]:
    last = Run(0, 0, 0)
    for run in align(old, new).runs[1:]:
        gone = old[last.before + last.length : run.before]
        come = new[last.now + last.length : run.now]
        stayed = new[run.now : run.now + run.length]
        for piece in (
            Piece(gone, True, False),
            Piece(come, False, True),
            Piece(stayed, True, True),
        ):
            if piece.words:
                yield piece
        last = run

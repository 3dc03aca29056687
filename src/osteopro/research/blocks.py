"""A long text in pieces, so that whoever needs a few lines reads a few lines. Pure."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from osteopro.research.text.turns import Turn

# Some two minutes of speech: a page of it is read in one go, a quote lies in one or two.
ABOUT = 4000
LONGEST = 2 * ABOUT


@dataclass(frozen=True, slots=True)
class Piece:
    """Code points `start` to `end` of a text with the turns in it, the first of them the
    `first_turn`-th of the text. A turn that goes on from the piece before begins here again,
    without the name."""

    start: int
    end: int
    text: str
    turns: tuple[Turn, ...]
    first_turn: int


def cut(text: str, turns: Sequence[Turn]) -> list[Piece]:
    """The whole text in pieces, between turns where they are not too long.

    >>> [(each.start, each.end) for each in cut("疼" * 9000, [])]
    [(0, 4000), (4000, 8000), (8000, 9000)]
    """
    starts = [turn.start for turn in turns]
    places = [0, *_places(starts, text), len(text)]
    return [
        Piece(
            start,
            end,
            text[start:end],
            tuple(_within(turns, starts, start, end)),
            _first(turns, starts, start) + 1,
        )
        for start, end in pairwise(places)
        if start < end
    ]


def _places(starts: Sequence[int], text: str) -> Iterator[int]:
    """Where to cut: at the last beginning of a turn that is not too far, else at the next one
    when it is near, else after a line, else anywhere."""
    last = 0
    while len(text) - last > ABOUT:
        after = bisect_right(starts, last + ABOUT)
        at = starts[after - 1] if after and starts[after - 1] > last else None
        if at is None and after < len(starts) and starts[after] <= last + LONGEST:
            at = starts[after]
        last = _line(text, last) if at is None else at
        yield last


def _line(text: str, last: int) -> int:
    line = text.rfind("\n", last + 1, last + ABOUT)
    return line + 1 if line > last else min(last + ABOUT, len(text))


def _within(turns: Sequence[Turn], starts: Sequence[int], start: int, end: int) -> Iterator[Turn]:
    for turn in turns[_first(turns, starts, start) : bisect_left(starts, end)]:
        goes_on = turn.words <= start and turn.start < start
        yield replace(
            turn,
            start=max(turn.start, start),
            words=start if goes_on else min(turn.words, end),
            end=min(turn.end, end),
            speaker="" if goes_on else turn.speaker,
        )


def _first(turns: Sequence[Turn], starts: Sequence[int], start: int) -> int:
    """Which turn is the first that has something from `start` on."""
    at = max(bisect_right(starts, start) - 1, 0)
    return at + 1 if turns and turns[at].end <= start else at

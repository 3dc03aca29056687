"""Statements in a text: how they are called, and the text cut where they begin and end. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

# In code points. What is longer is a passage, not a statement.
LONGEST = 2000


def name_of_interview(number: int, seq: int) -> str:
    """How an interview is called: by its participant, a second one with its number.

    >>> name_of_interview(7, 1), name_of_interview(7, 2)
    ('7', '7.2')
    """
    return str(number) if seq == 1 else f"{number}.{seq}"


def label(number: int, seq: int, no: int) -> str:
    """How a statement is called.

    >>> label(7, 1, 3), label(12, 2, 104)
    ('S7-03', 'S12.2-104')
    """
    return f"S{name_of_interview(number, seq)}-{no:02}"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some words of a text and which of the spans lie over them; those that end with it."""

    text: str
    on: tuple[int, ...] = ()
    ends: tuple[int, ...] = ()


def pieces(text: str, start: int, spans: Sequence[tuple[int, int]]) -> list[Piece]:
    """A text that begins at `start`, cut wherever one of `spans` begins or ends.

    >>> [(each.text, each.on) for each in pieces("夜里更疼", 10, [(12, 14), (13, 20)])]
    [('夜里', ()), ('更', (0,)), ('疼', (0, 1))]
    """
    end = start + len(text)
    cuts = sorted({start, end, *(at for span in spans for at in span if start < at < end)})
    return [
        Piece(
            text[one - start : other - start],
            tuple(n for n, span in enumerate(spans) if span[0] <= one and other <= span[1]),
            tuple(n for n, span in enumerate(spans) if one < span[1] == other),
        )
        for one, other in pairwise(cuts)
    ]

"""What coders marked in texts, as agreement reads it. Positions are code points, end exclusive."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import pairwise


@dataclass(frozen=True, slots=True)
class Marked:
    """A stretch that a coder marked; `value` is the category given to it, empty for none."""

    coder: str
    start: int
    end: int
    value: str = ""

    @property
    def length(self) -> int:
        return self.end - self.start


@dataclass(frozen=True, slots=True)
class Text:
    """One interview: how many characters it has, who coded it, what they marked, its turns.

    A coder in `coders` who marked nothing found nothing; one who is not there did not look.
    Raises ValueError for a stretch outside the text, of a coder who did not look, and for turns
    that are empty, overlap or are not in order.
    """

    key: str
    length: int
    coders: frozenset[str]
    marked: tuple[Marked, ...] = ()
    turns: tuple[tuple[int, int], ...] = ()

    def __post_init__(self) -> None:
        if any(not 0 <= each.start < each.end <= self.length for each in self.marked):
            raise ValueError("a stretch is empty or outside the text")
        if any(each.coder not in self.coders for each in self.marked):
            raise ValueError("a stretch of somebody who did not code the text")
        if any(not 0 <= start < end <= self.length for start, end in self.turns):
            raise ValueError("a turn is empty or outside the text")
        if any(one[1] > other[0] for one, other in pairwise(self.turns)):
            raise ValueError("turns overlap or are not in order")

    def by(self, coder: str) -> list[Marked]:
        """What one coder marked, first to last."""
        own = (each for each in self.marked if each.coder == coder)
        return sorted(own, key=lambda each: (each.start, each.end, each.value))


def all_coders(texts: Iterable[Text]) -> tuple[str, ...]:
    """Everybody who coded at least one of the texts, in order of name."""
    return tuple(sorted({coder for text in texts for coder in text.coders}))


def joined(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Stretches with those that overlap made one; those that only touch stay two.

    >>> joined([(0, 5), (3, 9), (9, 12)])
    [(0, 9), (9, 12)]
    """
    whole: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if whole and start < whole[-1][1]:
            whole[-1] = (whole[-1][0], max(whole[-1][1], end))
        else:
            whole.append((start, end))
    return whole


def fingerprint(texts: Sequence[Text], *rest: str) -> str:
    """The sha256 of what is compared (hexadecimal), whatever order it came in."""
    plain = sorted(
        [
            each.key,
            each.length,
            sorted(each.coders),
            sorted([one.coder, one.start, one.end, one.value] for one in each.marked),
            sorted(map(list, each.turns)),
        ]
        for each in texts
    )
    written = json.dumps([plain, *rest], ensure_ascii=False, separators=(",", ":"))
    return sha256(written.encode()).hexdigest()

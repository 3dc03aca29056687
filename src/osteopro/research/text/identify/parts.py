"""A long transcript is gone through in parts that a form can carry. Pure."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from osteopro.research.text.identify.suggest import WORDS
from osteopro.research.text.identify.taking import Taking
from osteopro.research.text.identify.terms import Category, Suggestion
from osteopro.research.text.normal import Span

MOST = 150
LONGEST = 20_000


@dataclass(frozen=True, slots=True)
class Part:
    """Code points `start` to `end` of the text, and what may have to go there."""

    start: int
    end: int
    suggestions: tuple[Suggestion, ...]


def part_from(length: int, suggestions: Sequence[Suggestion], start: int) -> Part:
    """The part that begins at `start` of a text of this length; it cuts through no suggestion."""
    ahead = [each for each in suggestions if each.span.start >= start]
    end = min(length, start + LONGEST)
    if len(ahead) > MOST:
        end = min(end, ahead[MOST].span.start)
    here = tuple(each for each in ahead if each.span.start < end)
    return Part(start, max([end, *(each.span.end for each in here)]), here)


def after(place: int, takings: Iterable[Taking]) -> int:
    """Where a place of the text is once these were taken out before it."""
    return place + sum(
        len(each.replacement) - len(each.span) for each in takings if each.span.end <= place
    )


def everywhere(text: str, words: str, replacement: str, taken: Iterable[Taking]) -> list[Taking]:
    """Each place of `words` that is not taken out already."""
    gone = {place for each in taken for place in range(each.span.start, each.span.end)}
    places = [Span(*hit.span()) for hit in re.finditer(re.escape(words), text)]
    return [
        Taking(span, category_of(replacement), replacement)
        for span in places
        if gone.isdisjoint(range(span.start, span.end))
    ]


def category_of(replacement: str) -> Category:
    """What a replacement says that stood there; a name when it says nothing of that.

    >>> category_of("[地点2]").value, category_of("[her sister]").value
    ('place', 'name')
    """
    inner = replacement.strip("[]").rstrip("0123456789 ")
    return next(
        (
            category
            for words in WORDS.values()
            for category, word in words.items()
            if word.strip() == inner
        ),
        Category.NAME,
    )

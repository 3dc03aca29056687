"""A text of steps 5 and 6 as it is written: passages, each with the themes it speaks of. Pure."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

BETWEEN = "\n\n"


@dataclass(frozen=True, slots=True)
class Cite:
    """Code points `start` to `end` of the text speak of a theme."""

    start: int
    end: int
    theme: object


@dataclass(frozen=True, slots=True)
class Passage:
    """Words and what they speak of."""

    text: str
    themes: tuple[object, ...]


def joined(passages: Sequence[Passage]) -> tuple[str, tuple[Cite, ...]]:
    """The whole text and the places in it. Passages without words are left out.

    >>> joined([Passage("疼。", ("a",)), Passage("", ()), Passage("安心。", ("a", "b"))])[0]
    '疼。\\n\\n安心。'
    """
    cites: list[Cite] = []
    words: list[str] = []
    place = 0
    for passage in passages:
        text = passage.text.strip()
        if not text:
            continue
        place += len(BETWEEN) if words else 0
        cites += [Cite(place, place + len(text), theme) for theme in passage.themes]
        words.append(text)
        place += len(text)
    return BETWEEN.join(words), tuple(cites)


def parted(text: str, cites: Collection[Cite]) -> tuple[Passage, ...]:
    """The passages of a text again. A place that covers several stands at each."""
    passages: list[Passage] = []
    start = 0
    for part in text.split(BETWEEN) if text else ():
        end = start + len(part)
        themes = [each.theme for each in cites if each.start < end and start < each.end]
        passages.append(Passage(part, tuple(dict.fromkeys(themes))))
        start = end + len(BETWEEN)
    return tuple(passages)

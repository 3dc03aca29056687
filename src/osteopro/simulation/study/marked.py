"""A transcript as it is written for the demo, with its marks taken out. Pure.

    # 1
    I  您平时怎么填这个表？
    I  How do you usually fill in this form?
    P  [[a:头一回填，一个人弄了一个多钟头]]，后来{{person:王志强}}来教我。
    P  [[a:The first time it took me more than an hour]], then {{person:Wang Zhiqiang}} taught me.

Every turn stands in Chinese and in English. `[[id:words]]` is a significant statement,
`{{kind:words}}` names somebody or tells who somebody is.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise

from osteopro.research.text.identify.suggest import WORDS
from osteopro.research.text.identify.terms import Category
from osteopro.research.text.normal import Span

# Who speaks, as the transcript calls them.
SPEAKERS = {"I": "访谈者", "P": "受访者", "F": "家属"}
KINDS = {
    "person": Category.NAME,
    "place": Category.PLACE,
    "phone": Category.PHONE,
    "id": Category.NUMBER,
    "date": Category.DATE,
}
_MARK = re.compile(r"\[\[(?P<id>[a-z]+):|(?P<end>\]\])|\{\{(?P<kind>\w+):(?P<words>[^{}]+)\}\}")
_BETWEEN = "  "


@dataclass(frozen=True, slots=True)
class Named:
    """Words that tell who somebody is, and where they stand."""

    span: Span
    category: Category
    words: str


@dataclass(frozen=True, slots=True)
class Marked:
    """A text without marks: where the statements are, by id, and what has to go."""

    text: str
    statements: Mapping[str, Span]
    named: tuple[Named, ...]


def transcript(source: str) -> Marked:
    """The Chinese transcript, a line for each turn, as somebody types it."""
    lines = [f"{SPEAKERS[speaker]}：{chinese}" for speaker, chinese, _english in turns(source)]
    return read("\n".join(lines))


def translations(source: str) -> Mapping[str, str]:
    """Each statement in English by its id, without names."""
    found: dict[str, str] = {}
    for _speaker, _chinese, english in turns(source):
        marked = read(english)
        for name, span in marked.statements.items():
            found[name] = _without_names(marked, span)
    return found


def turns(source: str) -> Iterator[tuple[str, str, str]]:
    """Who speaks, in Chinese and in English. Raises ValueError where a line has no other half."""
    lines = [line for line in source.splitlines() if line.strip() and not line.startswith("#")]
    if len(lines) % 2:
        raise ValueError("a turn stands in one language only")
    for chinese, english in list(pairwise(lines))[::2]:
        (speaker, first), (again, second) = _said(chinese), _said(english)
        if speaker != again:
            raise ValueError(f"two speakers in one turn: {chinese!r}")
        yield speaker, first, second


def read(source: str) -> Marked:
    """A text with its marks taken out. Raises ValueError for marks that do not fit."""
    pieces: list[str] = []
    statements: dict[str, Span] = {}
    named: list[Named] = []
    length = last = began = 0
    inside = ""
    for mark in _MARK.finditer(source):
        pieces.append(source[last : mark.start()])
        length += mark.start() - last
        last = mark.end()
        if mark["kind"]:
            span = Span(length, length + len(mark["words"]))
            named.append(Named(span, KINDS[mark["kind"]], mark["words"]))
            pieces.append(mark["words"])
            length = span.end
        elif mark["id"] and not inside and mark["id"] not in statements:
            inside, began = mark["id"], length
        elif mark["end"] and inside:
            statements[inside], inside = Span(began, length), ""
        else:
            raise ValueError(f"a mark out of place: {source[mark.start() :][:20]!r}")
    if inside:
        raise ValueError(f"a statement that does not end: {inside}")
    return Marked("".join([*pieces, source[last:]]), statements, tuple(named))


def _said(line: str) -> tuple[str, str]:
    speaker, between, words = line.partition(_BETWEEN)
    if speaker not in SPEAKERS or not between:
        raise ValueError(f"nobody says this: {line!r}")
    return speaker, words.strip()


def _without_names(marked: Marked, span: Span) -> str:
    words, start = marked.text[span.start : span.end], span.start
    for each in reversed(marked.named):
        if span.start <= each.span.start and each.span.end <= span.end:
            there = f"[{WORDS['en'][each.category].strip()}]"
            words = words[: each.span.start - start] + there + words[each.span.end - start :]
    return words

"""What each of the two coders marks in an interview, and what they take it to mean."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from osteopro.research import versions
from osteopro.research.text.normal import Span
from osteopro.simulation.study.content import Content, name_of
from osteopro.simulation.study.stage import Stage

FIRST, SECOND = CODERS = ("coder_a", "coder_b")


@dataclass(frozen=True, slots=True)
class Marking:
    """Words that are marked: how the files call the statement, where it is, what it means."""

    name: str
    span: Span
    labels: tuple[str, ...]


def markings(stage: Stage, coder: str, number: int) -> list[Marking]:
    """What this coder marks in an interview, in its order. The first one marks what the files
    hold to be significant, the second what the files say of them."""
    content = stage.content
    found = [
        Marking(name, span, content.labels[name])
        for name, span in stage.spans.items()
        if name.startswith(f"{name_of(number)}.")
    ]
    if coder == SECOND:
        text = versions.text_of(stage.frozen[number])
        found = [*_seen_otherwise(content, found, text), *_more(content, number, text)]
    return sorted(found, key=lambda each: each.span)


def _seen_otherwise(content: Content, found: list[Marking], text: str) -> Iterator[Marking]:
    about = content.coding["second_coder"]
    narrower = {each["statement"]: each["zh"] for each in about["narrower"]}
    otherwise = {each["statement"]: each["zh"] for each in about["other_meaning"]}
    for each in found:
        if each.name in about["left_out"]:
            continue
        span, labels = each.span, each.labels
        if words := narrower.get(each.name):
            span = _place(text, words, span.start, span.end)
        if label := otherwise.get(each.name):
            labels = (label,)
        yield Marking(each.name, span, labels)


def _more(content: Content, number: int, text: str) -> Iterator[Marking]:
    for each in content.coding["second_coder"]["extra"]:
        if each["interview"] == name_of(number):
            labels = (each["meaning"],) if "meaning" in each else ()
            yield Marking(extra_name(each), _place(text, each["zh"], 0, len(text)), labels)


def extra_name(extra: Mapping[str, Any]) -> str:
    """How what the second coder marked alone is called.

    >>> extra_name({"interview": "p03", "turn": 7})
    'p03.turn7'
    """
    return f"{extra['interview']}.turn{extra['turn']}"


def _place(text: str, words: str, start: int, end: int) -> Span:
    return Span(at := text.index(words, start, end), at + len(words))

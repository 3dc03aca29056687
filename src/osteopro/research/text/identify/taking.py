"""Taking out of a transcript what was decided to go. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

from osteopro.research.text.identify.terms import Category
from osteopro.research.text.normal import Span, is_kept, quote
from osteopro.research.text.rebase import Alignment, Run


class Clash(ValueError):
    """Two accepted places overlap, or what is to be written there cannot be."""


@dataclass(frozen=True, slots=True)
class Taking:
    """A decision: these characters go, that stands there instead."""

    span: Span
    category: Category
    replacement: str


@dataclass(frozen=True, slots=True)
class Taken:
    """What was taken out: where it stood, where its place is now, what it was and what is there."""

    before: Span
    now: Span
    category: Category
    original: str
    replacement: str


@dataclass(frozen=True, slots=True)
class Deidentified:
    """The new text, what was taken out (for the vault), and the way from old places to new ones."""

    text: str
    taken: tuple[Taken, ...]
    alignment: Alignment


def take_out(text: str, takings: Sequence[Taking]) -> Deidentified:
    """The text without what was decided to go. Raises Clash; ValueError for places outside.

    Everything else keeps its characters: `alignment` carries statements and times over exactly.
    """
    taken: list[Taken] = []
    runs: list[Run] = []
    pieces: list[str] = []
    last = length = 0
    for each in sorted(takings, key=lambda taking: taking.span):
        original = quote(text, each.span)
        if each.span.start < last or not each.replacement.strip() or "\n" in each.replacement:
            raise Clash(each.span)
        between = text[last : each.span.start]
        if between:
            runs.append(Run(last, length, len(between)))
        pieces += [between, each.replacement]
        start = length + len(between)
        length = start + len(each.replacement)
        now = Span(start, length)
        taken.append(Taken(each.span, now, each.category, original, each.replacement))
        last = each.span.end
    if last < len(text):
        runs.append(Run(last, length, len(text) - last))
    new = "".join(pieces) + text[last:]
    if is_kept(text) and not is_kept(new):
        raise Clash("what is to be written joins with what stands beside it")
    return Deidentified(new, tuple(taken), Alignment(text, new, runs, known=True))

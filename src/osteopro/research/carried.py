"""Where pieces of one version of a transcript are in another."""

from collections.abc import Iterable
from dataclasses import dataclass

from osteopro.research import versions
from osteopro.research.text.normal import Span
from osteopro.research.text.rebase import Fate, align

_STANDS = (Fate.SAME, Fate.MOVED)


@dataclass(frozen=True, slots=True)
class Carried:
    """A piece in the other version: None when its words are not there any more as they were;
    `near` is where it would have to be looked for then."""

    now: Span | None
    near: int


def carry(before: int, after: int, spans: Iterable[Span]) -> list[Carried]:
    """Where pieces of the version `before` are in the version `after`, in the order given. Two
    queries; none where there is nothing to do."""
    wanted = list(spans)
    if before == after or not wanted:
        return [Carried(span, span.start) for span in wanted]
    found = align(versions.text_of(before), versions.text_of(after)).rebase(wanted)
    return [Carried(each.now if each.fate in _STANDS else None, each.near) for each in found]

"""Where coders differ, from what each of them marked and what they took it to mean. Pure."""

import unicodedata
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from uuid import UUID

from osteopro.research.agreement.coded import Marked
from osteopro.research.agreement.places import places
from osteopro.research.terms import DiscrepancyKind


@dataclass(frozen=True, slots=True)
class Work:
    """A statement that a coder marked alone, with the labels of its meanings."""

    guid: UUID
    coder: int
    start: int
    end: int
    meanings: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Together:
    """What coders marked at one place: at most one statement of each, in the order of the text."""

    rows: tuple[Work, ...]

    @property
    def items(self) -> tuple[UUID, ...]:
        """Names of the rows, the same in whatever order they came."""
        return tuple(sorted(each.guid for each in self.rows))

    def differ(self, coders: Collection[int]) -> tuple[DiscrepancyKind, ...]:
        """In what those who coded the text differ here; in nothing when it is empty."""
        found = []
        if len(self.rows) < len(coders) or len({(each.start, each.end) for each in self.rows}) > 1:
            found.append(DiscrepancyKind.SPAN)
        if len({frozenset(map(plain, each.meanings)) for each in self.rows}) > 1:
            found.append(DiscrepancyKind.MEANING)
        return tuple(found)


def together(rows: Iterable[Work]) -> list[Together]:
    """The places of one text. Two coders mean the same when they share more than half of the
    longer statement, as agreement counts it."""
    known = {str(each.guid): each for each in rows}
    marked = (Marked(str(each.coder), each.start, each.end, guid) for guid, each in known.items())
    return [Together(tuple(known[one.value] for one in place.marked)) for place in places(marked)]


def plain(label: str) -> str:
    """A label without what two people write otherwise and mean the same: width, case, blanks and
    marks.

    >>> plain("看不到去处，") == plain(" 看不到去处。")
    True
    """
    wide = unicodedata.normalize("NFKC", label).casefold()
    return "".join(letter for letter in wide if letter.isalnum()) or wide

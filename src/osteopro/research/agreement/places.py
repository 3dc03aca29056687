"""Which stretches of different coders are the same statement."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from osteopro.research.agreement.coded import Marked

# Two coders mean the same statement when they share more than half of the longer stretch. Then one
# of A's stretches has at most one partner among the separate stretches of B.
MORE_THAN = Fraction(1, 2)


@dataclass(frozen=True, slots=True)
class Place:
    """A statement as the coders marked it: at most one stretch of each."""

    marked: tuple[Marked, ...]

    @property
    def coders(self) -> frozenset[str]:
        return frozenset(each.coder for each in self.marked)


def shared(one: Marked, other: Marked) -> Fraction:
    """The common part of two stretches, as a share of the longer one.

    >>> shared(Marked("A", 0, 10), Marked("B", 4, 12))
    Fraction(3, 5)
    """
    common = min(one.end, other.end) - max(one.start, other.start)
    return Fraction(max(0, common), max(one.length, other.length))


def places(marked: Iterable[Marked], more_than: Fraction = MORE_THAN) -> tuple[Place, ...]:
    """The statements that the stretches of all coders come to, in the order of the text.

    Partners that share most come together first; two stretches of one coder never do. The order
    of the coders and of the stretches does not matter.
    """
    ordered = sorted(set(marked), key=_order)
    group = list(range(len(ordered)))
    members = [[number] for number in group]
    for one, other in _partners(ordered, more_than):
        left, right = group[one], group[other]
        coders = {ordered[each].coder for each in members[left]}
        if left == right or any(ordered[each].coder in coders for each in members[right]):
            continue
        members[left] += members[right]
        for each in members[right]:
            group[each] = left
    found = (Place(tuple(ordered[each] for each in sorted(members[at]))) for at in set(group))
    return tuple(sorted(found, key=lambda place: [_order(each) for each in place.marked]))


def _partners(ordered: Sequence[Marked], more_than: Fraction) -> list[tuple[int, int]]:
    """Pairs of stretches that share enough, those that share most first."""
    found: list[tuple[Fraction, int, int]] = []
    open_until: list[int] = []
    for number, each in enumerate(ordered):
        open_until = [other for other in open_until if ordered[other].end > each.start]
        for other in open_until:
            share = shared(ordered[other], each)
            if share > more_than:
                found.append((share, other, number))
        open_until.append(number)
    found.sort(key=lambda pair: (-pair[0], *map(_where, (ordered[pair[1]], ordered[pair[2]]))))
    return [(one, other) for _, one, other in found]


def _where(each: Marked) -> tuple[int, int]:
    return each.start, each.end


def _order(each: Marked) -> tuple[int, int, str, str]:
    return each.start, each.end, each.coder, each.value

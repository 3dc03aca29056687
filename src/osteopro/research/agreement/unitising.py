"""Krippendorff's alpha for unitising: do coders cut the same stretches out of a text?

Krippendorff, On the Reliability of Unitizing Continuous Data (1995), in the form of Content
Analysis, 3rd edition, replacement of section 12.4, equations 16 to 19, nominal values:

- two stretches of two coders that overlap differ by the length of both together, less the length
  of what they share if they have the same value;
- a stretch that lies wholly in a gap of another coder differs by twice its length;
- observed is the mean of these; expected is the mean over all ways in which any two of the
  stretches, whoever marked them, could overlap by chance;
- two gaps are not compared: leaving out the same small talk is no proof of care.

Alpha is 1 for the same stretches, 0 for stretches that overlap as chance would have it, and near
-1 where nothing overlaps. It is strict: one missed stretch in ten costs 0.2. Its author and others
(On the Reliability of Unitizing Textual Continua, 2016) doubt this form for three coders or more,
so it stands beside the other figures and decides nothing alone.
Texts stand one after the other: stretches of different texts never overlap.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import combinations, pairwise

from osteopro.research.agreement.coded import Marked, Text, joined
from osteopro.research.agreement.coefficients import Result
from osteopro.research.agreement.terms import Measure, Undefined


@dataclass(frozen=True, slots=True)
class Sums:
    """What alpha needs of a text, in characters; sums of texts are the sums of their figures."""

    coders: frozenset[str] = frozenset()
    differences: int = 0
    compared: int = 0
    stretches: int = 0
    length: int = 0
    squares: int = 0
    by_value: Mapping[str, int] = field(default_factory=dict)
    overlapping: bool = False


def alpha_u(texts: Iterable[Text]) -> Result:
    """Alpha on the stretches and their values; a coder's own stretches must not overlap."""
    return from_sums([sums(text) for text in texts])


def places_only(text: Text) -> Text:
    """The text with values forgotten and a coder's overlapping stretches made one."""
    marked = (
        Marked(coder, start, end)
        for coder in sorted(text.coders)
        for start, end in joined((each.start, each.end) for each in text.by(coder))
    )
    return Text(text.key, text.length, text.coders, tuple(marked), text.turns)


def sums(text: Text) -> Sums:
    """The sums of one text. A text that fewer than two people coded says nothing."""
    own = {coder: text.by(coder) for coder in text.coders}
    if any(one.end > other.start for each in own.values() for one, other in pairwise(each)):
        return Sums(text.coders, overlapping=True)
    if len(own) < 2:
        return Sums(text.coders)
    differences = [
        each for one, other in combinations(own.values(), 2) for each in _all(one, other)
    ]
    lengths = [each.length for each in text.marked]
    by_value: Counter[str] = Counter()
    for each in text.marked:
        by_value[each.value] += each.length
    return Sums(
        coders=text.coders,
        differences=sum(differences),
        compared=len(differences),
        stretches=len(lengths),
        length=sum(lengths),
        squares=sum(each**2 for each in lengths),
        by_value=by_value,
    )


def from_sums(parts: Sequence[Sums]) -> Result:
    """Alpha of texts whose sums are known: `value`, disagreements in characters, stretches."""
    stretches = sum(each.stretches for each in parts)
    if problem := _problem(parts, stretches):
        return Result(Measure.UNITISING, undefined=problem)
    observed = Fraction(
        sum(each.differences for each in parts), sum(each.compared for each in parts)
    )
    expected = _expected(parts, stretches)
    return Result(Measure.UNITISING, 1 - observed / expected, observed, expected, stretches)


def _problem(parts: Sequence[Sums], stretches: int) -> Undefined | None:
    if not parts:
        return Undefined.EMPTY
    if any(each.overlapping for each in parts):
        return Undefined.OVERLAPPING
    if all(len(each.coders) < 2 for each in parts):
        return Undefined.ONE_CODER
    if not stretches:
        return Undefined.NOTHING_MARKED
    # One stretch alone cannot be compared with what chance would do.
    return Undefined.NO_PAIRS if stretches == 1 else None


def _expected(parts: Sequence[Sums], stretches: int) -> Fraction:
    """The mean over pairs and over the a + b ways in which stretches of lengths a and b overlap.

    Over those ways they share a * b / (a + b) on average, so a pair adds a² + b² where values are
    equal and a² + ab + b² where not, and counts a + b times. Summed over all pairs at once.
    """
    length = sum(each.length for each in parts)
    squares = sum(each.squares for each in parts)
    by_value: Counter[str] = Counter()
    for each in parts:
        by_value.update(each.by_value)
    of_unequal = (length**2 - sum(each**2 for each in by_value.values())) // 2
    return Fraction((stretches - 1) * squares + of_unequal, (stretches - 1) * length)


def _all(one: Sequence[Marked], other: Sequence[Marked]) -> list[int]:
    """The differences between two coders' stretches, both in order."""
    found = []
    met: set[Marked] = set()
    at = 0
    for mine in one:
        while at < len(other) and other[at].end <= mine.start:
            at += 1
        place = at
        while place < len(other) and other[place].start < mine.end:
            found.append(_difference(mine, other[place]))
            met |= {mine, other[place]}
            place += 1
    return found + [2 * each.length for each in (*one, *other) if each not in met]


def _difference(one: Marked, other: Marked) -> int:
    common = min(one.end, other.end) - max(one.start, other.start)
    both = one.length + other.length - common
    return both - common if one.value == other.value else both

"""Whether the questions fit the people of a clinic (V8, clinical content 5.2). Pure.

It judges forms and ways of asking: records are counted, none is named, and few are not shown.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from osteopro.triage.validity.checkset import PersonFit
from osteopro.triage.validity.fit import pattern, shares

# Fewer records in a cell may point at somebody.
LEAST = 5


@dataclass(frozen=True, slots=True)
class Answered:
    """One complete record: by which form and in which way, and its scores in the items' order."""

    form: str
    mode: str
    scores: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Records of one form taken in one way, and how many lie far off; None when too few."""

    form: str
    mode: str
    records: int
    apart: int | None


@dataclass(frozen=True, slots=True)
class Fit:
    """`enough` says whether there are records enough to know a pattern; without, nothing else is
    told. `items` are the questions that stand out most in records far off, most often first."""

    records: int
    enough: bool
    apart: int | None = None
    groups: tuple[Group, ...] = ()
    items: tuple[tuple[str, int], ...] = ()


def fit(rows: Sequence[Answered], check: PersonFit) -> Fit:
    """How these records of one clinic fit their own pattern.

    A record whose distance cannot be told, because a question was always answered alike, is not
    far off.
    """
    if len(rows) < check.reports:
        return Fit(len(rows), enough=False)
    of = pattern([row.scores for row in rows])
    known, apart = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    standing_out = Counter[str]()
    for row in rows:
        known[row.form, row.mode] += 1
        parts = shares(row.scores, of)
        if parts is not None and sum(parts) > check.above:
            apart[row.form, row.mode] += 1
            standing_out[check.items[parts.index(max(parts))]] += 1
    groups = (Group(*key, number, _shown(apart[key])) for key, number in sorted(known.items()))
    return Fit(
        records=len(rows),
        enough=True,
        apart=_shown(apart.total()),
        groups=tuple(each for each in groups if each.records >= LEAST),
        items=tuple(each for each in standing_out.most_common() if each[1] >= LEAST),
    )


def _shown(number: int) -> int | None:
    return number if number >= LEAST else None

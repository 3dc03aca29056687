"""Sets of forms by name, and series of them, as rulesets and validity checks declare them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from osteopro.triage.view import Series

Sets = Mapping[str, Sequence[str]]


def forms_of(names: Iterable[str], sets: Sets) -> frozenset[str]:
    """Codes of forms: each name stands for a set of that name, or for the form itself.

    >>> sorted(forms_of(["record", "opros-qol"], {"record": ["opros-fu", "opros-full"]}))
    ['opros-fu', 'opros-full', 'opros-qol']
    """
    return frozenset(code for name in names for code in sets.get(name, [name]))


def parse_series(entry: Mapping[str, Any], sets: Sets) -> Series:
    """One entry of `series`; KeyError if a part is missing."""
    return Series(
        forms=forms_of(entry["forms"], sets),
        baseline=forms_of(entry.get("baseline", ()), sets),
        latest=entry["latest"],
        days=entry.get("days"),
    )

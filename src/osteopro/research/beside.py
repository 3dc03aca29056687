"""Words of participants beside their records: what may be concluded, and what was seen. Pure."""

import json
from collections.abc import Iterable
from hashlib import sha256

from osteopro.research.terms import Relation

NO_RECORDS = "no-records"
THERE_ARE_RECORDS = "there-are-records"
SAY_HOW = "say-how"


def problem(relation: Relation, readings: int, note: str) -> str:
    """Why that cannot be concluded from so many records; empty when it can.

    >>> problem(Relation.SILENT, 3, "")
    'there-are-records'
    """
    if relation is Relation.SILENT:
        return THERE_ARE_RECORDS if readings else ""
    if not readings:
        return NO_RECORDS
    apart = relation in (Relation.CONTRADICTS, Relation.EXTENDS)
    return SAY_HOW if apart and not note.strip() else ""


def snapshot(measure: str, readings: Iterable[tuple[int, str, bool, bool]]) -> str:
    """A hash of the figures as they stood: week, value, given on the phone, by the family."""
    return sha256(json.dumps([measure, *map(list, readings)]).encode()).hexdigest()

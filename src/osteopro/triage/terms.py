"""Codes of the rapid assessment."""

from enum import StrEnum


class Level(StrEnum):
    """How soon a record needs a person (clinical content 3.1). Compare by `rank`, 0 to 3."""

    ROUTINE = "routine"
    ATTENTION = "attention"
    URGENT = "urgent"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        return _RANKS[self]


_RANKS = {level: rank for rank, level in enumerate(Level)}


def highest(levels: "list[Level]") -> Level:
    """The highest of `levels`, routine when there are none."""
    return max(levels, key=_RANKS.__getitem__, default=Level.ROUTINE)

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


class Barrier(StrEnum):
    """Why an advice must not be given to this patient now (clinical content 4)."""

    URGENT = "urgent"  # something urgent is open: only what is fixed for that
    FLAG = "flag"  # a fact of the patient
    ANSWERS = "answers"  # something they reported
    UNCLEAR = "unclear"  # whether it is blocked cannot be told

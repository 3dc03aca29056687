"""States of taking part (clinical content 6.5)."""

from enum import StrEnum


class State(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    LEFT = "left"
    COMPLETED = "completed"
    DIED = "died"

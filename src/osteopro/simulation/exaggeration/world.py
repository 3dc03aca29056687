"""Everything that is assumed, in one value."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from osteopro.simulation.material import material
from osteopro.triage.terms import Level

TOP = 10.0  # points of a report, 0 to 10


@dataclass(frozen=True)
class Beliefs:
    """What patients think about waiting, and how it changes; days and shares."""

    wait: float
    rumour: float
    weight: float
    hears: int
    qualm: float
    curious: float


@dataclass(frozen=True)
class World:
    """The assumptions of one experiment; `data/exaggeration.json` says what each means."""

    days: int
    warm_up: int
    cool_down: int
    patients: int
    slots: int
    reserved: int
    urgent_limit: float
    onsets: Mapping[Level, float]
    severity: Mapping[Level, tuple[float, float]]
    level_from: Mapping[Level, float]
    worsens: float
    events: Mapping[Level, tuple[float, float]]
    report_every: float
    report_noise: float
    lives_alone: float
    phone_only: float
    ages: tuple[int, int]
    strategic: float
    learning: float
    strength: float
    invents: float
    persuades: float
    call_error: float
    calls: float
    call_limits: Mapping[Level, float]
    lapses: float
    lapse_days: float
    full_after_days: int | None
    beliefs: Beliefs

    def measured(self, at: float) -> bool:
        """Whether something that began then is counted."""
        return self.warm_up <= at < self.days - self.cool_down

    def level(self, points: float) -> Level:
        """The level of a report of so many points."""
        reached = [level for level, least in self.level_from.items() if points >= least]
        return max(reached, key=lambda level: level.rank, default=Level.ROUTINE)

    def points(self, level: Level, share: float) -> float:
        """The severity of a need: `share` of the way through the range of its level."""
        low, high = self.severity[level]
        return low + share * (high - low)


def world() -> World:
    """The assumptions that come with the product."""
    raw: dict[str, Any] = material("exaggeration")
    values = {field.name: raw[field.name] for field in fields(World)}
    for name in ("onsets", "severity", "level_from", "events", "call_limits"):
        values[name] = {Level(level): value for level, value in raw[name].items()}
    return World(**{**values, "beliefs": Beliefs(**raw["beliefs"])})

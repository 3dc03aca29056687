"""How somebody really is, day by day: a severity that wanders, and things that happen.

Nobody in the product sees this. What people answer comes from it (answering.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random
from typing import Any

from osteopro.simulation.chance import clip
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident

ONE_DAY = timedelta(days=1)
HALF_YEAR = 182.0
USUAL = 0.4  # the value of a trait at which an event is as frequent as its rate says
Latent = Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Happened:
    """Something that happened on a day; `kind` is a key of events.json."""

    kind: str
    on: date


@dataclass(slots=True)
class _Wave:
    lift: Mapping[str, float]
    half_life: float
    age: int = 0

    def at(self, trait: str) -> float:
        left: float = 0.5 ** (self.age / self.half_life)
        return self.lift.get(trait, 0.0) * left


@dataclass(slots=True)
class Course:
    """One person's course. Traits run from 0 (none) to 1 (worst)."""

    today: date
    source: Random
    home: dict[str, float]
    level: dict[str, float]
    on_medicine: bool
    kilos: float
    waves: list[_Wave] = field(default_factory=list)
    past: list[dict[str, float]] = field(default_factory=list)

    def next_day(self) -> list[Happened]:
        """Live one day; returns what happened on it."""
        rules = material("course")
        self.past.append(self.latent())
        self.today += ONE_DAY
        self._wander(rules)
        for wave in self.waves:
            wave.age += 1
        self.waves = [wave for wave in self.waves if wave.age < 5 * wave.half_life]
        return [event for kind in material("events")["events"] if (event := self._chance(kind))]

    def befall(self, kind: str) -> Happened:
        """Let something happen today, whatever the odds."""
        rule = material("events")["events"][kind]
        if rule["lift"]:
            self.waves.append(_Wave(rule["lift"], rule["half_life"]))
        return Happened(kind, self.today)

    def advised(self, strength: float) -> None:
        """Advice that was taken: the worst trouble settles a little lower from now on."""
        worst = max(self.home, key=self.home.__getitem__)
        self.home[worst] *= 1 - strength

    def latent(self) -> dict[str, float]:
        """Every trait as it is today."""
        return {
            trait: clip(value + sum(wave.at(trait) for wave in self.waves))
            for trait, value in self.level.items()
        }

    def before(self, days: int) -> Latent:
        """Every trait as it was that many days ago, or at the start."""
        return self.past[max(0, len(self.past) - days)] if self.past else self.latent()

    def _wander(self, rules: Mapping[str, Any]) -> None:
        common = self.source.gauss(0, rules["shared"])
        for trait, home in self.home.items():
            self.home[trait] = home * (1 - rules["mend"] / HALF_YEAR)
            step = self.source.gauss(0, rules["wander"]) + (common if home > 0 else 0.0)
            level = self.level[trait]
            self.level[trait] = clip(level + rules["pull"] * (home - level) + step)
        self.kilos += self.source.gauss(0, 0.04) - 0.006 * (self.level["thin"] > USUAL)

    def _chance(self, kind: str) -> Happened | None:
        rule = material("events")["events"][kind]
        if rule.get("needs_medicine") and not self.on_medicine:
            return None
        driver = rule.get("driven_by")
        odds = rule["per_year"] / 365 * (self.latent()[driver] / USUAL if driver else 1.0)
        return self.befall(kind) if self.source.random() < odds else None


def begin(resident: Resident, on: date, source: Random) -> Course:
    """The course of a resident from the day they join."""
    severity = source.betavariate(2.2, 2.6)
    home = {
        trait: _home(resident, rule, severity, source)
        for trait, rule in material("course")["traits"].items()
    } | dict(resident.home)
    kilos = source.gauss(62 if resident.sex == "male" else 54, 6)
    return Course(
        today=on,
        source=source,
        home=home,
        level=dict(home),
        on_medicine=resident.profile.on_bone_med,
        kilos=clip(kilos, 38, 82),
    )


def severity(latent: Latent) -> float:
    """One number for how bad it is: the mean over all traits but the medicine's."""
    values = [value for trait, value in latent.items() if trait != "drug"]
    return sum(values) / len(values)


def _home(resident: Resident, rule: Mapping[str, Any], severity: float, source: Random) -> float:
    known = rule["complaint"] in resident.complaints
    low, high = (float(end) for end in rule["with" if known else "without"])
    return low + (high - low) * clip(0.6 * severity + 0.4 * source.random())

"""Figures of a run, of the same person with and without exaggeration, and of many runs."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from statistics import NormalDist, mean, stdev

from osteopro.simulation.exaggeration.clinic import Days
from osteopro.simulation.exaggeration.people import Strategy
from osteopro.simulation.exaggeration.world import World
from osteopro.triage.terms import Level

AT_THE_END = 90  # days before the end in which wishes are looked at
LONGEST = 28  # days after which the programme wants everybody seen
# Two-sided 95 % of Student's t for 1 to 30 degrees of freedom; beyond, close to the normal one.
_T95 = (
    12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228,
    2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086,
    2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042,
)  # fmt: skip


class Figure(StrEnum):
    """What is reported of each rule."""

    ROUTINE = "days-routine"
    ATTENTION = "days-attention"
    URGENT = "days-urgent"
    LATE = "urgent-late"
    HONEST = "days-honest-attention"
    LONG = "over-28-days"
    GAIN = "gain"
    GAIN_ROUTINE = "gain-routine"
    GAIN_ATTENTION = "gain-attention"
    TALKS = "talks-per-slot"
    LEARNED = "learned"
    EXAGGERATE = "exaggerate"


Figures = Mapping[Figure, float]
_DAYS = {
    Figure.ROUTINE: Level.ROUTINE,
    Figure.ATTENTION: Level.ATTENTION,
    Figure.URGENT: Level.URGENT,
}


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean over `n` seeds and half the width of its 95 % interval; nan where unknown."""

    mean: float
    half: float
    n: int

    @property
    def low(self) -> float:
        return self.mean - self.half

    @property
    def high(self) -> float:
        return self.mean + self.half


def figures(world: World, days: Days) -> dict[Figure, float]:
    """What one run shows; a share of nothing is left out.

    The wait of a need that nobody has seen yet counts up to the end.
    """
    spells = [spell for spell in days.spells if world.measured(spell.since)]
    found = {
        figure: [spell.waited(world.days) for spell in spells if spell.level is level]
        for figure, level in _DAYS.items()
    }
    waits = [spell.waited(world.days) for spell in spells]
    honest = {number for number, each in enumerate(days.strategies) if each is Strategy.HONEST}
    late = [float(waited > world.urgent_limit) for waited in found[Figure.URGENT]]
    last = [wish for wish in days.asked if wish.at >= world.days - AT_THE_END]
    learned = [float(w.exaggerates) for w in last if w.strategy is Strategy.LEARNS]
    found |= {
        Figure.LATE: late,
        Figure.HONEST: [
            spell.waited(world.days)
            for spell in spells
            if spell.level is Level.ATTENTION and spell.person in honest
        ],
        Figure.LONG: [float(waited > LONGEST) for waited in waits],
        Figure.LEARNED: learned,
        Figure.EXAGGERATE: [float(wish.exaggerates) for wish in last],
        Figure.TALKS: [days.talks / days.offered],
    }
    return {figure: mean(values) for figure, values in found.items() if values}


def gains(world: World, person: int, honest: Days, loud: Days) -> list[tuple[Level, float]]:
    """How many days earlier each need of one person is seen when they exaggerate: the same needs
    in two runs that differ in nothing else. Above 0: it pays."""
    one, other = (_waits(world, person, days) for days in (honest, loud))
    return [(level, waited - other[at][1]) for at, (level, waited) in one.items()]


def _waits(world: World, person: int, days: Days) -> dict[int, tuple[Level, float]]:
    return {
        spell.onset: (spell.level, spell.waited(world.days))
        for spell in days.spells
        if spell.person == person and not spell.worsened and world.measured(spell.since)
    }


def gain_figures(found: Sequence[tuple[Level, float]]) -> dict[Figure, float]:
    """The mean gain, and that of needs that were routine and attention."""
    groups = {
        Figure.GAIN: [gain for _, gain in found],
        Figure.GAIN_ROUTINE: [gain for level, gain in found if level is Level.ROUTINE],
        Figure.GAIN_ATTENTION: [gain for level, gain in found if level is Level.ATTENTION],
    }
    return {figure: mean(values) for figure, values in groups.items() if values}


def interval(values: Iterable[float]) -> Interval:
    """Mean and 95 % interval by Student's t; one value alone has no interval."""
    known = list(values)
    n = len(known)
    if n < 2:
        return Interval(known[0] if known else math.nan, math.nan, n)
    t = _T95[n - 2] if n - 2 < len(_T95) else NormalDist().inv_cdf(0.975) + 2.4 / (n - 1)
    return Interval(mean(known), t * stdev(known) / math.sqrt(n), n)


def summed(runs: Sequence[Figures]) -> dict[Figure, Interval]:
    """Each figure over all seeds that have it."""
    return {f: interval(run[f] for run in runs if f in run) for f in Figure}

"""Who the patients are, what they need and when, and whether they exaggerate."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from random import Random

from osteopro.appointments.terms import Event
from osteopro.simulation.chance import pick, stream
from osteopro.simulation.exaggeration.world import Beliefs, World
from osteopro.triage.terms import Level

YEAR = 365.0


class Strategy(StrEnum):
    """How somebody reports while waiting for a visit."""

    HONEST = "honest"
    ALWAYS = "always"  # always exaggerates
    LEARNS = "learns"  # exaggerates when experience says that it brings enough


@dataclass(frozen=True, slots=True)
class Onset:
    """A new need: from `at` on, `share` of the way through its level's range of severity. It
    becomes urgent `worsens_after` days later unless a physician has seen the patient."""

    number: int
    at: float
    level: Level
    share: float
    worsens_after: float
    event: Event


@dataclass(frozen=True, slots=True)
class Person:
    """One patient; nothing in here depends on how slots are given."""

    number: int
    strategy: Strategy
    qualm: float
    friends: tuple[int, ...]
    lives_alone: bool
    phone_only: bool
    age: int
    last_visit: float  # day, before 0
    onsets: tuple[Onset, ...]


class Belief:
    """How long somebody thinks one waits when one exaggerates and when one does not."""

    def __init__(self, beliefs: Beliefs) -> None:
        self.weight = beliefs.weight
        self.waits = {False: beliefs.wait, True: beliefs.wait - beliefs.rumour}

    @property
    def gain(self) -> float:
        """Days that exaggerating is thought to bring."""
        return self.waits[False] - self.waits[True]

    def hear(self, wait: float, *, exaggerated: bool) -> None:
        """Somebody, perhaps oneself, waited so long."""
        self.waits[exaggerated] += self.weight * (wait - self.waits[exaggerated])


def people(world: World, seed: int) -> list[Person]:
    """The patients of one clinic: the same for the same seed under every rule."""
    return [_person(world, seed, number) for number in range(world.patients)]


def _person(world: World, seed: int, number: int) -> Person:
    source = stream(seed, "person", number)
    strategic, learns = source.random() < world.strategic, source.random() < world.learning
    others = [other for other in range(world.patients) if other != number]
    return Person(
        number=number,
        strategy=_strategy(strategic=strategic, learns=learns),
        qualm=source.expovariate(1 / world.beliefs.qualm),
        friends=tuple(source.sample(others, min(world.beliefs.hears, len(others)))),
        lives_alone=source.random() < world.lives_alone,
        phone_only=source.random() < world.phone_only,
        age=source.randint(*world.ages),
        last_visit=-source.uniform(0, YEAR / 2),
        onsets=tuple(_onsets(world, stream(seed, "needs", number))),
    )


def _strategy(*, strategic: bool, learns: bool) -> Strategy:
    if not strategic:
        return Strategy.HONEST
    return Strategy.LEARNS if learns else Strategy.ALWAYS


def _onsets(world: World, source: Random) -> Iterator[Onset]:
    rate = sum(world.onsets.values()) / YEAR
    number, at = 0, source.expovariate(rate)
    while at < world.days:
        level = pick(source, world.onsets)
        turns = level is Level.ATTENTION and world.worsens > 0
        after = source.expovariate(world.worsens) if turns else math.inf
        yield Onset(number, at, level, source.random(), after, _event(world, level, source))
        number, at = number + 1, at + source.expovariate(rate)


def _event(world: World, level: Level, source: Random) -> Event:
    recorded, told = world.events[level]
    drawn = source.random()
    if drawn < recorded:
        return Event.RECORDED
    return Event.REPORTED if drawn < recorded + told else Event.NONE

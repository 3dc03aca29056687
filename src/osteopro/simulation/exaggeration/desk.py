"""The manager who phones: what is heard in a talk, and which talks come too late."""

from collections.abc import Generator
from typing import Any

import simpy

from osteopro.appointments.terms import Event
from osteopro.simulation.chance import stream
from osteopro.simulation.exaggeration.cases import Case, Talk
from osteopro.simulation.exaggeration.world import World
from osteopro.triage.terms import Level

Process = Generator[simpy.Event, Any, None]


class Desk:
    """One telephone with so many talks a day; what is due first is phoned about first."""

    def __init__(self, env: simpy.Environment, world: World, seed: int) -> None:
        self.env = env
        self.world = world
        self.seed = seed
        self.phone = simpy.PriorityResource(env, capacity=1)
        self.talks = 0

    def owes(self, case: Case) -> None:
        """A report asks for a talk. One talk answers every report before it; the time of each
        report runs by itself."""
        urgent = self.world.level(case.points) is Level.URGENT
        limit = self.world.call_limits[Level.URGENT if urgent else Level.ATTENTION]
        if case.call is None:
            case.call = object()
            self.env.process(self._talk(case, case.reports, self.env.now + limit))
        self.env.process(self._watch(case, case.call, limit))

    def _watch(self, case: Case, call: object, limit: float) -> Process:
        yield self.env.timeout(limit)
        if case.call is call and not case.seen.triggered:
            case.missed = True

    def _talk(self, case: Case, report: int, due: float) -> Process:
        source = stream(self.seed, "talk", case.person.number, case.number, report)
        lapse, luck, believed = (source.random() for _ in range(3))
        if lapse < self.world.lapses:
            yield self.env.timeout(self.world.lapse_days)
        with self.phone.request(priority=due) as turn:  # type: ignore[arg-type]
            yield turn | case.seen
            if case.seen.triggered:
                return
            yield self.env.timeout(1 / self.world.calls)
        self.talks += 1
        case.talks.append(Talk(self.env.now, heard(self.world, case, luck)))
        case.confirmed |= case.event is not Event.NONE or believed < self.world.call_error
        case.missed, case.call = False, None


def heard(world: World, case: Case, luck: float) -> Level:
    """The level that a talk finds; `luck` from 0 to 1, the higher the louder it sounds.

    `call_error` is how often a talk errs: by one level, and of the middle one as often down as up.
    Who exaggerates does so in the talk too.
    """
    error = world.call_error
    luck += world.persuades if case.exaggerates else 0.0
    lower, higher = {
        Level.ROUTINE: (0.0, error),
        Level.ATTENTION: (error / 2, error / 2),
        Level.URGENT: (error, 0.0),
    }[case.level]
    louder = luck >= 1 - higher and case.level is not Level.URGENT
    step = -1 if luck < lower else int(louder)
    return next(level for level in Level if level.rank == case.level.rank + step)

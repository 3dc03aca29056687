"""A clinic that is small enough to be lived in a moment, and one wish in it."""

from dataclasses import replace
from typing import Any

import simpy

from osteopro.simulation.exaggeration.cases import Case
from osteopro.simulation.exaggeration.people import people
from osteopro.simulation.exaggeration.world import World, world


def small(**changes: Any) -> World:
    """Forty patients, one slot a day; `changes` are other assumptions."""
    little = {"days": 140, "warm_up": 20, "cool_down": 20, "patients": 40, "slots": 1, "calls": 3}
    return replace(world(), **{**little, "reserved": 0, **changes})


def case(**changes: Any) -> Case:
    """The open wish of an honest patient who asked on day 90; `changes` are other values."""
    made = Case(
        person=people(small(), 1)[0],
        number=0,
        asked=90.0,
        exaggerates=False,
        invents=False,
        last_visit=0.0,
        seen=simpy.Environment().event(),
    )
    for name, value in changes.items():
        setattr(made, name, value)
    return made

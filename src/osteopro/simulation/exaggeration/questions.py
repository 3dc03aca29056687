"""What the experiment asks: the main comparison, and what changes when an assumption does."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from osteopro.simulation.exaggeration.people import YEAR
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.trials import Task
from osteopro.simulation.exaggeration.world import World

MAIN = "main"
OURS = ("ours", "proposed")
REPORTS = ("loudest", *OURS)  # the rules whose order depends on what is reported
PERCENT = 100


@dataclass(frozen=True)
class Sweep:
    """One assumption at several values, and the rules for which it matters: `put` makes the world
    with a value."""

    code: str
    name: str
    values: Sequence[float]
    put: Callable[[World, float], World]
    percent: bool = False
    rules: tuple[str, ...] = OURS

    def point(self, value: float) -> str:
        return f"{self.code}={value:g}"

    def label(self, value: float) -> str:
        return f"{value * PERCENT:g} %" if self.percent else f"{value:g}"


def _crowded(world: World, needs_per_slot: float) -> World:
    """So many people that each slot has this many needs."""
    per_day = sum(world.onsets.values()) / YEAR
    return replace(world, patients=round(needs_per_slot * world.slots / per_day))


SWEEPS: Mapping[str, Sweep] = {
    sweep.code: sweep
    for sweep in (
        Sweep(
            "call-error",
            "Talks that err",
            (0.05, 0.15, 0.25, 0.4),
            lambda world, value: replace(world, call_error=value),
            percent=True,
        ),
        Sweep(
            "persuades",
            "Loud people heard too high",
            (0.0, 0.1, 0.2),
            lambda world, value: replace(world, persuades=value),
            percent=True,
        ),
        Sweep(
            "strategic",
            "Strategic patients",
            (0.0, 0.2, 0.4, 0.6),
            lambda world, value: replace(world, strategic=value),
            percent=True,
            rules=REPORTS,
        ),
        Sweep("scarcity", "Needs per slot", (0.9, 1.3, 1.7), _crowded, rules=REPORTS),
        Sweep(
            "calls",
            "Talks a day there is time for",
            (2, 4, 6),
            lambda world, value: replace(world, calls=value),
        ),
        Sweep(
            "full-after",
            "Days after which waiting counts fully",
            (28, 42, 56),
            lambda world, value: replace(world, full_after_days=int(value)),
        ),
    )
}


def main_tasks(world: World, seeds: Sequence[int], flips: int) -> Iterator[Task]:
    """The comparison of all rules."""
    for policy in POLICIES:
        yield from (Task(MAIN, world, policy, seed, flips) for seed in seeds)


def sweep_tasks(world: World, seeds: Sequence[int], flips: int) -> Iterator[Task]:
    """Every assumption at each of its values, all else as it is."""
    for sweep in SWEEPS.values():
        for value in sweep.values:
            other = sweep.put(world, value)
            for policy in sweep.rules:
                yield from (Task(sweep.point(value), other, policy, seed, flips) for seed in seeds)

"""Many clinics under each rule, and single people with another strategy in the same clinic."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from multiprocessing import get_context

from osteopro.simulation.chance import stream
from osteopro.simulation.exaggeration.clinic import live
from osteopro.simulation.exaggeration.measures import (
    Figure,
    Interval,
    figures,
    gain_figures,
    gains,
    summed,
)
from osteopro.simulation.exaggeration.people import Strategy, people
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.world import World
from osteopro.triage.terms import Level

Summary = dict[Figure, Interval]
Progress = Callable[[], object]


@dataclass(frozen=True)
class Task:
    """One clinic under one rule: `point` says of which question of the experiment it is part;
    `flips` people are looked at with the other strategy as well."""

    point: str
    world: World
    policy: str
    seed: int
    flips: int


def tried(task: Task) -> dict[Figure, float]:
    """The figures of one task. Depends on nothing but the task."""
    world, policy = task.world, POLICIES[task.policy]
    days = live(world, task.seed, policy)
    found: list[tuple[Level, float]] = []
    for number, other in flipped(world, task.seed, task.flips):
        same = live(world, task.seed, policy, {number: other})
        loud = other is Strategy.ALWAYS
        found += gains(world, number, *((days, same) if loud else (same, days)))
    return figures(world, days) | gain_figures(found)


def flipped(world: World, seed: int, count: int) -> list[tuple[int, Strategy]]:
    """Who is looked at with the other strategy: the honest would always exaggerate, and who
    always does would be honest. Those who learn have no one strategy to flip."""
    others = {Strategy.HONEST: Strategy.ALWAYS, Strategy.ALWAYS: Strategy.HONEST}
    fixed = [person for person in people(world, seed) if person.strategy in others]
    chosen = stream(seed, "flipped").sample(fixed, min(count, len(fixed)))
    return [(person.number, others[person.strategy]) for person in chosen]


def experiment(
    tasks: Sequence[Task], *, workers: int, progress: Progress
) -> dict[tuple[str, str], Summary]:
    """The figures of every question and rule over its seeds. The result does not depend on the
    number of workers; `progress` is told of each task that is done."""
    results: dict[int, dict[Figure, float]] = {}
    for number, found in _done(tasks, workers):
        results[number] = found
        progress()
    groups: dict[tuple[str, str], list[dict[Figure, float]]] = {}
    for number, task in enumerate(tasks):
        groups.setdefault((task.point, task.policy), []).append(results[number])
    return {key: summed(runs) for key, runs in groups.items()}


def _done(tasks: Sequence[Task], workers: int) -> Iterator[tuple[int, dict[Figure, float]]]:
    if workers == 1:
        yield from ((number, tried(task)) for number, task in enumerate(tasks))
        return
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        waiting = {pool.submit(tried, task): number for number, task in enumerate(tasks)}
        yield from ((waiting[done], done.result()) for done in as_completed(waiting))

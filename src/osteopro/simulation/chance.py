"""Chance that repeats itself: every part of the clinic draws from a stream of its own."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar
from uuid import UUID

T = TypeVar("T")


def stream(seed: int, *names: object) -> Random:
    """An independent source for one purpose, e.g. `stream(7, "course", 12)`.

    Drawing more from one never shifts another, so a change in how people write notes
    leaves their pain as it was. The same on every machine and in every process.
    """
    return Random(":".join(map(str, (seed, *names))))  # noqa: S311 - nothing secret is drawn


def uuid(source: Random) -> UUID:
    """A version 4 UUID that comes out the same for the same seed."""
    return UUID(int=source.getrandbits(128), version=4)


def pick(source: Random, weights: Mapping[T, float]) -> T:
    """One key, with probability in proportion to its weight (≥ 0, not all 0)."""
    return source.choices(list(weights), list(weights.values()))[0]


def quota(source: Random, count: int, shares: Mapping[T, float]) -> list[T]:
    """`count` values in random order whose counts follow `shares` as closely as whole people can.

    A clinic of 40 drawn person by person may be half men by bad luck; this one is not.

    >>> sorted(quota(stream(1, "sex"), 7, {"f": 0.71, "m": 0.29}))
    ['f', 'f', 'f', 'f', 'f', 'm', 'm']
    """
    total = sum(shares.values())
    exact = {value: count * share / total for value, share in shares.items()}
    counts = {value: int(number) for value, number in exact.items()}
    by_rest = sorted(exact, key=lambda value: counts[value] - exact[value])
    for value in by_rest[: count - sum(counts.values())]:
        counts[value] += 1
    values = [value for value, number in counts.items() for _ in range(number)]
    source.shuffle(values)
    return values


def some(source: Random, values: Sequence[T], share: float) -> list[T]:
    """Each of `values` with probability `share`, in their order."""
    return [value for value in values if source.random() < share]


def clip(value: float, low: float = 0.0, high: float = 1.0) -> float:
    """`value` moved into [low, high]."""
    return min(high, max(low, value))

"""Change within one person against the person's own usual value (clinical content 2.4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median

from osteopro.instruments.terms import Direction

WINDOW_DAYS = 56
LATEST = 3


@dataclass(frozen=True)
class Past:
    """An earlier value: the local day it was given, exact or None, `own` unless by a proxy."""

    on: date
    value: Fraction | None
    own: bool = True


def base(
    values: Sequence[Past],
    now_date: date,
    baseline: Fraction | None,
    *,
    latest: int = LATEST,
    window_days: int | None = WINDOW_DAYS,
) -> Fraction | None:
    """The usual value: median of the latest few own, known values inside the window.

    `values` are earlier than the current one, oldest first. Without any in the window the answer
    is `baseline`, which may be None: then rules on change do not run. For quality of life pass
    `latest=2, window_days=None`. Earlier 3, 4, 6 give 4; two values give their mean.
    """
    known = [
        past.value
        for past in sorted(values, key=lambda past: past.on)
        if past.own and past.value is not None and _in_window(past.on, now_date, window_days)
    ]
    return median(known[-latest:]) if known else baseline


def change(current: Fraction | None, usual: Fraction | None) -> Fraction | None:
    """Current minus usual, None when either is missing."""
    return None if current is None or usual is None else current - usual


def worsening(delta: Fraction, direction: Direction) -> Fraction:
    """The change with its sign turned so that above 0 always means worse."""
    return delta if direction is Direction.HIGHER_WORSE else -delta


def _in_window(on: date, now_date: date, window_days: int | None) -> bool:
    age = (now_date - on).days
    return age >= 0 and (window_days is None or age <= window_days)

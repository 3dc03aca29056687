"""Decisions of the page for a visit (clinical content sections 2.4 and 8). Pure."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta
from fractions import Fraction
from typing import TypeVar

from osteopro.summaries.facts import Row
from osteopro.ui.charts.layout import text_width
from osteopro.ui.charts.values import Number

T = TypeVar("T")
# What the curves and the counts of records look at.
PERIOD = timedelta(weeks=12)
# What is read at all: falls are counted over a year.
YEAR = timedelta(days=365)
FOUR_WEEKS = timedelta(days=28)
# "Four weeks ago" is the answer nearest to that day, not nearer to today than half of it.
_NEAREST, _FARTHEST = timedelta(days=14), timedelta(days=56)
# An answer older than this is nobody's "now" (2.4: 56 days).
STILL_NOW = timedelta(days=56)
SYMPTOM_CURVES, CURVES = 3, 6
NOTES, ALARMS, ADVICE, QUESTIONS = 3, 3, 3, 3
# Widths on the page in Chinese characters: three lines of own words in all, two for a question
# (one in large letters), one for why a record was urgent.
NOTES_WIDTH = 66
QUESTION_WIDTH = 30
REASON_WIDTH = 17


def nearest_to_four_weeks(days: Sequence[date], now: date) -> int | None:
    """Which of these days stands for "four weeks ago"; None when none is near enough."""
    fitting = [n for n, day in enumerate(days) if _NEAREST <= now - day <= _FARTHEST]
    wanted = now - FOUR_WEEKS
    return min(fitting, key=lambda n: (abs(days[n] - wanted), n), default=None)


def most_changed(rows: Iterable[Row], number: int) -> list[Row]:
    """The rows that changed most, measured in what means something for each; ties as they come.

    What cannot be compared comes last.
    """
    return sorted(rows, key=_unmoved)[:number]


def _unmoved(row: Row) -> Fraction:
    now = row.now
    for other in (row.before, row.first):
        if now is None or other is None or not (now.compares and other.compares):
            continue
        return -abs(_exact(now.value) - _exact(other.value)) / _exact(row.step)
    return Fraction(1)


def _exact(value: Number | None) -> Fraction:
    return Fraction(value or 0)


def shortened(text: str, width: int) -> str:
    """Own words on one line, cut where they get longer than `width` Chinese characters.

    >>> shortened("夜里翻身\\n还是痛", 6)
    '夜里翻身 …'
    """
    line = " ".join(text.split())
    if text_width(line, 1) <= width:
        return line
    while line and text_width(line, 1) > width - 1:
        line = line[:-1]
    return line + "…"


def different(found: Iterable[T], by: Callable[[T], object]) -> list[T]:
    """The first of each kind, in order."""
    kept: dict[object, T] = {}
    for each in found:
        kept.setdefault(by(each), each)
    return list(kept.values())

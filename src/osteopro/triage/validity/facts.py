"""Kinds of facts that only validity checks may name, beside those of the rules.

They are kept apart so that no rule can ever read how long somebody took to answer.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from fractions import Fraction
from itertools import groupby
from statistics import median
from typing import Any

from osteopro.triage import facts
from osteopro.triage.facts import Bound, Declaration, Sources, number
from osteopro.triage.reading import Reading
from osteopro.triage.view import View


def sitting(view: View) -> list[Reading]:
    """The response under check, then what the same person gave on the same day, newest first:
    one sitting (resolution 77)."""
    if view.current is None:
        return []
    same = [r for r in view.history if r.day == view.day and r.record.proxy == view.proxy]
    return [view.current, *same]


def given(view: View, item: str) -> tuple[Reading, Fraction] | None:
    """The raw answer to an item in this sitting, with the response that has it."""
    for reading in sitting(view):
        raw = reading.raw(item)
        if raw is not None:
            return reading, raw
    return None


def shares(view: View, items: Sequence[str]) -> list[Fraction]:
    """Answers of this sitting on a scale from 0 to 1, where 1 is the last option of the item."""
    found = ((item, given(view, item)) for item in items)
    return [raw / reading.form.top(item) for item, (reading, raw) in _present(found)]


def _present(
    found: Iterator[tuple[str, tuple[Reading, Fraction] | None]],
) -> Iterator[tuple[str, tuple[Reading, Fraction]]]:
    return ((item, pair) for item, pair in found if pair is not None)


def _same(sources: Sources, fact: Declaration) -> Bound:
    """The answer given most often among the items: how often, or (`as` raw) which it is."""
    known = _raws(sources, fact["items"])
    if not known:
        return None
    often = max(known.count(raw) for raw in known)
    if fact.get("as") == "raw":
        return number(max(raw for raw in known if known.count(raw) == often))
    return often


def _raws(sources: Sources, items: Sequence[str]) -> list[Fraction]:
    current = sources.view.current
    raws = (current.raw(item) for item in items) if current else ()
    return [raw for raw in raws if raw is not None]


def _run(sources: Sources, fact: Declaration) -> Bound:
    """The longest run of one raw number, `least` or more, over items in their order; an item
    without answer ends it."""
    current = sources.view.current
    raws = [current.raw(item) for item in fact["items"]] if current else []
    runs = [
        len(list(same))
        for raw, same in groupby(raws)
        if raw is not None and raw >= fact.get("least", 0)
    ]
    return max(runs, default=0)


def _apart(sources: Sources, fact: Declaration) -> Bound:
    """How far the means of two groups of items lie from each other, each on 0 to 1."""
    one, other = (shares(sources.view, fact[name]["items"]) for name in ("one", "other"))
    for name, group in (("one", one), ("other", other)):
        if len(group) < fact[name].get("answered", 1):
            return None
    return number(abs(_mean(one) - _mean(other)))


def _mean(values: Sequence[Fraction]) -> Fraction:
    return sum(values, Fraction(0)) / len(values)


def _difference(sources: Sources, fact: Declaration) -> Bound:
    """The raw number of one item minus that of another."""
    current = sources.view.current
    one, other = (current.raw(fact[n]) if current else None for n in ("item", "minus"))
    return None if one is None or other is None else number(one - other)


def _pace(sources: Sources, fact: Declaration) -> Bound:
    """Median seconds per item of this form; null when they are known of too few."""
    current = sources.view.current
    items = current.form.items if current else {}
    known = [value for item, value in sources.seconds.items() if item in items]
    return number(median(known)) if len(known) >= fact["least"] else None


def _author(sources: Sources, fact: Declaration) -> Bound:
    """Who answered, as the sitting says; null where no form of it asks."""
    for reading in sitting(sources.view):
        if codes := reading.codes(fact["item"]):
            return codes[0]
    return None


def _mode(sources: Sources, fact: Declaration) -> Bound:
    response = sources.view.case.response
    return response.mode if response else None


def _top_share(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    return number(_of_top(current, fact["items"])) if current else None


def _top_share_before(sources: Sources, fact: Declaration) -> Bound:
    """The same, as the mean of the latest few own records before; null without any."""
    earlier = sources.view.own(fact["series"])[: fact["latest"]]
    known = [share for r in earlier if (share := _of_top(r, fact["items"])) is not None]
    return number(_mean(known)) if known else None


def _of_top(reading: Reading, items: Sequence[str]) -> Fraction | None:
    """The share of answered items at their last option; None if nothing was answered."""
    answered = [(item, raw) for item in items if (raw := reading.raw(item)) is not None]
    if not answered:
        return None
    at_top = sum(raw == reading.form.top(item) for item, raw in answered)
    return Fraction(at_top, len(answered))


def _answered(sources: Sources, fact: Declaration) -> Bound:
    """How many of the items were answered, or (`as` highest) the highest raw number given."""
    known = _raws(sources, fact["items"])
    if fact.get("as") == "highest":
        return number(max(known)) if known else None
    return len(known)


def _diary(sources: Sources, fact: Declaration) -> Bound:
    """Diary entries about days since the last record, and at least the last `days`: for each
    the first code (or raw number) of the items asked for."""
    since = window(sources.view, fact["series"], fact["days"])
    found: list[Any] = []
    for entry in sources.view.diary:
        day = entry.value(fact["date"])
        on = day if isinstance(day, date) else entry.day
        if on >= since:
            found.append({name: _first(entry, item) for name, item in fact["items"].items()})
    return found


def window(view: View, series: str, days: int) -> date:
    """The first day that belongs to this record."""
    before = next((reading.day for reading in view.of_series(series)), view.day)
    return min(before, view.day - timedelta(days=days))


def _first(entry: Reading, item: str) -> str | float | None:
    raw = entry.raw(item)
    if raw is not None:
        return number(raw)
    codes = entry.codes(item)
    return codes[0] if codes else None


def _heard(sources: Sources, fact: Declaration) -> Bound:
    """The highest number that staff heard or saw in the last `days`; null without any."""
    view = sources.view
    heard: list[int] = [
        value
        for each in view.profile.verified
        if each.at <= view.moment and view.age(view.local_day(each.at)) <= fact["days"]
        for name in fact["fields"]
        if (value := getattr(each, name)) is not None
    ]
    return max(heard, default=None)


KINDS: Mapping[str, Callable[[Sources, Declaration], Bound]] = {
    **facts.KINDS,
    "same": _same,
    "run": _run,
    "apart": _apart,
    "difference": _difference,
    "pace": _pace,
    "author": _author,
    "mode": _mode,
    "top-share": _top_share,
    "top-share-before": _top_share_before,
    "answered": _answered,
    "diary": _diary,
    "heard": _heard,
}

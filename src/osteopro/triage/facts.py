"""Kinds of facts a ruleset can name. Each kind is a function of the case and its declaration.

Rules see null where there is nothing, whole numbers for raw answers, and doubles rounded half up
to 6 decimals for everything computed (resolution 42).
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from fractions import Fraction
from functools import cached_property
from itertools import pairwise
from types import MappingProxyType
from typing import Any

from osteopro.instruments.definition import Text
from osteopro.instruments.scoring import rounded
from osteopro.instruments.terms import State
from osteopro.triage.reading import Reading
from osteopro.triage.view import Measure, View
from osteopro.triage.words import hits

Declaration = Mapping[str, Any]
Bound = bool | int | float | str | list[Any] | None


class Sources:
    """What facts are read from: the case, the site's word lists, and how far back to remember."""

    def __init__(
        self,
        view: View,
        words: Mapping[str, tuple[str, ...]],
        *,
        record_days: int = 0,
        diary_days: int = 0,
        seconds: Mapping[str, Fraction] = MappingProxyType({}),
    ) -> None:
        self.view = view
        self.words = words
        self.record_days = record_days
        self.diary_days = diary_days
        # How long each item was on the screen, where that is known: for validity checks alone.
        self.seconds = seconds

    @cached_property
    def remembered(self) -> list[Reading]:
        return self.view.recent(record_days=self.record_days, diary_days=self.diary_days)


def number(value: Fraction | None) -> float | None:
    """As handed to a condition."""
    if value is None:
        return None
    if value.denominator == 1:
        return float(value.numerator)
    found = rounded(value)
    return None if found is None else float(found)


def _state(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    state = current.state(fact["item"]) if current else None
    if state is None:
        return None
    return "given" if state is State.GIVEN else "unanswered"


def _code(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    return current.code(fact["item"]) if current else None


def _codes(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    return [code for item in fact["items"] for code in current.codes(item)] if current else []


def _value(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    value = current.value(fact["item"]) if current else None
    if isinstance(value, date):
        return value.isoformat()
    return value if isinstance(value, bool | int | str) else None


def _raw(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    return _whole(current.raw(fact["item"]) if current else None)


def _score(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    return number(current.score(fact["scale"])) if current else None


def _base(sources: Sources, fact: Declaration) -> Bound:
    return number(sources.view.usual(_measure(fact), fact["series"]))


def _change(sources: Sources, fact: Declaration) -> Bound:
    return number(sources.view.change(_measure(fact), fact["series"]))


def _previous_change(sources: Sources, fact: Declaration) -> Bound:
    found = sources.view.previous_change(_measure(fact), fact["series"], fact["days"])
    return number(found)


def _previous_code(sources: Sources, fact: Declaration) -> Bound:
    view, item = sources.view, fact["item"]
    for reading in view.of_series(fact["series"]):
        if view.age(reading.day) > fact["days"]:
            return None
        if codes := reading.codes(item):
            return codes[0]
    return None


def _group(sources: Sources, fact: Declaration) -> Bound:
    """One entry per item or scale: what it is, raw or score, usual value and change."""
    view = sources.view
    measures = [Measure(name, is_scale=False) for name in fact.get("items", ())]
    measures += [Measure(name, is_scale=True) for name in fact.get("scales", ())]
    found: list[Any] = []
    for measure in measures:
        value = measure.of(view.current) if view.current else None
        usual = None if value is None else view.usual(measure, fact["series"])
        change = None if value is None or usual is None else value - usual
        raw = number(value) if measure.is_scale else _whole(value)
        entry = {"item": measure.name, "raw": raw, "base": number(usual), "change": number(change)}
        found.append(entry)
    return found


def _profile(sources: Sources, fact: Declaration) -> Bound:
    value = sources.view.profile.get(fact["key"])
    return value if isinstance(value, bool | int | str) else None


def _days_past(sources: Sources, fact: Declaration) -> Bound:
    due = sources.view.profile.get(fact["key"])
    return (sources.view.now_day - due).days if isinstance(due, date) else None


def _first_baseline(sources: Sources, fact: Declaration) -> Bound:
    view = sources.view
    forms = view.series[fact["series"]].baseline
    if view.current is None or view.current.form.code not in forms:
        return False
    return not any(reading.form.code in forms for reading in view.own(fact["series"]))


def _count(sources: Sources, fact: Declaration) -> Bound:
    """How often something happened in the window, once per day it happened (resolution 73)."""
    per_day: dict[date, int] = {}
    for reading, day in _events(sources.view, fact):
        if 0 <= sources.view.age(day) <= fact["days"]:
            per_day[day] = max(per_day.get(day, 0), _times(reading, fact["count"]))
    return sum(per_day.values())


def _events(view: View, fact: Declaration) -> Iterator[tuple[Reading, date]]:
    current = [view.current] if view.current else []
    for reading in (*current, *view.history, *view.diary):
        if any(fact["code"] in reading.codes(item) for item in fact["items"]):
            day = reading.value(fact["date"])
            yield reading, day if isinstance(day, date) else reading.day


def _times(reading: Reading, item: str) -> int:
    """The number of a count option: `3+` is 3; not said is 1."""
    digits = re.match(r"\d+", "".join(reading.codes(item)[:1]))
    return int(digits.group()) if digits else 1


def _loss(sources: Sources, fact: Declaration) -> Bound:
    """The latest weight below the highest in the window, as amount or percent of the highest."""
    view = sources.view
    points = [(m.date, _field(m, fact["measured"])) for m in view.profile.measured]
    points += [(reading.day, reading.raw(fact["item"])) for reading in reversed(view.history)]
    if view.current:
        points.append((view.day, view.current.raw(fact["item"])))
    known = [(d, v) for d, v in points if v is not None and 0 <= view.age(d) <= fact["days"]]
    if not known:
        return None
    latest = sorted(known, key=lambda point: point[0])[-1][1]
    top = max(value for _, value in known)
    loss = top - latest
    return number(loss * 100 / top if fact.get("as") == "percent" else loss)


def _measured_loss(sources: Sources, fact: Declaration) -> Bound:
    """The largest drop to a measurement that no earlier record has seen yet (resolution 96)."""
    view = sources.view
    known = sorted(
        (m.date, value)
        for m in view.profile.measured
        if (value := _field(m, fact["measured"])) is not None and view.age(m.date) >= 0
    )
    seen = max((reading.day for reading in view.of_series(fact["series"])), default=date.min)
    drops = [before - value for (_, before), (day, value) in pairwise(known) if day > seen]
    return number(max(drops)) if drops else None


def _words(sources: Sources, fact: Declaration) -> Bound:
    current = sources.view.current
    texts = current.free_texts() if current else []
    return list(hits(sources.words[fact["list"]], texts)) if texts else []


def _latest_raw(sources: Sources, fact: Declaration) -> Bound:
    found = (reading.raw(fact["item"]) for reading in sources.remembered)
    return _whole(next((raw for raw in found if raw is not None), None))


def _latest_codes(sources: Sources, fact: Declaration) -> Bound:
    found = (reading.codes(fact["item"]) for reading in sources.remembered)
    return list(next((codes for codes in found if codes), ()))


def _latest_code(sources: Sources, fact: Declaration) -> Bound:
    codes = _latest_codes(sources, fact)
    return codes[0] if isinstance(codes, list) and codes else None


def _latest_score(sources: Sources, fact: Declaration) -> Bound:
    found = (reading.score(fact["scale"]) for reading in sources.remembered)
    return number(next((value for value in found if value is not None), None))


def _seen(sources: Sources, fact: Declaration) -> Bound:
    """Whether any of the codes was reported in the window (the memory's, unless `days`)."""
    days = fact.get("days")
    readings = sources.view.recent(
        record_days=sources.record_days if days is None else days,
        diary_days=sources.diary_days if days is None else days,
    )
    wanted = set(fact["codes"])
    return any(not wanted.isdisjoint(r.codes(item)) for r in readings for item in fact["items"])


def _entries(sources: Sources, fact: Declaration) -> Bound:
    """Every code given for the item in the window, from all entries."""
    days = fact["days"]
    readings = sources.view.recent(record_days=days, diary_days=days)
    return [code for reading in readings for code in reading.codes(fact["item"])]


def _verified_gap(sources: Sources, fact: Declaration) -> Bound:
    """Median of own answer minus verified answer, each pair within `hours`; null if too few."""
    view = sources.view
    own = [view.current] if view.current and not view.proxy else []
    own += view.own(fact["series"])
    gaps: list[Fraction] = []
    for verified in view.profile.verified:
        heard = getattr(verified, fact["field"])
        near = [
            (abs((r.record.authored - verified.at).total_seconds()), raw)
            for r in own
            if (raw := r.raw(fact["item"])) is not None
        ]
        near = [pair for pair in near if pair[0] <= fact["hours"] * 3600]
        if heard is not None and near:
            gaps.append(min(near)[1] - heard)
    if len(gaps) < fact["pairs"]:
        return None
    gaps.sort()
    middle = len(gaps) // 2
    return number(gaps[middle] if len(gaps) % 2 else (gaps[middle - 1] + gaps[middle]) / 2)


Kind = Callable[[Sources, Declaration], Bound]
KINDS: Mapping[str, Kind] = {
    "state": _state,
    "code": _code,
    "codes": _codes,
    "value": _value,
    "raw": _raw,
    "score": _score,
    "base": _base,
    "change": _change,
    "previous-change": _previous_change,
    "previous-code": _previous_code,
    "group": _group,
    "profile": _profile,
    "days-past": _days_past,
    "first-baseline": _first_baseline,
    "count": _count,
    "loss": _loss,
    "measured-loss": _measured_loss,
    "words": _words,
    "latest-raw": _latest_raw,
    "latest-code": _latest_code,
    "latest-codes": _latest_codes,
    "latest-score": _latest_score,
    "seen": _seen,
    "entries": _entries,
    "verified-gap": _verified_gap,
}


def gather(
    sources: Sources,
    declared: Mapping[str, Declaration],
    names: frozenset[str],
    kinds: Mapping[str, Kind] = KINDS,
) -> dict[str, Bound]:
    """The named facts. One that cannot be worked out stays unbound: rules that read it err."""
    found: dict[str, Bound] = {}
    for name in names & declared.keys():
        try:
            found[name] = kinds[declared[name]["kind"]](sources, declared[name])
        except Exception:  # noqa: S112 - whatever went wrong, the rule that needs it is named
            continue
    return found


def label(view: View, name: str) -> Text:
    """What an item or scale is called, {} if no form at hand has it."""
    form = view.current.form if view.current else None
    if form and name in form.items:
        return form.items[name].short
    scales = form.instrument.spec.scales if form else ()
    return next((scale.label for scale in scales if scale.id == name), {})


def _measure(fact: Declaration) -> Measure:
    return Measure(fact.get("item") or fact["scale"], "scale" in fact)


def _whole(value: Fraction | None) -> int | float | None:
    if value is None:
        return None
    return value.numerator if value.denominator == 1 else number(value)


def _field(measured: object, name: str) -> Fraction | None:
    value = getattr(measured, name)
    return None if value is None else Fraction(value)

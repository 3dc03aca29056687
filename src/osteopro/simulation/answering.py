"""From how somebody is to what they tick: answers to any form, by the data in traits.json.

No item is named here. A form whose items traits.json does not list is sent with those
items left open, as a patient would who does not understand them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random
from typing import Any

from osteopro.instruments.answers import Answers, Value, Values
from osteopro.instruments.definition import Item, Option, Questionnaire
from osteopro.instruments.library import Instrument
from osteopro.instruments.scoring import fill_calculated, score
from osteopro.simulation.chance import pick
from osteopro.simulation.course import Happened, Latent, severity
from osteopro.simulation.material import material

Rule = Mapping[str, Any]
SECOND_CHOICE = 0.35  # how often somebody ticks one more of several


@dataclass(frozen=True, slots=True)
class Moment:
    """Everything that decides the answers of one sitting.

    `given` overrides items by linkId: JSON answers, or {"days_ago": n} for days.
    `facts` fill hidden items (on_medicine, baseline, advised, helped). `louder` is added to
    every complaint (below 0 for those who make light of theirs); `diary` is the entry's type.
    """

    today: date
    latent: Latent
    month_ago: Latent
    kilos: float
    by_whom: str
    events: Sequence[Happened] = ()
    given: Mapping[str, Any] = field(default_factory=dict)
    facts: Mapping[str, bool] = field(default_factory=dict)
    note: str = ""
    diary: str = ""
    louder: float = 0.0
    skips: float = 0.0


def answer(instrument: Instrument, moment: Moment, source: Random) -> dict[str, Value]:
    """Compact answers to every item this person is asked and does not skip.

    Hidden items that carry a score are filled as the product would fill them.
    """
    form = instrument.questionnaire
    pen = _Pen(moment, source)
    values: dict[str, Value] = _context(form, moment)
    for item in form.items:
        if item.hidden or item.read_only:
            continue
        if Answers(form, values, complete=False).enabled(item.link_id):
            value = pen.write(item)
            if value is not None:
                values[item.link_id] = value
                values |= _calculated(instrument, values)
    return values


def _context(form: Questionnaire, moment: Moment) -> dict[str, Value]:
    names: Mapping[str, str] = material("traits")["context"]
    known = {names[fact]: value for fact, value in moment.facts.items()}
    return {link_id: value for link_id, value in known.items() if link_id in form.nodes}


def _calculated(instrument: Instrument, values: Values) -> Mapping[str, Value]:
    if not any(scale.fills for scale in instrument.spec.scales):
        return {}
    answers = Answers(instrument.questionnaire, values, complete=False)
    return fill_calculated(instrument.spec, score(instrument.spec, answers))


@dataclass(frozen=True, slots=True)
class _Pen:
    moment: Moment
    source: Random

    def write(self, item: Item) -> Value | None:
        given = self.moment.given.get(item.link_id)
        if given is not None:
            return self._as_given(given)
        rule = material("traits")["items"].get(item.link_id)
        if rule is None:
            return None
        if not item.required and self.source.random() < self.moment.skips:
            return {"absent": "skipped"}
        return _WRITERS[rule["kind"]](self, item, rule)

    def trait(self, item: Item, rule: Rule) -> Value:
        true = sum(self.moment.latent[name] * share for name, share in rule["traits"].items())
        felt = true * (1 + self.moment.louder) + self.moment.louder / 4
        felt += self.source.gauss(0, rule["noise"])
        return _nearest(item.options, 1 - felt if rule.get("better") == "high" else felt)

    def codes(self, item: Item, rule: Rule) -> Value | None:
        told = self._told(item.link_id) or rule["weights"]
        known = {code: weight for code, weight in told.items() if item.option(code)}
        if not item.repeats:
            return pick(self.source, known)
        return self._several(item, known, rule.get("least", 1))

    def events(self, item: Item, _rule: Rule) -> Value:
        kinds = material("events")["events"]
        codes = dict.fromkeys(kinds[event.kind]["check"] for event in self.moment.events)
        found = [option.code for option in item.options if option.code in codes]
        return found or [option.code for option in item.options if option.exclusive]

    def diary(self, _item: Item, _rule: Rule) -> Value:
        return self.moment.diary

    def day(self, item: Item, _rule: Rule) -> Value:
        kinds = material("events")["events"]
        fitting = (e.on for e in self.moment.events if item.link_id in kinds[e.kind]["days"])
        any_day = (e.on for e in self.moment.events)
        return max(fitting, default=max(any_day, default=self.moment.today)).isoformat()

    def kilos(self, _item: Item, rule: Rule) -> Value | None:
        if self.source.random() > rule["share"]:
            return None
        return Decimal(round(self.moment.kilos * 2)) / 2

    def change(self, item: Item, _rule: Rule) -> Value:
        worse = severity(self.moment.latent) - severity(self.moment.month_ago)
        middle = (len(item.options) - 1) / 2
        steps = worse * 12 + self.source.gauss(0, 0.4)
        return item.options[_index(middle + steps, len(item.options))].code

    def note(self, _item: Item, _rule: Rule) -> Value | None:
        return self.moment.note or None

    def who(self, _item: Item, _rule: Rule) -> Value:
        return self.moment.by_whom

    def _told(self, link_id: str) -> Mapping[str, float] | None:
        """What the latest event says about an item."""
        kinds = material("events")["events"]
        for event in reversed(self.moment.events):
            weights: Mapping[str, float] | None = kinds[event.kind]["answers"].get(link_id)
            if weights:
                return weights
        return None

    def _several(self, item: Item, weights: Mapping[str, float], least: int) -> list[str]:
        left = dict(weights)
        chosen: list[str] = []
        while left and (len(chosen) < least or self.source.random() < SECOND_CHOICE):
            chosen.append(pick(self.source, left))
            del left[chosen[-1]]
        return [option.code for option in item.options if option.code in chosen]

    def _as_given(self, given: Any) -> Value:
        if isinstance(given, Mapping) and "days_ago" in given:
            return date.fromordinal(self.moment.today.toordinal() - given["days_ago"]).isoformat()
        value: Value = given
        return value


_WRITERS: dict[str, Callable[[_Pen, Item, Rule], Value | None]] = {
    "trait": _Pen.trait,
    "codes": _Pen.codes,
    "events": _Pen.events,
    "diary": _Pen.diary,
    "day": _Pen.day,
    "kilos": _Pen.kilos,
    "change": _Pen.change,
    "note": _Pen.note,
    "who": _Pen.who,
}


def _nearest(options: Sequence[Option], share: float) -> str:
    """The option at that share of the way from the lowest weight to the highest."""
    weighted = sorted((o for o in options if o.weight is not None), key=lambda o: o.weight or 0)
    return weighted[_index(share * (len(weighted) - 1), len(weighted))].code


def _index(position: float, length: int) -> int:
    return min(length - 1, max(0, round(position)))

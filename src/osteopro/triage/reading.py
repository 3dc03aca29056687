"""One response read for rules: raw numbers, codes and scores of items the ruleset names."""

from datetime import date
from decimal import Decimal
from fractions import Fraction

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Item
from osteopro.instruments.library import Instrument
from osteopro.instruments.scoring import score
from osteopro.instruments.spec import ScoringSpec
from osteopro.instruments.terms import ItemType, State
from osteopro.triage.case import Current, PastRecord

UNANSWERED = "unanswered"
_TEXTS = (ItemType.TEXT, ItemType.STRING)


class Form:
    """What a reading needs to know of an instrument, worked out once."""

    def __init__(self, instrument: Instrument) -> None:
        self.code = instrument.code
        self.instrument = instrument
        self.items = {item.link_id: item for item in instrument.questionnaire.items}
        self.texts = tuple(i.link_id for i in instrument.questionnaire.items if i.type in _TEXTS)
        self._weights = {link_id: _weights(item) for link_id, item in self.items.items()}
        self._specs: dict[str, ScoringSpec | None] = {}

    def weight(self, link_id: str, code: str) -> Fraction | None:
        return self._weights[link_id].get(code)

    def top(self, link_id: str) -> Fraction:
        """The highest raw number an item can have; 0 for one without options."""
        return max(self._weights[link_id].values(), default=Fraction(0))

    def spec(self, scale: str) -> ScoringSpec | None:
        """The part of the scoring specification that gives this one scale, or None."""
        if scale not in self._specs:
            self._specs[scale] = _part(self.instrument.spec, scale)
        return self._specs[scale]


class Reading:
    """A record with its form. `day` is the local day it was authored."""

    __slots__ = ("_codes", "_raws", "_scores", "answers", "day", "form", "left", "record")

    def __init__(self, record: PastRecord, form: Form, day: date) -> None:
        self.record = record
        self.form = form
        self.day = day
        self.answers: Answers = record.answers
        self.left = record.left if isinstance(record, Current) else True
        self._codes: dict[str, tuple[str, ...]] = {}
        self._raws: dict[str, Fraction | None] = {}
        self._scores: dict[str, Fraction | None] = {}

    def state(self, link_id: str) -> State | None:
        """GIVEN, SKIPPED for anything that counts as unanswered, None if it was not asked."""
        found = self.answers.state(link_id)
        if found is State.GIVEN:
            return found
        if found is not State.NOT_ASKED or (self.left and self._open(link_id)):
            return State.SKIPPED
        return None

    def code(self, link_id: str) -> str | None:
        """The chosen code, `unanswered`, or None if it was not asked or not reached."""
        state = self.state(link_id)
        if state is State.GIVEN:
            return self.answers.codes(link_id)[0]
        return UNANSWERED if state else None

    def codes(self, link_id: str) -> tuple[str, ...]:
        """The chosen codes, () without any. Most items of most records have none: look first."""
        if link_id not in self.answers.values:
            return ()
        if link_id not in self._codes:
            self._codes[link_id] = self.answers.codes(link_id)
        return self._codes[link_id]

    def raw(self, link_id: str) -> Fraction | None:
        """The raw number of a given answer."""
        if link_id not in self._raws:
            self._raws[link_id] = self._raw(link_id)
        return self._raws[link_id]

    def _raw(self, link_id: str) -> Fraction | None:
        given = self.answers.values.get(link_id)
        item = self.form.items.get(link_id)
        if item is None or given is None or not self.answers.enabled(link_id):
            return None
        if item.type is ItemType.CHOICE:
            return self.form.weight(link_id, given) if isinstance(given, str) else None
        return Fraction(given) if isinstance(given, int | Decimal) else None

    def value(self, link_id: str) -> object:
        return self.answers.value(link_id)

    def score(self, scale: str) -> Fraction | None:
        """The exact value of a scale, None if it cannot be computed or the form has no such."""
        if scale not in self._scores:
            spec = self.form.spec(scale)
            self._scores[scale] = score(spec, self.answers)[-1].value if spec else None
        return self._scores[scale]

    def free_texts(self) -> list[str]:
        values = (self.answers.value(link_id) for link_id in self.form.texts)
        return [value for value in values if isinstance(value, str)]

    def _open(self, link_id: str) -> bool:
        item = self.form.items.get(link_id)
        if item is None or item.hidden or item.read_only:
            return False
        return self.answers.enabled(link_id)


def _weights(item: Item) -> dict[str, Fraction]:
    return {o.code: Fraction(o.weight) for o in item.options if o.weight is not None}


def _part(spec: ScoringSpec, scale_id: str) -> ScoringSpec | None:
    by_id = {scale.id: scale for scale in spec.scales}
    if scale_id not in by_id:
        return None
    wanted = {scale_id}
    for scale in reversed(spec.scales):
        if scale.id in wanted:
            wanted.update(scale.scales)
    scales = tuple(scale for scale in spec.scales if scale.id in wanted)
    items = {item for scale in scales for item in scale.items}
    rules = {link_id: rule for link_id, rule in spec.rules.items() if link_id in items}
    # The asked-for scale stands last: a scale is listed after the scales it is made of.
    return ScoringSpec(spec.version, rules, scales)

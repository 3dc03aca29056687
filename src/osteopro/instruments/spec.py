"""The scoring specification of an instrument, read from `scoring.json` with every problem listed.

A small closed vocabulary: item rules (factor, reverse), and scales over items or over earlier
scales (mean or sum, minimum answered, one-of, direction).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from itertools import pairwise
from typing import Any, TypeVar

from osteopro.instruments.definition import DefinitionError, Item, Questionnaire, Text
from osteopro.instruments.terms import Direction, ItemType, Method

_TOP_KEYS = {"version", "item_scores", "elsewhere", "scales"}
_RULE_KEYS = {"factor", "reverse"}
_SCALE_KEYS = {
    "id",
    "label",
    "items",
    "scales",
    "method",
    "min_answered",
    "prorate",
    "needs_one_of",
    "direction",
    "meaningful_change",
    "bands",
    "fills",
}
Code = TypeVar("Code", bound=StrEnum)
_NUMBERS = (ItemType.INTEGER, ItemType.DECIMAL)


@dataclass(frozen=True)
class ItemRule:
    """Item score = factor x raw, or factor x (reversed_from - raw) for a reversed item.

    `scores` holds the score of every option with a weight; it is empty for other item types.
    """

    factor: Fraction
    reversed_from: Fraction | None = None
    scores: Mapping[str, Fraction] = field(default_factory=dict)

    def of(self, raw: Fraction) -> Fraction:
        """The item score of a raw number."""
        return self.factor * (raw if self.reversed_from is None else self.reversed_from - raw)


@dataclass(frozen=True)
class Need:
    """At least one of `items` must be answered, else the scale is null for `reason`."""

    items: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Band:
    """A word for the values from `start` upwards."""

    start: Fraction
    label: Text


@dataclass(frozen=True)
class Scale:
    """A scale over `items`, or over earlier `scales`; `min_answered` counts those parts."""

    id: str
    label: Text
    method: Method
    direction: Direction
    min_answered: int
    items: tuple[str, ...] = ()
    scales: tuple[str, ...] = ()
    prorate: bool = False
    needs: Need | None = None
    meaningful_change: Fraction | None = None
    bands: tuple[Band, ...] = ()
    fills: str | None = None

    @property
    def size(self) -> int:
        """How many parts the scale has."""
        return len(self.items or self.scales)


@dataclass(frozen=True)
class ScoringSpec:
    """All scales of an instrument, in order, with the rule of every scored item."""

    version: str
    rules: Mapping[str, ItemRule] = field(default_factory=dict)
    scales: tuple[Scale, ...] = ()

    def scale(self, scale_id: str) -> Scale:
        """The scale with this id; KeyError if there is none."""
        for scale in self.scales:
            if scale.id == scale_id:
                return scale
        raise KeyError(scale_id)


def parse_spec(document: Mapping[str, Any], questionnaire: Questionnaire) -> ScoringSpec:
    """Read `scoring.json` against its questionnaire. DefinitionError lists every problem."""
    reader = _Reader(questionnaire, tuple(document.get("elsewhere", ())))
    spec = reader.spec(document)
    if reader.problems:
        raise DefinitionError(reader.problems)
    return spec


class _Reader:
    def __init__(self, questionnaire: Questionnaire, elsewhere: tuple[str, ...]) -> None:
        self.questionnaire = questionnaire
        self.elsewhere = elsewhere
        self.problems: list[str] = []
        self.rules: dict[str, ItemRule] = {}
        self.scales: dict[str, Scale] = {}

    def spec(self, document: Mapping[str, Any]) -> ScoringSpec:
        self.refuse_unknown(document, _TOP_KEYS, "scoring")
        if not isinstance(document.get("version"), str):
            self.problems.append("scoring: version is missing")
        for link_id in self.elsewhere:
            if link_id in self.questionnaire.nodes:
                self.problems.append(f"elsewhere: {link_id} is an item of this form")
        self.read_rules(document.get("item_scores", {}))
        for raw in document.get("scales", []):
            self.read_scale(raw)
        used = {item for scale in self.scales.values() for item in scale.items}
        for link_id in sorted(used - set(self.elsewhere)):
            if link_id in self.questionnaire.nodes and link_id not in self.rules:
                self.problems.append(f"item_scores: {link_id} has no rule")
        version = str(document.get("version", ""))
        return ScoringSpec(version, self.rules, tuple(self.scales.values()))

    def read_rules(self, raw_rules: Mapping[str, Any]) -> None:
        sets = {item.option_set for item in self.questionnaire.items} - {""}
        known = sets | {item.link_id for item in self.questionnaire.items} | set(self.elsewhere)
        for key, raw in raw_rules.items():
            if key not in known:
                self.problems.append(f"item_scores: {key} is neither an item nor an option set")
            self.refuse_unknown(raw, _RULE_KEYS, f"item_scores {key}")
        for item in self.questionnaire.items:
            raw = raw_rules.get(item.link_id, raw_rules.get(item.option_set))
            if raw is not None:
                self.read_rule(item, raw)

    def read_rule(self, item: Item, raw: Mapping[str, Any]) -> None:
        where = f"item_scores {item.link_id}"
        factor = self.fraction(raw.get("factor"), where)
        ends = _ends(item)
        if factor is not None and factor <= 0:
            self.problems.append(f"{where}: factor must be above 0")
        if item.repeats:
            self.problems.append(f"{where}: an item with several answers has no score")
        elif item.type not in (ItemType.CHOICE, ItemType.BOOLEAN, *_NUMBERS):
            self.problems.append(f"{where}: {item.type} items have no number")
        elif item.type is ItemType.CHOICE and ends is None:
            self.problems.append(f"{where}: no option has a weight")
        elif raw.get("reverse") and ends is None:
            self.problems.append(f"{where}: a reversed number needs minValue and maxValue")
        elif factor is not None:
            turned = ends[0] + ends[1] if raw.get("reverse") and ends else None
            rule = ItemRule(factor, turned)
            scores = {
                option.code: rule.of(Fraction(option.weight))
                for option in item.options
                if option.weight is not None
            }
            self.rules[item.link_id] = ItemRule(factor, turned, scores)

    def read_scale(self, raw: Mapping[str, Any]) -> None:
        scale_id = str(raw.get("id", ""))
        where = f"scale {scale_id or '?'}"
        self.refuse_unknown(raw, _SCALE_KEYS, where)
        if not scale_id or scale_id in self.scales:
            self.problems.append(f"{where}: id is missing or used twice")
        label = raw.get("label", {})
        if not label or not all(label.values()):
            self.problems.append(f"{where}: label is missing")
        items, scales = tuple(raw.get("items", ())), tuple(raw.get("scales", ()))
        self.check_parts(where, items, scales)
        size = len(items or scales)
        minimum = self.minimum(raw, size, where)
        self.scales[scale_id] = Scale(
            id=scale_id,
            label=label,
            method=self.code(Method, raw.get("method"), Method.MEAN, where),
            direction=self.code(Direction, raw.get("direction"), Direction.HIGHER_WORSE, where),
            min_answered=minimum,
            items=items,
            scales=scales,
            prorate=bool(raw.get("prorate", False)),
            needs=self.need(raw.get("needs_one_of"), items, where),
            meaningful_change=self.optional_fraction(raw, "meaningful_change", where),
            bands=self.bands(raw.get("bands", []), where),
            fills=self.fills(raw.get("fills"), where),
        )

    def check_parts(self, where: str, items: tuple[str, ...], scales: tuple[str, ...]) -> None:
        if bool(items) == bool(scales):
            self.problems.append(f"{where}: give either items or scales")
        for part in (items, scales):
            if len(set(part)) < len(part):
                self.problems.append(f"{where}: a part is named twice")
        for link_id in items:
            if link_id not in self.questionnaire.nodes and link_id not in self.elsewhere:
                self.problems.append(f"{where}: {link_id} is no item of this form")
        for scale_id in scales:
            if scale_id not in self.scales:
                self.problems.append(f"{where}: {scale_id} is no scale listed before it")

    def minimum(self, raw: Mapping[str, Any], size: int, where: str) -> int:
        minimum = raw.get("min_answered", size)
        if isinstance(minimum, bool) or not isinstance(minimum, int) or not 1 <= minimum <= size:
            self.problems.append(f"{where}: min_answered must be from 1 to {size}")
            return 1
        if raw.get("prorate") and raw.get("method") != Method.SUM:
            self.problems.append(f"{where}: prorate belongs to sum")
        if raw.get("method") == Method.SUM and minimum < size and not raw.get("prorate"):
            self.problems.append(f"{where}: a sum of some of its parts needs prorate")
        return minimum

    def need(self, raw: Any, items: tuple[str, ...], where: str) -> Need | None:
        if raw is None:
            return None
        wanted, reason = tuple(raw.get("items", ())), str(raw.get("reason", ""))
        self.refuse_unknown(raw, {"items", "reason"}, where)
        if not reason or not wanted or not set(wanted) <= set(items):
            self.problems.append(f"{where}: needs_one_of needs items of the scale and a reason")
        return Need(wanted, reason)

    def bands(self, raw: list[Mapping[str, Any]], where: str) -> tuple[Band, ...]:
        found = []
        for entry in raw:
            self.refuse_unknown(entry, {"from", "label"}, where)
            start = self.fraction(entry.get("from"), where)
            if start is not None and entry.get("label"):
                found.append(Band(start, entry["label"]))
        starts = [entry.start for entry in found]
        if len(found) < len(raw) or any(a >= b for a, b in pairwise(starts)):
            self.problems.append(f"{where}: bands need rising numbers and labels")
        return tuple(found)

    def fills(self, link_id: Any, where: str) -> str | None:
        if link_id is None:
            return None
        item = self.questionnaire.nodes.get(link_id)
        if item is None or item.type not in _NUMBERS or not item.read_only:
            self.problems.append(f"{where}: {link_id} is no read-only number item of this form")
        return str(link_id)

    def code(self, codes: type[Code], raw: Any, default: Code, where: str) -> Code:
        try:
            return codes(raw)
        except ValueError:
            self.problems.append(f"{where}: {raw!r} is unknown")
            return default

    def optional_fraction(self, raw: Mapping[str, Any], key: str, where: str) -> Fraction | None:
        return self.fraction(raw[key], where) if key in raw else None

    def fraction(self, raw: Any, where: str) -> Fraction | None:
        if isinstance(raw, float):
            raw = str(raw)
        if isinstance(raw, int | str | Decimal) and not isinstance(raw, bool):
            try:
                return Fraction(raw)
            except (ValueError, ZeroDivisionError):
                pass
        self.problems.append(f"{where}: {raw!r} is no number")
        return None

    def refuse_unknown(self, raw: Mapping[str, Any], known: set[str], where: str) -> None:
        for key in sorted(set(raw) - known):
            self.problems.append(f"{where}: {key!r} is unknown")


def _ends(item: Item) -> tuple[Fraction, Fraction] | None:
    """Lowest and highest raw number of an item, None if it has no such limits."""
    weights = [Fraction(option.weight) for option in item.options if option.weight is not None]
    if weights:
        return min(weights), max(weights)
    if item.type is ItemType.BOOLEAN:
        return Fraction(0), Fraction(1)
    low, high = item.minimum, item.maximum
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return Fraction(low), Fraction(high)
    return None

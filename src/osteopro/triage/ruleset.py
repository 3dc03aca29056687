"""A ruleset as published: rules, word lists, messages, advice and the medicine stop, all data.

`library/<code>/<version>/` holds `rules.json`, `words.json`, `messages.json`, `advice.json` and
`reply_stop.json`. How to write a rule: docs/reference/triage.md.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import orjson

from osteopro.instruments.definition import Text
from osteopro.instruments.library import Instrument
from osteopro.triage.advice_library import AdviceLibrary, parse_advice
from osteopro.triage.conditions import Condition, condition
from osteopro.triage.facts import Declaration
from osteopro.triage.formsets import forms_of, parse_series
from osteopro.triage.medicine import MedicineStop, parse_stop
from osteopro.triage.messages import Messages, parse_messages
from osteopro.triage.reasons import Reason, parse_reasons
from osteopro.triage.terms import Level
from osteopro.triage.view import Series
from osteopro.triage.words import normalised

LIBRARY = Path(__file__).parent / "library"
OPROS = LIBRARY / "opros" / "1.2.0"
FILES = ("rules", "words", "messages", "advice", "reply_stop")


@dataclass(frozen=True)
class LevelRule:
    """What a level is called and how long it may wait: `amount` of `kind` (sites' codes)."""

    label: Text
    kind: str
    amount: int


@dataclass(frozen=True)
class Threshold:
    """The value of an item or scale from which (`above`) or down to which a rule fires by
    itself, whatever is usual: what charts for staff draw. A test holds it to the rule."""

    name: str
    value: Fraction
    above: bool
    rule: str
    label: Text


@dataclass(frozen=True)
class Conditional:
    """A tag or an add-on text that goes with a fired rule, always or on a condition."""

    value: str
    when: Condition | None


@dataclass(frozen=True)
class Lower:
    """A level used instead of the rule's own when the condition holds."""

    level: Level
    when: Condition


@dataclass(frozen=True)
class Rule:
    """One rule. `forms`: codes of the forms it runs on; `silent`: it runs without a response.

    `known`: the condition under which a rule the manager has looked at stays routine.
    """

    id: str
    level: Level
    forms: frozenset[str]
    silent: bool
    interrupts: bool
    reasons: tuple[Reason, ...]
    why: str
    call_back: str | None
    known: Condition | None
    lower: Lower | None
    tags: tuple[Conditional, ...]
    add: tuple[Conditional, ...]

    @property
    def name(self) -> str:
        """How other rules' conditions call it: T-U01 is T_U01."""
        return self.id.replace("-", "_")

    def conditions(self) -> list[Condition]:
        extra = [part.when for part in (*self.tags, *self.add) if part.when]
        extra += [part for part in (self.known, self.lower.when if self.lower else None) if part]
        return [reason.condition for reason in self.reasons] + extra

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names its conditions and texts read."""
        read = (part.names for part in self.conditions())
        return frozenset().union(*read, *(reason.placeholders for reason in self.reasons))


@dataclass(frozen=True)
class Plan:
    """The rules of one form: those that stand alone, then those that read other rules."""

    first: tuple[Rule, ...]
    second: tuple[Rule, ...]
    reads: frozenset[str]


@dataclass(frozen=True)
class Ruleset:
    """Everything needed to assess, answer and advise. Frozen once published."""

    code: str
    version: str
    signed_off: Mapping[str, str] | None
    levels: Mapping[Level, LevelRule]
    series: Mapping[str, Series]
    proxy: tuple[str, str]
    context: Mapping[str, Mapping[str, str]]
    known_days: int
    error_level: Level
    error_because: Text
    thresholds: Mapping[str, Threshold]
    facts: Mapping[str, Declaration]
    rules: tuple[Rule, ...]
    words: Mapping[str, tuple[str, ...]]
    messages: Messages
    advice: AdviceLibrary
    stop: MedicineStop
    _plans: dict[tuple[str | None, bool], Plan] = field(default_factory=dict, compare=False)

    @property
    def name(self) -> str:
        return f"{self.code}|{self.version}"

    def rule(self, rule_id: str) -> Rule:
        """The rule with this id; KeyError without one."""
        return next((rule for rule in self.rules if rule.id == rule_id), None) or _no_rule(rule_id)

    def covers(self) -> frozenset[str]:
        """Codes of all forms some rule runs on."""
        return frozenset().union(*(rule.forms for rule in self.rules))

    def plan(self, form: str | None, *, interrupting: bool = False) -> Plan:
        """The rules for a form's code, None for silence; only those that interrupt if asked."""
        key = (form, interrupting)
        if key not in self._plans:
            self._plans[key] = self._make_plan(form, interrupting)
        return self._plans[key]

    def _make_plan(self, form: str | None, interrupting: bool) -> Plan:
        names = {rule.name for rule in self.rules}
        chosen = [
            rule
            for rule in self.rules
            if (rule.silent if form is None else form in rule.forms)
            and (rule.interrupts or not interrupting)
        ]
        first = tuple(rule for rule in chosen if names.isdisjoint(rule.reads))
        second = tuple(rule for rule in chosen if rule not in first)
        reads = frozenset().union(*(rule.reads for rule in chosen)) - names
        return Plan(first, second, reads)


@cache
def load_ruleset(folder: Path = OPROS) -> Ruleset:
    """The ruleset of a folder, read and compiled once per process."""
    return build_ruleset(read_documents(folder))


def read_documents(folder: Path = OPROS) -> dict[str, dict[str, Any]]:
    """The five documents of a ruleset folder by name."""
    return {name: orjson.loads((folder / f"{name}.json").read_bytes()) for name in FILES}


def with_form_rules(
    documents: Mapping[str, Mapping[str, Any]], instruments: Iterable[Instrument]
) -> dict[str, Mapping[str, Any]]:
    """The documents together with the rules that forms bring along in their `rules.json`.

    Such a file holds `facts`, `rules` and, where it needs them, `series`; a rule without
    `forms` runs on its own form. ValueError when a name is taken already.
    """
    rules = dict(documents["rules"])
    rules["rules"] = list(rules["rules"])
    for instrument in (each for each in instruments if each.rules):
        for part in ("facts", "series"):
            rules[part] = _joined(rules[part], instrument.rules.get(part, {}), instrument.code)
        own = [{"forms": [instrument.code], **rule} for rule in instrument.rules["rules"]]
        taken = {rule["id"] for rule in rules["rules"]} & {rule["id"] for rule in own}
        if taken:
            raise ValueError(f"{instrument.code}: rules {sorted(taken)} exist already")
        rules["rules"] += own
    return {**documents, "rules": rules}


def _joined(ours: Mapping[str, Any], theirs: Mapping[str, Any], code: str) -> dict[str, Any]:
    if taken := ours.keys() & theirs.keys():
        raise ValueError(f"{code}: names {sorted(taken)} are taken")
    return {**ours, **theirs}


def build_ruleset(documents: Mapping[str, Mapping[str, Any]]) -> Ruleset:
    """A ruleset from its five documents by name (`rules`, `words`, …).

    ValueError if a condition is not CEL, KeyError if a part is missing; whether it can be
    published is `publishing.problems`.
    """
    rules = documents["rules"]
    sets: Mapping[str, list[str]] = rules["forms"]
    return Ruleset(
        code=rules["code"],
        version=rules["version"],
        signed_off=rules.get("signed_off"),
        levels={Level(name): _level(entry) for name, entry in rules["levels"].items()},
        series={name: parse_series(entry, sets) for name, entry in rules["series"].items()},
        proxy=(rules["proxy"]["item"], rules["proxy"]["code"]),
        context=rules["context"],
        known_days=rules["known"]["days"],
        error_level=Level(rules["on_error"]["level"]),
        error_because=rules["on_error"]["because"],
        thresholds={each.name: each for each in map(_threshold, rules.get("thresholds", ()))},
        facts=rules["facts"],
        rules=tuple(_rule(entry, sets) for entry in rules["rules"]),
        words={
            name: tuple(normalised(word) for word in words)
            for name, words in documents["words"]["lists"].items()
        },
        messages=parse_messages(documents["messages"]),
        advice=parse_advice(documents["advice"]),
        stop=parse_stop(documents["reply_stop"]),
    )


def _level(entry: Mapping[str, Any]) -> LevelRule:
    return LevelRule(entry["label"], entry["deadline"]["kind"], entry["deadline"]["amount"])


def _threshold(entry: Mapping[str, Any]) -> Threshold:
    above = "from" in entry
    value = Fraction(str(entry["from" if above else "to"]))
    name = entry.get("item") or entry["scale"]
    return Threshold(name, value, above, entry["rule"], entry["label"])


def _rule(entry: Mapping[str, Any], sets: Mapping[str, list[str]]) -> Rule:
    known = entry.get("known_when_unchanged")
    lower = entry.get("lower")
    return Rule(
        id=entry["id"],
        level=Level(entry["level"]),
        forms=forms_of(entry["forms"], sets),
        silent=entry.get("without_response", False),
        interrupts=entry.get("interrupts", False),
        reasons=parse_reasons(entry["when"], lambda names: forms_of(names, sets)),
        why=entry["why"],
        call_back=entry.get("call_back"),
        known=condition(known) if known else None,
        lower=Lower(Level(lower["level"]), condition(lower["if"])) if lower else None,
        tags=tuple(_conditional(part, "tag") for part in entry.get("tags", ())),
        add=tuple(_conditional(part, "id") for part in entry.get("add", ())),
    )


def _conditional(part: Mapping[str, str], key: str) -> Conditional:
    return Conditional(part[key], condition(part["if"]) if "if" in part else None)


def _no_rule(rule_id: str) -> Rule:
    raise KeyError(rule_id)

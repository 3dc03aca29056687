"""What must be right before a ruleset is published (resolution 41).

Every name is declared, every text exists in both languages, and no condition errs: not on the
empty response of each form it covers, not on one with every question answered, not in silence.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from osteopro.instruments.answers import Answers
from osteopro.instruments.definition import Item, Text
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType
from osteopro.triage.advice import desk_bindings
from osteopro.triage.case import Case, Current
from osteopro.triage.conditions import Bindings, Condition, ConditionError
from osteopro.triage.engine import rule_bindings
from osteopro.triage.facts import KINDS, Declaration
from osteopro.triage.messages import placeholders
from osteopro.triage.ruleset import Rule, Ruleset
from osteopro.triage.terms import Level
from osteopro.triage.view import View

LANGUAGES = frozenset({"zh-CN", "en"})
RULE_NAMES = frozenset({"proxy"})
ADVICE_NAMES = frozenset({"fired", "urgent", "attention_in_row", "exercise_proposed"})
_DAY = datetime(2026, 1, 5, 4, 0, tzinfo=UTC)
_SAMPLES: Mapping[ItemType, Any] = {
    ItemType.DATE: "2026-01-01",
    ItemType.DECIMAL: Decimal(50),
    ItemType.INTEGER: 6,
    ItemType.BOOLEAN: True,
    ItemType.TEXT: "-",
    ItemType.STRING: "-",
}


def problems(ruleset: Ruleset, instruments: Mapping[str, Instrument]) -> list[str]:
    """Everything that forbids publishing, one sentence each; [] if it may be published."""
    found = [
        *_fact_problems(ruleset, instruments),
        *_rule_problems(ruleset, instruments),
        *_threshold_problems(ruleset, instruments),
        *_message_problems(ruleset),
        *_advice_problems(ruleset),
    ]
    # Running conditions on names that do not exist would only say the same again.
    return found or list(dict.fromkeys(_run_problems(ruleset, instruments)))


def _fact_problems(ruleset: Ruleset, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    items = {item.link_id for i in instruments.values() for item in i.questionnaire.items}
    scales = {scale.id for i in instruments.values() for scale in i.spec.scales}
    for name, fact in (*ruleset.facts.items(), *ruleset.advice.facts.items()):
        if fact["kind"] not in KINDS:
            yield f"fact {name}: kind {fact['kind']} is unknown"
        for item in _named(fact, ("item", "count", "date"), "items"):
            if item not in items:
                yield f"fact {name}: no form asks {item}"
        for scale in _named(fact, ("scale",), "scales"):
            if scale not in scales:
                yield f"fact {name}: no form has the scale {scale}"
        if fact.get("series", "") not in {"", *ruleset.series}:
            yield f"fact {name}: there is no series {fact['series']}"
        if fact["kind"] == "words" and fact["list"] not in ruleset.words:
            yield f"fact {name}: there is no word list {fact['list']}"


def _named(fact: Declaration, single: tuple[str, ...], many: str) -> list[str]:
    return [str(fact[key]) for key in single if key in fact] + [str(v) for v in fact.get(many, ())]


def _rule_problems(ruleset: Ruleset, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    codes = {instrument.code for instrument in instruments.values()}
    names = {rule.name for rule in ruleset.rules}
    leaning = {rule.name for rule in ruleset.rules if rule.reads & names}
    known = ruleset.facts.keys() | RULE_NAMES | names
    for rule in ruleset.rules:
        for form in sorted(rule.forms - codes):
            yield f"{rule.id}: there is no form {form}"
        for name in sorted(rule.reads - known):
            yield f"{rule.id}: {name} is no fact"
        for name in sorted(rule.reads & leaning):
            yield f"{rule.id}: {name} reads other rules itself"
        for part in rule.add:
            if part.value not in ruleset.messages.add:
                yield f"{rule.id}: there is no add-on text {part.value}"
        for reason in rule.reasons:
            yield from text_problems(rule.id, reason.because)
    if len(names) < len(ruleset.rules):
        yield "two rules have the same id"


def _threshold_problems(ruleset: Ruleset, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    known = {item.link_id for i in instruments.values() for item in i.questionnaire.items}
    known |= {scale.id for i in instruments.values() for scale in i.spec.scales}
    rules = {rule.id for rule in ruleset.rules}
    for each in ruleset.thresholds.values():
        if each.name not in known:
            yield f"threshold {each.name}: no form has it"
        if each.rule not in rules:
            yield f"threshold {each.name}: there is no rule {each.rule}"
        yield from text_problems(f"threshold {each.name}", each.label)


def _message_problems(ruleset: Ruleset) -> Iterator[str]:
    messages = ruleset.messages
    for level in Level:
        if level not in ruleset.levels:
            yield f"level {level} has no deadline"
        if level not in messages.by_level:
            yield f"level {level} has no message"
    for code in (*messages.by_level.values(), *(entry.code for entry in messages.alone)):
        for name in ("in_hours", "out_of_hours"):
            if name not in messages.forms.get(code, {}):
                yield f"message {code} has no text for {name}"
    for code, forms in messages.forms.items():
        for text in forms.values():
            yield from text_problems(code, text)
            for name in sorted(_used(text) - messages.variables):
                yield f"{code}: {{{name}}} is no variable"
    for code, text in messages.add.items():
        yield from text_problems(code, text)


def _advice_problems(ruleset: Ruleset) -> Iterator[str]:
    library = ruleset.advice
    known = library.facts.keys() | ADVICE_NAMES
    codes = {advice.code for advice in library.advice}
    for advice in library.advice:
        for name in sorted(advice.reads - known):
            yield f"{advice.code}: {name} is no fact"
        for text in (advice.title, advice.text, *(r.because for r in advice.reasons)):
            yield from text_problems(advice.code, text)
    for entry in library.alone:
        for code in entry.codes:
            if code not in codes:
                yield f"there is no advice {code}"
    if len(codes) < len(library.advice):
        yield "two pieces of advice have the same code"


def text_problems(where: str, text: Text) -> Iterator[str]:
    """What is wrong with one text: a language or a variable is missing."""
    for language in sorted(LANGUAGES - text.keys()):
        yield f"{where}: a text is missing in {language}"
    if len({placeholders(words) for words in text.values()}) > 1:
        yield f"{where}: the languages use different variables"


def _used(text: Text) -> frozenset[str]:
    return frozenset().union(*(placeholders(words) for words in text.values()))


def _run_problems(ruleset: Ruleset, instruments: Mapping[str, Instrument]) -> Iterator[str]:
    covered = [i for i in instruments.values() if i.code in ruleset.covers()]
    for instrument in covered:
        for case in trial_cases(instrument):
            view = View(case, instruments, ruleset.series)
            yield from _trial(ruleset, view, instrument.code)
    silence = View(Case(_DAY, None), instruments, ruleset.series)
    yield from _trial(ruleset, silence, None)


def trial_cases(instrument: Instrument) -> Iterator[Case]:
    """A form answered not at all and wholly, sent, being filled, and left by a proxy."""
    for values in ({}, _filled(instrument, 0), _filled(instrument, -1)):
        for status, left, proxy in (
            ("completed", True, False),
            ("in-progress", False, False),
            ("stopped", True, True),
        ):
            answers = Answers(instrument.questionnaire, values, complete=status == "completed")
            yield Case(
                _DAY,
                Current(
                    authored=_DAY,
                    canonical=instrument.canonical,
                    answers=answers,
                    proxy=proxy,
                    status=status,
                    left=left,
                ),
            )


def _filled(instrument: Instrument, which: int) -> dict[str, Any]:
    """Every item answered: choices with their first or last option."""
    return {item.link_id: _sample(item, which) for item in instrument.questionnaire.items}


def _sample(item: Item, which: int) -> Any:
    if not item.options:
        return _SAMPLES[item.type]
    code = item.options[which].code
    return [code] if item.repeats else code


def _trial(ruleset: Ruleset, view: View, form: str | None) -> Iterator[str]:
    plan = ruleset.plan(form)
    bindings = rule_bindings(view, ruleset, plan)
    verdicts = {rule.name: False for rule in ruleset.rules}
    bindings.update(verdicts)
    for rule in (*plan.first, *plan.second):
        yield from _failures(rule.id, form, _conditions_on(rule, form), bindings)
    if form is None:
        return
    bindings = desk_bindings(view, ruleset)
    for entry in ruleset.advice.alone:
        yield from _failures("alone", form, [entry.when], bindings)
    for advice in ruleset.advice.advice:
        blocks = [advice.block] if advice.block else []
        conditions = [reason.condition for reason in advice.reasons] + blocks
        yield from _failures(advice.code, form, conditions, bindings)


def _conditions_on(rule: Rule, form: str | None) -> list[Condition]:
    elsewhere = [r.condition for r in rule.reasons if r.forms is not None and form not in r.forms]
    return [condition for condition in rule.conditions() if condition not in elsewhere]


def _failures(
    where: str, form: str | None, conditions: Iterable[Condition], bindings: Bindings
) -> Iterator[str]:
    for condition in conditions:
        try:
            found = condition.value(bindings)
        except ConditionError as error:
            yield f"{where} on {form or 'silence'}: {error}"
            continue
        if not isinstance(found, bool | list):
            yield f"{where} on {form or 'silence'}: {condition.source}: neither true nor false"

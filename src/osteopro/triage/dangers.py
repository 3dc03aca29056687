"""Which answers bring the emergency page, as plain data for a phone without a network. Pure.

The conditions themselves are not translated: the rules are asked, answer by answer, and what
they say is written down. A second reading of them could differ from the first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import product

from osteopro.instruments.answers import Answers, Value
from osteopro.instruments.definition import Condition, Item, Text
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import ItemType
from osteopro.triage.case import Case, Current
from osteopro.triage.engine import interrupt
from osteopro.triage.ruleset import Rule, Ruleset

# Facts that are the chosen options of items, and where their declaration names the items.
CHOSEN = {"code": "item", "codes": "items", "raw": "item", "state": "item"}
SKIPPED: Mapping[str, str] = {"absent": "skipped"}
# Any moment: what rules that interrupt may read does not depend on it.
MOMENT = datetime(2026, 1, 1, tzinfo=UTC)

Answered = tuple[tuple[str, str | None], ...]


@dataclass(frozen=True)
class Danger:
    """Answers that together bring the emergency page: item and code, None for a refused item.

    `because` and `add` are the words and the add-on texts of the rule that fires.
    """

    rule: str
    given: Answered
    because: Text
    add: tuple[str, ...]


@dataclass(frozen=True)
class Dangers:
    """`unknowable`: items of rules that cannot be written down; after them only the server
    can tell whether there is an emergency."""

    known: tuple[Danger, ...]
    unknowable: frozenset[str]


def dangers(
    ruleset: Ruleset, instrument: Instrument, instruments: Mapping[str, Instrument]
) -> Dangers:
    """Every smallest set of answers to `instrument` on which a rule interrupts (resolution 93).

    Of an item that takes several answers one is tried at a time.
    """
    found: list[Danger] = []
    unknowable: set[str] = set()
    for rule in ruleset.rules:
        if not rule.interrupts or instrument.code not in rule.forms:
            continue
        read = _items(rule, ruleset, instrument)
        of_rule = list(_of(rule, ruleset, instrument, instruments, read)) if read else []
        found += of_rule
        if not of_rule:
            unknowable |= _mentioned(rule, ruleset, instrument)
    return Dangers(tuple(found), frozenset(unknowable))


def _of(
    rule: Rule,
    ruleset: Ruleset,
    instrument: Instrument,
    instruments: Mapping[str, Instrument],
    read: tuple[Item, ...],
) -> Iterator[Danger]:
    smaller: list[frozenset[tuple[str, str | None]]] = []
    for given in sorted(_sets(read), key=len):
        if any(known <= frozenset(given) for known in smaller):
            continue
        case = _case(instrument, given)
        assessment = interrupt(case, ruleset, instruments)
        fired = next((f for f in assessment.rules if f.id == rule.id), None) if assessment else None
        if assessment is None or fired is None:
            continue
        smaller.append(frozenset(given))
        own = {part.value for part in rule.add}
        add = tuple(code for code in assessment.message.add if code in own)
        yield Danger(rule.id, given, fired.because, add)


def _sets(items: tuple[Item, ...]) -> Iterator[Answered]:
    """Every way to answer some of the items with one answer each."""
    ways = [[*(option.code for option in item.options), None, False] for item in items]
    for chosen in product(*ways):
        given = zip((item.link_id for item in items), chosen, strict=True)
        answered = tuple((link_id, code) for link_id, code in given if code is not False)
        if answered:
            yield answered  # type: ignore[misc]


def _case(instrument: Instrument, given: Answered) -> Case:
    """A form that is being filled, as far as these answers and what makes them be asked."""
    form = instrument.questionnaire
    values: dict[str, Value] = {
        link_id: _value(form.item(link_id), code) for link_id, code in given
    }
    for link_id, _code in given:
        _ask(instrument, form.item(link_id), values)
    answers = Answers(form, values, complete=False)
    current = Current(
        authored=MOMENT,
        canonical=instrument.canonical,
        answers=answers,
        status="in-progress",
        left=False,
    )
    return Case(MOMENT, current)


def _value(item: Item, code: str | None) -> Value:
    if code is None:
        return SKIPPED
    return [code] if item.repeats else code


def _ask(instrument: Instrument, item: Item, values: dict[str, Value]) -> None:
    """Answer what comes before, so that this item is asked. Whatever was given stays."""
    form = instrument.questionnaire
    for condition in item.enable_when:
        question = form.item(condition.question)
        if question.link_id in values:
            continue
        value = _meeting(item, question)
        if value is None:
            continue
        values[question.link_id] = value
        _ask(instrument, question, values)


def _meeting(item: Item, question: Item) -> Value | None:
    """An answer under which every condition of `item` on this question holds."""
    if question.type is not ItemType.CHOICE:
        return None
    wanted = [c for c in item.enable_when if c.question == question.link_id]
    for option in question.options:
        held = [_holds(c, option.code) for c in wanted]
        if all(held) if item.enable_behavior == "all" else any(held):
            return [option.code] if question.repeats else option.code
    return None


def _holds(condition: Condition, code: str) -> bool:
    if condition.operator == "exists":
        return bool(condition.answer)
    return (code == condition.answer) is (condition.operator == "=")


def _items(rule: Rule, ruleset: Ruleset, instrument: Instrument) -> tuple[Item, ...]:
    """The items this rule reads; none when it reads anything that is not a chosen option."""
    found: dict[str, Item] = {}
    for name in sorted(rule.reads):
        fact = ruleset.facts.get(name, {})
        if fact.get("kind") not in CHOSEN:
            return ()
        for link_id in _named(fact):
            item = instrument.questionnaire.nodes.get(link_id)
            if item is None:
                continue
            if item.type is not ItemType.CHOICE:
                return ()
            found[link_id] = item
    return tuple(found.values())


def _mentioned(rule: Rule, ruleset: Ruleset, instrument: Instrument) -> set[str]:
    names = (link_id for name in rule.reads for link_id in _named(ruleset.facts.get(name, {})))
    known = {link_id for link_id in names if link_id in instrument.questionnaire.nodes}
    return known or {item.link_id for item in instrument.questionnaire.items}


def _named(fact: Mapping[str, object]) -> tuple[str, ...]:
    one, many = fact.get("item"), fact.get("items")
    return ((str(one),) if one else ()) + (tuple(many) if isinstance(many, list) else ())

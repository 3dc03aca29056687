"""A known problem with a plan rests for at most 14 days: it is listed and raises nothing. Pure.

ux 2.2: "A known problem with a plan can be paused with a reason (at most 14 days); red flags
cannot." It rests only while none of the answers that the rule reads is worse than it was then.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from osteopro.triage.case import Assessment, Fired
from osteopro.triage.ruleset import Rule, Ruleset
from osteopro.triage.terms import Level, highest

LONGEST = timedelta(days=14)
PAUSED = "paused"
# Facts that are an answer of the record, or its change: what can be compared with a later one.
_ANSWERS = frozenset({"raw", "base", "change", "group"})


@dataclass(frozen=True, slots=True)
class Known:
    """A rule that rests. `basis` are the answers when it was paused: raw value, and whether a
    higher one is worse; `items` are all answers the rule reads."""

    problem_id: int
    rule: str
    until: date
    items: tuple[str, ...]
    basis: Mapping[str, tuple[int, bool]]


def items_of(rule: Rule, ruleset: Ruleset) -> tuple[str, ...]:
    """The answers that a rule reads, if it may rest at all; () for red flags, and for rules that
    read an event, a word, a measurement or a profile: those are never the same twice."""
    if rule.level is not Level.ATTENTION:
        return ()
    facts = [ruleset.facts[name] for name in sorted(rule.reads) if name in ruleset.facts]
    found: list[str] = []
    for fact in facts:
        named = [fact["item"]] if "item" in fact else list(fact.get("items", ()))
        if fact["kind"] not in _ANSWERS or not named:
            return ()
        found += named
    return tuple(dict.fromkeys(found))


def until_problem(today: date, until: date | None) -> str | None:
    """Why a problem cannot rest until this day inclusive: a code, or None."""
    if until is None or until < today:
        return "problem-in-the-past"
    return "problem-too-long" if until - today > LONGEST else None


def rests(known: Known, now: Mapping[str, int | None], today: date) -> bool:
    """Whether the rule still rests. `now` are the answers to what was asked this time, None for
    one that was left out: then nobody knows, and it does not rest."""
    if today > known.until:
        return False
    asked = [item for item in known.items if item in now]
    return bool(asked) and all(_not_worse(known, item, now[item]) for item in asked)


def rested(
    assessment: Assessment,
    every: Sequence[Known],
    now: Mapping[str, int | None],
    today: date,
    ruleset: Ruleset,
) -> Assessment:
    """The assessment with the rules that rest at level routine and marked.

    Only rules at attention can rest: what is urgent or an emergency passes untouched.
    """
    resting = {known.rule for known in every if rests(known, now, today)}
    fired = tuple(_at_rest(rule) if _may(rule, resting) else rule for rule in assessment.rules)
    if fired == assessment.rules:
        return assessment
    level = highest([rule.level for rule in fired])
    message = assessment.message
    if level is not assessment.level:
        message = ruleset.messages.choose(level, list(fired), [])
    tags = tuple(dict.fromkeys(tag for rule in fired for tag in rule.tags))
    return replace(assessment, level=level, rules=fired, tags=tags, message=message)


def worsened(assessment: Assessment, every: Sequence[Known]) -> tuple[Known, ...]:
    """Problems whose rule fired and did not rest: their pause is over."""
    awake = {
        rule.id
        for rule in assessment.rules
        if PAUSED not in rule.tags and rule.level.rank >= Level.ATTENTION.rank
    }
    return tuple(known for known in every if known.rule in awake)


def of_row(stored: Sequence[Mapping[str, Any]] | None) -> tuple[Known, ...]:
    """What stands in the patient's row; None when nothing rests."""
    return tuple(
        Known(
            problem_id=each["id"],
            rule=each["rule"],
            until=date.fromisoformat(each["until"]),
            items=tuple(each["items"]),
            basis={item: (raw, worse) for item, (raw, worse) in each["basis"].items()},
        )
        for each in stored or ()
    )


def _may(rule: Fired, resting: set[str]) -> bool:
    return rule.level is Level.ATTENTION and rule.id in resting


def _at_rest(rule: Fired) -> Fired:
    return replace(rule, level=Level.ROUTINE, tags=(*rule.tags, PAUSED))


def _not_worse(known: Known, item: str, now: int | None) -> bool:
    if now is None or item not in known.basis:
        return False
    then, higher_is_worse = known.basis[item]
    return now <= then if higher_is_worse else now >= then

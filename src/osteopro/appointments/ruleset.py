"""The weights and limits of appointment priority, as versioned data (clinical content 5.4). Pure.

`library/priority/<version>/priority.json`; `words.json` beside it says each reason in sentences.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from osteopro.appointments.terms import Event, Term
from osteopro.triage.terms import Level

LIBRARY = Path(__file__).parent / "library" / "priority"
CURRENT = LIBRARY / "1.0.0"
_WHOLE = 100


class PriorityRulesError(ValueError):
    """Weights that cannot be used: the message says why."""


@dataclass(frozen=True)
class PriorityRules:
    """One version. Weights in percent; the values of a term lie from 0 to 1, days are calendar
    days. `level_days` and `event_days` are how far back the caller looks."""

    version: str
    weights: Mapping[Term, Fraction]
    verified: Mapping[Level, Fraction]
    unverified_from: Level
    unverified: Fraction
    self_report: Fraction
    event: Mapping[Event, Fraction]
    full_after_days: int
    no_visit: Fraction
    visit_older_than_days: int
    care: Fraction
    age_from: int
    reserved_for: frozenset[Level]
    reserved_within_working_days: int
    level_days: int
    event_days: int


@cache
def priority_rules() -> PriorityRules:
    """The version that applies."""
    return parse_rules(orjson.loads((CURRENT / "priority.json").read_bytes()))


def parse_rules(document: Mapping[str, Any]) -> PriorityRules:
    """The rules of a document. Raises PriorityRulesError: weights that do not add up to 100, a
    value outside 0 to 1, or a level or kind of event without a value."""
    try:
        rules = _rules(document)
    except (KeyError, TypeError, ValueError) as error:
        raise PriorityRulesError(f"not a set of priority rules: {error!r}") from error
    if sum(rules.weights.values()) != _WHOLE or min(rules.weights.values()) < 0:
        raise PriorityRulesError("the weights are not shares of 100")
    if rules.verified.keys() != set(Level) - {Level.EMERGENCY}:
        raise PriorityRulesError("every level that can queue needs a value, and no other")
    if rules.event.keys() != set(Event):
        raise PriorityRulesError("every kind of event needs a value")
    values = [*rules.verified.values(), *rules.event.values(), rules.unverified, rules.self_report]
    if not all(0 <= value <= 1 for value in (*values, rules.no_visit + rules.care)):
        raise PriorityRulesError("the values of a term lie from 0 to 1")
    return rules


def _rules(document: Mapping[str, Any]) -> PriorityRules:
    unverified, need = document["unverified"], document["need"]
    reserved, back = document["reserved"], document["look_back_days"]
    return PriorityRules(
        version=document["version"],
        weights={term: Fraction(document["weights"][term]) for term in Term},
        verified={Level(k): Fraction(value) for k, value in document["verified"].items()},
        unverified_from=Level(unverified["from"]),
        unverified=Fraction(unverified["V"]),
        self_report=Fraction(unverified["S"]),
        event={Event(k): Fraction(value) for k, value in document["event"].items()},
        full_after_days=document["waiting"]["full_after_days"],
        no_visit=Fraction(need["no_visit"]),
        visit_older_than_days=need["visit_older_than_days"],
        care=Fraction(need["care"]),
        age_from=need["age_from"],
        reserved_for=frozenset(Level(level) for level in reserved["for"]),
        reserved_within_working_days=reserved["within_working_days"],
        level_days=back["level"],
        event_days=back["event"],
    )

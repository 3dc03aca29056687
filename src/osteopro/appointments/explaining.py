"""Why a request stands where it stands, in words: every term can be explained. Pure.

The patient reads neither P nor a rank nor how many wait (resolution 20); before asking they read
the reminder of `followup.learning` (E2).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache

import orjson

from osteopro.appointments.priority import Request, call_first, long_unseen
from osteopro.appointments.ruleset import CURRENT, PriorityRules, priority_rules
from osteopro.appointments.terms import Event, Why
from osteopro.instruments.definition import Text
from osteopro.triage.terms import Level

_EVENTS: Mapping[Event, Why] = {
    Event.NONE: Why.EVENT_NONE,
    Event.REPORTED: Why.EVENT_REPORTED,
    Event.RECORDED: Why.EVENT_RECORDED,
}


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, worded for staff and for the patient, in each language."""

    code: Why
    staff: Text
    patient: Text


def explained(
    request: Request, rules: PriorityRules | None = None, *, doctor: bool = False
) -> tuple[Reason, ...]:
    """What the order looked at: the talk, events, the wait, the last visit, then what makes it
    harder to get help. Each of the first four has exactly one reason. `doctor`: that attention is
    needed was said by a physician who wants to see them, not heard in a talk."""
    rules = rules or priority_rules()
    numbers = {
        "days": request.days_waiting,
        "since": request.days_since_visit,
        "age": request.age,
        "full": rules.full_after_days,
        "level_days": rules.level_days,
        "event_days": rules.event_days,
    }
    return tuple(
        Reason(code, _filled(words["staff"], numbers), words["patient"])
        for code in whys(request, rules, doctor=doctor)
        for words in (_words()[code],)
    )


def whys(request: Request, rules: PriorityRules, *, doctor: bool = False) -> Iterator[Why]:
    """The codes of the reasons, in the order in which they are read."""
    heard = _heard(request, rules)
    yield Why.DOCTOR_ASKED if doctor and heard is Why.HEARD_ATTENTION else heard
    yield _EVENTS[request.event]
    longest = request.days_waiting >= rules.full_after_days
    yield Why.WAITED_LONGEST if longest else Why.WAITED
    yield _visit(request, rules)
    if request.lives_alone:
        yield Why.ALONE
    if request.age >= rules.age_from:
        yield Why.OLDER
    if request.phone_only:
        yield Why.PHONE_ONLY


def _heard(request: Request, rules: PriorityRules) -> Why:
    if call_first(request, rules):
        return Why.CALL_FIRST
    if request.level is None or (request.verified is None and request.level is Level.ROUTINE):
        return Why.NOTHING_WORRYING
    if request.verified is None:
        return Why.OWED if request.level is Level.ATTENTION else Why.OWED_URGENT
    if request.level in rules.reserved_for:
        return Why.FIRST
    return Why.HEARD_ROUTINE if request.level is Level.ROUTINE else Why.HEARD_ATTENTION


def _visit(request: Request, rules: PriorityRules) -> Why:
    if request.days_since_visit is None:
        return Why.VISIT_NEVER
    return Why.VISIT_LONG_AGO if long_unseen(request, rules) else Why.VISIT_RECENT


def _filled(text: Text, numbers: Mapping[str, object]) -> Text:
    return {language: words.format_map(numbers) for language, words in text.items()}


@cache
def _words() -> Mapping[Why, Mapping[str, Text]]:
    document = orjson.loads((CURRENT / "words.json").read_bytes())
    return {Why(code): words for code, words in document.items()}

"""Reading an enrolment form: its fields by name in, a Form or every problem out. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from osteopro.enrolment.criteria import Criteria, FieldRule, criteria


class BadForm(ValueError):
    """The form cannot be judged; `problems` has one sentence for each reason."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class OtherCondition:
    """Another significant condition: present or not, and what a clinician decided about it."""

    present: bool
    decision: str | None = None


@dataclass(frozen=True)
class Form:
    """What eligibility looks at (clinical content 6.1, resolution 70).

    `answers` are codes by field, empty where an optional field was not asked; `screen` are the
    answers of the mood screen, None where declined.
    """

    birth: date
    on: date
    answers: Mapping[str, tuple[str, ...]]
    other: OtherCondition
    screen: tuple[int | None, ...]
    consent_complete: bool = False

    @property
    def screen_total(self) -> int | None:
        """The sum of the screen; None if one answer is missing."""
        given = [value for value in self.screen if value is not None]
        return sum(given) if len(given) == len(self.screen) else None


def read_form(raw: Any, rules: Criteria | None = None) -> Form:
    """The form in `raw`, an object of fields by name as JSON gives it.

    Raises BadForm with every problem: an unknown field (it would otherwise count as not
    given), a missing one, a code or a day that does not exist.

    >>> read_form({"enr-birth": "1960-05-01"})
    Traceback (most recent call last):
    osteopro.enrolment.form.BadForm: enr-date: missing
    enr-op-dx: missing
    enr-symptom: missing
    enr-depr: missing
    enr-cancer: missing
    enr-cog: missing
    enr-other: missing
    """
    rules = rules or criteria()
    if not isinstance(raw, dict):
        raise BadForm(["the form is not an object"])
    reader = _Reader(raw)
    reader.unknown(rules.known)
    birth, on = reader.day(rules.birth), reader.day(rules.on)
    if birth and on and birth > on:
        reader.say(rules.birth, f"{birth} is after {rules.on}")
    answers = {name: reader.codes(name, rule) for name, rule in rules.fields.items()}
    other = reader.other(rules)
    screen = tuple(reader.points(name, rules.screen.most) for name in rules.screen.items)
    consent = reader.flag(rules.consent)
    if reader.problems or birth is None or on is None:
        raise BadForm(reader.problems)
    return Form(birth, on, answers, other, screen, consent)


class _Reader:
    """Takes single fields out of the object and collects what is wrong."""

    def __init__(self, raw: Mapping[str, Any]) -> None:
        self.raw = raw
        self.problems: list[str] = []

    def say(self, name: str, sentence: str) -> None:
        self.problems.append(f"{name}: {sentence}")

    def unknown(self, known: frozenset[str]) -> None:
        for name in self.raw:
            if name not in known:
                self.say(name, f"unknown; known are {', '.join(sorted(known))}")

    def day(self, name: str) -> date | None:
        given = self.raw.get(name)
        if given is None:
            self.say(name, "missing")
            return None
        try:
            found = date.fromisoformat(given)
        except (TypeError, ValueError):
            found = None
        if found is None or found.isoformat() != given:
            self.say(name, f"{given!r} is not a day like 1960-05-01")
            return None
        return found

    def codes(self, name: str, rule: FieldRule) -> tuple[str, ...]:
        given = self.raw.get(name)
        if given is None:
            if not rule.optional:
                self.say(name, "missing")
            return ()
        if rule.several and not isinstance(given, list):
            self.say(name, "not a list")
            return ()
        chosen = given if rule.several else [given]
        wrong = [code for code in chosen if code not in rule.codes]
        if wrong:
            shown = ", ".join(repr(code) for code in wrong)
            self.say(name, f"{shown}: not one of {', '.join(rule.codes)}")
            return ()
        if rule.alone in chosen and len(set(chosen)) > 1:
            self.say(name, f"{rule.alone} together with others")
        return tuple(code for code in rule.codes if code in chosen)

    def other(self, rules: Criteria) -> OtherCondition:
        name, given = rules.other, self.raw.get(rules.other)
        if given is None:
            self.say(name, "missing")
        elif not isinstance(given, dict) or not isinstance(given.get("present"), bool):
            self.say(name, 'not an object like {"present": false, "decision": null}')
        elif given.keys() - {"present", "decision", "text"}:
            self.say(name, "has more than present, decision and text")
        elif given.get("decision") not in (None, *rules.other_decisions):
            wanted = " or ".join(rules.other_decisions)
            self.say(name, f"decision {given['decision']!r} is not {wanted}")
        elif given.get("decision") and not given["present"]:
            self.say(name, "has a decision but no condition")
        else:
            return OtherCondition(given["present"], given.get("decision"))
        return OtherCondition(False)

    def points(self, name: str, most: int) -> int | None:
        given = self.raw.get(name)
        if given is None:
            return None
        if isinstance(given, bool) or not isinstance(given, int) or not 0 <= given <= most:
            self.say(name, f"{given!r} is not a whole number from 0 to {most}")
            return None
        return given

    def flag(self, name: str) -> bool:
        given = self.raw.get(name, False)
        if not isinstance(given, bool):
            self.say(name, "not true or false")
            return False
        return given

"""A set of validity checks as published: what is checked, asked and said, all data.

`library/<code>/<version>/checks.json`; how to write a check: docs/explanation/validity.md.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import orjson

from osteopro.instruments.definition import Text
from osteopro.triage.facts import Declaration
from osteopro.triage.formsets import forms_of, parse_series
from osteopro.triage.reasons import Reason, parse_reasons
from osteopro.triage.view import Series

LIBRARY = Path(__file__).parent / "library"
OPROS = LIBRARY / "opros" / "1.0.0"
CHECKS = "checks.json"


@dataclass(frozen=True)
class Alternative:
    """One way in which a check holds, and the question that goes with it, if any."""

    reason: Reason
    ask: str | None


@dataclass(frozen=True)
class Check:
    """One index. `own`: only on what the patient answered. `keep`: facts stored with its flag."""

    id: str
    forms: frozenset[str]
    own: bool
    action: str
    alternatives: tuple[Alternative, ...]
    keep: tuple[str, ...]

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names its conditions and texts read."""
        reasons = [each.reason for each in self.alternatives]
        read = [part for r in reasons for part in (r.condition.names, r.placeholders)]
        return frozenset(self.keep).union(*read)


@dataclass(frozen=True)
class Answer:
    """One answer to a gentle question: its code, which event it names, and the question of the
    form to go to for it."""

    code: str
    text: Text
    detail: str
    to: str | None

    @property
    def key(self) -> str:
        """How a page tells the answers apart."""
        return f"{self.code}-{self.detail}" if self.detail else self.code


@dataclass(frozen=True)
class GentleQuestion:
    """What is asked before a report is sent. `words` fill the braces of its text with answers;
    `items` are the questions it is about, those to go back to first."""

    id: str
    text: Text
    answers: tuple[Answer, ...]
    items: tuple[str, ...]
    words: Mapping[str, tuple[str, ...]]

    def answer(self, key: str) -> Answer | None:
        return next((each for each in self.answers if each.key == key), None)


@dataclass(frozen=True)
class Sample:
    """The share of reports of one level of which anybody is phoned about, and how rarely."""

    percent: int
    days: int
    level: str


@dataclass(frozen=True)
class PersonFit:
    """V8: items, the bound of the squared distance, and how many reports it needs."""

    id: str
    items: tuple[str, ...]
    above: float
    reports: int


@dataclass(frozen=True)
class Script:
    """What is said in a validation call, the same words whatever led to it. `own` names the
    items with which what is heard is compared."""

    own: Mapping[str, str]
    opening: Text
    questions: tuple[tuple[str, Text], ...]


@dataclass(frozen=True)
class CheckSet:
    """Everything needed to check, ask and call. Frozen once published."""

    code: str
    version: str
    series: Mapping[str, Series]
    record_days: int
    diary_days: int
    expires_days: int
    facts: Mapping[str, Declaration]
    checks: tuple[Check, ...]
    questions: Mapping[str, GentleQuestion]
    ask_order: tuple[str, ...]
    ask_again_days: int
    calls_for: frozenset[str]
    sample: Sample
    teaching: Mapping[str, Text]
    script: Script
    person_fit: PersonFit

    @property
    def name(self) -> str:
        return f"{self.code}|{self.version}"

    def check(self, check_id: str) -> Check | None:
        return next((each for each in self.checks if each.id == check_id), None)

    def on(self, form: str) -> list[Check]:
        """The checks that run on a form, those that read others last."""
        ids = {check.id for check in self.checks}
        mine = [check for check in self.checks if form in check.forms]
        return sorted(mine, key=lambda check: bool(check.reads & ids))


@cache
def load_checks(folder: Path = OPROS) -> CheckSet:
    """The checks of a library folder, read and compiled once per process."""
    return build_checks(read_document(folder))


def read_document(folder: Path = OPROS) -> dict[str, Any]:
    """The document of a library folder as it is published."""
    document: dict[str, Any] = orjson.loads((folder / CHECKS).read_bytes())
    return document


def build_checks(document: Mapping[str, Any]) -> CheckSet:
    """A check set from its document. ValueError if a condition is not CEL, KeyError if a part
    is missing; whether it can be published is `publishing.problems`."""
    sets: Mapping[str, list[str]] = document["forms"]
    asking, calling = document["asking"], document["calling"]
    return CheckSet(
        code=document["code"],
        version=document["version"],
        series={name: parse_series(entry, sets) for name, entry in document["series"].items()},
        record_days=document["look_back"]["record_days"],
        diary_days=document["look_back"]["diary_days"],
        expires_days=document["expires_days"],
        facts=document["facts"],
        checks=tuple(_check(entry, sets) for entry in document["checks"]),
        questions={name: _question(name, e) for name, e in document["questions"].items()},
        ask_order=tuple(asking["order"]),
        ask_again_days=asking["again_after_days"],
        calls_for=frozenset(calling["actions"]),
        sample=Sample(**calling["sample"]),
        teaching=document["teaching"],
        script=_script(document["script"]),
        person_fit=_person_fit(document["person_fit"]),
    )


def _check(entry: Mapping[str, Any], sets: Mapping[str, list[str]]) -> Check:
    reasons = parse_reasons(entry["when"], lambda names: forms_of(names, sets))
    asks = [each.get("ask") for each in entry["when"]]
    return Check(
        id=entry["id"],
        forms=forms_of(entry["forms"], sets),
        own=entry["own"],
        action=entry["action"],
        alternatives=tuple(Alternative(r, a) for r, a in zip(reasons, asks, strict=True)),
        keep=tuple(entry.get("keep", ())),
    )


def _question(name: str, entry: Mapping[str, Any]) -> GentleQuestion:
    return GentleQuestion(
        id=name,
        text=entry["text"],
        answers=tuple(
            Answer(each["code"], each["text"], each.get("detail", ""), each.get("to"))
            for each in entry["answers"]
        ),
        items=tuple(entry.get("items", ())),
        words={word: tuple(items) for word, items in entry.get("words", {}).items()},
    )


def _script(entry: Mapping[str, Any]) -> Script:
    questions = tuple((each["id"], each["text"]) for each in entry["questions"])
    return Script(entry["own"], entry["opening"], questions)


def _person_fit(entry: Mapping[str, Any]) -> PersonFit:
    return PersonFit(entry["id"], tuple(entry["items"]), entry["above"], entry["reports"])

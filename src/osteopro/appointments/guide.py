"""What an in-person session consists of and who is invited, as data (clinical content 7.6). Pure.

`library/sessions/<version>/session.json`; a kept answer names its version, so that it is read
with the words it was given to.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from osteopro.instruments.definition import Text

LIBRARY = Path(__file__).parent / "library" / "sessions"
CURRENT = "1.0.0"


class GuideError(ValueError):
    """A guide that cannot be used: the message says why."""


@dataclass(frozen=True, slots=True)
class Invite:
    """Who stands on the list. Days are calendar days; advice, tags, rules, topics of messages and
    reasons for a visit are codes of their own libraries; `attention_in_row` records at attention
    or above one after the other."""

    every_days: int
    unseen_days: int
    look_back_days: int
    advice: tuple[str, ...]
    tags: tuple[str, ...]
    rules: tuple[str, ...]
    attention_in_row: int
    medicine_rules: tuple[str, ...]
    medicine_topics: tuple[str, ...]
    medicine_reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Aside:
    """Why somebody is not invited now, and for how many days they leave the list."""

    code: str
    days: int
    words: bool
    text: Text


@dataclass(frozen=True, slots=True)
class Bounds:
    """What a measurement can be. One that differs by `confirm` or more from the one before is
    asked for again; `lost` is what the rules of 3.2 look at."""

    first: Decimal
    last: Decimal
    confirm: Decimal
    lost: Decimal


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer to a look, and the words in which the patient reads it."""

    code: str
    text: Text
    told: Text


@dataclass(frozen=True, slots=True)
class Number:
    """A number that goes with a look, in `unit`."""

    code: str
    first: Decimal
    last: Decimal
    unit: Text
    label: Text
    told: Text


@dataclass(frozen=True, slots=True)
class Look:
    """One thing that is looked at under supervision."""

    code: str
    label: Text
    help: Text
    answers: tuple[Answer, ...]
    number: Number | None

    def answer(self, code: str) -> Answer | None:
        """The answer with this code."""
        return next((each for each in self.answers if each.code == code), None)


@dataclass(frozen=True)
class Guide:
    """One version. `body` by the columns of a measurement."""

    version: str
    invite: Invite
    aside: tuple[Aside, ...]
    body: Mapping[str, Bounds]
    looks: tuple[Look, ...]

    def reason(self, code: str) -> Aside | None:
        """The reason for putting aside with this code."""
        return next((each for each in self.aside if each.code == code), None)


@cache
def guide(version: str = CURRENT) -> Guide:
    """The guide that applies, or the one that applied. Raises GuideError for none."""
    path = LIBRARY / version / "session.json"
    if version not in {each.name for each in LIBRARY.iterdir()}:
        raise GuideError(f"no guide {version}")
    return parse_guide(orjson.loads(path.read_bytes()))


def parse_guide(document: Mapping[str, Any]) -> Guide:
    """The guide of a document. Raises GuideError where something is missing, a text lacks a
    language, a limit lies beside its bounds, or a code stands twice."""
    try:
        found = Guide(
            version=str(document["version"]),
            invite=_invite(document["invite"]),
            aside=tuple(
                Aside(e["code"], int(e["days"]), bool(e.get("words")), _text(e["text"]))
                for e in document["aside"]
            ),
            body={name: _bounds(each) for name, each in document["body"].items()},
            looks=tuple(_look(each) for each in document["looks"]),
        )
    except (KeyError, TypeError, ValueError, ArithmeticError) as error:
        raise GuideError(f"guide: {error}") from error
    every = [[each.code for each in found.aside], [each.code for each in found.looks]]
    for codes in [*every, *([each.code for each in look.answers] for look in found.looks)]:
        if not codes or len(set(codes)) != len(codes):
            raise GuideError(f"codes are missing or stand twice: {codes}")
    return found


def _invite(raw: Mapping[str, Any]) -> Invite:
    return Invite(
        every_days=int(raw["every_days"]),
        unseen_days=int(raw["unseen_days"]),
        look_back_days=int(raw["look_back_days"]),
        advice=tuple(raw["advice"]),
        tags=tuple(raw["tags"]),
        rules=tuple(raw["rules"]),
        attention_in_row=int(raw["attention_in_row"]),
        medicine_rules=tuple(raw["medicine_rules"]),
        medicine_topics=tuple(raw["medicine_topics"]),
        medicine_reasons=tuple(raw["medicine_reasons"]),
    )


def _look(raw: Mapping[str, Any]) -> Look:
    number = raw.get("number")
    return Look(
        code=raw["code"],
        label=_text(raw["label"]),
        help=_text(raw["help"]),
        answers=tuple(
            Answer(each["code"], _text(each["text"]), _text(each["told"]))
            for each in raw["answers"]
        ),
        number=_number(number) if number else None,
    )


def _number(raw: Mapping[str, Any]) -> Number:
    told = _text(raw["told"])
    if any("{number}" not in words for words in told.values()):
        raise GuideError(f"{raw['code']}: the words have no place for the number")
    first, last = Decimal(raw["from"]), Decimal(raw["to"])
    if first >= last:
        raise GuideError(f"{raw['code']}: nothing lies between {first} and {last}")
    return Number(raw["code"], first, last, _text(raw["unit"]), _text(raw["label"]), told)


def _bounds(raw: Mapping[str, str]) -> Bounds:
    found = Bounds(*(Decimal(raw[name]) for name in ("from", "to", "confirm", "lost")))
    if not 0 < found.lost <= found.confirm < found.last - found.first:
        raise GuideError(f"limits beside their bounds: {found}")
    return found


def _text(raw: Mapping[str, str]) -> Text:
    return {"zh-CN": raw["zh-CN"], "en": raw["en"]}

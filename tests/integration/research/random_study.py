"""A study with rows in every table, filled at random: whatever a field can hold, it may hold."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import (
    BooleanField,
    CharField,
    DateField,
    DateTimeField,
    FloatField,
    ForeignKey,
    IntegerField,
    JSONField,
    Model,
    TextField,
    UUIDField,
)

from osteopro.research import models as m
from osteopro.research.exchange.rows import fields_of, is_account
from osteopro.research.exchange.tables import TABLES, AnyField
from osteopro.research.terms import ConsentScope, Duty, RoundMode, Stage, VariableType
from osteopro.research.text import normal

_PIECES = ("痛", "夜里醒着", "🦴", "👩🏽‍⚕️", "𠮷", "é", "a", "<&\"'>", "，", "\n", " ", "=1")
_AT = datetime(2026, 1, 1, tzinfo=UTC)


class Filler:
    """Makes the rows of a study; the same seed makes the same."""

    def __init__(self, seed: int, accounts: list[int]) -> None:
        self.random = Random(seed)
        self.accounts = accounts
        self.made: dict[type[Model], list[Any]] = {}
        self.texts: dict[int, str] = {}

    def fill(self) -> m.Study:
        """The whole study, some of its rows in each table."""
        for table in TABLES:
            self.made[table] = []
            if table is m.Block:
                for version in self.made[m.TranscriptVersion]:
                    self._blocks(version)
                continue
            wanted = 1 if table is m.Study else self.random.randint(2, 5)
            for number in range(wanted):
                self._add(table, number)
            assert self.made[table], table
        for round_ in self.made[m.Round]:
            round_.versions.set(self._some(m.TranscriptVersion))
        return self.made[m.Study][0]

    def _add(self, table: type[Model], number: int) -> None:
        if table in _ONE_FOR_EACH and number >= len(self.made[_ONE_FOR_EACH[table]]):
            return
        values = {
            field.name: self._value(table, field)
            for field in fields_of(table)
            if not isinstance(field, ForeignKey) or field.related_model in self.made
        }
        values["guid"] = self._guid()
        if table in _ONE_FOR_EACH:
            parent = _ONE_FOR_EACH[table]
            values[_field_to(table, parent)] = self.made[parent][number]
        if table in _SHAPED:
            values |= _SHAPED[table](self, values, number)
        if not any(each.name == "guid" for each in table._meta.concrete_fields):
            del values["guid"]
        row = table(**values)
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            return  # there is one like it already
        self.made[table].append(row)
        if isinstance(row, m.TranscriptVersion):
            self.texts[row.pk] = self._text

    def _value(self, table: type[Model], field: AnyField) -> Any:
        if field.null and self.random.random() < 0.4:
            return None
        if isinstance(field, ForeignKey):
            held = self.made[field.related_model]
            return self.random.choice(held) if held else None
        if is_account(field):
            return self.random.choice(self.accounts)
        if field.choices:
            return self.random.choice(list(field.choices))[0]
        if isinstance(field, JSONField):
            return self.random.choice([{"a": [1, None, "痛\r\n", 0.1]}, ["b"], {}, []])
        for kind, made in _KINDS.items():
            if isinstance(field, kind):
                return made(self, field)
        raise AssertionError(field)

    def words(self, longest: int = 60) -> str:
        """Some words as somebody may type them, also in letters of two parts."""
        pieces = [self.random.choice((*_PIECES, "e\u0301", "\r\n")) for _ in range(12)]
        return "".join(pieces)[:longest]

    def _guid(self) -> UUID:
        return UUID(int=self.random.getrandbits(128), version=4)

    def _some(self, table: type[Model]) -> list[Any]:
        return self.random.sample(self.made[table], self.random.randint(0, len(self.made[table])))

    def new_text(self) -> str:
        """A transcript in the form in which texts are kept."""
        pieces = "".join(self.random.choice(_PIECES) for _ in range(40))
        self._text = normal.kept(f"患者：{pieces}痛。").text
        return self._text

    def _blocks(self, version: m.TranscriptVersion) -> None:
        text = self.texts[version.pk]
        half = len(text) // 2
        for no, (start, end) in enumerate(((0, half), (half, len(text))), start=1):
            block = m.Block(
                version=version,
                no=no,
                start=start,
                end=end,
                text=text[start:end],
                turns=[[start, end, "患者", start, None, None]],
                first_turn=no,
            )
            block.save(force_insert=True)
            self.made[m.Block].append(block)


def _field_to(table: type[Model], parent: type[Model]) -> str:
    return next(
        field.name
        for field in table._meta.concrete_fields
        if isinstance(field, ForeignKey) and field.related_model is parent
    )


_ONE_FOR_EACH: dict[type[Model], type[Model]] = {
    m.StudyConsent: m.Screening,
    m.Participant: m.Screening,
    m.Transcript: m.Interview,
    m.Review: m.TranscriptVersion,
}
_KINDS: dict[type[AnyField], Callable[[Filler, AnyField], Any]] = {
    BooleanField: lambda f, _: f.random.random() < 0.5,
    DateTimeField: lambda f, _: _AT + timedelta(microseconds=f.random.randrange(10**13)),
    DateField: lambda f, _: date(2026, 1, 1) + timedelta(days=f.random.randrange(400)),
    FloatField: lambda f, _: f.random.random(),
    UUIDField: lambda f, _: f._guid(),
    IntegerField: lambda f, _: f.random.randint(1, 30_000),
    TextField: lambda f, _: f.words(),
    CharField: lambda f, field: f.words(field.max_length or 60),
}


def _of_version(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    text = filler.new_text()
    stages = [Stage.RAW, Stage.DEIDENTIFIED, Stage.FROZEN, Stage.FROZEN]
    # The first one of the first participant goes in any case.
    first = {"stage": Stage.FROZEN, "transcript": filler.made[m.Transcript][0], "no": 50}
    rest = first if number == 0 else {"stage": filler.random.choice(stages), "no": number + 1}
    return rest | {"length": len(text), "sha256": normal.sha256(text)}


def _of_statement(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    version = filler.made[m.TranscriptVersion][0] if number == 0 else values["version"]
    text = filler.texts[version.pk]
    start = filler.random.randrange(len(text) - 1)
    end = filler.random.randint(start + 1, len(text))
    place = {"start": start, "end": end, "quote": text[start:end]}
    return place | {"no": number + 1, "version": version}


def _of_value(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    made: dict[str, Any] = {
        VariableType.TEXT: filler.words(),
        VariableType.BOOLEAN: True,
        VariableType.INTEGER: 71,
        VariableType.FLOAT: -2.5,
        VariableType.DATE: "2024-02-29",
    }
    return {"value": made[values["variable"].type]}


_NUMBERED = {"no", "seq", "number", "order", "version"}


def _numbered(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    return {
        name: number + 1
        for name in _NUMBERED & values.keys()
        if not isinstance(values[name], Model)
    }


def _of_interview(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    began = values["started_at"] or _AT
    times = {"started_at": began, "ended_at": began + timedelta(minutes=13)}
    first = {"participant": filler.made[m.Participant][0]} if number == 0 else {}
    return times | first | {"seq": number + 1}


def _of_consent(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    withdrawn = None if number == 0 or filler.random.random() < 0.7 else _AT
    by, witness = filler.accounts[:2]
    people = {"by": by, "witness": witness}
    return people | {"withdrawn_at": withdrawn, "scopes": list(ConsentScope)}


def _of_discrepancy(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    return {"items": [str(each.guid) for each in filler._some(m.Statement)]}


def _of_member(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    return {"account": filler.accounts[number % len(filler.accounts)], "duties": [Duty.CODE],
            "left_at": None if number < len(filler.accounts) else _AT}  # fmt: skip


def _of_round(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    mode = filler.random.choice(list(RoundMode))
    return {"no": number + 1, "mode": mode, "of": None, "blind": mode is RoundMode.INDEPENDENT}


def _of_coder(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    rounds = filler.made[m.Round]
    return {"round": rounds[number % len(rounds)], "coder": filler.accounts[0] + number}


def _of_deciders(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    people: dict[str, Any] = {"deciders": filler.accounts[:2]}
    return people | ({"team": filler.accounts} if "team" in values else {})


def _of_theme(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    return {"parent": None if number < 2 else filler.made[m.Theme][0]}


def _of_cite(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    return {"start": 0, "end": max(1, len(values["narrative"].text) // 2)}


def _of_variable(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    return {"name": f"v{number}", "levels": [{"code": "a", "label": "甲"}], "order": number}


def _of_check(filler: Filler, values: dict[str, Any], number: int) -> dict[str, Any]:
    people, stories = filler.made[m.Participant], filler.made[m.Narrative]
    return {
        "participant": people[number % len(people)],
        "narrative": stories[number % len(stories)],
    }


_SHAPED: dict[type[Model], Callable[[Filler, dict[str, Any], int], dict[str, Any]]] = {
    m.TranscriptVersion: _of_version,
    m.Statement: _of_statement,
    m.CaseValue: _of_value,
    m.CaseVariable: _of_variable,
    m.Interview: _of_interview,
    m.StudyConsent: _of_consent,
    m.Discrepancy: _of_discrepancy,
    m.Member: _of_member,
    m.Round: _of_round,
    m.RoundCoder: _of_coder,
    m.Resolution: _of_deciders,
    m.SaturationEntry: _of_deciders,
    m.Theme: _of_theme,
    m.NarrativeCite: _of_cite,
    m.MemberCheck: _of_check,
    m.GuideVersion: _numbered,
    m.GuideQuestion: _numbered,
    m.Screening: _numbered,
    m.Participant: _numbered,
    m.Narrative: _numbered,
    m.Cluster: _numbered,
    m.Meaning: _numbered,
    m.Criterion: _numbered,
}

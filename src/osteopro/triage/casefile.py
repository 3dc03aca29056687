"""A case as JSON, as `osteopro triage` and `osteopro validity` read it (resolutions 68, 77).

Everything wrong with it is listed at once. Required items left open do not refuse a case: that
an answer is missing is exactly what some rules are about.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import orjson

from osteopro.instruments.answers import Answers, Values, response_mode, values_from_response
from osteopro.instruments.checker import Terms, check_document
from osteopro.instruments.commands import BadInput
from osteopro.instruments.fhir_schema import schema_problems
from osteopro.instruments.library import Instrument
from osteopro.instruments.problems import Problem, errors_of, sentence
from osteopro.instruments.strict_json import read_strict
from osteopro.instruments.terms import Kind
from osteopro.triage.case import SHANGHAI, Assessed, Case, Current, PastRecord, Profile
from osteopro.triage.profile import read_moment, read_profile
from osteopro.triage.ruleset import Ruleset

_STORED = ("completed", "amended")
_SENT_OR_LEFT = (*_STORED, "stopped")
_USABLE = (*_SENT_OR_LEFT, "in-progress")
_OPEN_ITEM = 422


@dataclass(frozen=True)
class Read:
    """One response of the case, with the id its versions share ("" if it has none)."""

    record: Current
    identifier: str
    kind: Kind


class CaseReader:
    """Reads one case; `problems` grows with everything that cannot be used."""

    def __init__(
        self, ruleset: Ruleset, instruments: Mapping[str, Instrument], zone: ZoneInfo = SHANGHAI
    ) -> None:
        self.ruleset = ruleset
        self.instruments = instruments
        self.zone = zone
        self.problems: list[str] = []

    def case(self, document: Mapping[str, Any]) -> Case:
        """The case; BadInput lists every problem."""
        now = self.moment(document.get("now"), "now")
        profile = self.profile(document.get("profile", {}))
        assessed = self.assessed(document.get("assessed", []))
        if "response" not in document:
            self.problems.append("response is missing; it may be null")
        response, past = None, list[Read]()
        if now is not None:
            response, past = self.responses(document, now, profile)
        if self.problems or now is None:
            raise BadInput(self.problems)
        return self.assembled(now, response, past, profile, assessed)

    def responses(
        self, document: Mapping[str, Any], now: datetime, profile: Profile
    ) -> tuple[Read | None, list[Read]]:
        raw = document.get("response")
        response = None if raw is None else self.response(raw, "response", now, profile)
        past: list[Read] = []
        for name in ("history", "diary"):
            entries = document.get(name) or []
            if not isinstance(entries, list):
                self.problems.append(f"{name} is not a list")
                continue
            read = (
                self.response(entry, f"{name}[{index}]", now, profile)
                for index, entry in enumerate(entries)
            )
            past += [found for found in read if found]
        return response, past

    def response(self, raw: Any, where: str, now: datetime, profile: Profile) -> Read | None:
        """One response, checked as at the door; None if it has problems."""
        before = len(self.problems)
        document, problems = read_strict(orjson.dumps(raw))
        problems = problems or schema_problems(document)
        answers = None
        if not problems:
            answers, problems = self.answers(document, now, profile)
        self.problems += [f"{where}: {sentence(found)}" for found in errors_of(problems)]
        authored = self.moment(document.get("authored"), f"{where}.authored", day_is_enough=True)
        status = document.get("status")
        if not problems and status not in _USABLE:
            self.problems.append(f"{where}.status: {status} is not one of {', '.join(_USABLE)}")
        if len(self.problems) > before or answers is None or authored is None:
            return None
        return self.made(document, answers, authored)

    def answers(
        self, document: Mapping[str, Any], now: datetime, profile: Profile
    ) -> tuple[Answers | None, list[Problem]]:
        instrument = self.instruments.get(str(document.get("questionnaire", "")))
        context = self.context(instrument, document, profile) if instrument else {}
        terms = Terms(now=now, zone=self.zone, context=context)
        checked = check_document(document, self.instruments, terms)
        return checked.answers, [found for found in checked.problems if not _is_open_item(found)]

    def context(
        self, instrument: Instrument, document: Mapping[str, Any], profile: Profile
    ) -> Values:
        """Hidden items the sender left out: from what was asked, then from the case."""
        questionnaire = instrument.questionnaire
        try:
            given = values_from_response(questionnaire, document)
        except (TypeError, ValueError, AttributeError, KeyError):
            return {}  # the checker says what is wrong
        hidden = {item.link_id for item in questionnaire.items if item.hidden} - given.keys()
        found: dict[str, Any] = {}
        for name in hidden & self.ruleset.context.keys():
            source = self.ruleset.context[name]
            value = profile.get(source["profile"]) if "profile" in source else None
            if "item" in source:
                value = given.get(source["item"]) == source["code"]
            if value is not None:
                found[name] = value
        for item in questionnaire.items:
            for condition in item.enable_when if item.link_id in given else ():
                if condition.question in hidden and condition.operator == "=":
                    found[condition.question] = condition.answer
        return found

    def made(self, document: Mapping[str, Any], answers: Answers, authored: datetime) -> Read:
        item, code = self.ruleset.proxy
        status = document["status"]
        identifier = document.get("identifier", {}).get("value") or document.get("id", "")
        record = Current(
            authored=authored,
            canonical=document["questionnaire"],
            answers=answers,
            proxy=code in answers.codes(item),
            status=status,
            mode=response_mode(document),
            left=status in _SENT_OR_LEFT,
        )
        return Read(record, identifier, self.instruments[record.canonical].kind)

    def assembled(
        self,
        now: datetime,
        response: Read | None,
        past: list[Read],
        profile: Profile,
        assessed: tuple[Assessed, ...],
    ) -> Case:
        earlier = _latest_versions(response, past)
        proxied = self.proxy_days([*earlier, *([response] if response else [])])
        records = [self.past_record(read, proxied) for read in earlier]
        diary = {id(r) for r, read in zip(records, earlier, strict=True) if read.kind is Kind.DIARY}
        current = response.record if response else None
        if current and self.in_proxy_sitting(current, proxied):
            current = replace(current, proxy=True)
        return Case(
            now=now,
            response=current,
            history=tuple(record for record in records if id(record) not in diary),
            diary=tuple(record for record in records if id(record) in diary),
            profile=profile,
            assessed=assessed,
            zone=self.zone,
        )

    def proxy_days(self, reads: Sequence[Read]) -> set[date]:
        return {self.day(read.record) for read in reads if read.record.proxy}

    def in_proxy_sitting(self, record: PastRecord, proxied: set[date]) -> bool:
        """A form that does not ask who filled it in belongs to that day's sitting."""
        asks = self.ruleset.proxy[0] in record.answers.questionnaire.nodes
        sitting = self.instruments[record.canonical].kind is not Kind.DIARY
        return sitting and not asks and self.day(record) in proxied

    def past_record(self, read: Read, proxied: set[date]) -> PastRecord:
        record = read.record
        return PastRecord(
            authored=record.authored,
            canonical=record.canonical,
            answers=record.answers,
            proxy=record.proxy or self.in_proxy_sitting(record, proxied),
        )

    def day(self, record: PastRecord) -> date:
        return record.authored.astimezone(self.zone).date()

    def profile(self, raw: Any) -> Profile:
        profile, problems = read_profile(raw)
        self.problems += problems
        return profile

    def assessed(self, raw: Any) -> tuple[Assessed, ...]:
        if not isinstance(raw, list):
            self.problems.append("assessed is not a list")
            return ()
        found: list[Assessed] = []
        for index, entry in enumerate(raw):
            rule = entry.get("rule") if isinstance(entry, dict) else None
            at = self.moment(entry.get("at"), f"assessed[{index}].at") if rule else None
            if rule not in {known.id for known in self.ruleset.rules}:
                self.problems.append(f"assessed[{index}].rule: no rule {rule}")
            elif at is not None:
                found.append(Assessed(str(rule), at))
        return tuple(found)

    def moment(self, raw: Any, where: str, *, day_is_enough: bool = False) -> datetime | None:
        zone = self.zone if day_is_enough else None
        moment, problem = read_moment(raw, zone)
        if problem:
            self.problems.append(f"{where}: {problem}")
        return moment


def read_case(
    raw: bytes,
    ruleset: Ruleset,
    instruments: Mapping[str, Instrument],
    zone: ZoneInfo = SHANGHAI,
) -> tuple[Case, Mapping[str, Any]]:
    """The case and the document it was read from; BadInput lists every problem."""
    document = read_object(raw)
    return CaseReader(ruleset, instruments, zone).case(document), document


def read_object(raw: bytes) -> dict[str, Any]:
    """A JSON object without duplicate keys; BadInput otherwise."""
    try:
        document = orjson.loads(raw)
        json.loads(raw, object_pairs_hook=_unique)
    except ValueError as error:
        raise BadInput([f"this is not valid JSON: {error}"]) from error
    if not isinstance(document, dict):
        raise BadInput(["a JSON object is expected"])
    return document


def _latest_versions(response: Read | None, past: list[Read]) -> list[Read]:
    """Stored earlier responses, each in its latest version, without versions of `response`."""
    stored = [read for read in past if read.record.status in _STORED]
    newest: dict[str, Read] = {}
    for read in stored:
        key = read.identifier
        if key and (key not in newest or _version(read) > _version(newest[key])):
            newest[key] = read
    if response and response.identifier:
        newest.pop(response.identifier, None)
        stored = [read for read in stored if read.identifier != response.identifier]
    return [read for read in stored if not read.identifier or newest[read.identifier] is read]


def _version(read: Read) -> tuple[datetime, bool]:
    return read.record.authored, read.record.status == "amended"


def _is_open_item(found: Problem) -> bool:
    return found.code == "required" and found.http == _OPEN_ITEM


def _unique(pairs: list[tuple[str, Any]]) -> None:
    keys = [key for key, _ in pairs]
    for key in keys:
        if keys.count(key) > 1:
            raise ValueError(f"the key {key!r} appears twice")

"""Cases for triage tests: real FHIR responses around the usual values of clinical content 3.6."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from osteopro.instruments.answers import (
    Answers,
    answers_from_response,
    response_from_values,
)
from osteopro.instruments.library import load_instruments
from osteopro.triage.case import PastRecord
from osteopro.triage.cli import cli_triage
from osteopro.triage.ruleset import Ruleset, load_ruleset

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=ZoneInfo("Asia/Shanghai"))
SYM5 = ("none", "little", "some", "quite", "very")
USUAL = {
    "rf-check": ["none"],
    "sym-pain-rest": "3",
    "sym-pain-move": "5",
    "sym-mobility": "some",
    "sym-fatigue": "little",
    "sym-sleep": "little",
    "sym-unsteady": "little",
    "sym-mood": "little",
    "qol-gh1": "g2",
    "fu-wish": "record",
    "by-whom": "self",
}
FULL = {
    "sym-appetite": "none",
    "sym-weight": "none",
    "sym-posture": "none",
    "sym-fear": "none",
    "fu-change": "c0",
}
ABSENT = {"absent": "skipped"}


HIDDEN = ("ctx-on-bone-med", "phq2-total")


def _hidden(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a sender knew when it asked these questions."""
    hidden: dict[str, Any] = {}
    if {"med-taken", "sym-sidefx"} & values.keys():
        hidden["ctx-on-bone-med"] = True
    if "phq2-1" in values:
        hidden["phq2-total"] = int(values["phq2-1"]) + int(values["phq2-2"])
    return hidden


def _items(items: list[dict[str, Any]]) -> dict[str, Any]:
    return {"item": items} if items else {}


@dataclass
class Bench:
    """Builds responses and cases and runs them through the command's core."""

    now: datetime = NOW
    instruments: Mapping[str, Any] = field(default_factory=load_instruments)

    def form(self, code: str) -> Any:
        return next(i for i in self.instruments.values() if i.code == code)

    def response(
        self,
        values: Mapping[str, Any],
        *,
        code: str = "opros-fu",
        days_ago: float = 0,
        status: str = "completed",
        mode: str = "online",
        usual: bool = True,
        uuid: str | None = None,
    ) -> dict[str, Any]:
        """A response; a value of None leaves the item out."""
        start = {**USUAL, **(FULL if code == "opros-full" else {})} if usual else {}
        chosen = {k: v for k, v in {**start, **values}.items() if v is not None}
        chosen |= _hidden(chosen)
        authored = self.now - timedelta(days=days_ago, minutes=5)
        built = response_from_values(
            self.form(code).questionnaire,
            chosen,
            uuid=uuid or f"{code}-{days_ago}",
            status=status,
            authored=authored,
            language="zh-CN",
            mode=mode,
        )
        # Other senders leave hidden items out: the case has to do without them.
        asked = [item for item in built.get("item", ()) if item["linkId"] not in HIDDEN]
        return {**{k: v for k, v in built.items() if k != "item"}, **_items(asked)}

    def diary(self, values: Mapping[str, Any], days_ago: float = 0) -> dict[str, Any]:
        day = (self.now - timedelta(days=days_ago)).date().isoformat()
        return self.response(
            {"dia-date": day, **values}, code="opros-diary", days_ago=days_ago, usual=False
        )

    def past(self, response: Mapping[str, Any]) -> PastRecord:
        """A response as the engine takes it, without the file format around it."""
        form = self.instruments[response["questionnaire"]]
        answers = answers_from_response(form.questionnaire, response)
        hidden = _hidden(answers.values)
        return PastRecord(
            authored=datetime.fromisoformat(response["authored"]),
            canonical=form.canonical,
            answers=Answers(form.questionnaire, {**answers.values, **hidden}, complete=True),
            proxy="proxy" in answers.codes("by-whom"),
        )

    def history(self, values: Mapping[str, Any] | None = None) -> list[dict[str, Any]]:
        """Three usual records, the oldest one the baseline."""
        given = values or {}
        return [
            self.response(given, code="opros-full", days_ago=28),
            self.response(given, days_ago=14),
            self.response(given, days_ago=7),
        ]

    def run(
        self,
        response: Mapping[str, Any] | None,
        *,
        history: list[Any] | None = None,
        diary: list[Any] | None = None,
        profile: Mapping[str, Any] | None = None,
        assessed: list[Any] | None = None,
        ruleset: Ruleset | None = None,
    ) -> dict[str, Any]:
        case = {
            "now": self.now.isoformat(),
            "response": response,
            "history": self.history() if history is None else history,
            "diary": diary or [],
            "profile": profile or {},
            "assessed": assessed or [],
        }
        return cli_triage(json.dumps(case).encode(), ruleset=ruleset)

    def record(self, values: Mapping[str, Any], **case: Any) -> dict[str, Any]:
        """A short follow-up with these values, everything else usual."""
        return self.run(self.response(values), **case)

    def day(self, days_ago: int) -> str:
        return (self.now.date() - timedelta(days=days_ago)).isoformat()


@pytest.fixture
def bench() -> Bench:
    return Bench()


@pytest.fixture(scope="session")
def make_bench() -> type[Bench]:
    """For property tests, where one example must not touch the next."""
    return Bench


@pytest.fixture(scope="session")
def ruleset() -> Ruleset:
    return load_ruleset()


def fired(result: Mapping[str, Any]) -> list[str]:
    return [rule["id"] for rule in result["rules"]]


@pytest.fixture(name="fired")
def _fired() -> Any:
    """The ids of the rules of a result, in order."""
    return fired

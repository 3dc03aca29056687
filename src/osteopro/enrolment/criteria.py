"""The programme's conditions for taking part, as data (clinical content 6.2)."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True)
class FieldRule:
    """One field answered by codes: those that refuse, those that a clinician must judge.

    `several` codes may be given together, but not with the one that stands `alone`.
    """

    codes: tuple[str, ...]
    refuse: frozenset[str] = frozenset()
    decide: frozenset[str] = frozenset()
    several: bool = False
    optional: bool = False
    alone: str = ""


@dataclass(frozen=True, slots=True)
class ScreenRule:
    """A screen of some items from 0 to `most`; a sum of `decide_from` needs a clinician."""

    items: tuple[str, ...]
    most: int
    total: str
    decide_from: int


@dataclass(frozen=True, slots=True)
class Criteria:
    """All conditions, with the names of the fields they read."""

    version: str
    birth: str
    on: str
    youngest: int
    oldest: int
    fields: Mapping[str, FieldRule]
    other: str
    other_decisions: tuple[str, ...]
    other_refuses: str
    screen: ScreenRule
    # A clinician decides within so many working days, or service hours for some reasons.
    decide_days: int
    decide_hours: int
    decide_hours_for: frozenset[str]
    consent: str
    consent_reason: str
    also_known: frozenset[str]

    @property
    def known(self) -> frozenset[str]:
        """Every field name a form may carry."""
        own = {self.birth, self.on, self.other, self.consent}
        return self.also_known | own | set(self.fields) | set(self.screen.items)


@lru_cache(maxsize=1)
def criteria() -> Criteria:
    """The conditions that come with the product."""
    path = resources.files("osteopro.enrolment") / "criteria.json"
    return _criteria(json.loads(path.read_text(encoding="utf-8")))


def _criteria(document: Mapping[str, Any]) -> Criteria:
    age, other, consent = document["age"], document["other"], document["consent"]
    screen, within = document["screen"], document["decision_within"]
    return Criteria(
        version=document["version"],
        birth=age["birth"],
        on=age["on"],
        youngest=age["from"],
        oldest=age["to"],
        fields={name: _field(rule) for name, rule in document["fields"].items()},
        other=other["field"],
        other_decisions=tuple(other["decisions"]),
        other_refuses=other["refuse"],
        screen=ScreenRule(
            tuple(screen["items"]), screen["most"], screen["total"], screen["decide_from"]
        ),
        decide_days=within["working_days"],
        decide_hours=within["hours"],
        decide_hours_for=frozenset(within["hours_for"]),
        consent=consent["field"],
        consent_reason=consent["reason"],
        also_known=frozenset(document["also_known"]),
    )


def _field(rule: Mapping[str, Any]) -> FieldRule:
    return FieldRule(
        codes=tuple(rule["codes"]),
        refuse=frozenset(rule.get("refuse", ())),
        decide=frozenset(rule.get("decide", ())),
        several=rule.get("several", False),
        optional=rule.get("optional", False),
        alone=rule.get("alone", ""),
    )

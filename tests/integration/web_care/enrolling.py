"""Filling in the enrolment form over the pages, as a nurse does."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.test import Client

from osteopro.enrolment.terms import Purpose
from tests import builders

NEW = "/care/patients/new/"
STEPS: dict[str, dict[str, Any]] = {
    "who": {
        "name": "陈国民",
        "address_as": "陈叔",
        "birth-year": "1952",
        "birth-month": "8",
        "birth-day": "1",
        "phone": "138 0000 6621",
        "sex": "male",
        "education": "junior-high",
    },
    "disease": {
        "enr-op-dx": "confirmed",
        "basis": "dxa",
        "t_score": "-2.7",
        "enr-symptom": ["pain", "height"],
        "fractures": "one",
        "fx1-site": "spine",
        "fx1-year": "2026",
        "fx1-month": "11",
        "fx1-cause": "fragility",
        "height": "165.5",
        "weight": "61",
    },
    "health": {"enr-depr": "no", "enr-cancer": "no", "enr-other": "no", "enr-cog": "yes"},
    "mood": {"phq2-1": "0", "phq2-2": "1", "shown": ["phq2-1", "phq2-2"]},
    "medicines": {
        "med_class": "denosumab",
        "dose-year": "2027",
        "dose-month": "1",
        "dose-day": "15",
        "flags": ["lives_alone"],
    },
    "reach": {"channel": "online", "reminders": "sms"},
    "people": {
        "emergency_name": "陈小梅",
        "emergency_relation": "女儿",
        "emergency_phone": "138 0000 0098",
    },
    "team": {},
    "consent": {
        "how": "in-person",
        **{f"consent-{purpose}": "no" for purpose in Purpose},
        "consent-programme": "yes",
        "consent-health-data": "yes",
    },
}


def team(clinic: builders.Clinic) -> dict[str, Any]:
    return {"manager": clinic.li.account_id, "backup": clinic.wang.account_id}


def begin(client: Client, clinic: builders.Clinic, **changes: Any) -> Any:
    """Send the first step; returns the answer."""
    return client.post(NEW, {**STEPS["who"], "site": clinic.site_id, **changes})


def key_of(answer: Any) -> UUID:
    return UUID(answer.url.split("/")[4])


def address(key: UUID, step: str) -> str:
    return f"{NEW}{key}/{step}/"


def fill(
    client: Client,
    clinic: builders.Clinic,
    *,
    until: str = "summary",
    changes: Mapping[str, Mapping[str, Any]] | None = None,
) -> UUID:
    """Fill every step before `until`; `changes` by step. Each must lead on."""
    changes = changes or {}
    key = key_of(begin(client, clinic, **changes.get("who", {})))
    for step, fields in STEPS.items():
        if step == until:
            break
        if step == "who":
            continue
        more = team(clinic) if step == "team" else {}
        sent = {**fields, **more, **changes.get(step, {})}
        answer = client.post(address(key, step), sent)
        assert answer.status_code == 302, (step, answer.content.decode()[:3000])
    return key


def add(client: Client, key: UUID) -> Any:
    """Press the last button."""
    return client.post(address(key, "summary"), {"do": "add"})

"""A folder is all it takes: a form the code has never seen, its scoring and its rules."""

import json
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from osteopro import clock
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import OpenItem
from osteopro.instruments import actions as instruments_actions
from osteopro.instruments import queries as instruments_queries
from osteopro.records.actions import Submission
from osteopro.records.models import Score
from osteopro.records.terms import ResponseStatus
from osteopro.triage import actions as triage_actions
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Someone

pytestmark = pytest.mark.django_db

URL = "https://hospital.example/fhir/Questionnaire/breath-check"


def choice(code: str, weight: int) -> dict[str, Any]:
    return {
        "valueCoding": {"system": "https://hospital.example/cs/breath", "code": code},
        "extension": [
            {
                "url": "http://hl7.org/fhir/StructureDefinition/ordinalValue",
                "valueDecimal": weight,
            }
        ],
    }


FILES: dict[str, dict[str, Any]] = {
    "questionnaire.json": {
        "resourceType": "Questionnaire",
        "url": URL,
        "version": "2.0.0",
        "language": "en",
        "status": "active",
        "title": "Breath check",
        "item": [
            {
                "linkId": "stairs",
                "text": "Stairs you can climb without a rest",
                "type": "integer",
            },
            {
                "linkId": "breath",
                "text": "Short of breath?",
                "type": "choice",
                "answerOption": [choice("no", 0), choice("walking", 2), choice("resting", 5)],
            },
        ],
    },
    "scoring.json": {
        "version": "2.0.0",
        "item_scores": {"breath": {"factor": 20}, "stairs": {"factor": 1}},
        "scales": [
            {
                "id": "BREATH",
                "label": {"zh-CN": "气短", "en": "Breath"},
                "items": ["breath"],
                "method": "sum",
                "direction": "higher-worse",
            }
        ],
    },
    "instrument.json": {
        "code": "breath-check",
        "version": "2.0.0",
        "kind": "record",
        "series": "breath",
        "baseline": False,
        "minutes": 1,
    },
    "rules.json": {
        "facts": {"breath_now": {"kind": "code", "item": "breath"}},
        "rules": [
            {
                "id": "BC-1",
                "level": "urgent",
                "why": "Short of breath at rest",
                "when": [
                    {
                        "if": "breath_now == 'resting'",
                        "because": {"zh-CN": "坐着也喘", "en": "Short of breath at rest"},
                    }
                ],
            }
        ],
    },
}


def library(root: Path, **changes: Any) -> Path:
    folder = root / "breath-check" / "2.0.0"
    folder.mkdir(parents=True)
    for name, document in {**FILES, **changes}.items():
        (folder / name).write_text(json.dumps(document), encoding="utf-8")
    return root


def publish(root: Path) -> None:
    instruments_actions.publish_library(by=builders.SETUP, root=root)
    triage_actions.publish_library(by=builders.SETUP)
    triage_queries.forget()


def send(someone: Someone, breath: str) -> followup_actions.Receipt:
    return followup_actions.receive_record(
        by=someone.actor,
        patient_id=someone.patient_id,
        submission=Submission(
            uuid=UUID(int=len(breath)),
            canonical=f"{URL}|2.0.0",
            values={"stairs": 12, "breath": breath},
            status=ResponseStatus.COMPLETED,
            authored=clock.now(),
            mode="online",
            by_whom="self",
            language="en",
            occasion=UUID(int=len(breath)),
        ),
    )


def test_an_unseen_form_is_scored_and_assessed_by_its_own_rules(
    wang_xiuying: Someone, monday: datetime, tmp_path: Path
) -> None:
    publish(library(tmp_path))
    calm, pressing = send(wang_xiuying, "no"), send(wang_xiuying, "resting")
    assert calm.level == Level.ROUTINE
    assert pressing.level == Level.URGENT
    item = OpenItem.objects.get(source=str(pressing.occasion))
    assert item.reasons[0]["because"]["zh-CN"] == "坐着也喘"
    score = Score.objects.get(response__uuid=pressing.uuid, scale="BREATH")
    assert score.value == 100


def test_the_packaged_forms_keep_their_rules(
    wang_xiuying: Someone, monday: datetime, tmp_path: Path
) -> None:
    publish(library(tmp_path))
    assert builders.send(wang_xiuying, sym_pain_rest="8").level == Level.URGENT


def test_a_form_whose_rules_cannot_run_is_refused(tmp_path: Path, db: None) -> None:
    broken = {**FILES["rules.json"], "facts": {"breath_now": {"kind": "code", "item": "nothing"}}}
    with pytest.raises(triage_actions.RulesetRefused, match="nothing"):
        publish(library(tmp_path, **{"rules.json": broken}))


def test_rules_may_not_take_a_name_that_is_used(tmp_path: Path, db: None) -> None:
    rule = {**FILES["rules.json"]["rules"][0], "id": "T-E01"}
    taken = {**FILES["rules.json"], "rules": [rule]}
    with pytest.raises(triage_actions.RulesetRefused, match="T-E01"):
        publish(library(tmp_path, **{"rules.json": taken}))


def test_a_published_form_cannot_change(tmp_path: Path, db: None) -> None:
    publish(library(tmp_path / "first"))
    changed = json.loads(json.dumps(FILES["questionnaire.json"]))
    changed["item"][0]["text"] = "Other words"
    with pytest.raises(instruments_actions.PublishedVersionChanged):
        publish(library(tmp_path / "second", **{"questionnaire.json": changed}))
    assert f"{URL}|2.0.0" in instruments_queries.instruments()

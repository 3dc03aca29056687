"""A form of another shape than ours, written to files as a hospital would."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from osteopro.instruments.answers import response_from_values
from osteopro.instruments.library import Instrument, load_instruments

NOW = datetime(2026, 11, 20, 2, 0, tzinfo=UTC)
CORE = "http://hl7.org/fhir/StructureDefinition"
SETS = "https://osteopro.example/fhir/CodeSystem"


def translated(zh: str, en: str, key: str = "text") -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": "en"}, {"url": "content", "valueString": en}]
    extension = {"url": f"{CORE}/translation", "extension": parts}
    return {key: zh, f"_{key}": {"extension": [extension]}}


def option(system: str, code: str, zh: str, en: str, weight: int | None = None) -> dict[str, Any]:
    entry: dict[str, Any] = {
        "valueCoding": {"system": f"{SETS}/{system}", "code": code, **translated(zh, en, "display")}
    }
    if weight is not None:
        entry["extension"] = [{"url": f"{CORE}/ordinalValue", "valueDecimal": weight}]
    return entry


def knee_form() -> dict[str, Any]:
    nrs = [option("KNEE-NRS", str(n), f"{n} 分", f"{n}", n) for n in range(11)]
    places = [option("where", code, code, code) for code in ("left", "right", "neither")]
    places[2]["extension"] = [
        {"url": f"{CORE}/questionnaire-optionExclusive", "valueBoolean": True}
    ]
    items = [
        {"linkId": "k1", "type": "choice", "required": True, **translated("静时", "At rest")},
        {"linkId": "k2", "type": "choice", **translated("走路", "Walking")},
        {"linkId": "k3", "type": "choice", **translated("上楼", "Stairs")},
    ]
    for item in items:
        item["answerOption"] = nrs
    helped = {"question": "stick", "operator": "=", "answerBoolean": True}
    items += [
        {"linkId": "stick", "type": "boolean", **translated("用拐杖吗？", "Do you use a stick?")},
        {
            "linkId": "km",
            "type": "decimal",
            "enableWhen": [helped],
            "extension": [
                {"url": f"{CORE}/minValue", "valueDecimal": 0},
                {"url": f"{CORE}/maxValue", "valueDecimal": 20},
                {"url": f"{CORE}/maxDecimalPlaces", "valueInteger": 1},
            ],
            **translated("走几公里？", "How many km?"),
        },
        {
            "linkId": "more",
            "type": "group",
            **translated("其他", "More"),
            "item": [
                {
                    "linkId": "side",
                    "type": "choice",
                    "repeats": True,
                    "answerOption": places,
                    **translated("哪边？", "Which side?"),
                },
                {"linkId": "since", "type": "date", **translated("从哪天？", "Since when?")},
                {"linkId": "falls", "type": "integer", **translated("摔几次？", "Falls?")},
                {"linkId": "note", "type": "text", "maxLength": 10, **translated("说", "Note")},
            ],
        },
        {
            "linkId": "total",
            "type": "decimal",
            "readOnly": True,
            "extension": [{"url": f"{CORE}/questionnaire-hidden", "valueBoolean": True}],
            **translated("总分", "Total"),
        },
    ]
    today = {"language": "text/fhirpath", "expression": "today()"}
    since = items[5]["item"][1]
    since["extension"] = [
        {
            "url": f"{CORE}/maxValue",
            "_valueDate": {
                "extension": [{"url": f"{CORE}/cqf-calculatedValue", "valueExpression": today}]
            },
        }
    ]
    return {
        "resourceType": "Questionnaire",
        "url": "https://hospital.example/fhir/Questionnaire/knee",
        "version": "2.1",
        "language": "zh-CN",
        "status": "active",
        **translated("膝盖", "Knee", "title"),
        "item": items,
    }


def knee_scoring() -> dict[str, Any]:
    label = {"zh-CN": "总分", "en": "Total"}
    scale = {"label": label, "method": "sum", "direction": "higher-worse"}
    return {
        "version": "2.1",
        "item_scores": {
            "KNEE-NRS": {"factor": 1},
            "stick": {"factor": 5},
            "km": {"factor": "1/2", "reverse": True},
        },
        "scales": [
            {
                "id": "PAIN",
                "items": ["k1", "k2", "k3"],
                "min_answered": 2,
                "prorate": True,
                **scale,
                "fills": "total",
            },
            {"id": "ALL", "items": ["k1", "k2", "k3", "stick"], **scale},
            {"id": "REACH", "items": ["km"], **scale},
        ],
    }


@pytest.fixture
def knee_folder(tmp_path: Path) -> Path:
    """A library root with one form the product has never seen."""
    folder = tmp_path / "knee" / "2.1"
    folder.mkdir(parents=True)
    about = {
        "code": "knee",
        "version": "2.1",
        "kind": "record",
        "series": "knee",
        "baseline": True,
        "minutes": 2,
    }
    files = {"questionnaire": knee_form(), "scoring": knee_scoring(), "instrument": about}
    for name, content in files.items():
        (folder / f"{name}.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
    return tmp_path


@pytest.fixture
def knee(knee_folder: Path) -> Instrument:
    return load_instruments(knee_folder)["https://hospital.example/fhir/Questionnaire/knee|2.1"]


@pytest.fixture
def library() -> dict[str, Instrument]:
    """Our own instruments by code."""
    return {found.code: found for found in load_instruments().values()}


@pytest.fixture
def respond() -> Callable[..., dict[str, Any]]:
    """Makes the FHIR response of an instrument from compact values."""

    def build(instrument: Instrument, values: dict[str, Any], **changes: Any) -> dict[str, Any]:
        status = changes.pop("status", "completed")
        response = response_from_values(
            instrument.questionnaire,
            values,
            uuid="5b1f7c0e-7d0a-4a55-9b1e-0d8f5c0f3a11",
            status=status,
            authored=NOW,
            language="zh-CN",
            mode=changes.pop("mode", "online"),
        )
        return {**response, **changes}

    return build

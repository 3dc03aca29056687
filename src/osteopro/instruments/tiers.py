"""What this software can do with a questionnaire it has never seen (`questionnaire import`)."""

import re
from collections.abc import Mapping
from typing import Any

from osteopro.instruments import fhir
from osteopro.instruments.definition import (
    DefinitionError,
    Item,
    Questionnaire,
    Text,
    parse_questionnaire,
)
from osteopro.instruments.terms import ItemType

_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-"
_CORE = "http://hl7.org/fhir/StructureDefinition/"
_BLOCKING = {
    f"{_SDC}enableWhenExpression": "whether the item is asked is an expression",
    f"{_SDC}answerExpression": "its options are an expression",
    f"{_SDC}answerOptionsToggleExpression": "its options depend on an expression",
    f"{_SDC}subQuestionnaire": "it stands for another questionnaire",
    f"{_SDC}questionnaireAdaptive": "a server chooses the next question",
}
_NOT_RUN = {
    fhir.CALCULATED: "calculated expression",
    f"{_SDC}initialExpression": "initial expression",
    f"{_CORE}questionnaire-constraint": "constraint",
    f"{_CORE}variable": "variable",
    f"{_CORE}regex": "pattern of the text",
}
_WEIGHT_SUM = re.compile(
    r"^%resource\.(?:item|repeat\(item\)|descendants\(\))"
    r"(?:\.where\(linkId\s*!=\s*'(?P<self>[^']+)'\))?"
    r"\.answer\.value\.(?:weight|ordinal)\(\)\.sum\(\)$"
)


def tier_report(document: Mapping[str, Any]) -> dict[str, Any]:
    """What of a schema-valid R4 Questionnaire is supported.

    `tier` is "scores" (shown, and a scoring was recognised: `scoring` holds it), "renders"
    (shown, not scored) or "cannot" (`problems` says why). `not_run` lists what is kept in the
    document but not carried out here; `languages` counts texts per language.
    """
    problems = _blocking(document)
    questionnaire = None
    try:
        questionnaire = parse_questionnaire(document)
    except DefinitionError as error:
        problems += error.problems
    report: dict[str, Any] = {
        "questionnaire": f"{document.get('url', '')}|{document.get('version', '')}",
        "title": document.get("title"),
        "tier": "cannot",
        "problems": problems,
        "not_run": _not_run(document),
    }
    if questionnaire is None or problems:
        return report
    scoring = _recognised_scoring(document, questionnaire)
    return {
        **report,
        "tier": "scores" if scoring else "renders",
        "items": len(questionnaire.items),
        "languages": _languages(questionnaire),
        "scoring": scoring,
    }


def _blocking(document: Mapping[str, Any]) -> list[str]:
    problems = []
    for raw, name in _places(document):
        if "modifierExtension" in raw:
            problems.append(f"{name}: unknown modifierExtension")
        for entry in raw.get("extension", ()):
            reason = _BLOCKING.get(entry.get("url", ""))
            if reason:
                problems.append(f"{name}: {reason}")
        if "answerValueSet" in raw:
            problems.append(f"{name}: its options are in a value set, not in the document")
    return problems


def _not_run(document: Mapping[str, Any]) -> list[dict[str, str]]:
    found = []
    for raw, name in _places(document):
        for entry in raw.get("extension", ()):
            feature = _NOT_RUN.get(entry.get("url", ""))
            if feature:
                found.append({"where": name, "what": feature})
        if "initial" in raw or any("initialSelected" in o for o in raw.get("answerOption", ())):
            found.append({"where": name, "what": "initial value"})
    return found


def _places(document: Mapping[str, Any]) -> list[tuple[fhir.Element, str]]:
    items = [(raw, raw.get("linkId", "?")) for raw, _ in fhir.walk(document.get("item", []))]
    return [(document, "questionnaire"), *items]


def _languages(questionnaire: Questionnaire) -> dict[str, str]:
    texts: list[Text] = [questionnaire.title]
    for item in questionnaire.items:
        texts += [item.text, *(option.display for option in item.options)]
    languages = {language for text in texts for language in text}
    return {
        language: f"{sum(bool(text.get(language)) for text in texts)}/{len(texts)}"
        for language in sorted(languages)
    }


def _recognised_scoring(
    document: Mapping[str, Any], questionnaire: Questionnaire
) -> dict[str, Any] | None:
    """A `scoring.json` for the one pattern SDC authors write: the sum of all weights."""
    sums = []
    for raw, _ in fhir.walk(document.get("item", [])):
        calculated = fhir.extension_value(raw, fhir.CALCULATED, "valueExpression") or {}
        found = _WEIGHT_SUM.match(str(calculated.get("expression", "")).strip())
        if found and found["self"] in (None, raw["linkId"]):
            sums.append(questionnaire.nodes[raw["linkId"]])
    weighted = [item for item in questionnaire.items if _is_weighted(item)]
    if len(sums) != 1 or not weighted or not _is_number(sums[0]):
        return None
    total = sums[0]
    return {
        "version": questionnaire.version,
        "item_scores": {item.link_id: {"factor": 1} for item in weighted},
        "scales": [
            {
                "id": total.link_id,
                "label": dict(total.text),
                "items": [item.link_id for item in weighted],
                "method": "sum",
                "direction": "higher-worse",
                **({"fills": total.link_id} if total.read_only else {}),
            }
        ],
    }


def _is_weighted(item: Item) -> bool:
    return not item.repeats and any(option.weight is not None for option in item.options)


def _is_number(item: Item) -> bool:
    return item.type in (ItemType.INTEGER, ItemType.DECIMAL)

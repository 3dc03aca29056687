"""An instrument as a FHIR document for others: with calculated scores, in one language or all."""

import copy
from typing import Any

from osteopro.instruments import fhir
from osteopro.instruments.checker import SCORE_ITEM
from osteopro.instruments.expressions import calculated_expression
from osteopro.instruments.library import Instrument
from osteopro.instruments.problems import text_in
from osteopro.instruments.spec import Scale

_CALCULATED_PATH = "text/fhirpath"


class UnknownLanguageError(ValueError):
    """The document has no text in the language asked for; `languages` are those it has."""

    def __init__(self, language: str, languages: list[str]) -> None:
        super().__init__(f"no text in {language}, only in {', '.join(languages)}")
        self.languages = languages


def export_document(instrument: Instrument, language: str | None = None) -> dict[str, Any]:
    """The FHIR R4 Questionnaire with `calculatedExpression` for every scale.

    Scales without an item of their own get a hidden read-only one, `score-<scale>`. With a
    `language` ("zh-CN", "en") the copy holds that language only, without translation extensions;
    UnknownLanguageError if it has no such text. The caller's document is not changed.
    """
    document = copy.deepcopy(dict(instrument.document))
    _add_scores(document, instrument)
    if language is None:
        return document
    languages = sorted(languages_of(document))
    if language not in languages:
        raise UnknownLanguageError(language, languages)
    resolved: dict[str, Any] = resolve_language(document, language)
    return {**resolved, "language": language}


def languages_of(document: fhir.Element) -> set[str]:
    """Languages with a title: the primary one and those of its translations."""
    primary = str(document.get("language", ""))
    return set(fhir.texts(document, "title", primary)) or {primary}


def resolve_language(node: Any, language: str) -> Any:
    """A copy in which every translated string is replaced; a missing one keeps the primary."""
    if isinstance(node, list):
        return [resolve_language(entry, language) for entry in node]
    if not isinstance(node, dict):
        return node
    found: dict[str, Any] = {}
    for key, value in node.items():
        if key.startswith("_"):
            rest = _without_translations(value)
            if rest:
                found[key] = resolve_language(rest, language)
        elif isinstance(value, str) and f"_{key}" in node:
            found[key] = fhir.texts(node, key, "").get(language, value)
        else:
            found[key] = resolve_language(value, language)
    return found


def _without_translations(element: Any) -> Any:
    if not isinstance(element, dict):
        return element
    kept = [e for e in element.get("extension", ()) if e.get("url") != fhir.TRANSLATION]
    rest = {key: value for key, value in element.items() if key != "extension"}
    return {**rest, "extension": kept} if kept else rest


def _add_scores(document: dict[str, Any], instrument: Instrument) -> None:
    items: dict[str, Any] = {raw["linkId"]: raw for raw, _ in fhir.walk(document["item"])}
    for scale in instrument.spec.scales:
        expression = calculated_expression(instrument.spec, instrument.questionnaire, scale)
        if expression is None:
            continue
        if scale.fills is None:
            items[scale.id] = _score_item(scale, instrument.questionnaire.language)
            document["item"].append(items[scale.id])
        item = items[scale.fills or scale.id]
        item["extension"] = [*item.get("extension", ()), _calculated(expression)]


def _score_item(scale: Scale, language: str) -> dict[str, Any]:
    item: dict[str, Any] = {
        "extension": [{"url": fhir.HIDDEN, "valueBoolean": True}],
        "linkId": f"{SCORE_ITEM}{scale.id}",
        "text": text_in(scale.label, language),
        "type": "decimal",
        "required": False,
        "readOnly": True,
    }
    others = {key: text for key, text in scale.label.items() if key != language}
    if others:
        item["_text"] = {"extension": [_translation(key, others[key]) for key in others]}
    return item


def _translation(language: str, text: str) -> dict[str, Any]:
    parts = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": text}]
    return {"url": fhir.TRANSLATION, "extension": parts}


def _calculated(expression: str) -> dict[str, Any]:
    value = {"language": _CALCULATED_PATH, "expression": expression}
    return {"url": fhir.CALCULATED, "valueExpression": value}

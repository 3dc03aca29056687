"""Names and small readers of FHIR R4 JSON that the instrument modules share."""

from collections.abc import Iterator, Mapping
from typing import Any

Element = Mapping[str, Any]

BASE = "https://osteopro.example/fhir"
CODE_SYSTEM = f"{BASE}/CodeSystem"
MODE_SYSTEM = f"{CODE_SYSTEM}/mode"
RESPONSE_SYSTEM = f"{BASE}/response"
RECALL = f"{BASE}/StructureDefinition/recall"

_CORE = "http://hl7.org/fhir/StructureDefinition"
_SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition"
TRANSLATION = f"{_CORE}/translation"
ORDINAL = f"{_CORE}/ordinalValue"
EXCLUSIVE = f"{_CORE}/questionnaire-optionExclusive"
HIDDEN = f"{_CORE}/questionnaire-hidden"
CONTROL = f"{_CORE}/questionnaire-itemControl"
UNIT = f"{_CORE}/questionnaire-unit"
MINIMUM = f"{_CORE}/minValue"
MAXIMUM = f"{_CORE}/maxValue"
MAX_DECIMALS = f"{_CORE}/maxDecimalPlaces"
CALCULATED_VALUE = f"{_CORE}/cqf-calculatedValue"
ABSENT_REASON = f"{_CORE}/data-absent-reason"
COMPLETION_MODE = f"{_CORE}/questionnaireresponse-completionMode"
SHORT_TEXT = f"{_SDC}/sdc-questionnaire-shortText"
CALCULATED = f"{_SDC}/sdc-questionnaire-calculatedExpression"


def extension(element: Element, url: str) -> Element | None:
    """The first extension of `element` with this url, or None."""
    for entry in element.get("extension", ()):
        if entry.get("url") == url:
            found: Element = entry
            return found
    return None


def extension_value(element: Element, url: str, key: str) -> Any:
    """The value of that extension under `key` (e.g. "valueCode"), None without such a value."""
    found = extension(element, url)
    return None if found is None else found.get(key)


def value_of(element: Element, prefix: str = "value") -> Any:
    """The one `value[x]` (or `answer[x]`) of an element, or None."""
    for key, value in element.items():
        if key.startswith(prefix) and key != prefix:
            return value
    return None


def texts(element: Element, key: str, language: str) -> dict[str, str]:
    """A translated string as {language: text}, primary language first; {} if there is none."""
    if key not in element:
        return {}
    found = {language: element[key]}
    for entry in element.get(f"_{key}", {}).get("extension", ()):
        if entry.get("url") == TRANSLATION:
            parts = {part.get("url"): value_of(part) for part in entry.get("extension", ())}
            if isinstance(parts.get("lang"), str) and isinstance(parts.get("content"), str):
                found[parts["lang"]] = parts["content"]
    return found


def walk(items: list[Element], parent: str = "") -> Iterator[tuple[Element, str]]:
    """Every item of a questionnaire with its parent's linkId ("" at the top), in order."""
    for item in items:
        yield item, parent
        yield from walk(item.get("item", []), item.get("linkId", ""))

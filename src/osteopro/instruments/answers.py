"""Compact answers of one response: what was asked, what was given, what was left out.

`Values` maps a linkId to a choice code "some", a list of codes ["back", "fall"], a text, a
Decimal, an int, an ISO day "2026-11-20", a bool, or {"absent": "skipped"|"dont-know"|"na"}.
A missing key is an item nobody asked about.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from osteopro.instruments import fhir
from osteopro.instruments.definition import Condition, Item, Questionnaire
from osteopro.instruments.terms import ItemType, Mode, State

Value = str | bool | int | Decimal | Sequence[Any] | Mapping[str, str]
Values = Mapping[str, Value]
Given = str | bool | int | Decimal | date | tuple[Any, ...]

_VALUE_KEYS = {
    ItemType.CHOICE: "valueCoding",
    ItemType.DATE: "valueDate",
    ItemType.DECIMAL: "valueDecimal",
    ItemType.INTEGER: "valueInteger",
    ItemType.BOOLEAN: "valueBoolean",
    ItemType.TEXT: "valueString",
    ItemType.STRING: "valueString",
}
_REASONS = {
    State.SKIPPED: "asked-declined",
    State.DONT_KNOW: "asked-unknown",
    State.NA: "not-applicable",
}
_STATES = {reason: state for state, reason in _REASONS.items()}
COMPLETE_STATUSES = ("completed", "amended")


def value_key(kind: ItemType) -> str:
    """The `value[x]` name a response uses for this item type, e.g. valueCoding."""
    return _VALUE_KEYS[kind]


class Answers:
    """Immutable answers read against their questionnaire (clinical content 1.0; resolution 6).

    With `complete` an enabled item without a value counts as skipped, otherwise as not asked.
    Hidden and read-only items are filled by the server, so they are never skipped. Answers of
    disabled items do not count.
    """

    __slots__ = ("_enabled", "complete", "questionnaire", "values")

    def __init__(self, questionnaire: Questionnaire, values: Values, *, complete: bool) -> None:
        self.questionnaire = questionnaire
        self.values: Values = MappingProxyType(dict(values))
        self.complete = complete
        self._enabled: dict[str, bool] = {}

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Answers):
            return NotImplemented
        return (
            self.questionnaire.canonical == other.questionnaire.canonical
            and self.values == other.values
            and self.complete == other.complete
        )

    __hash__ = None  # type: ignore[assignment]

    def state(self, link_id: str) -> State:
        """State of an item; items the form does not have are not asked."""
        item = self.questionnaire.nodes.get(link_id)
        if item is None or not item.answerable or not self.enabled(link_id):
            return State.NOT_ASKED
        value = self.values.get(link_id)
        if isinstance(value, Mapping):
            return State(value["absent"])
        if not _empty(value):
            return State.GIVEN
        filled_by_server = item.hidden or item.read_only
        return State.SKIPPED if self.complete and not filled_by_server else State.NOT_ASKED

    def codes(self, link_id: str) -> tuple[str, ...]:
        """Chosen option codes of a choice item, in the order given; () if there are none."""
        return tuple(str(value) for value in self._given(link_id))

    def value(self, link_id: str) -> Given | None:
        """The answer as a Python value (date for days, tuple for repeating items), or None."""
        given = self._given(link_id)
        if not given:
            return None
        return given if self.questionnaire.nodes[link_id].repeats else given[0]

    def enabled(self, link_id: str) -> bool:
        """Whether the conditions of the item (and of the groups around it) hold."""
        known = self._enabled.get(link_id)
        if known is None:
            known = self._enabled[link_id] = self._is_enabled(link_id)
        return known

    def enabled_items(self) -> tuple[Item, ...]:
        """Items shown to the person, in order; without hidden and read-only ones."""
        return tuple(
            item
            for item in self.questionnaire.items
            if not item.hidden and not item.read_only and self.enabled(item.link_id)
        )

    def enabled_values(self) -> dict[str, Value]:
        """The values without those of disabled items, in document order."""
        return {
            item.link_id: self.values[item.link_id]
            for item in self.questionnaire.items
            if item.link_id in self.values and self.enabled(item.link_id)
        }

    def _given(self, link_id: str) -> tuple[Any, ...]:
        if self.state(link_id) is not State.GIVEN:
            return ()
        value = self.values[link_id]
        kind = self.questionnaire.nodes[link_id].type
        many = value if isinstance(value, list | tuple) else (value,)
        return tuple(_python_value(kind, entry) for entry in many)

    def _is_enabled(self, link_id: str) -> bool:
        item = self.questionnaire.nodes.get(link_id)
        if item is None or (item.parent and not self.enabled(item.parent)):
            return False
        if not item.enable_when:
            return True
        held = (self._holds(condition) for condition in item.enable_when)
        return all(held) if item.enable_behavior == "all" else any(held)

    def _holds(self, condition: Condition) -> bool:
        if not self.enabled(condition.question):
            return False
        given = self._given(condition.question)
        if condition.operator == "exists":
            return bool(given) is condition.answer
        if condition.operator == "!=":
            return all(entry != condition.answer for entry in given)
        return any(_compares(entry, condition.operator, condition.answer) for entry in given)


def answers_from_response(
    questionnaire: Questionnaire, response: Mapping[str, Any], *, complete: bool | None = None
) -> Answers:
    """Answers of a checked FHIR R4 QuestionnaireResponse.

    `complete` defaults from the status: completed and amended responses are complete.
    """
    if complete is None:
        complete = response.get("status") in COMPLETE_STATUSES
    return Answers(questionnaire, values_from_response(questionnaire, response), complete=complete)


def values_from_response(
    questionnaire: Questionnaire, response: Mapping[str, Any]
) -> dict[str, Value]:
    """Compact values of a checked response; items the questionnaire lacks are left out."""
    values: dict[str, Value] = {}
    for raw in response_items(response.get("item", ())):
        item = questionnaire.nodes.get(raw.get("linkId", ""))
        if item is None or not item.answerable:
            continue
        found = [_compact(answer) for answer in raw.get("answer", ())]
        if found:
            values[item.link_id] = found if item.repeats else found[0]
        elif reason := fhir.extension_value(raw, fhir.ABSENT_REASON, "valueCode"):
            values[item.link_id] = {"absent": str(_STATES.get(reason, State.SKIPPED))}
    return values


def response_items(items: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Every item of a response, also those inside groups and inside answers, flat."""
    found: list[Mapping[str, Any]] = []
    for raw in items:
        found.append(raw)
        if "item" in raw:
            found += response_items(raw["item"])
        for answer in raw.get("answer", ()):
            if "item" in answer:
                found += response_items(answer["item"])
    return found


def response_from_values(
    questionnaire: Questionnaire,
    values: Values,
    *,
    uuid: str,
    status: str,
    authored: datetime,
    language: str,
    mode: Mode | str,
    subject: Mapping[str, Any] | None = None,
    source: Mapping[str, Any] | None = None,
    author: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A FHIR R4 QuestionnaireResponse. `authored` is aware; the last three are References."""
    answers = Answers(questionnaire, values, complete=False)
    response: dict[str, Any] = {
        "resourceType": "QuestionnaireResponse",
        "language": language,
        "extension": [_mode_extension(str(mode))],
        "identifier": {"system": fhir.RESPONSE_SYSTEM, "value": uuid},
        "questionnaire": questionnaire.canonical,
        "status": status,
        "authored": authored.isoformat(timespec="seconds"),
    }
    references = (("subject", subject), ("source", source), ("author", author))
    response.update({name: dict(value) for name, value in references if value})
    if items := _items_under(answers, ""):
        response["item"] = items
    return response


def response_mode(response: Mapping[str, Any]) -> str | None:
    """The completion mode code of a response (`online`, `phone`, `in-person`), or None."""
    concept = fhir.extension_value(response, fhir.COMPLETION_MODE, "valueCodeableConcept") or {}
    for coding in concept.get("coding", ()):
        if coding.get("system") == fhir.MODE_SYSTEM:
            return str(coding.get("code"))
    return None


def values_to_json(values: Values) -> dict[str, Any]:
    """Values ready for JSON: decimals become strings."""
    return {link_id: _to_json(value) for link_id, value in values.items()}


def values_from_json(questionnaire: Questionnaire, stored: Mapping[str, Any]) -> dict[str, Value]:
    """The inverse of values_to_json; the questionnaire says which strings are decimals."""
    return {
        link_id: _from_json(questionnaire.nodes.get(link_id), value)
        for link_id, value in stored.items()
    }


def _empty(value: Any) -> bool:
    return value is None or value in ("", [], ())


def _python_value(kind: ItemType, value: Any) -> Any:
    if kind is ItemType.DATE and isinstance(value, str):
        return date.fromisoformat(value)
    if kind is ItemType.DECIMAL and not isinstance(value, Decimal):
        return Decimal(str(value))
    return value


def _compares(given: Any, operator: str, wanted: Any) -> bool:
    if operator == "=":
        return bool(given == wanted)
    if operator == ">":
        return bool(given > wanted)
    if operator == "<":
        return bool(given < wanted)
    return bool(given >= wanted if operator == ">=" else given <= wanted)


def _compact(answer: Mapping[str, Any]) -> Any:
    if "valueCoding" in answer:
        return answer["valueCoding"].get("code", "")
    if "valueDecimal" in answer:
        return Decimal(str(answer["valueDecimal"]))
    return fhir.value_of(answer)


def _mode_extension(mode: str) -> dict[str, Any]:
    coding = {"system": fhir.MODE_SYSTEM, "code": mode}
    return {"url": fhir.COMPLETION_MODE, "valueCodeableConcept": {"coding": [coding]}}


def _items_under(answers: Answers, parent: str) -> list[dict[str, Any]]:
    found = (
        _response_item(answers, node)
        for node in answers.questionnaire.nodes.values()
        if node.parent == parent and answers.enabled(node.link_id)
    )
    return [item for item in found if item]


def _response_item(answers: Answers, node: Item) -> dict[str, Any] | None:
    item: dict[str, Any] = {"linkId": node.link_id}
    children = _items_under(answers, node.link_id) if node.type is not ItemType.DISPLAY else []
    value = answers.values.get(node.link_id)
    if not node.answerable:
        return {**item, "item": children} if children else None
    if isinstance(value, Mapping):
        reason = _REASONS[State(value["absent"])]
        item["extension"] = [{"url": fhir.ABSENT_REASON, "valueCode": reason}]
    elif not _empty(value):
        many = value if isinstance(value, list | tuple) else [value]
        item["answer"] = [_fhir_answer(node, entry) for entry in many]
        if children:
            item["answer"][0]["item"] = children
    return item if len(item) > 1 else None


def _fhir_answer(node: Item, value: Any) -> dict[str, Any]:
    if node.type is ItemType.CHOICE:
        option = node.option(value)
        coding = {"system": option.system, "code": value} if option else {"code": value}
        return {"valueCoding": {key: text for key, text in coding.items() if text}}
    if node.type is ItemType.DECIMAL:
        value = _json_number(Decimal(str(value)))
    return {_VALUE_KEYS[node.type]: value}


def _json_number(value: Decimal) -> int | float:
    return int(value) if value == value.to_integral_value() else float(value)


def _to_json(value: Any) -> Any:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, list | tuple):
        return [_to_json(entry) for entry in value]
    return dict(value) if isinstance(value, Mapping) else value


def _from_json(item: Item | None, value: Any) -> Any:
    if item is None or item.type is not ItemType.DECIMAL or isinstance(value, Mapping):
        return value
    if isinstance(value, list):
        return [_from_json(item, entry) for entry in value]
    return Decimal(str(value))

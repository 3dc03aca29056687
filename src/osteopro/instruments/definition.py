"""A questionnaire as the product uses it, read from a FHIR R4 Questionnaire document.

Pages, scoring, triage and the checker work on these frozen objects, never on raw FHIR.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from types import MappingProxyType
from typing import Any

from osteopro.instruments import fhir
from osteopro.instruments.terms import ItemType

Text = Mapping[str, str]
Bound = Decimal | date
Operand = str | bool | int | Decimal | date

_NUMBERS = (ItemType.DECIMAL, ItemType.INTEGER)
_ORDERED = (*_NUMBERS, ItemType.DATE)
_OPERATORS = ("=", "!=", "exists", ">", "<", ">=", "<=")
_CONTROLS = {
    ItemType.CHOICE: "radio-button",
    ItemType.BOOLEAN: "radio-button",
    ItemType.DATE: "date",
    ItemType.DECIMAL: "number",
    ItemType.INTEGER: "number",
    ItemType.TEXT: "text",
    ItemType.STRING: "text",
}


class DefinitionError(ValueError):
    """A document that cannot be used; `problems` lists everything that is wrong with it."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Option:
    """One answer of a choice item; `weight` is its raw number, None if it counts as missing."""

    code: str
    system: str
    display: Text
    weight: int | None = None
    exclusive: bool = False


@dataclass(frozen=True)
class Condition:
    """One `enableWhen` of an item; for choice questions `answer` is the option's code."""

    question: str
    operator: str
    answer: Operand


@dataclass(frozen=True)
class Item:
    """One item of a form. `minimum` and `maximum` are inclusive; `max_length` is in characters."""

    link_id: str
    type: ItemType
    text: Text
    short: Text = field(default_factory=dict)
    help: Text = field(default_factory=dict)
    intro: Text = field(default_factory=dict)
    required: bool = False
    repeats: bool = False
    hidden: bool = False
    read_only: bool = False
    control: str = ""
    options: tuple[Option, ...] = ()
    enable_when: tuple[Condition, ...] = ()
    enable_behavior: str = "all"
    minimum: Bound | None = None
    maximum: Bound | None = None
    not_after_today: bool = False
    max_length: int | None = None
    max_decimals: int | None = None
    recall: str | None = None
    unit: str | None = None
    parent: str = ""

    @property
    def answerable(self) -> bool:
        return self.type not in (ItemType.GROUP, ItemType.DISPLAY)

    @property
    def option_set(self) -> str:
        """The name of the option set, e.g. `NRS11`; "" for items without options."""
        return self.options[0].system.rsplit("/", 1)[-1] if self.options else ""

    def option(self, code: str) -> Option | None:
        return next((option for option in self.options if option.code == code), None)


@dataclass(frozen=True)
class Questionnaire:
    """`items`: answerable items in document order; `nodes`: groups and display items as well."""

    code: str
    url: str
    version: str
    title: Text
    language: str
    items: tuple[Item, ...]
    nodes: Mapping[str, Item]

    @property
    def canonical(self) -> str:
        return f"{self.url}|{self.version}"

    def item(self, link_id: str) -> Item:
        """The item with this linkId; KeyError if the form has none."""
        return self.nodes[link_id]


def parse_questionnaire(document: Mapping[str, Any]) -> Questionnaire:
    """Read a FHIR R4 Questionnaire. DefinitionError lists every problem found."""
    reader = _Reader(str(document.get("language", "")))
    questionnaire = reader.questionnaire(document)
    if reader.problems:
        raise DefinitionError(reader.problems)
    return questionnaire


class _Reader:
    def __init__(self, language: str) -> None:
        self.language = language
        self.problems: list[str] = []

    def questionnaire(self, document: fhir.Element) -> Questionnaire:
        if document.get("resourceType") != "Questionnaire":
            self.problems.append("resourceType is not Questionnaire")
        for name in ("url", "version", "title", "language"):
            if not document.get(name):
                self.problems.append(f"{name} is missing")
        url = str(document.get("url", ""))
        nodes = self.nodes(document)
        self.check_conditions(nodes)
        items = tuple(node for node in nodes.values() if node.answerable)
        if not items:
            self.problems.append("the questionnaire asks nothing")
        return Questionnaire(
            code=url.rsplit("/", 1)[-1],
            url=url,
            version=str(document.get("version", "")),
            title=fhir.texts(document, "title", self.language),
            language=self.language,
            items=items,
            nodes=MappingProxyType(nodes),
        )

    def nodes(self, document: fhir.Element) -> dict[str, Item]:
        nodes: dict[str, Item] = {}
        intro: Text = {}
        for raw, parent in fhir.walk(document.get("item", [])):
            if control_of(raw) == "help":
                continue
            link_id = raw.get("linkId", "")
            if not link_id or link_id in nodes:
                self.problems.append(f"linkId {link_id!r} is empty or used twice")
                continue
            node = self.item(raw, parent, intro)
            if node is None:
                continue
            nodes[link_id] = node
            if node.type is ItemType.DISPLAY:
                intro = node.text
            elif node.answerable:
                intro = {}
        return nodes

    def item(self, raw: fhir.Element, parent: str, intro: Text) -> Item | None:
        link_id = raw["linkId"]
        kind = self.kind(raw)
        if kind is None:
            return None
        if kind is ItemType.GROUP and raw.get("repeats"):
            self.problems.append(f"{link_id}: a repeating group cannot be shown")
        text = fhir.texts(raw, "text", self.language)
        if not text and kind is not ItemType.GROUP:
            self.problems.append(f"{link_id}: text is missing")
        options = self.options(raw, kind)
        minimum, _ = self.bound(raw, fhir.MINIMUM)
        maximum, today = self.bound(raw, fhir.MAXIMUM)
        if minimum is not None and maximum is not None and _above(minimum, maximum):
            self.problems.append(f"{link_id}: minValue is above maxValue")
        return Item(
            link_id=link_id,
            type=kind,
            text=text,
            short=self.short(raw) or text,
            help=self.help(raw),
            intro=intro if kind not in (ItemType.GROUP, ItemType.DISPLAY) else {},
            required=raw.get("required", False),
            repeats=raw.get("repeats", False),
            hidden=bool(fhir.extension_value(raw, fhir.HIDDEN, "valueBoolean")),
            read_only=raw.get("readOnly", False),
            control=control_of(raw) or _default_control(kind, raw.get("repeats", False)),
            options=options,
            enable_when=self.conditions(raw),
            enable_behavior=self.behavior(raw),
            minimum=minimum,
            maximum=maximum,
            not_after_today=today,
            max_length=raw.get("maxLength"),
            max_decimals=fhir.extension_value(raw, fhir.MAX_DECIMALS, "valueInteger"),
            recall=fhir.extension_value(raw, fhir.RECALL, "valueString"),
            unit=(fhir.extension_value(raw, fhir.UNIT, "valueCoding") or {}).get("code"),
            parent=parent,
        )

    def kind(self, raw: fhir.Element) -> ItemType | None:
        try:
            return ItemType(raw.get("type", ""))
        except ValueError:
            self.problems.append(f"{raw['linkId']}: type {raw.get('type')!r} cannot be shown")
            return None

    def short(self, raw: fhir.Element) -> Text:
        found = fhir.extension(raw, fhir.SHORT_TEXT)
        return fhir.texts(found, "valueString", self.language) if found else {}

    def help(self, raw: fhir.Element) -> Text:
        for child in raw.get("item", ()):
            if control_of(child) == "help":
                return fhir.texts(child, "text", self.language)
        return {}

    def options(self, raw: fhir.Element, kind: ItemType) -> tuple[Option, ...]:
        link_id = raw["linkId"]
        if kind is not ItemType.CHOICE:
            return ()
        options = [self.option(link_id, entry) for entry in raw.get("answerOption", ())]
        found = tuple(option for option in options if option)
        if not found:
            self.problems.append(f"{link_id}: a choice needs its options in answerOption")
        if len({option.code for option in found}) < len(found):
            self.problems.append(f"{link_id}: an option code is used twice")
        return found

    def option(self, link_id: str, entry: fhir.Element) -> Option | None:
        coding = entry.get("valueCoding")
        if not coding or not coding.get("code"):
            self.problems.append(f"{link_id}: an option is not a coding with a code")
            return None
        weight = fhir.extension_value(entry, fhir.ORDINAL, "valueDecimal")
        if weight is not None and weight != int(weight):
            self.problems.append(f"{link_id}: the weight of {coding['code']} is not a whole number")
            weight = None
        return Option(
            code=coding["code"],
            system=coding.get("system", ""),
            display=fhir.texts(coding, "display", self.language) or {self.language: coding["code"]},
            weight=None if weight is None else int(weight),
            exclusive=bool(fhir.extension_value(entry, fhir.EXCLUSIVE, "valueBoolean")),
        )

    def bound(self, raw: fhir.Element, url: str) -> tuple[Bound | None, bool]:
        found = fhir.extension(raw, url)
        if found is None:
            return None, False
        calculated = fhir.extension_value(
            found.get("_valueDate", {}), fhir.CALCULATED_VALUE, "valueExpression"
        )
        if calculated:
            if calculated.get("expression") != "today()":
                self.problems.append(f"{raw['linkId']}: only today() can be a calculated bound")
            return None, True
        try:
            if "valueDate" in found:
                return date.fromisoformat(found["valueDate"]), False
            return Decimal(str(fhir.value_of(found))), False
        except (ValueError, ArithmeticError):
            self.problems.append(f"{raw['linkId']}: {url} is not a number or a day")
            return None, False

    def behavior(self, raw: fhir.Element) -> str:
        behavior = str(raw.get("enableBehavior", "all"))
        if behavior not in ("all", "any"):
            self.problems.append(f"{raw['linkId']}: enableBehavior is neither all nor any")
        if len(raw.get("enableWhen", ())) > 1 and "enableBehavior" not in raw:
            self.problems.append(f"{raw['linkId']}: several enableWhen need enableBehavior")
        return behavior

    def conditions(self, raw: fhir.Element) -> tuple[Condition, ...]:
        return tuple(_condition(entry) for entry in raw.get("enableWhen", ()))

    def check_conditions(self, nodes: Mapping[str, Item]) -> None:
        for node in nodes.values():
            for condition in node.enable_when:
                problem = _condition_problem(nodes, condition)
                if problem:
                    self.problems.append(f"{node.link_id}: {problem}")
        for node in nodes.values():
            if node.link_id in _questions_behind(nodes, node.link_id):
                self.problems.append(f"{node.link_id}: its conditions lead back to itself")


def control_of(raw: fhir.Element) -> str:
    """The code of the item control of a raw item, "" without one."""
    concept = fhir.extension_value(raw, fhir.CONTROL, "valueCodeableConcept") or {}
    codings = concept.get("coding", [])
    return str(codings[0].get("code", "")) if codings else ""


def _default_control(kind: ItemType, repeats: bool) -> str:
    if kind is ItemType.CHOICE and repeats:
        return "check-box"
    return _CONTROLS.get(kind, "")


def _condition(entry: fhir.Element) -> Condition:
    answer = fhir.value_of(entry, "answer")
    if "answerCoding" in entry:
        answer = entry["answerCoding"].get("code", "")
    elif "answerDate" in entry:
        answer = _date_or_text(entry["answerDate"])
    elif "answerDecimal" in entry:
        answer = Decimal(str(answer))
    return Condition(str(entry.get("question", "")), str(entry.get("operator", "")), answer)


def _date_or_text(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def _condition_problem(nodes: Mapping[str, Item], condition: Condition) -> str | None:
    question = nodes.get(condition.question)
    if question is None or not question.answerable:
        return f"its condition asks for {condition.question!r}, which is no question of this form"
    if condition.operator not in _OPERATORS:
        return f"operator {condition.operator!r} is unknown"
    if condition.operator == "exists":
        return None if isinstance(condition.answer, bool) else "exists needs answerBoolean"
    if not _fits(question, condition.answer):
        return f"its condition compares {question.link_id} with {condition.answer!r}"
    if condition.operator not in ("=", "!=") and question.type not in _ORDERED:
        return f"{condition.operator} cannot be used on {question.link_id}, a {question.type} item"
    return None


def _fits(question: Item, answer: Operand) -> bool:
    if question.type is ItemType.CHOICE:
        return isinstance(answer, str) and question.option(answer) is not None
    if question.type is ItemType.BOOLEAN:
        return isinstance(answer, bool)
    if question.type in _NUMBERS:
        return isinstance(answer, int | Decimal) and not isinstance(answer, bool)
    if question.type is ItemType.DATE:
        return isinstance(answer, date)
    return isinstance(answer, str)


def _above(low: Bound, high: Bound) -> bool:
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return low > high
    if isinstance(low, date) and isinstance(high, date):
        return low > high
    return True


def _questions_behind(nodes: Mapping[str, Item], link_id: str) -> set[str]:
    seen: set[str] = set()
    open_ids = [link_id]
    while open_ids:
        node = nodes.get(open_ids.pop())
        if node is None:
            continue
        behind = {condition.question for condition in node.enable_when} | {node.parent}
        open_ids.extend(behind - seen)
        seen |= behind
    return seen

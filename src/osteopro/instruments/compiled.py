"""A questionnaire compiled for checking: one small object per item, made once per version."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from osteopro.instruments import fhir
from osteopro.instruments.answers import Value, value_key
from osteopro.instruments.definition import Item, Option, Questionnaire
from osteopro.instruments.problems import Problem, problem
from osteopro.instruments.terms import ItemType

Report = Callable[[Problem], None]
_ELEMENT_KEYS = frozenset({"id", "extension", "item", "modifierExtension"})
_ABSENT_CODES = frozenset({"asked-declined", "asked-unknown", "not-applicable"})


class ItemChecker:
    """Checks the answers of one item against its definition."""

    __slots__ = ("by_code", "by_coding", "exclusive", "item", "key")

    def __init__(self, item: Item) -> None:
        self.item = item
        self.key = value_key(item.type) if item.answerable else ""
        self.by_coding = {(option.system, option.code): option for option in item.options}
        self.by_code = {option.code: option for option in item.options}
        self.exclusive = frozenset(option.code for option in item.options if option.exclusive)

    def check(self, raw: fhir.Element, path: str, today: date, report: Report) -> None:
        """Report what is wrong with the response item `raw` at `path`."""
        answers: Sequence[fhir.Element] = raw.get("answer", ())
        if not self.item.answerable:
            if answers:
                report(problem("no-answer-here", path))
            return
        if "extension" in raw:
            self.check_absence(raw, path, report)
        if len(answers) > 1 and not self.item.repeats:
            report(problem("many-answers", path))
        for index, answer in enumerate(answers):
            self.check_answer(answer, f"{path}.answer[{index}]", today, report)
        if len(answers) > 1 and self.by_code:
            self.check_choices(answers, path, report)

    def check_absence(self, raw: fhir.Element, path: str, report: Report) -> None:
        reason = fhir.extension_value(raw, fhir.ABSENT_REASON, "valueCode")
        if reason is None:
            return
        if reason not in _ABSENT_CODES:
            report(problem("absent-code", path))
        if raw.get("answer"):
            report(problem("absent-and-given", path))

    def check_answer(self, answer: fhir.Element, path: str, today: date, report: Report) -> None:
        keys = [key for key in answer if key not in _ELEMENT_KEYS and key[0] != "_"]
        if len(keys) != 1:
            report(problem("one-value", path))
        elif keys[0] != self.key:
            report(problem("answer-type", f"{path}.{keys[0]}", wanted=self.key))
        elif self.by_code:
            self.check_coding(answer[self.key], f"{path}.{self.key}", report)
        else:
            self.check_value(answer[self.key], f"{path}.{self.key}", today, report)

    def check_coding(self, coding: Mapping[str, Any], path: str, report: Report) -> None:
        code = coding.get("code", "")
        option = self.by_coding.get((coding.get("system", ""), code))
        if option is None and "system" not in coding:
            option = self.by_code.get(code)
            if option is not None:
                report(problem("no-system", path))
        if option is None:
            report(problem("no-option", path, code=code))
        elif "display" in coding and not _is_display(option, coding["display"]):
            report(problem("display", f"{path}.display"))

    def check_choices(self, answers: Sequence[fhir.Element], path: str, report: Report) -> None:
        codes = [answer.get("valueCoding", {}).get("code") for answer in answers]
        for code in dict.fromkeys(codes):
            if code in self.by_code and codes.count(code) > 1:
                report(problem("same-option", path, code=code))
            if code in self.exclusive and len(set(codes)) > 1:
                report(problem("exclusive", path, code=code))

    def check_value(self, value: Any, path: str, today: date, report: Report) -> None:
        if self.item.type is ItemType.DATE:
            self.check_day(value, path, today, report)
        elif self.item.type in (ItemType.INTEGER, ItemType.DECIMAL):
            self.check_number(Decimal(str(value)), path, report)
        elif isinstance(value, str):
            limit = self.item.max_length
            if limit is not None and len(value) > limit:
                report(problem("long-text", path, limit=limit))

    def check_day(self, value: str, path: str, today: date, report: Report) -> None:
        try:
            day = date.fromisoformat(value)
        except ValueError:
            report(problem("whole-day", path))
            return
        if self.item.not_after_today and day > today:
            report(problem("later-than-today", path))
        low, high = self.item.minimum, self.item.maximum
        if isinstance(low, date) and day < low:
            report(problem("below", path, limit=low))
        if isinstance(high, date) and day > high:
            report(problem("above", path, limit=high))

    def check_number(self, value: Decimal, path: str, report: Report) -> None:
        low, high, places = self.item.minimum, self.item.maximum, self.item.max_decimals
        if isinstance(low, Decimal) and value < low:
            report(problem("below", path, limit=low))
        if isinstance(high, Decimal) and value > high:
            report(problem("above", path, limit=high))
        if places is not None and _decimals(value) > places:
            report(problem("decimals", path, limit=places))


def compile_items(questionnaire: Questionnaire) -> dict[str, ItemChecker]:
    """A checker for every node of the form, groups and display items included."""
    return {link_id: ItemChecker(node) for link_id, node in questionnaire.nodes.items()}


def problems_of(item: Item, value: Value, today: date) -> list[Problem]:
    """What is wrong with one compact answer, by the checks of a whole response.

    `value` is an answer, not an absence; `today` bounds dates that may not lie ahead.
    """
    many = value if isinstance(value, list | tuple) else [value]
    answers = [{value_key(item.type): _fhir_value(item, entry)} for entry in many]
    found: list[Problem] = []
    raw = {"linkId": item.link_id, "answer": answers}
    ItemChecker(item).check(raw, item.link_id, today, found.append)
    return found


def _fhir_value(item: Item, entry: Any) -> Any:
    if item.type is not ItemType.CHOICE:
        return entry
    option = item.option(str(entry))
    return {"system": option.system if option else "", "code": str(entry)}


def _decimals(value: Decimal) -> int:
    exponent = value.normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _is_display(option: Option, text: str) -> bool:
    return text in option.display.values()

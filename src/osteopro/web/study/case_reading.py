"""What was typed into a line of Table 1: the changes, or what is wrong with them."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from django.utils.translation import gettext

from osteopro.research.queries.cases import CaseView, VariableView
from osteopro.research.terms import VariableType
from osteopro.ui.components import FieldError
from osteopro.web.study import case_form, words

LONGEST = 120
# Ages, months, counts: nothing that is asked of people is larger.
LARGEST = 10_000
_NO = object()


def read(
    post: Mapping[str, str], lines: Sequence[CaseView]
) -> tuple[dict[UUID, Any], list[FieldError]]:
    """What was changed, by variable, or what is wrong with it."""
    changed: dict[UUID, Any] = {}
    errors = []
    for each in lines:
        name = case_form.field(each.variable)
        given = post.get(name, case_form.typed(each)).strip()
        if given == case_form.typed(each):
            continue
        value = _value(each.variable, given)
        if not given:
            errors.append(FieldError(name, gettext("What was known cannot be emptied.")))
        elif value is _NO:
            errors.append(FieldError(name, _wrong(each.variable)))
        else:
            changed[each.variable.guid] = value
    return changed, errors


def _value(variable: VariableView, given: str) -> Any:
    if variable.levels:
        return given if given in {each.code for each in variable.levels} else _NO
    if variable.type is VariableType.BOOLEAN:
        return {"yes": True, "no": False}.get(given, _NO)
    if variable.type is VariableType.INTEGER:
        whole = given.isascii() and given.isdecimal() and len(given) <= len(str(LARGEST))
        return int(given) if whole else _NO
    if variable.type is VariableType.FLOAT:
        return _decimal(given)
    if variable.type is VariableType.DATE:
        return _date(given)
    return given if len(given) <= LONGEST else _NO


def _decimal(given: str) -> Any:
    try:
        number = Decimal(given)
    except InvalidOperation:
        return _NO
    return float(number) if number.is_finite() and abs(number) <= LARGEST else _NO


def _date(given: str) -> Any:
    try:
        return date.fromisoformat(given).isoformat()
    except ValueError:
        return _NO


def _wrong(variable: VariableView) -> str:
    if variable.type in {VariableType.INTEGER, VariableType.FLOAT}:
        return gettext("Enter a number.")
    if variable.type is VariableType.DATE:
        return gettext("Enter a real date.")
    return words.at_most(LONGEST)

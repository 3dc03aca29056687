"""The staff questionnaire on one page, read from its form, and its results in shares."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.instruments.answers import Value
from osteopro.instruments.compiled import problems_of
from osteopro.instruments.definition import Item, Questionnaire
from osteopro.instruments.terms import ItemType
from osteopro.quality.rounds import Round
from osteopro.quality.survey import FEWEST, Agreement, Estimate, Findings
from osteopro.ui import components as c
from osteopro.ui import formats
from osteopro.ui.components import FieldError
from osteopro.web.care.words import said

_DIGITS = 4


def fields(form: Questionnaire, posted: QueryDict) -> list[dict[str, Any]]:
    """Each question with what was typed; `intro` where it differs from the one before."""
    found: list[dict[str, Any]] = []
    before = ""
    for item in form.items:
        intro = said(item.intro)
        typed = posted.get(item.link_id, "")
        found.append(
            {
                "name": item.link_id,
                "kind": item.type.value,
                "intro": intro if intro != before else "",
                "label": said(item.text),
                "value": typed,
                "max": item.max_length or 0,
                "answers": [
                    c.Answer(each.code, said(each.display), checked=each.code == typed)
                    for each in item.options
                ],
            }
        )
        before = intro
    return found


def read(
    form: Questionnaire, posted: QueryDict, today: date
) -> tuple[dict[str, Value], list[FieldError]]:
    """Answers as posted, and every mistake at its field."""
    values: dict[str, Value] = {}
    errors: list[FieldError] = []
    for item in form.items:
        typed = posted.get(item.link_id, "").replace("\r\n", "\n").strip()
        if not typed:
            continue
        value = _value(item, typed)
        if value is None or problems_of(item, value, today):
            errors.append(FieldError(item.link_id, _mistake(item, typed)))
        else:
            values[item.link_id] = value
    return values, errors


def around(current: Round) -> dict[str, Any]:
    """The days of the round and how few answers are not shown."""
    return {"until": formats.staff_date(current.last), "fewest": FEWEST}


def results(known: Sequence[Round], shown: Round | None, found: Findings | None) -> dict[str, Any]:
    """Tables of one round, and the rounds to choose from."""
    address = reverse("care_survey_results")
    return {
        "rounds": [
            (f"{address}?round={each.number}", _days(each), each == shown) for each in known
        ],
        "days": _days(shown) if shown else "",
        "fewest": FEWEST,
        "people": found.people if found else 0,
        "enough": found is not None,
        "statements": [_statement_row(each) for each in found.statements] if found else [],
        "estimates": [_estimate(each) for each in found.estimates] if found else [],
        "words": [(said(each.item.text), each.texts) for each in found.words] if found else [],
    }


def _value(item: Item, typed: str) -> Value | None:
    if item.type is not ItemType.INTEGER:
        return typed
    return int(typed) if typed.isdecimal() and len(typed) <= _DIGITS else None


def _mistake(item: Item, typed: str) -> str:
    if item.type is ItemType.INTEGER:
        return gettext("Write a whole number, such as 30.")
    if item.max_length is not None and len(typed) > item.max_length:
        over = len(typed) - item.max_length
        return gettext("That is %(n)s characters too long.") % {"n": over}
    return gettext("Choose one of the answers.")


def _days(which: Round) -> str:
    return gettext("%(first)s to %(last)s") % {
        "first": formats.staff_date(which.first),
        "last": formats.staff_date(which.last),
    }


def _statement_row(each: Agreement) -> list[str]:
    return [
        said(each.item.text),
        f"{each.percent} %",
        str(each.agree),
        str(each.between),
        str(each.disagree),
    ]


def _estimate(each: Estimate) -> tuple[str, list[tuple[str, str]]]:
    lines = [
        (said(option.display), str(each.chosen.get(option.code, 0))) for option in each.item.options
    ]
    return said(each.item.text), lines

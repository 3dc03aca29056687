"""The form of what a study says of itself."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from typing import Any

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.research.actions import Description
from osteopro.research.queries.studies import StudyView
from osteopro.ui.components import FieldError
from osteopro.ui.posted import lines_of
from osteopro.web.study import words
from osteopro.web.study.interview_times import day

_NAMES = tuple(each.name for each in fields(Description))
_DAYS = ("ethics_from", "ethics_until", "window_from", "window_until")
_MINUTES = ("minutes_from", "minutes_to")
_SHORT = {"title": 200, "title_translated": 200, "ethics_body": 200, "ethics_no": 80}
LONGEST_INTERVIEW = 600


def begun(study: StudyView | None) -> dict[str, str]:
    """The fields as they stand; for a new study the usual lengths of an interview."""
    if study is None:
        return {**dict.fromkeys(_NAMES, ""), "minutes_from": "20", "minutes_to": "40"}
    values = {name: getattr(study, name) for name in _NAMES}
    return {name: "" if value is None else str(value) for name, value in values.items()}


def typed(post: QueryDict) -> dict[str, str]:
    """The fields as they were typed."""
    return {name: lines_of(post.get(name, "")) for name in _NAMES}


def read(given: Mapping[str, str]) -> tuple[Description | None, list[FieldError]]:
    """What was typed, or what is wrong with it."""
    errors = [
        FieldError(name, gettext("Fill in this field."))
        for name in ("title", "phenomenon")
        if not given[name]
    ]
    errors += [
        FieldError(name, words.at_most(most))
        for name, most in _SHORT.items()
        if len(given[name]) > most
    ]
    days = {name: day(given[name]) for name in _DAYS}
    errors += [
        FieldError(name, gettext("Enter a real date."))
        for name in _DAYS
        if given[name] and days[name] is None
    ]
    errors += _backwards(days)
    minutes = {name: _minutes(given[name]) for name in _MINUTES}
    errors += [
        FieldError(name, gettext("Enter whole minutes from 1 to %(most)s.") % {"most": 600})
        for name in _MINUTES
        if minutes[name] is None
    ]
    low, high = minutes["minutes_from"], minutes["minutes_to"]
    if low and high and low > high:
        errors.append(FieldError("minutes_to", gettext("This is less than the shortest.")))
    if errors or low is None or high is None:
        return None, errors
    words: dict[str, Any] = {
        name: given[name] for name in _NAMES if name not in (*_DAYS, *_MINUTES)
    }
    return Description(**words | days, minutes_from=low, minutes_to=high), []


def _backwards(days: Mapping[str, date | None]) -> list[FieldError]:
    found = []
    for first, last in (("ethics_from", "ethics_until"), ("window_from", "window_until")):
        begins, ends = days[first], days[last]
        if begins and ends and ends < begins:
            found.append(FieldError(last, gettext("The last day is before the first.")))
    return found


def _minutes(text: str) -> int | None:
    if not (text.isascii() and text.isdecimal() and len(text) <= 3):
        return None
    return int(text) if 1 <= int(text) <= LONGEST_INTERVIEW else None

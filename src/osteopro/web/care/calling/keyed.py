"""Answers with their keys, and what was typed or pressed read back into an answer."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.instruments.answers import Value
from osteopro.instruments.compiled import problems_of
from osteopro.instruments.definition import Item
from osteopro.instruments.problems import Problem
from osteopro.instruments.terms import ItemType
from osteopro.ui.components import Answer
from osteopro.ui.formats import day_month
from osteopro.web.care.calling.script import LADDER, ui_language
from osteopro.web.care.words import in_language

ANSWER, NUMBER = "answer", "number"
YES, NO = "yes", "no"
NEAR = 3
_RANGE = re.compile(r"(\d{1,2})\D+(\d{1,2})")
_NUMBER = re.compile(r"[0-9]{1,9}([.,][0-9]{1,4})?")
_DATE = re.compile(r"(?:(\d{4})[-/.年])?(\d{1,2})[-/.月](\d{1,2})日?")


@dataclass(frozen=True)
class Reading:
    """What was made of an answer. `ranged`: two numbers were typed and the higher taken."""

    value: Value | None = None
    error: str = ""
    ranged: bool = False


def answers(item: Item, language: str, chosen: Value | None, today: date) -> list[Answer]:
    """The options in their order, each with its key."""
    marked = _codes(chosen)
    if item.type is ItemType.DATE:
        return _days(marked, language, today)
    if item.type is ItemType.BOOLEAN:
        said = {True: YES, False: NO}.get(chosen) if isinstance(chosen, bool) else None
        words = ((YES, gettext("Yes")), (NO, gettext("No")))
        return [Answer(v, w, str(n), said == v) for n, (v, w) in enumerate(words, 1)]
    return [
        Answer(
            value=option.code,
            label=option.code if ladder(item) else in_language(option.display, language),
            note=key,
            checked=option.code in marked,
            exclusive=option.exclusive,
        )
        for option, key in zip(item.options, keys(item), strict=True)
    ]


def keys(item: Item) -> list[str]:
    """The key of each option: its number, its place, or 0 for the one that goes alone."""
    if ladder(item):
        return [option.code for option in item.options]
    return [
        "0" if option.exclusive and item.repeats else str(place)
        for place, option in enumerate(item.options, 1)
    ]


def ladder(item: Item) -> bool:
    """Whether the numbers themselves are the answers."""
    return item.control == LADDER


def read(item: Item, posted: QueryDict, today: date, earliest: date | None = None) -> Reading:
    """The answer as pressed or typed, checked against the form (clinical content 9.1); no day
    before `earliest`."""
    typed = unicodedata.normalize("NFKC", posted.get(NUMBER, "")).strip()
    pressed = [code for code in dict.fromkeys(posted.getlist(ANSWER)) if code]
    found = _typed(item, typed, today) if typed else _pressed(item, pressed)
    if found.error or found.value is None:
        return found
    if typed and pressed and set(_codes(found.value)) != set(pressed):
        return Reading(error=gettext("The number and the marked answer differ. Which is right?"))
    problems = problems_of(item, found.value, today)
    if problems:
        return Reading(error=_words(problems[0], item))
    if earliest and item.type is ItemType.DATE and str(found.value) < earliest.isoformat():
        return Reading(error=gettext("Too long ago: from %(day)s on.") % {"day": earliest})
    return found


def _pressed(item: Item, codes: list[str]) -> Reading:
    if not codes:
        return Reading()
    if item.type is ItemType.BOOLEAN:
        return Reading(codes[-1] == YES)
    return Reading(list(codes) if item.repeats else codes[-1])


def _typed(item: Item, typed: str, today: date) -> Reading:
    if item.type is ItemType.CHOICE:
        return _typed_choice(item, typed)
    if item.type is ItemType.BOOLEAN:
        said = {"1": True, "2": False}.get(typed)
        return Reading(said) if said is not None else Reading(error=_no_such_key())
    if item.type is ItemType.DATE:
        return _typed_day(typed, today)
    if item.type in (ItemType.DECIMAL, ItemType.INTEGER):
        return _typed_number(item, typed)
    return Reading(typed)


def _typed_choice(item: Item, typed: str) -> Reading:
    by_key = dict(zip(keys(item), (option.code for option in item.options), strict=True))
    if item.repeats:
        parts = re.findall(r"\d+", typed) if len(by_key) > 10 else list(re.sub(r"\W", "", typed))
        if not all(part in by_key for part in parts):
            return Reading(error=_no_such_key())
        return Reading([by_key[part] for part in dict.fromkeys(parts)])
    spread = _RANGE.fullmatch(typed) if ladder(item) else None
    if spread:
        # Still a range after asking again: the higher one, on the safe side (rule 4).
        typed = str(max(int(spread[1]), int(spread[2])))
    code = by_key.get(typed.lstrip("0") or "0")
    if code is None:
        return Reading(error=_no_such_key())
    return Reading(code, ranged=spread is not None)


def _typed_number(item: Item, typed: str) -> Reading:
    if not _NUMBER.fullmatch(typed):
        return Reading(error=gettext("Type a number, such as 52."))
    number = Decimal(typed.replace(",", "."))
    if item.type is ItemType.DECIMAL:
        return Reading(number)
    whole = number == number.to_integral_value()
    return Reading(int(number)) if whole else Reading(error=gettext("Type a whole number."))


def _typed_day(typed: str, today: date) -> Reading:
    """Days ago, or a day and month; the latest such day that is not in the future."""
    if typed.isdecimal() and len(typed) <= 2:
        return Reading((today - timedelta(days=int(typed))).isoformat())
    found = _DATE.fullmatch(typed)
    if not found:
        return Reading(error=gettext("Type how many days ago, or the date as 11-20."))
    year, month, day = found.groups()
    try:
        moment = date(int(year or today.year), int(month), int(day))
        if not year and moment > today:
            moment = moment.replace(year=today.year - 1)
    except ValueError:
        return Reading(error=gettext("This date does not exist."))
    return Reading(moment.isoformat())


def _days(marked: tuple[str, ...], language: str, today: date) -> list[Answer]:
    names = (gettext("Today"), gettext("Yesterday"), gettext("The day before yesterday"))
    days = [today - timedelta(days=n) for n in range(NEAR)]
    return [
        Answer(
            day.isoformat(),
            f"{name} {day_month(day, ui_language(language))}",
            str(n),
            day.isoformat() in marked,
        )
        for n, (day, name) in enumerate(zip(days, names, strict=True))
    ]


def _codes(value: Value | None) -> tuple[str, ...]:
    if isinstance(value, bool) or value is None:
        return {True: (YES,), False: (NO,)}.get(value, ()) if value is not None else ()
    many = value if isinstance(value, list | tuple) else [value]
    return tuple(str(code) for code in many)


def _no_such_key() -> str:
    return gettext("No answer has this number.")


def _words(found: Problem, item: Item) -> str:
    if found.kind == "exclusive":
        return gettext("“None of these” cannot go with another answer. Ask which is right.")
    if found.kind == "later-than-today":
        return gettext("This date is in the future.")
    if found.kind in ("below", "above"):
        values = {"low": item.minimum, "high": item.maximum}
        return gettext("Only %(low)s to %(high)s is possible. Ask again.") % values
    return gettext("This answer does not fit the question.")

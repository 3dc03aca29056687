"""Reading single fields of a form: the value, or one sentence about what is wrong."""

import re
from collections.abc import Callable, Collection
from datetime import date
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.patients import search
from osteopro.patients.search import BadPhone
from osteopro.ui.components import DateParts
from osteopro.ui.posted import id_of

OLDEST = 120
Code = TypeVar("Code", bound=StrEnum)
# Notes a mistake: the field's name and the sentence.
Wrong = Callable[[str, str], None]


def birth_of(parts: DateParts, today: date, wrong: Wrong) -> date | None:
    """A birth date that exists, is not in the future and not too long ago."""
    if not any(parts):
        wrong("birth", gettext("Enter the birth date."))
        return None
    day = day_of(parts)
    if day is None:
        wrong("birth", gettext("This date does not exist."))
    elif day > today:
        wrong("birth", gettext("This date is in the future."))
    elif today.year - day.year > OLDEST:
        wrong("birth", gettext("Check the year."))
    else:
        return day
    return None


def phone_of(typed: str, wrong: Wrong) -> str | None:
    """A number in E.164."""
    if not typed:
        wrong("phone", gettext("Enter the mobile number."))
        return None
    try:
        return search.normal_phone(typed)
    except BadPhone as bad:
        sentence = gettext("A mobile number has 11 digits. You entered %(n)s.")
        wrong("phone", sentence % {"n": bad.digits})
        return None


def dose_of(parts: DateParts, wrong: Wrong) -> date | None:
    """A date that may be left out."""
    if not any(parts):
        return None
    day = day_of(parts)
    if day is None:
        wrong("dose", gettext("This date does not exist."))
    return day


def code_of(kind: type[Code], typed: str, name: str, sentence: str, wrong: Wrong) -> Code | None:
    """One of the codes of `kind`."""
    if typed in set(kind):
        return kind(typed)
    wrong(name, sentence)
    return None


def number_of(
    typed: str, known: Collection[int], name: str, sentence: str, wrong: Wrong
) -> int | None:
    """A number among those known."""
    number = id_of(typed)
    if number in known:
        return number
    wrong(name, sentence)
    return None


def day_of(parts: DateParts) -> date | None:
    """The day, None for parts that are none."""
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def parts_of(post: QueryDict, name: str) -> DateParts:
    """Year, month and day as typed."""
    return DateParts(*(post.get(f"{name}-{part}", "").strip() for part in DateParts._fields))

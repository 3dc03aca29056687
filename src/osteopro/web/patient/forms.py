"""What patients type and tick, read with patience; every mistake in their own words."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import QueryDict
from django.utils.translation import gettext, ngettext

from osteopro.instruments.answers import Value
from osteopro.instruments.compiled import problems_of
from osteopro.instruments.definition import Item
from osteopro.instruments.problems import Problem
from osteopro.instruments.terms import ItemType
from osteopro.patients.search import BadPhone, normal_phone
from osteopro.ui.components import DateParts
from osteopro.ui.formats import day_month, whole
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters.dates import language
from osteopro.web.patient.presenters.questions import YES, Typed, kind_of

CODE_LENGTH = 6
MOBILE_DIGITS = 11
OLDEST = 1900
# Weights, doses and counts: no exponents, no separators, nothing that takes long to work out.
_NUMBER = re.compile(r"[+-]?([0-9]{1,9}(\.[0-9]{0,9})?|\.[0-9]{1,9})")


@dataclass(frozen=True)
class Reading:
    """What was made of a field: a value, or nothing and why. `typed` is shown again."""

    typed: Typed
    value: Value | None = None
    error: str = ""


def read_answer(
    item: Item, posted: QueryDict, today: date, earliest: date | None = None
) -> Reading:
    """The answer to one item as posted, checked against the form (clinical content 1).

    `earliest` is the first day that may be named, for a form in which one may not be older.
    """
    kind = kind_of(item)
    if kind == "date":
        reading = _read_near_date(item, posted)
    elif kind == "number":
        reading = _read_number(item, posted)
    elif kind == "words":
        reading = _read_words(item, posted)
    else:
        reading = _read_choice(item, posted)
    if reading.error or reading.value is None:
        return reading
    if found := problems_of(item, reading.value, today):
        return Reading(reading.typed, error=_in_plain_words(found[0], item, reading))
    if kind == "date" and earliest and date.fromisoformat(str(reading.value)) < earliest:
        return Reading(reading.typed, error=_too_long_ago(earliest, today))
    return reading


def nothing_given(item: Item) -> str:
    """What to say when a question was passed without an answer."""
    choice = kind_of(item) not in ("number", "words")
    if item.required:
        return gettext("Choose an answer.") if choice else gettext("Please fill this in.")
    if choice:
        return gettext("Choose an answer. If you'd rather not, press “Skip this question”.")
    return gettext("Please fill this in. If you'd rather not, press “Skip this question”.")


def said_without_server(item: Item) -> str:
    """One sentence for whatever may be wrong, for a page that is read without a network."""
    kind = kind_of(item)
    if kind == "number":
        bounded = item.minimum is not None and item.maximum is not None
        return _range(item) if bounded else gettext("Write a number, such as 52.")
    if kind == "words":
        return gettext("At most %(max)s characters.") % {"max": item.max_length}
    return nothing_given(item)


def nothing_written() -> str:
    """What to say when an empty message was sent."""
    return gettext("Write a few words first, or call us.")


def read_date(posted: QueryDict, name: str) -> tuple[DateParts, date | None, str]:
    """Three fields as typed, the day they make, and what is wrong with them."""
    parts = DateParts(*(plain(posted.get(f"{name}-{part}", "")) for part in DateParts._fields))
    if not all(parts):
        return parts, None, gettext("Fill in year, month and day.")
    day = day_of(parts)
    if day is None:
        return parts, None, gettext("There is no such date. Please look again.")
    if day.year < OLDEST:
        return parts, None, gettext("Write the year with four digits, such as 1955.")
    return parts, day, ""


def day_of(parts: DateParts) -> date | None:
    """The day that three fields of plain digits make; None when there is no such day."""
    if not all(re.fullmatch(r"[0-9]{1,4}", part) for part in parts):
        return None
    try:
        return date(*(int(part) for part in parts))
    except ValueError:
        return None


def plain(typed: str) -> str:
    """Without blanks, full-width digits made narrow."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", typed))


def read_phone(typed: str) -> tuple[str, str]:
    """A mobile number as E.164, or "" and what is wrong with it."""
    if error := phone_error(typed):
        return "", error
    try:
        return normal_phone(typed), ""
    except BadPhone:
        return "", gettext("This number cannot be used. Please look again.")


def masked(number: str) -> str:
    """A number that its owner knows again and others cannot dial: 138****6620."""
    return f"{number[-11:-8]}****{number[-4:]}"


def phone_error(typed: str) -> str:
    """Why this cannot be a mobile number; "" when it can (ux 3.6, error 7)."""
    number = plain(typed).replace("-", "")
    digits = sum(character.isdigit() for character in number)
    if not digits:
        return gettext("Enter your mobile number.")
    if number.startswith(("+", "00")) or digits == MOBILE_DIGITS:
        return ""
    return ngettext(
        "A mobile number has 11 digits. You entered %(num)s.",
        "A mobile number has 11 digits. You entered %(num)s.",
        digits,
    ) % {"num": digits}


def read_code(typed: str) -> str | None:
    """Six digits, however they were spaced; None if it is anything else."""
    code = plain(typed)
    return code if re.fullmatch(rf"[0-9]{{{CODE_LENGTH}}}", code) else None


def too_long(words: str, limit: int) -> str:
    """What to say about a text that is longer than `limit`; "" when it is not (error 9)."""
    over = len(words) - limit
    if over <= 0:
        return ""
    return ngettext(
        "That is %(num)s character too long. Shorten it, or ask us to call you.",
        "That is %(num)s characters too long. Shorten it, or ask us to call you.",
        over,
    ) % {"num": over}


def _read_choice(item: Item, posted: QueryDict) -> Reading:
    codes = tuple(dict.fromkeys(code for code in posted.getlist(item.link_id) if code))
    typed = Typed(codes=codes)
    if not codes:
        return Reading(typed)
    if item.type is ItemType.BOOLEAN:
        return Reading(typed, codes[0] == YES)
    return Reading(typed, list(codes) if item.repeats else codes[-1])


def _read_near_date(item: Item, posted: QueryDict) -> Reading:
    near = posted.get(f"{item.link_id}-near", "")
    parts = DateParts(*(plain(posted.get(f"{item.link_id}-{p}", "")) for p in DateParts._fields))
    # Without scripts the fields stand open: filled in, they count although no day was ticked.
    if near not in ("", "other"):
        if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", near):
            return Reading(Typed(), error=gettext("There is no such date. Please look again."))
        return Reading(Typed(near=near), near)
    if not near and not any(parts):
        return Reading(Typed())
    parts, day, error = read_date(posted, item.link_id)
    typed = Typed(near="other", day=parts)
    return Reading(typed, day.isoformat() if day else None, error)


def _read_number(item: Item, posted: QueryDict) -> Reading:
    words = posted.get(item.link_id, "").strip()
    typed = Typed(words=words)
    if not words:
        return Reading(typed)
    digits = plain(words).replace(",", ".")
    if not _NUMBER.fullmatch(digits):
        return Reading(typed, error=gettext("Write a number, such as 52."))
    number = Decimal(digits)
    if item.type is ItemType.INTEGER:
        if number != number.to_integral_value():
            return Reading(typed, error=gettext("Write a whole number, such as 52."))
        return Reading(typed, int(number))
    return Reading(typed, number)


def _read_words(item: Item, posted: QueryDict) -> Reading:
    words = posted.get(item.link_id, "").replace("\r\n", "\n").strip()
    typed = Typed(words=words)
    return Reading(typed, words or None)


def _in_plain_words(found: Problem, item: Item, reading: Reading) -> str:
    if found.kind == "exclusive":
        alone = next(option for option in item.options if option.exclusive)
        return gettext("“%(alone)s” cannot go with another answer. Which is right?") % {
            "alone": text(alone.display)
        }
    if found.kind == "later-than-today":
        return gettext("That date is in the future. Enter today or an earlier date.")
    if found.kind in ("below", "above"):
        return _range(item)
    if found.kind == "decimals":
        return ngettext(
            "At most %(num)s digit after the point.",
            "At most %(num)s digits after the point.",
            item.max_decimals or 0,
        ) % {"num": item.max_decimals or 0}
    if found.kind == "long-text":
        return too_long(reading.typed.words, item.max_length or 0)
    if found.kind == "whole-day":
        return gettext("There is no such date. Please look again.")
    return gettext("This answer cannot be used. Please choose again.")


def _too_long_ago(earliest: date, today: date) -> str:
    day = day_month(earliest, language(), today=today)
    return gettext("That is long ago. Enter %(day)s or a later date.") % {"day": day}


def _range(item: Item) -> str:
    low, high = item.minimum, item.maximum
    if isinstance(low, Decimal) and isinstance(high, Decimal):
        return gettext("Write a number from %(low)s to %(high)s.") % {
            "low": whole(low),
            "high": whole(high),
        }
    return gettext("This cannot be right. Please look again.")

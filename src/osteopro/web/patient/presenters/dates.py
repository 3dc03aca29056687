"""Dates and times as the reader of the page reads them, on the clinic's clock."""

from datetime import date, datetime

from django.utils.translation import get_language
from markupsafe import Markup, escape

from osteopro.followup.queries.frame import Frame
from osteopro.ui import formats


def language() -> str:
    """The language of the page."""
    return get_language() or "zh-hans"


def day(of: Frame, on: date) -> str:
    """11月16日."""
    return formats.day_month(on, language(), today=of.today)


def long_day(of: Frame, on: date) -> str:
    """11月16日 星期一."""
    return formats.patient_date(on, language(), today=of.today)


def moment(of: Frame, at: datetime, *, weekday: bool = False, inside: bool = False) -> str:
    """11月17日 下午3:40, or 今天 下午3:40; `inside` a sentence English begins it small."""
    local = of.local(at)
    if local.date() == of.today:
        words = formats.patient_moment(local, language(), today=of.today)
        return small(words) if inside else words
    day_words = (long_day if weekday else day)(of, local.date())
    return f"{day_words}{_join()}{clock_time(of, at)}"


def clock_time(of: Frame, at: datetime) -> str:
    """下午3:40."""
    return formats.patient_time(of.local(at), language())


def together(words: str) -> Markup:
    """Words that never break across lines: a date or a time."""
    return Markup('<span class="nb">{}</span>').format(words)


def bold(words: str) -> Markup:
    """The words that matter most in a sentence."""
    return Markup("<b>{}</b>").format(words)


def fill(sentence: str, **blanks: object) -> Markup:
    """A translated sentence with its blanks filled; what is not markup is escaped."""
    return escape(sentence) % blanks


def small(words: str) -> str:
    """Words of their own put into the middle of an English sentence."""
    return words[:1].lower() + words[1:] if language().startswith("en") else words


def _join() -> str:
    return ", " if language().startswith("en") else " "

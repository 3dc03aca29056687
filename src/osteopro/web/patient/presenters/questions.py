"""An item of a form as a page shows it."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.utils.translation import gettext

from osteopro.followup.flow import Flow
from osteopro.instruments.answers import Value
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import ItemType, State
from osteopro.ui.components import Answer, DateParts, QuickDate
from osteopro.ui.formats import day_month
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters.dates import language, small

LADDER = "ladder"
YES, NO = "yes", "no"
# A text that says its own period keeps it ("最近 4 周", "in the past 7 days").
OWN_PERIOD = re.compile(r"最近|past ")
ASIDE = re.compile(r"^(?P<question>.*[？?])\s*[（(](?P<aside>[^（）()]+)[）)]$")
DAYS = re.compile(r"^P(\d+)D$")
NEAR = 3


@dataclass(frozen=True)
class Typed:
    """What stands in the fields: the stored answer, or what was just typed with a mistake."""

    codes: tuple[str, ...] = ()
    words: str = ""
    near: str = ""
    day: DateParts = field(default_factory=DateParts)


@dataclass(frozen=True)
class QuestionView:
    """One question ready to be drawn. `kind` names the macro."""

    name: str
    kind: str
    legend: str
    help: str
    intro: str
    answers: tuple[Answer, ...]
    quick: tuple[QuickDate, ...]
    typed: Typed
    unit: str
    max_length: int
    required: bool


def question_view(
    flow: Flow, item: Item, typed: Typed, today: date, about: str = ""
) -> QuestionView:
    """The question of a form with whatever stands in its fields; `about` says what it asks about
    where the form itself cannot know."""
    return plain_view(item, typed, today, about or _intro(flow, item))


def plain_view(item: Item, typed: Typed, today: date, intro: str = "") -> QuestionView:
    """A question by itself with whatever stands in its fields."""
    legend, aside = heading(item)
    return QuestionView(
        name=item.link_id,
        kind=kind_of(item),
        legend=legend,
        help=_sentences([aside, text(item.help) if item.help else "", _ends(item)]),
        intro=intro,
        answers=_answers(item, typed),
        quick=_quick(typed, today) if item.type is ItemType.DATE else (),
        typed=typed,
        unit=_unit(item),
        max_length=item.max_length or 0,
        required=item.required,
    )


def kind_of(item: Item) -> str:
    """Which macro draws it: checks, ladder, radios, date, number or words."""
    if item.type is ItemType.CHOICE:
        if item.repeats:
            return "checks"
        return LADDER if item.control == LADDER else "radios"
    if item.type is ItemType.BOOLEAN:
        return "radios"
    if item.type is ItemType.DATE:
        return "date"
    return "number" if item.type in (ItemType.DECIMAL, ItemType.INTEGER) else "words"


def heading(item: Item) -> tuple[str, str]:
    """The question with its period in front, and the aside in brackets that ends it."""
    words = text(item.text)
    found = ASIDE.match(words)
    aside = found["aside"] if found else ""
    question = found["question"] if found else words
    days = DAYS.match(item.recall or "")
    if days and not OWN_PERIOD.search(words):
        # A new question would follow the comma in English with a capital letter.
        question = gettext("Past %(days)s days: %(question)s") % {
            "days": days[1],
            "question": question,
        }
    return question, aside


def typed_from(item: Item, value: Value | None, today: date) -> Typed:
    """A stored answer back in its fields."""
    if value is None or isinstance(value, Mapping):
        return Typed()
    if item.type is ItemType.DATE:
        return _typed_date(str(value), today)
    if item.type is ItemType.BOOLEAN:
        return Typed(codes=(YES if value else NO,))
    if item.type is ItemType.CHOICE:
        many = value if isinstance(value, list | tuple) else [value]
        return Typed(codes=tuple(str(code) for code in many))
    return Typed(words=f"{value:f}" if isinstance(value, Decimal) else str(value))


def answer_words(flow: Flow, item: Item) -> str:
    """The answer as a person would say it, for reading it over."""
    state = flow.answers.state(item.link_id)
    value = flow.answers.values[item.link_id] if state is State.GIVEN else None
    return said(item, value, skipped=state is State.SKIPPED)


def said(item: Item, value: Any, *, skipped: bool) -> str:
    """A value in words; without one (None) that there is none, or that it was not wanted."""
    if value is None:
        return gettext("Rather not say") if skipped else gettext("No answer")
    return value_words(item, value)


def value_words(item: Item, value: Any) -> str:
    """A given value in words, with its unit."""
    if item.type is ItemType.CHOICE:
        codes = value if isinstance(value, list | tuple) else [value]
        return gettext(", ").join(_option_words(item, str(code)) for code in codes)
    if item.type is ItemType.BOOLEAN:
        return gettext("Yes") if value else gettext("No")
    if item.type is ItemType.DATE:
        return day_month(date.fromisoformat(str(value)), language())
    if item.type in (ItemType.TEXT, ItemType.STRING):
        return gettext("“%(words)s”") % {"words": value}
    return f"{value} {_unit(item)}".strip()


def _option_words(item: Item, code: str) -> str:
    option = item.option(code)
    if option is None or item.control == LADDER:
        return code
    return text(option.display)


def _answers(item: Item, typed: Typed) -> tuple[Answer, ...]:
    if item.type is ItemType.BOOLEAN:
        pairs = ((YES, gettext("Yes")), (NO, gettext("No")))
        return tuple(Answer(code, words, checked=code in typed.codes) for code, words in pairs)
    ladder = item.control == LADDER
    return tuple(
        Answer(
            value=option.code,
            label=option.code if ladder else text(option.display),
            note=_rung(option.code, text(option.display)) if ladder else "",
            checked=option.code in typed.codes,
            exclusive=option.exclusive,
        )
        for option in item.options
    )


def _ends(item: Item) -> str:
    """What the ends of a ladder mean: the far one is off the screen."""
    if item.control != LADDER:
        return ""
    low, high = item.options[0], item.options[-1]
    return gettext("%(low)s is %(least)s, %(high)s is %(most)s") % {
        "low": low.code,
        "least": small(text(low.display)),
        "high": high.code,
        "most": small(text(high.display)),
    }


def _rung(code: str, words: str) -> str:
    return "" if words == code else words


def _quick(typed: Typed, today: date) -> tuple[QuickDate, ...]:
    names = (gettext("Today"), gettext("Yesterday"), gettext("The day before yesterday"))
    days = [today - timedelta(days=n) for n in range(NEAR)]
    return tuple(
        QuickDate(day.isoformat(), f"{name}{_of(day)}", typed.near == day.isoformat())
        for day, name in zip(days, names, strict=True)
    )


def _of(day: date) -> str:
    # Relative words always with the date (R27).
    words = day_month(day, language())
    return f", {words}" if language().startswith("en") else f"，{words}"


def _typed_date(value: str, today: date) -> Typed:
    day = date.fromisoformat(value)
    if timedelta(0) <= today - day < timedelta(days=NEAR):
        return Typed(near=value)
    return Typed(near="other", day=DateParts(str(day.year), str(day.month), str(day.day)))


def _intro(flow: Flow, item: Item) -> str:
    """Follow-ups always name the answer they follow; a section is introduced once."""
    if not item.intro:
        return ""
    before = flow.before(item.link_id)
    first = before is None or before.intro != item.intro
    return text(item.intro) if item.enable_when or first else ""


def _unit(item: Item) -> str:
    names = {"kg": gettext("kilograms"), "cm": gettext("centimetres")}
    return names.get(item.unit or "", item.unit or "")


def _sentences(parts: Sequence[str]) -> str:
    """Notes as sentences, each with its capital letter and its stop."""
    english = language().startswith("en")
    closed = [_closed(part, english) for part in parts if part]
    return (" " if english else "").join(closed)


def _closed(part: str, english: bool) -> str:
    words = part[:1].upper() + part[1:]
    return words if words[-1] in ".。！？!?" else words + ("." if english else "。")

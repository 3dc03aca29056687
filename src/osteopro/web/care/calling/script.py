"""What the caller reads out, word for word, in the language of the patient (clinical content 9)."""

import re
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils import translation
from django.utils.translation import gettext

from osteopro.followup.advised import Given
from osteopro.instruments.definition import Item, Text
from osteopro.ui import formats
from osteopro.web.care.words import in_language

LADDER = "ladder"
# A text that says its own period keeps it ("最近 4 周", "in the past 7 days").
_OWN_PERIOD = re.compile(r"最近|past ")
# Instructions for the screen, in brackets after the question, are not read out (可多选).
_ASIDE = re.compile(r"(?<=[？?])\s*[（(][^（）()]+[）)]$")
_DAYS = re.compile(r"^P(\d+)D$")


@contextmanager
def spoken(language: str) -> Iterator[None]:
    """Texts in the patient's language, whatever the caller reads the page in."""
    with translation.override(ui_language(language)):
        yield


def ui_language(language: str) -> str:
    """`zh-CN` or `en` as the interface names them."""
    return "en" if language.startswith("en") else "zh-hans"


def opening(language: str, *, hospital: str, caller: str, patient: str) -> tuple[str, str]:
    """Who calls whom, and after the birth year what is asked of them (9.2)."""
    with spoken(language):
        first = gettext(
            "Hello, this is %(caller)s from the osteoporosis follow-up at %(hospital)s. "
            "Is this %(patient)s?"
        )
        then = gettext(
            "Is now a good time? About 5 minutes; I read, you choose, no right or wrong. "
            "For emergencies call 120."
        )
        names = {"caller": caller, "hospital": hospital, "patient": patient}
        return first % names, then


def closing(language: str, *, message: str, next_day: date | None) -> tuple[str, ...]:
    """The end of a call in which a record was taken (9.2); `next_day` for who is phoned again."""
    with spoken(language):
        words = [gettext("All noted."), *([message] if message else [])]
        if next_day is not None:
            day = formats.patient_date(next_day, ui_language(language))
            words.append(gettext("Next call %(date)s.") % {"date": day})
        return (*words, gettext("Anything else?"))


def new_manager(language: str, *, name: str, on: date) -> str:
    """Who follows the patient from now on, or from a day ahead."""
    with spoken(language):
        sentence = gettext(
            "From %(day)s %(name)s looks after your follow-up. You need not do anything."
        )
        return sentence % {"day": formats.day_month(on, ui_language(language)), "name": name}


def visit(language: str, *, moment: datetime, clinic: str, today: date) -> str:
    """That somebody has a visit, and whether they come. `moment` on the clinic's wall."""
    with spoken(language):
        sentence = gettext(
            "You have an appointment at %(clinic)s, %(day)s at %(time)s. Will you come? "
            "Please bring your medicines."
        )
        ui = ui_language(language)
        day = formats.patient_date(moment.date(), ui, today=today)
        return sentence % {"clinic": clinic, "day": day, "time": formats.patient_time(moment, ui)}


def own_voice(language: str) -> str:
    """When the family answers instead (9.1, rule 7)."""
    with spoken(language):
        return gettext("I would like to hear it from you.")


def private_question(language: str) -> str:
    """Before what may be hard to say beside others (9.1, rule 8)."""
    with spoken(language):
        return gettext("The next questions are personal. Can you speak freely where you are?")


def prompts(language: str) -> list[str]:
    """The only things to say besides the script (9.1, rules 3 to 5)."""
    with spoken(language):
        return [
            gettext("“All right.” “Noted.”"),
            gettext("“Which is closer?”"),
            gettext("“If you had to choose one?”"),
        ]


def question(item: Item, language: str) -> str:
    """The item as it stands, with its period in front and its help after it."""
    with spoken(language):
        words = _ASIDE.sub("", in_language(item.text, language))
        days = _DAYS.match(item.recall or "")
        if days and not _OWN_PERIOD.search(words):
            words = gettext("Past %(days)s days: %(question)s") % {
                "days": days[1],
                "question": words,
            }
        parts = [words, _text(item.help, language), _ends(item, language)]
        return _join([_closed(part, language) for part in parts if part], language)


def introduction(item: Item, language: str) -> str:
    """What leads to the item, if anything does."""
    return _text(item.intro, language)


def about_advice(about: Sequence[Given], language: str, zone: ZoneInfo) -> str:
    """Which advice the question is about, by its day and its short titles; "" without any."""
    if not about:
        return ""
    with spoken(language):
        day = formats.day_month(about[0].at.astimezone(zone).date(), ui_language(language))
        values = {"day": day, "titles": gettext(", ").join(each.title for each in about)}
        return gettext("The advice of %(day)s: %(titles)s.") % values


def _ends(item: Item, language: str) -> str:
    """Both ends of a ladder, always (rule 2)."""
    if item.control != LADDER:
        return ""
    low, high = item.options[0], item.options[-1]
    return gettext("%(low)s is %(least)s, %(high)s is %(most)s") % {
        "low": low.code,
        "least": in_language(low.display, language),
        "high": high.code,
        "most": in_language(high.display, language),
    }


def _text(text: Text, language: str) -> str:
    return in_language(text, language) if text else ""


def _closed(part: str, language: str) -> str:
    stop = "." if language.startswith("en") else "。"
    return part if part[-1] in ".。！？!?:：）)" else part + stop


def _join(parts: list[str], language: str) -> str:
    return (" " if language.startswith("en") else "").join(parts)

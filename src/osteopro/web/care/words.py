"""Texts, people and moments in the words of the page."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.enrolment.reading import text_language
from osteopro.followup.queries.rota import Shift
from osteopro.instruments.definition import Text
from osteopro.patients.terms import Person, Sex
from osteopro.triage import queries as triage_queries
from osteopro.ui import formats
from osteopro.ui.components import Tag
from osteopro.web.care.frame import language


def said(text: Text) -> str:
    """A text of instruments, rules or advice in the language of the page."""
    return text.get(text_language(language()), "")


def in_language(text: Text, patient_language: str) -> str:
    """A text in the language of its reader."""
    return text[text_language(patient_language)]


def advice_words(codes: Iterable[str]) -> str:
    """Titles of the advice that was sent."""
    titles = {a.code: said(a.title) for a in triage_queries.current().ruleset.advice.advice}
    return gettext(", ").join(titles.get(code, code) for code in codes)


def weekdays() -> list[str]:
    """Short names of the days, from Monday."""
    return gettext("Mon Tue Wed Thu Fri Sat Sun").split()


def age_and_sex(person: Person, sex: Sex, today: date) -> str:
    """74 男 or 74 M."""
    short = gettext("F") if sex == Sex.FEMALE else gettext("M")
    return f"{person.age(today)} {short}"


def standing_in(manager: StaffName | None) -> tuple[Tag, ...]:
    """代李护士: the mark of a patient whose manager is away."""
    if manager is None:
        return ()
    return (Tag(gettext("for %(name)s") % {"name": manager.shown(language())}),)


def on_call(shift: Shift | None) -> str:
    """Until when the reader of a list is on call, and for whom; "" for everybody else."""
    if shift is None:
        return ""
    until = when(shift.ends, shift.clinic.zone, clock.now())
    return gettext("You are on call until %(when)s, for all patients of %(clinic)s.") % {
        "when": until,
        "clinic": shift.clinic.shown(language()),
    }


def local(moment: datetime, zone: ZoneInfo) -> datetime:
    """A moment on the clinic's wall."""
    return moment.astimezone(zone)


def when(moment: datetime, zone: ZoneInfo, now: datetime) -> str:
    """A moment in a narrow column: the clock alone today."""
    return formats.staff_short(local(moment, zone), today=local(now, zone).date())


def duration(length: timedelta) -> str:
    """4 分 10 秒, 2 小时 5 分: at most two units."""
    seconds = int(length.total_seconds())
    if seconds < 60:
        return gettext("%(n)s s") % {"n": seconds}
    minutes, seconds = divmod(seconds, 60)
    if minutes < 60:
        return gettext("%(m)s min %(s)s s") % {"m": minutes, "s": seconds}
    hours, minutes = divmod(minutes, 60)
    return gettext("%(h)s h %(m)s min") % {"h": hours, "m": minutes}


def together(words: str) -> Markup:
    """A name or a date that never breaks across lines."""
    return Markup('<span class="nb">{}</span>').format(words)


def named(person: Person, sex: Sex, on: date) -> str:
    """陈国民 74 男."""
    return f"{person.name} {age_and_sex(person, sex, on)}"


def typed_phone(number: str) -> str:
    """A number as somebody here would type it."""
    return number.removeprefix("+86")

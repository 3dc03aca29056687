"""Moments, people and codes in the words of physicians' pages."""

from collections.abc import Mapping
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.appointments.terms import Taken
from osteopro.enrolment.reading import text_language
from osteopro.followup.queries.escalations import Progress, Question
from osteopro.instruments.definition import Text
from osteopro.patients.terms import Sex
from osteopro.triage.terms import Level
from osteopro.ui import formats
from osteopro.ui.components import Tag
from osteopro.web.visit.page import language

LEVELS: Mapping[Level, object] = {
    Level.EMERGENCY: _("Emergency"),
    Level.URGENT: _("Urgent"),
    Level.ATTENTION: _("Attention"),
    Level.ROUTINE: _("Routine"),
}


def said(text: Text) -> str:
    """A text of forms or rules in the language of the page."""
    return text.get(text_language(language()), "")


def when(moment: datetime, zone: ZoneInfo) -> str:
    """A moment in a narrow column: the clock alone today."""
    today = clock.today(zone)
    return formats.staff_short(moment.astimezone(zone), today=today)


def name_of(names: Mapping[int, StaffName], account: int | None) -> str:
    """A colleague in the language of the page."""
    found = names.get(account or 0)
    return found.shown(language()) if found else gettext("the clinic")


def person_of(question: Question) -> str:
    """74 男 or 74 M."""
    short = gettext("F") if question.sex is Sex.FEMALE else gettext("M")
    return f"{question.person.age(clock.today(question.clinic.zone))} {short}"


def left(question: Question) -> str:
    """How long is left for the next step, or since when it has been too long."""
    at = when(question.due_at, question.clinic.zone)
    seconds = (question.due_at - clock.now()).total_seconds()
    if seconds <= 0:
        return gettext("overdue since %(when)s") % {"when": at}
    hours, minutes = divmod(int(seconds // 60), 60)
    if hours >= 24:
        return gettext("by %(when)s") % {"when": at}
    length = gettext("%(h)s h %(m)s min left") % {"h": hours, "m": minutes}
    return gettext("by %(when)s, %(length)s") % {"when": at, "length": length}


def progress(question: Question, names: Mapping[int, StaffName]) -> Tag:
    """Where a question stands, in a word."""
    tags = {
        Progress.ASKED: Tag(gettext("new"), "warn"),
        Progress.LATE: Tag(gettext("overdue"), "bad"),
        Progress.TAKEN: Tag(
            gettext("%(who)s is on it") % {"who": name_of(names, question.seen_by)}, "ok"
        ),
        Progress.ANSWERED: Tag(gettext("answered"), "ok"),
        Progress.DONE: Tag(gettext("patient told"), "ok"),
    }
    return tags[question.progress]


def weekday(day: date) -> str:
    """The short name of the day in the week."""
    return gettext("Mon Tue Wed Thu Fri Sat Sun").split()[day.weekday()]


REFUSALS: Mapping[str, object] = {
    Taken.HELD: _("Somebody else has this slot now. Choose another one."),
    Taken.WITHDRAWN: _("This slot was taken away meanwhile. Choose another one."),
    Taken.PAST: _("This time has passed. Choose another one."),
    Taken.WRONG_KIND: _("This slot is for the other kind of appointment."),
    Taken.ELSEWHERE: _("This slot is at another clinic than the patient."),
    Taken.OVER: _("This session has ended meanwhile. Look how it stands."),
    Taken.PLACED: _("A slot is offered or booked for this already."),
    Taken.OFFER_OVER: _("This was changed meanwhile. Look how it stands."),
    Taken.TOO_EARLY: _("It is not time yet: this can be noted on the day."),
    "too-late": _("It is too late to take it back."),
}


def refusal(code: str) -> str:
    """Why it was not done, in one sentence."""
    return str(REFUSALS.get(code, _("This is not possible at present.")))

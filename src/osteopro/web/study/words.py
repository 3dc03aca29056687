"""Codes of the study in words, and moments as researchers read them."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.terms import Duty, GuidePart, LogKind, PaperKind
from osteopro.ui import formats
from osteopro.ui.components import Option
from osteopro.web.study import refusals
from osteopro.web.study.page import language

DUTIES: Mapping[Duty, object] = {
    Duty.LEAD: _("Leads the study"),
    Duty.RECRUIT: _("Recruits"),
    Duty.INTERVIEW: _("Interviews"),
    Duty.TRANSCRIBE: _("Transcribes"),
    Duty.CODE: _("Analyses"),
    Duty.ADVISE: _("Advises"),
}
PAPERS: Mapping[PaperKind, object] = {
    PaperKind.PROTOCOL: _("Protocol"),
    PaperKind.ETHICS: _("Ethics approval"),
    PaperKind.INFORMATION: _("Information for participants"),
    PaperKind.CONSENT: _("Consent form"),
}
PARTS: Mapping[GuidePart, object] = {
    GuidePart.OPENING: _("Opening question"),
    GuidePart.PROBE: _("Probe"),
    GuidePart.CLOSING: _("Closing question"),
}
LOG: Mapping[LogKind, object] = {
    LogKind.REFLEXIVITY: _("Reflexivity"),
    LogKind.MEETING: _("Meeting"),
    LogKind.DECISION: _("Decision"),
    LogKind.MEMO: _("Memo"),
    LogKind.DEVIATION: _("Deviation from the protocol"),
}


def when(moment: datetime) -> str:
    """Day and time at the hospital."""
    return formats.staff_short(moment.astimezone(HOSPITAL), today=clock.today(HOSPITAL))


def day(of: date | None) -> str:
    """A day, or a dash."""
    return of.isoformat() if of else "–"


def names(accounts: Iterable[int]) -> dict[int, str]:
    """Names of members of staff in the reader's language, in one query. Of who came with a file and
    is nobody here (below zero) the end of their number."""
    wanted = set(accounts)
    found = accounts_queries.staff_names([each for each in wanted if each > 0])
    known = {pk: each.shown(language()) for pk, each in found.items()}
    unknown = {
        each: gettext("Member %(no)s") % {"no": f"{-each % 10_000:04}"}
        for each in wanted
        if each < 0
    }
    return known | unknown


def listed(words: Iterable[object]) -> str:
    """Words in one line."""
    return gettext(", ").join(str(each) for each in words)


def translated(text: str, english: str) -> str:
    """What was given in two languages, in the reader's."""
    return (english if language().startswith("en") else "") or text


def options(of: Mapping[Any, object], chosen: str) -> list[Option]:
    """What a list to choose from shows, with nothing chosen at first."""
    shown = [Option(code, str(name), code == chosen) for code, name in of.items()]
    return [Option("", gettext("Choose"), False), *shown]


def at_most(most: int) -> str:
    """That something is too long."""
    return gettext("At most %(most)s characters.") % {"most": most}


def refusal(code: str) -> str:
    """Why something cannot be done, and what to do instead."""
    return str(refusals.REFUSALS.get(code, refusals.OTHERWISE))

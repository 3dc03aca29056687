"""The message after sending (clinical content 3.3) and what is promised with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import get_language, gettext
from markupsafe import Markup

from osteopro.accounts.queries import StaffName
from osteopro.followup import on_duty
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.sent import Judged, Sent
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import MessageRef
from osteopro.triage.messages import placeholders
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level
from osteopro.ui import formats
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters import dates

LANGUAGES = {"zh-CN": "zh-hans", "en": "en"}


@dataclass(frozen=True)
class Urgent:
    """The emergency page in parts: headline, what to do now, while waiting, who knows of it.

    `opens` says when somebody reads it who does not now; `watched`: somebody was told, at night.
    """

    title: str
    now: tuple[str, ...]
    waiting: tuple[str, ...]
    contact: str
    opens: Markup | None
    watched: bool


@dataclass(frozen=True)
class Promise:
    """The page after sending: words for the panel, an instruction that stands first, the steps."""

    panel: tuple[str, ...]
    instruction: tuple[str, ...]
    steps: tuple[str | Markup, ...]
    next_record: str


def manager_name(of: Frame) -> str:
    """李护士, or who stands in for her; without anybody, who it is for everybody."""
    return name_of(of.answers)


def name_of(member: StaffName | None) -> str:
    """A member of staff as the reader of the page knows them."""
    return member.shown(dates.language()) if member else gettext("your care team")


def promise(of: Frame, sent: Sent) -> Promise:
    """What follows a record, by its level and by whether somebody was there when it came."""
    judged = sent.judged
    open_then = of.clinic.is_open(sent.response.received)
    lines = compose(of, judged.message, sent.response.received, sent.promised)
    urgent = judged.level in (Level.URGENT, Level.EMERGENCY)
    return Promise(
        panel=() if urgent else _steady(of, judged, lines, open_then),
        instruction=lines if urgent else (),
        steps=_steps(of, sent, open_then),
        next_record=dates.long_day(of, of.due.on),
    )


def urgent(of: Frame, message: MessageRef, at: datetime) -> Urgent:
    """The emergency message split where a person needs it split (mockup 09).

    Its first sentence is the heading; the line with the manager stands apart, in its own
    card with the phone; add-on texts come with what to do while waiting.
    """
    lines = compose(of, message, at, None)
    title, _, rest = lines[0].partition(_stop())
    # The paragraph about who was told: the last of the text without what rules add to it.
    about_us = compose(of, MessageRef(message.code), at, None)[-1]
    told = next((line for line in lines[1:] if line == about_us), "")
    waiting = tuple(line for line in lines[1:] if line != told)
    watched = on_call(of, message, at)
    opens = None if watched or of.clinic.is_open(at) else opening(of, at)
    return Urgent(title, _sentences(rest), waiting, told, opens, watched)


def opening(of: Frame, at: datetime) -> Markup:
    """When the clinic opens after this moment."""
    opens = of.clinic.service.next_opening(at)
    moment = dates.together(dates.moment(of, opens, weekday=True, inside=True))
    return dates.fill(gettext("We open again %(when)s."), when=moment)


def compose(of: Frame, message: MessageRef, at: datetime, due: datetime | None) -> tuple[str, ...]:
    """The message's paragraphs in the language of the page, its blanks filled."""
    ruleset = triage_queries.current().ruleset
    words = ruleset.messages.compose(
        message,
        in_hours=of.clinic.is_open(at),
        on_call=on_call(of, message, at),
        manager=_both(of.answers),
        hours=_hours(ruleset),
        date=_day_of(of, due or at),
        phone=of.clinic.phone,
        next=_day_of_due(of),
    )
    return tuple(text(words).split("\n"))


def on_call(of: Frame, message: MessageRef, at: datetime) -> bool:
    """Whether somebody on call was told of what has this message; asked only where it matters."""
    messages = triage_queries.current().ruleset.messages
    return messages.asks_on_call(message) and on_duty.covered(of.clinic, at)


def _steady(of: Frame, judged: Judged, lines: Sequence[str], open_then: bool) -> tuple[str, ...]:
    """Without the thanks, which are the heading; a date that the steps give is not repeated."""
    if judged.level is not Level.ROUTINE:
        return tuple(lines[1:])
    # Nobody is called out for what is routine.
    template = triage_queries.current().ruleset.messages.template(
        judged.message, in_hours=open_then, on_call=False
    )
    first = text(template).split("\n")[1].split(_stop())[0]
    return () if placeholders(first) else (first.rstrip(_stop()) + _stop().strip(),)


def _steps(of: Frame, sent: Sent, open_then: bool) -> tuple[str | Markup, ...]:
    name = manager_name(of)
    reads = (
        gettext("%(name)s will read your record.")
        if open_then
        else gettext("We are closed now. %(name)s will read it when we open.")
    )
    steps: list[str | Markup] = [reads % {"name": name}]
    if sent.promised:
        steps.append(by_when(of, _promised(sent.judged.level), sent.promised))
    steps.append(gettext("When the reply is there, we send you a text message."))
    return tuple(steps)


def _promised(level: Level) -> str:
    if level.rank >= Level.URGENT.rank:
        return gettext("%(name)s will be in touch by %(when)s.")
    return gettext("%(name)s will answer you by %(when)s.")


def by_when(of: Frame, sentence: str, due: datetime) -> Markup:
    """A promise with its moment in bold, never broken inside a date."""
    local = of.local(due).date()
    day = gettext("today") if local == of.today else dates.long_day(of, local)
    on = dates.together(day)
    at = dates.together(dates.clock_time(of, due))
    return dates.fill(sentence, name=manager_name(of), when=dates.bold("{} {}").format(on, at))


def _both(member: StaffName | None) -> dict[str, str]:
    if member is None:
        return {"zh-CN": "随访护士", "en": "your nurse"}
    return {"zh-CN": member.zh, "en": member.en}


def _hours(ruleset: Ruleset) -> str:
    return str(ruleset.levels[Level.URGENT].amount)


def _day_of(of: Frame, at: datetime) -> dict[str, str]:
    local = of.local(at).date()
    return {
        key: formats.patient_date(local, language, today=of.today)
        for key, language in LANGUAGES.items()
    }


def _day_of_due(of: Frame) -> dict[str, str]:
    return {
        key: formats.patient_date(of.due.on, language, today=of.today)
        for key, language in LANGUAGES.items()
    }


def _stop() -> str:
    return ". " if (get_language() or "").startswith("en") else "。"


def _sentences(words: str) -> tuple[str, ...]:
    return tuple(part for part in [words.strip()] if part)

"""What the patient is told at the end or in danger: the message of the rules (3.3)."""

from collections.abc import Mapping
from datetime import date, datetime

from osteopro import clock
from osteopro.followup import on_duty
from osteopro.followup.queries.frame import Frame
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import MessageRef
from osteopro.triage.terms import Level
from osteopro.ui import formats
from osteopro.web.care.words import in_language

_LANGUAGES = {"zh-CN": "zh-hans", "en": "en"}
_SOMEBODY = {"zh-CN": "随访护士", "en": "your nurse"}


def emergency_message() -> MessageRef:
    """The emergency message without any rule's own words."""
    return MessageRef(triage_queries.current().ruleset.messages.by_level[Level.EMERGENCY])


def danger(of: Frame, message: MessageRef, language: str) -> list[str]:
    """The emergency message to be read out at once, with what the rules add to it.

    Without its paragraph on who was told and will phone: that is who is on the line.
    """
    now = clock.now()
    told = paragraphs(of, MessageRef(message.code), now, None, language)[-1]
    return [each for each in paragraphs(of, message, now, None, language) if each != told]


def paragraphs(
    of: Frame, message: MessageRef, at: datetime, due: datetime | None, language: str
) -> list[str]:
    """The message with its blanks filled, to be read out; the caller is there to hear it."""
    ruleset = triage_queries.current().ruleset
    words = ruleset.messages.compose(
        message,
        in_hours=of.clinic.is_open(at),
        on_call=ruleset.messages.asks_on_call(message) and on_duty.covered(of.clinic, at),
        manager={"zh-CN": of.answers.zh, "en": of.answers.en} if of.answers else _SOMEBODY,
        hours=str(ruleset.levels[Level.URGENT].amount),
        date=_day(of, of.local(due or at).date()),
        phone=of.clinic.phone,
        next=_day(of, of.due.on),
    )
    return in_language(words, language).split("\n")


def _day(of: Frame, day: date) -> Mapping[str, str]:
    return {
        key: formats.patient_date(day, language, today=of.today)
        for key, language in _LANGUAGES.items()
    }

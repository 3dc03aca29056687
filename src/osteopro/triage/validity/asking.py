"""The one gentle question before a report is sent (A1), and who is phoned about one (A2)."""

import hmac
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from uuid import UUID
from zoneinfo import ZoneInfo

from osteopro.instruments.definition import Text
from osteopro.instruments.library import Instrument
from osteopro.triage.case import Case
from osteopro.triage.reading import Reading
from osteopro.triage.terms import Level
from osteopro.triage.validity.checking import Flag
from osteopro.triage.validity.checkset import CheckSet, GentleQuestion
from osteopro.triage.validity.facts import given, sitting
from osteopro.triage.view import View

_BUCKETS = 10_000


@dataclass(frozen=True)
class Asked:
    """A gentle question that was asked before: for which check, and when (aware)."""

    check: str
    at: datetime


@dataclass(frozen=True)
class ToAsk:
    """The question to ask now, worded with the patient's own answers."""

    check: str
    question: GentleQuestion
    text: Text


def to_ask(
    flags: Sequence[Flag], checks: CheckSet, before: Collection[Asked], today: date, zone: ZoneInfo
) -> Flag | None:
    """The flag to ask about, None for none: at most one, the most telling first, and never the
    same index twice within the days of the check set. Whether this is a moment to ask at all
    (on screen, no emergency, nothing asked in this sitting) is for the caller to know."""
    recent = {
        each.check
        for each in before
        if (today - each.at.astimezone(zone).date()).days < checks.ask_again_days
    }
    by_id = {flag.id: flag for flag in flags if flag.ask and flag.id not in recent}
    return next((by_id[each] for each in checks.ask_order if each in by_id), None)


def worded(
    flag: Flag, case: Case, checks: CheckSet, instruments: Mapping[str, Instrument]
) -> ToAsk | None:
    """The question of a flag with the patient's answers in it; None if it has none."""
    question = checks.questions.get(flag.ask or "")
    if question is None:
        return None
    view = View(case, instruments, checks.series)
    words = _words(view, question)
    text = {
        language: template.format_map({name: said[language] for name, said in words.items()})
        for language, template in question.text.items()
    }
    return ToAsk(flag.id, question, text)


def _words(view: View, question: GentleQuestion) -> dict[str, Text]:
    """What was chosen for each word. Of several items the one that lies farthest from the word
    before it: that is the contradiction."""
    found: dict[str, Text] = {}
    against: float | None = None
    for word, items in question.words.items():
        known = [(item, pair) for item in items if (pair := given(view, item)) is not None]
        shares = {item: float(raw / reading.form.top(item)) for item, (reading, raw) in known}
        chosen = max(
            shares, key=lambda item: 0.0 if against is None else abs(shares[item] - against)
        )
        against = shares[chosen]
        found[word] = _said(view, chosen)
    return found


def _said(view: View, item: str) -> Text:
    def option(reading: Reading) -> Text:
        code = reading.codes(item)[0]
        chosen = reading.form.items[item].option(code)
        # Words that stand only at the ends of a ladder would hide its number.
        return {
            language: code if code.isdecimal() else words
            for language, words in (chosen.display if chosen else {}).items()
        }

    return next(option(reading) for reading in sitting(view) if reading.codes(item))


def drawn(record: UUID, secret: bytes, percent: float) -> bool:
    """Whether this record is in the random sample: the same answer for ever, and nobody
    without the site's secret can tell it beforehand."""
    number = int.from_bytes(hmac.digest(secret, record.bytes, sha256)[:8], "big")
    return number % _BUCKETS < percent * _BUCKETS / 100


def wants_call(flags: Sequence[Flag], checks: CheckSet) -> bool:
    """Whether a conversation is wanted about this report."""
    return any(flag.action in checks.calls_for for flag in flags)


def in_sample(record: UUID, level: Level, secret: bytes, checks: CheckSet) -> bool:
    """Whether a report of this level is drawn for a call, apart from how often that was so."""
    return level == checks.sample.level and drawn(record, secret, checks.sample.percent)

"""The three sentences at the top of the page, chosen by rules from what stands below. Pure.

First the headline questions against four weeks ago, then what happened, then everything else
that changed beyond the thresholds of clinical content 2.4. Never a free text.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from fractions import Fraction

from osteopro.summaries.facts import Cell, Event, Mark, Row, VisitSummary
from osteopro.summaries.rules import FOUR_WEEKS
from osteopro.ui.formats import day_month, one_decimal
from osteopro.ui.trends import Measure, Verdict, verdict, verdict_word

MOST_EVENTS, MOST_NAMES = 2, 3
# What stands first when several things happened; everything else is on the strip only.
_TELLING = {Mark.FRACTURE: 0, Mark.FALL: 1, Mark.BACK: 2}
# The two upper levels of five.
_HEAVY = 3


def sentences(of: VisitSummary, language: str) -> list[str]:
    """Three sentences in "zh-CN" or "en"; one where nothing was recorded in the period."""
    say = of.edition.say
    if of.empty:
        return [say("empty", language)]
    if of.complete.received == 0 and not of.events:
        return [say("sentence.nothing", language)]
    return [headline(of, language), happened(of, language), rest(of, language)]


def headline(of: VisitSummary, language: str) -> str:
    """The headline questions now, against four weeks ago where there is something."""
    say = of.edition.say
    last = of.last_record
    if last is not None and of.today - last > FOUR_WEEKS:
        return say("sentence.stale", language, day=short_day(last, of, language))
    known = [row for row in of.headline if row.now is not None and row.now.value is not None]
    if not known:
        return say("sentence.unanswered", language)
    if all(row.before is None or row.before.value is None for row in known):
        parts = [
            say("part.now", language, label=row.label[language], now=_value(row.now))
            for row in known
        ]
        code = "sentence.headline.now"
    else:
        parts = [_change(of, row, language) for row in known]
        code = "sentence.headline"
    return say(code, language, parts=_join(of, "parts", language, parts))


def happened(of: VisitSummary, language: str) -> str:
    """Fractures, falls and sudden back pain of the period, the gravest and newest first."""
    say = of.edition.say
    told = [event for event in of.events if event.mark in _TELLING]
    told.sort(key=lambda event: (_TELLING[event.mark], -event.on.toordinal()))
    if not told:
        return say("sentence.events.none", language)
    parts = [_event(of, event, language) for event in told[:MOST_EVENTS]]
    if len(told) > MOST_EVENTS:
        parts.append(say("event.more", language, n=len(told) - MOST_EVENTS))
    return say("sentence.events", language, parts=_join(of, "parts", language, parts))


def rest(of: VisitSummary, language: str) -> str:
    """What got worse or better beyond the threshold, and what is still heavy."""
    say = of.edition.say
    others = [row for row in of.rows() if row not in of.headline]
    groups = [
        ("rest.worse", [row for row in others if row.lately is Verdict.WORSE]),
        ("rest.better", [row for row in others if row.lately is Verdict.BETTER]),
        ("rest.heavy", [row for row in others if _heavy(row)]),
    ]
    parts = [
        say(code, language, names=names(of, language, (row.label[language] for row in found)))
        for code, found in groups
        if found
    ]
    if not parts:
        return say("sentence.rest.none", language)
    return say("sentence.rest", language, parts=_join(of, "parts", language, parts))


def names(of: VisitSummary, language: str, found: Iterable[str], most: int = MOST_NAMES) -> str:
    """Names in a row, the first few and how many more."""
    every = list(found)
    shown = _join(of, "names", language, every[:most])
    left = len(every) - most
    return of.edition.say("and-more", language, list=shown, n=left) if left > 0 else shown


def short_day(day: date, of: VisitSummary, language: str) -> str:
    """A day for people, with three letters of an English month: 9月6日, 6 Sep 2025."""
    words = day_month(day, language, today=of.today)
    if language != "en":
        return words
    return " ".join(part[:3] if part.isalpha() else part for part in words.split())


def _heavy(row: Row) -> bool:
    """On the two upper levels, and not among what is named as changed."""
    if row.figures or row.now is None or row.now.value is None or not row.worse_up:
        return False
    moved = row.lately in (Verdict.WORSE, Verdict.BETTER)
    return not moved and row.now.value >= _HEAVY


def _change(of: VisitSummary, row: Row, language: str) -> str:
    say = of.edition.say
    now, before = row.now, row.before
    if now is None or before is None or now.value is None or before.value is None:
        return say("part.now", language, label=row.label[language], now=_value(now))
    found = verdict(before.value, now.value, Measure("", row.step, row.worse_up))
    return say(
        "part.change",
        language,
        label=row.label[language],
        before=_value(before),
        now=_value(now),
        verdict=verdict_word(found, "en" if language == "en" else "zh"),
    )


def _value(cell: Cell | None) -> str:
    return one_decimal(Fraction(cell.value)) if cell and cell.value is not None else "–"


def _event(of: VisitSummary, event: Event, language: str) -> str:
    day = short_day(event.on, of, language)
    how = event.how.get(language, "")
    code = f"event.{event.mark}" + (".how" if how and event.mark is not Mark.BACK else "")
    return of.edition.say(code, language, day=day, **({"how": how} if "how" in code else {}))


def _join(of: VisitSummary, kind: str, language: str, parts: Sequence[str]) -> str:
    return of.edition.say(f"join.{kind}", language).join(parts)

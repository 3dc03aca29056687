"""Stories of a patient for tests of the plan: what happened on which day, in any order."""

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from fractions import Fraction
from zoneinfo import ZoneInfo

from hypothesis import strategies as st

from osteopro.followup.plan.facts import (
    Event,
    Mood,
    Pause,
    PlanFacts,
    Rated,
    Report,
    Reviewed,
    Wish,
)
from osteopro.followup.plan.intervals import first_weeks
from osteopro.followup.terms import WishOf
from osteopro.instruments.terms import Signal
from osteopro.triage.terms import Level

# A place whose clocks change twice a year: days there are not always 24 hours.
ZONE = ZoneInfo("Europe/Berlin")
START = date(2027, 11, 29)


def at(on: date, hour: int = 10) -> datetime:
    """A moment on the wall of the clinic."""
    return datetime.combine(on, time(hour), ZONE).astimezone(UTC)


def day(number: int, start: date = START) -> date:
    return start + timedelta(days=number)


def newcomer(start: date = START) -> PlanFacts:
    """Somebody who just joined."""
    return PlanFacts(starts_on=start, begins=first_weeks(start, at(start, 8)))


def report(
    facts: PlanFacts,
    number: int,
    level: Level = Level.ROUTINE,
    symptoms: int | None = 30,
    *,
    own: bool = True,
    reviewed: int | None = 0,
) -> PlanFacts:
    """A record on day `number` at this level, reviewed `reviewed` days later (None: not)."""
    on = day(number, facts.starts_on)
    name = f"record-{number}"
    value = None if symptoms is None else Fraction(symptoms)
    review = (
        () if reviewed is None else (Reviewed(at(on + reviewed * DAY, 15), on + reviewed * DAY),)
    )
    return replace(
        facts,
        reports=(*facts.reports, Report(at(on), on, name, value, own)),
        rated=(*facts.rated, Rated(at(on), on, name, level)),
        reviews=(*facts.reviews, *review),
    )


def weekly(facts: PlanFacts, *numbers: int) -> PlanFacts:
    """Routine records on these days, reviewed the same day."""
    for number in numbers:
        facts = report(facts, number)
    return facts


def wish(facts: PlanFacts, number: int, of: WishOf, days: int | None, hour: int = 16) -> PlanFacts:
    on = day(number, facts.starts_on)
    return replace(facts, wishes=(*facts.wishes, Wish(at(on, hour), on, of, days)))


def event(facts: PlanFacts, number: int, signal: Signal, *, recorded: bool = False) -> PlanFacts:
    on = day(number, facts.starts_on)
    return replace(facts, events=(*facts.events, Event(at(on, 11), on, signal, recorded)))


DAY = timedelta(days=1)
YEARS = 3 * 365


@st.composite
def stories(draw: st.DrawFn) -> PlanFacts:
    """Up to three years with records, late ones, corrections, reviews, wishes and pauses.

    The start lies anywhere in eight years: leap days, holidays and changes of the clock are in.
    """
    facts = newcomer(draw(st.dates(date(2026, 1, 1), date(2033, 12, 31))))
    numbers = st.integers(0, YEARS)
    hours = st.integers(0, 23)
    for n, number in enumerate(draw(st.lists(numbers, max_size=12))):
        on, hour = day(number, facts.starts_on), draw(hours)
        values = st.none() | st.integers(0, 100).map(Fraction)
        one = Report(at(on, hour), on, f"r{n}", draw(values), draw(st.booleans()))
        again = replace(one, at=one.at + timedelta(hours=draw(hours)), symptoms=draw(values))
        versions = (one, again) if draw(st.booleans()) else (one,)
        rated = Rated(one.at, on, one.occasion, draw(st.sampled_from(Level)))
        later = on + draw(st.integers(0, 9)) * DAY
        reviewed = Reviewed(at(later, 23), later)
        facts = replace(
            facts,
            reports=(*facts.reports, *versions),
            rated=(*facts.rated, rated),
            reviews=(*facts.reviews, reviewed),
        )
    for number in draw(st.lists(numbers, max_size=3)):
        chosen = draw(st.sampled_from(WishOf))
        days = st.none() | (
            st.integers(7, 14) if chosen is WishOf.MANAGER else st.sampled_from([7, 14])
        )
        facts = wish(facts, number, chosen, draw(days), draw(hours))
    for number in draw(st.lists(numbers, max_size=3)):
        facts = event(facts, number, draw(st.sampled_from(Signal)), recorded=draw(st.booleans()))
    for number in draw(st.lists(numbers, max_size=2)):
        mood = Mood(at(day(number, facts.starts_on), draw(hours)), draw(st.booleans()))
        facts = replace(facts, moods=(*facts.moods, mood))
    return replace(facts, pauses=draw(_pauses(facts.starts_on)))


@st.composite
def _pauses(draw: st.DrawFn, start: date) -> tuple[Pause, ...]:
    found: list[Pause] = []
    since = 0
    for _ in range(draw(st.integers(0, 3))):
        since += draw(st.integers(0, 200))
        length = draw(st.integers(1, 90))
        found.append(Pause(day(since, start), day(since + length, start)))
        since += length
    return tuple(found)

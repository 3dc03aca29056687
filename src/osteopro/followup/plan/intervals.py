"""How often somebody is asked, and why (clinical content 7.2; resolutions 25, 80, 90).

Judged after each review, and when a wish or a fact of the physician's list comes in: a wish of the
manager, with a reason, holds until a newer reason for every seven days appears, which the manager
could not know of. Else, in the first four weeks, seven; then the first that holds of the 7-day
rule, the patient's wish for fourteen, the 14-day rule and, only from seven, the 10-day rule;
else it stays as it is.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby

from osteopro.followup.plan.facts import Interval, Mood, PlanFacts, Rated, Report, Wish
from osteopro.followup.terms import IntervalReason, WishOf
from osteopro.instruments.change import Past, base, change
from osteopro.instruments.terms import Signal
from osteopro.triage.terms import Level

OFTEN, BETWEEN, SELDOM = 7, 10, 14
FIRST_WEEKS = timedelta(days=28)
URGENT_COUNTS = timedelta(days=14)
EVENT_COUNTS = {
    Signal.FRACTURE: timedelta(weeks=6),
    Signal.FALL_INJURY: timedelta(weeks=6),
    Signal.MEDICINE_CHANGED: timedelta(weeks=4),
}
EVENT_REASONS = {
    Signal.FRACTURE: IntervalReason.FRACTURE,
    Signal.FALL_INJURY: IntervalReason.FALL_INJURY,
    Signal.MEDICINE_CHANGED: IntervalReason.MEDICINE_CHANGED,
}
FALL_COUNTS = timedelta(days=28)
LAST = 3
ATTENTION_OF_LAST = 2
STEADY = 10
_WISHED = (
    IntervalReason.MANAGER,
    IntervalReason.PATIENT_OFTEN,
    IntervalReason.PATIENT_SELDOM,
)


def first_weeks(starts_on: date, at: datetime) -> Interval:
    """What everybody begins with."""
    return Interval(OFTEN, IntervalReason.FIRST_WEEKS, at, starts_on)


def decisions(facts: PlanFacts) -> tuple[Interval, ...]:
    """Every interval that was in force, oldest first, beginning with `facts.begins`.

    One for each change of days or reason; what is judged the same again stays.
    """
    found = [facts.begins]
    for at, on in _moments(facts):
        judged = judge(facts, at, on, found[-1])
        if (judged.days, judged.reason) != (found[-1].days, found[-1].reason):
            found.append(judged)
    return tuple(found)


def judge(facts: PlanFacts, at: datetime, on: date, before: Interval) -> Interval:
    """The interval as judged at a moment, from what was known then."""
    known = _Known.at(facts, at, on)
    override = known.wish(WishOf.MANAGER)
    if override is not None and known.every_week(after=override.at) is None:
        return Interval(_days(override), IntervalReason.MANAGER, at, on)
    if on - facts.starts_on < FIRST_WEEKS:
        return Interval(OFTEN, IntervalReason.FIRST_WEEKS, at, on)
    for days, rule in _RULES:
        reason = rule(known, before)
        if reason is not None:
            return Interval(days, reason, at, on)
    if before.reason in _WISHED:
        return Interval(before.days, IntervalReason.AS_BEFORE, at, before.on)
    return before


def _moments(facts: PlanFacts) -> Iterator[tuple[datetime, date]]:
    moments = [(review.at, review.on) for review in facts.reviews]
    moments += [(wish.at, wish.on) for wish in facts.wishes]
    moments += [(event.at, event.on) for event in facts.events if event.recorded]
    # What was known before is in `begins`; judging its own moment again gives the same.
    later = sorted(moment for moment in moments if moment[0] >= facts.begins.at)
    for at, group in groupby(later, key=lambda moment: moment[0]):
        yield at, max(on for _, on in group)


@dataclass(frozen=True)
class _Known:
    """What was known at one moment, put in order."""

    at_moment: datetime
    day: date
    facts: PlanFacts
    records: tuple[Report, ...]
    levels: dict[str, tuple[date, Level, datetime]]

    @classmethod
    def at(cls, facts: PlanFacts, at: datetime, on: date) -> "_Known":
        return cls(at, on, facts, _records(facts.reports, at), _levels(facts.rated, at))

    def wish(self, of: WishOf) -> Wish | None:
        """The wish in force; of two at the same moment the one for more records."""
        mine = [wish for wish in self.facts.wishes if wish.of is of and wish.at <= self.at_moment]
        latest = max(mine, key=lambda wish: (wish.at, -_days(wish)), default=None)
        return latest if latest is not None and latest.days is not None else None

    def every_week(self, after: datetime | None = None) -> IntervalReason | None:
        """The reason for every seven days; with `after`, one that became known later."""
        return (
            self._urgent(after)
            or self._attention(after)
            or self._event(after)
            or self._low_mood(after)
            or self._wants_often(after)
        )

    def falls_lately(self) -> bool:
        falls = (Signal.FALL, Signal.FALL_INJURY)
        return any(
            event.signal in falls
            and event.known(self.at_moment)
            and self._within(event.on, FALL_COUNTS)
            for event in self.facts.events
        )

    def steady(self) -> bool:
        """The last three records routine, and symptoms within ten points of the usual."""
        last = self.records[-LAST:]
        if len(last) < LAST or any(self.level(each).rank > Level.ROUTINE.rank for each in last):
            return False
        moved = [self._moved(each) for each in last]
        known = [each for each in moved if each is not None]
        return moved[-1] is not None and all(abs(each) <= STEADY for each in known)

    def level(self, report: Report) -> Level:
        found = self.levels.get(report.occasion)
        return found[1] if found else Level.ROUTINE

    def quiet_cycle(self, since: date) -> bool:
        """One full cycle of seven days without urgency and with at most one attention."""
        if not self.records or self.records[-1].on - since < timedelta(days=OFTEN):
            return False
        first = self.records[-1].on - timedelta(days=OFTEN)
        lately = [level for on, level, _ in self.levels.values() if on >= first]
        urgent = any(level.rank >= Level.URGENT.rank for level in lately)
        return not urgent and sum(level is Level.ATTENTION for level in lately) <= 1

    def _within(self, on: date, span: timedelta) -> bool:
        return self.day - on <= span

    def _moved(self, report: Report) -> Fraction | None:
        if not report.own:
            return None
        earlier = [each for each in self.records if each.on < report.on]
        past = [Past(each.on, each.symptoms, each.own) for each in earlier]
        first = next((each.value for each in past if each.own and each.value is not None), None)
        return change(report.symptoms, base(past, report.on, first))

    def _urgent(self, after: datetime | None) -> IntervalReason | None:
        found = any(
            level.rank >= Level.URGENT.rank
            and self._within(on, URGENT_COUNTS)
            and _later(known, after)
            for on, level, known in self.levels.values()
        )
        return IntervalReason.URGENT if found else None

    def _attention(self, after: datetime | None) -> IntervalReason | None:
        last = [each for each in self.records[-LAST:] if self.level(each).rank > Level.ROUTINE.rank]
        new = any(_later(self.levels[each.occasion][2], after) for each in last)
        return IntervalReason.ATTENTION_TWICE if len(last) >= ATTENTION_OF_LAST and new else None

    def _event(self, after: datetime | None) -> IntervalReason | None:
        found = [
            EVENT_REASONS[event.signal]
            for event in self.facts.events
            if event.signal in EVENT_COUNTS
            and event.known(self.at_moment)
            and self.day - event.on < EVENT_COUNTS[event.signal]
            and _later(event.at, after)
        ]
        return min(found, key=list(IntervalReason).index, default=None)

    def _low_mood(self, after: datetime | None) -> IntervalReason | None:
        known = [mood for mood in self.facts.moods if mood.at <= self.at_moment]
        latest: Mood | None = max(known, key=lambda mood: (mood.at, mood.low), default=None)
        low = latest is not None and latest.low and _later(latest.at, after)
        return IntervalReason.LOW_MOOD if low else None

    def _wants_often(self, after: datetime | None) -> IntervalReason | None:
        wish = self.wish(WishOf.PATIENT)
        often = wish is not None and wish.days == OFTEN and _later(wish.at, after)
        return IntervalReason.PATIENT_OFTEN if often else None


def _seven(known: _Known, _before: Interval) -> IntervalReason | None:
    return known.every_week()


def _wished_fourteen(known: _Known, _before: Interval) -> IntervalReason | None:
    wish = known.wish(WishOf.PATIENT)
    return IntervalReason.PATIENT_SELDOM if wish and wish.days == SELDOM else None


def _fourteen(known: _Known, _before: Interval) -> IntervalReason | None:
    return IntervalReason.STEADY if known.steady() and not known.falls_lately() else None


def _ten(known: _Known, before: Interval) -> IntervalReason | None:
    from_seven = before.days == OFTEN and known.quiet_cycle(before.on)
    return IntervalReason.QUIET_WEEK if from_seven else None


_RULES: tuple[tuple[int, Callable[[_Known, Interval], IntervalReason | None]], ...] = (
    (OFTEN, _seven),
    (SELDOM, _wished_fourteen),
    (SELDOM, _fourteen),
    (BETWEEN, _ten),
)


def _records(reports: Sequence[Report], at: datetime) -> tuple[Report, ...]:
    """One for each sitting: its first day, the answers of its newest version. Oldest first."""
    found: dict[str, Report] = {}
    known = sorted((r for r in reports if r.at <= at), key=lambda r: (r.at, r.on, str(r.symptoms)))
    for report in known:
        first = found.get(report.occasion, report)
        found[report.occasion] = Report(
            first.at, first.on, report.occasion, report.symptoms, report.own
        )
    return tuple(sorted(found.values(), key=lambda report: (report.at, report.occasion)))


def _levels(rated: Sequence[Rated], at: datetime) -> dict[str, tuple[date, Level, datetime]]:
    """The level of each sitting, its day, and the moment since which it stands so."""
    found: dict[str, tuple[date, Level, datetime]] = {}
    known = (each for each in rated if each.at <= at)
    for each in sorted(known, key=lambda r: (r.at, r.final, r.level.rank)):
        on, level, _ = found.get(each.occasion, (each.on, Level.ROUTINE, each.at))
        if each.final or each.level.rank > level.rank or each.occasion not in found:
            found[each.occasion] = (on, each.level, each.at)
    return found


def _days(wish: Wish) -> int:
    return wish.days if wish.days is not None else SELDOM + 1


def _later(at: datetime, after: datetime | None) -> bool:
    return after is None or at > after

"""Decisions about an in-person session, without a database (clinical content 7.6)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from decimal import Decimal

from osteopro.appointments.guide import Bounds, Guide
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import SessionState, Trigger

# What was written at a session can be put right for so long after it ended.
CORRECTED_FOR = timedelta(hours=24)
WORDS, AGREED, REASON = 500, 200, 200
FARTHEST = timedelta(days=200)
# Of what is known about somebody the first is what the invitation says.
_ORDER = (
    Trigger.MEDICINE,
    Trigger.ADVICE,
    Trigger.UNCLEAR,
    Trigger.LONG_UNSEEN,
    Trigger.TWELVE_WEEKS,
    Trigger.WISH,
)


@dataclass(frozen=True, slots=True)
class Body:
    """Height in cm and weight in kg, at least one of them; `confirmed`: measured twice."""

    height_cm: Decimal | None
    weight_kg: Decimal | None
    confirmed: bool = False

    def value(self, name: str) -> Decimal | None:
        """The one of this name."""
        return {"height_cm": self.height_cm, "weight_kg": self.weight_kg}[name]


@dataclass(frozen=True, slots=True)
class Looks:
    """What was looked at: codes of answers, and numbers, by the code of the look."""

    answers: Mapping[str, str] = field(default_factory=dict)
    numbers: Mapping[str, Decimal] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Told:
    """What the patient brought along: medicines as they stand on the packages, and worries."""

    medicines: str = ""
    worries: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What was agreed, in words that the patient reads, and the day of the next step."""

    agreed: str
    next_on: date | None = None


@dataclass(frozen=True, slots=True)
class Change:
    """A measurement beside the one before it; `lost`: so much less that the rules look at it."""

    before: Decimal
    on: date
    now: Decimal
    lost: bool

    @property
    def by(self) -> Decimal:
        return self.now - self.before


class Wrong(Refused):
    """What was written cannot be kept; `field` says where, `code` why, `values` stand in it."""

    def __init__(self, field: str, code: str, **values: object) -> None:
        super().__init__(code)
        self.field, self.values = field, values


def body_problem(body: Body, before: Mapping[str, Decimal], guide: Guide) -> Wrong | None:
    """Why a measurement cannot be kept. What differs much from `before` is measured twice.

    `before` is the newest earlier value by its name.
    """
    if body.height_cm is None and body.weight_kg is None:
        return Wrong("height_cm", "body-nothing")
    for name, bounds in guide.body.items():
        value = body.value(name)
        if value is None:
            continue
        if not bounds.first <= value <= bounds.last:
            return Wrong(name, "body-range", low=bounds.first, high=bounds.last)
        if name in before and not body.confirmed and _differs(value, before[name], bounds):
            return Wrong(name, "body-differs", before=before[name])
    return None


def change(name: str, now: Decimal, before: Decimal, on: date, guide: Guide) -> Change:
    """A value beside the one before."""
    return Change(before, on, now, before - now >= guide.body[name].lost)


def looks_problem(looks: Looks, guide: Guide) -> Wrong | None:
    """Why what was looked at cannot be kept."""
    if not looks.answers:
        return Wrong(guide.looks[0].code, "looks-nothing")
    known = {each.code: each for each in guide.looks}
    for code, answer in looks.answers.items():
        if code not in known or known[code].answer(answer) is None:
            return Wrong(guide.looks[0].code, "looks-unknown")
    for code, number in looks.numbers.items():
        asked = known[code].number if code in known else None
        if asked is None or code not in looks.answers:
            return Wrong(code if code in known else guide.looks[0].code, "looks-unknown")
        if not asked.first <= number <= asked.last:
            return Wrong(asked.code, "looks-range", low=asked.first, high=asked.last)
    return None


def told_problem(told: Told) -> Wrong | None:
    """Why what the patient brought along cannot be kept."""
    if not told.medicines and not told.worries:
        return Wrong("medicines", "told-nothing")
    for name, words in (("medicines", told.medicines), ("worries", told.worries)):
        if len(words) > WORDS:
            return Wrong(name, "too-long", max=WORDS)
    return None


def plan_problem(plan: Plan, today: date) -> Wrong | None:
    """Why a plan cannot be kept: the patient reads what was agreed, and the day lies ahead."""
    if not plan.agreed:
        return Wrong("agreed", "plan-nothing")
    if len(plan.agreed) > AGREED:
        return Wrong("agreed", "too-long", max=AGREED)
    if plan.next_on is not None and not today < plan.next_on <= today + FARTHEST:
        return Wrong("next_on", "plan-day")
    return None


def end_problem(outcome: SessionState, words: str) -> Wrong | None:
    """Why an invitation cannot be ended like this: whoever reads it later wants to know why."""
    if outcome is SessionState.HELD:
        return None
    if not words:
        return Wrong("why", "end-needs-reason")
    return Wrong("why", "too-long", max=REASON) if len(words) > REASON else None


def aside_problem(code: str, words: str, guide: Guide) -> Wrong | None:
    """Why somebody cannot be put aside like this."""
    reason = guide.reason(code)
    if reason is None:
        return Wrong("reason", "aside-needs-reason")
    if reason.words and not words:
        return Wrong("words", "aside-needs-words")
    return Wrong("words", "too-long", max=REASON) if len(words) > REASON else None


def back_on(code: str, today: date, guide: Guide) -> date:
    """The day on which somebody who was put aside stands on the list again."""
    reason = guide.reason(code)
    if reason is None:
        raise Wrong("reason", "aside-needs-reason")
    return today + timedelta(days=reason.days)


def may_write(closed_at: datetime | None, state: SessionState, now: datetime) -> bool:
    """Whether something may be written down at a session: until it ends, and to put it right for
    a day after it was held.

    >>> may_write(None, SessionState.INVITED, datetime(2026, 11, 23))
    True
    """
    if closed_at is None:
        return True
    return state is SessionState.HELD and now <= closed_at + CORRECTED_FOR


def first_of(triggers: Iterable[Trigger]) -> Trigger:
    """What an invitation says of what is known; the wish of somebody where nothing is."""
    found = set(triggers)
    return next((each.kept for each in _ORDER if each in found), Trigger.WISH)


def in_order(triggers: Iterable[Trigger]) -> tuple[Trigger, ...]:
    """Why somebody stands on the list as anybody may read it, each once, the strongest first; of
    two that count weeks the longer one says enough."""
    found = set(triggers)
    if Trigger.LONG_UNSEEN in found:
        found.discard(Trigger.TWELVE_WEEKS)
    return tuple(dict.fromkeys(each.kept for each in _ORDER if each in found))


def _differs(value: Decimal, before: Decimal, bounds: Bounds) -> bool:
    return abs(value - before) >= bounds.confirm

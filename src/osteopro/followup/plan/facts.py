"""What the plan is computed from: things that happened, each with the moment it was known.

Nothing here is ever changed; taking a review back leaves it out. `at` is the moment something
became known to us, `on` the day it counts for on the clinic's wall (resolution 71).
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction

from osteopro.followup.terms import IntervalReason, WishOf
from osteopro.instruments.terms import Signal
from osteopro.triage.terms import Level


@dataclass(frozen=True, slots=True)
class Report:
    """A follow-up record as it first arrived complete, or a later version of it.

    `symptoms` is the value of the form's steady scale, None when it has none; `own` is False for
    answers a relative gave.
    """

    at: datetime
    on: date
    occasion: str
    symptoms: Fraction | None = None
    own: bool = True


@dataclass(frozen=True, slots=True)
class Rated:
    """A level a sitting was given: by rules, which only raise it, or `final`, by a manager."""

    at: datetime
    on: date
    occasion: str
    level: Level
    final: bool = False


@dataclass(frozen=True, slots=True)
class Event:
    """Something that matters for how often we ask. `recorded` by staff, else told in a form;
    `until` a correction of that form took it back."""

    at: datetime
    on: date
    signal: Signal
    recorded: bool = False
    until: datetime | None = None

    def known(self, at: datetime) -> bool:
        """Whether it was held to be true at that moment."""
        return self.at <= at and (self.until is None or at < self.until)


@dataclass(frozen=True, slots=True)
class Mood:
    """A screening for low mood: whether it was positive (6.3)."""

    at: datetime
    low: bool


@dataclass(frozen=True, slots=True)
class Wish:
    """How often somebody wants the records; `days` None takes the wish back."""

    at: datetime
    on: date
    of: WishOf
    days: int | None


@dataclass(frozen=True, slots=True)
class Reviewed:
    """A manager ended a record: the moment at which the interval is judged anew (7.2)."""

    at: datetime
    on: date


@dataclass(frozen=True, slots=True)
class Pause:
    """No record is due from `since` until the day before `resumes_on`."""

    since: date
    resumes_on: date

    @property
    def days(self) -> int:
        """How many days it has; none when it was ended on the day it began."""
        return (self.resumes_on - self.since).days


@dataclass(frozen=True, slots=True)
class Interval:
    """Days from a record to the next, why, and since when: what is in force."""

    days: int
    reason: IntervalReason
    at: datetime
    on: date


@dataclass(frozen=True)
class PlanFacts:
    """Everything the plan follows from. The order inside each tuple does not matter.

    `begins` is the interval in force at the moment from which decisions are made anew, the
    first weeks' for a newcomer.
    """

    starts_on: date
    begins: Interval
    reports: tuple[Report, ...] = ()
    rated: tuple[Rated, ...] = ()
    events: tuple[Event, ...] = ()
    moods: tuple[Mood, ...] = ()
    wishes: tuple[Wish, ...] = ()
    reviews: tuple[Reviewed, ...] = ()
    pauses: tuple[Pause, ...] = field(default=())

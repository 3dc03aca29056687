"""Phoning somebody: who is tried when, and what follows when nobody answers. Pure.

Clinical content 7.5: by preferred time, three attempts on two different days and at different
hours, each with its reason. What is left open there is decided here: a line that was busy is no
attempt at that hour and is tried again soon; when the patient's wishes leave no hour that was not
tried yet, any hour of the clinic will do; after the last attempt the emergency contact is asked.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from osteopro.followup.terms import CallOutcome, NextStep
from osteopro.patients.terms import CallTime

TRIES = 3
DAYS = 2
PER_DAY = 2
APART = timedelta(hours=1)
BUSY_PAUSE = timedelta(minutes=15)
LOOK_AHEAD = 14
STEP = timedelta(minutes=30)
# Nobody is phoned outside these, whatever they like (quiet hours, clinical content 7.3).
HOURS: Mapping[CallTime, tuple[time, time]] = {
    CallTime.MORNING: (time(8, 30), time(11, 30)),
    CallTime.NOON: (time(11, 30), time(13, 30)),
    CallTime.AFTERNOON: (time(13, 30), time(17, 30)),
    CallTime.EVENING: (time(17, 30), time(20, 0)),
}
_INSTEAD = {
    CallOutcome.WRONG_NUMBER: NextStep.CHECK_NUMBER,
    CallOutcome.REFUSED: NextStep.LEAVE_BE,
    CallOutcome.HOSPITAL: NextStep.IN_HOSPITAL,
}
UNHEARD = (CallOutcome.NO_ANSWER, CallOutcome.BUSY)


@dataclass(frozen=True, slots=True)
class Try:
    """One attempt, on the clinic's wall; `call_back` is when the patient asked to be phoned."""

    at: datetime
    outcome: CallOutcome
    call_back: datetime | None = None


@dataclass(frozen=True, slots=True)
class Wishes:
    """When somebody likes to be phoned; empty is any time, any day (ISO weekdays)."""

    times: tuple[CallTime, ...] = ()
    days: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Hours:
    """When the clinic phones: its days and, for who has no wish, its hours."""

    works_on: Callable[[date], bool]
    opens: time
    closes: time


@dataclass(frozen=True, slots=True)
class Next:
    """What to do about somebody. `at` is the best next time, None when a call is not the next
    step; `tries` counts attempts that nobody answered."""

    step: NextStep
    at: datetime | None
    tries: int

    def now(self, moment: datetime) -> bool:
        """Whether the call is to be made at this moment."""
        return self.at is not None and self.at <= moment


def next_step(tries: Sequence[Try], wishes: Wishes, hours: Hours, now: datetime) -> Next:
    """What follows these attempts (oldest first) of one cycle, and the best time for it.

    `now` and all moments are on the clinic's wall.
    """
    unheard = [each for each in tries if each.outcome in UNHEARD]
    last = tries[-1] if tries else None
    if last and (instead := _INSTEAD.get(last.outcome)):
        return Next(instead, None, len(unheard))
    if last and last.outcome == CallOutcome.CUT_OFF:
        return Next(NextStep.GO_ON, now, len(unheard))
    if last and last.outcome == CallOutcome.POSTPONED:
        at = last.call_back or best_time(since_spoken(tries), wishes, hours, now)
        return Next(NextStep.CALL_BACK, at, len(unheard))
    since = since_spoken(tries)
    if enough(since):
        return Next(NextStep.ASK_CONTACT, None, len(unheard))
    earliest = now
    if last and last.outcome == CallOutcome.BUSY:
        earliest = max(now, last.at + BUSY_PAUSE)
    return Next(NextStep.CALL, best_time(since, wishes, hours, earliest), len(unheard))


def enough(tries: Sequence[Try]) -> bool:
    """Three attempts at different hours, on at least two days."""
    counted = _counted(tries)
    return len(counted) >= TRIES and len({each.date() for each in counted}) >= DAYS


def best_time(
    tries: Sequence[Try], wishes: Wishes, hours: Hours, earliest: datetime
) -> datetime | None:
    """The first moment from `earliest` that the patient likes, that the clinic works, and that
    was not tried yet; the wishes give way before the hour does. None within two weeks: never."""
    tried = _counted(tries)
    for wanted in (wishes, Wishes()):
        for moment in _moments(earliest):
            if _fits(moment, wanted, hours) and _is_new(moment, tried):
                return moment
    return None


def first_fitting(earliest: datetime, wishes: Wishes, hours: Hours) -> datetime | None:
    """The first moment from `earliest` that is liked and at which the clinic phones, tried before
    or not; None within two weeks: never."""
    return next((each for each in _moments(earliest) if _fits(each, wishes, hours)), None)


def since_spoken(tries: Sequence[Try]) -> Sequence[Try]:
    """Attempts after the last one in which somebody spoke."""
    spoke = [n for n, each in enumerate(tries) if each.outcome not in UNHEARD]
    return tries[spoke[-1] + 1 :] if spoke else tries


def likes(moment: datetime, wishes: Wishes) -> bool:
    """Whether this is one of the times somebody likes to be phoned."""
    on_day = not wishes.days or moment.isoweekday() in wishes.days
    at_time = not wishes.times or any(_within(moment, *HOURS[each]) for each in wishes.times)
    return on_day and at_time


def _counted(tries: Sequence[Try]) -> list[datetime]:
    """Attempts that nobody answered, each at an hour of its own; a busy line is none."""
    counted: list[datetime] = []
    for each in tries:
        if each.outcome == CallOutcome.NO_ANSWER and _other_hour(each.at, counted):
            counted.append(each.at)
    return counted


def _is_new(moment: datetime, tried: Sequence[datetime]) -> bool:
    same_day = [each for each in tried if each.date() == moment.date()]
    return len(same_day) < PER_DAY and _other_hour(moment, tried)


def _other_hour(moment: datetime, tried: Sequence[datetime]) -> bool:
    return all(abs(_of_day(moment) - _of_day(each)) >= APART for each in tried)


def _of_day(moment: datetime) -> timedelta:
    return timedelta(hours=moment.hour, minutes=moment.minute, seconds=moment.second)


def _fits(moment: datetime, wishes: Wishes, hours: Hours) -> bool:
    if not hours.works_on(moment.date()) or not likes(moment, wishes):
        return False
    return bool(wishes.times) or _within(moment, hours.opens, hours.closes)


def _within(moment: datetime, begins: time, ends: time) -> bool:
    return begins <= moment.time() < ends


def _moments(earliest: datetime) -> Iterator[datetime]:
    """`earliest` itself, then every half hour for two weeks."""
    yield earliest
    midnight = datetime.combine(earliest.date(), time.min, earliest.tzinfo)
    first = (earliest - midnight) // STEP + 1
    for n in range(first, LOOK_AHEAD * 48):
        yield midnight + n * STEP


def emergency_contact_due(outcomes: Sequence[CallOutcome]) -> bool:
    """Whether the emergency contact is phoned now: three tries in a row that nobody answered since
    the emergency came, oldest first (clinical content 3.1). There is no waiting for another day
    or hour, and a busy line counts: somebody may lie there. A number that is somebody else's is
    not tried again.

    >>> emergency_contact_due([CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.NO_ANSWER])
    True
    """
    last = [each for each in outcomes if each is not CallOutcome.CUT_OFF][-TRIES:]
    if last and last[-1] is CallOutcome.WRONG_NUMBER:
        return True
    return len(last) == TRIES and all(each in UNHEARD for each in last)

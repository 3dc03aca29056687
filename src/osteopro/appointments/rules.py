"""Decisions about slots, offers and outcomes, without a database (clinical content 5.4, 7.6)."""

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from osteopro.appointments.terms import NotTold, OfferAct, OfferState, Taken, VisitOutcome
from osteopro.sites.service_time import ServiceTime

LIVE = frozenset({OfferState.OFFERED, OfferState.ACCEPTED})
# The place is free again for somebody else; who was seen or did not come used it.
FREES = frozenset(
    {
        OfferState.DECLINED,
        OfferState.LAPSED,
        OfferState.CANCELLED_PATIENT,
        OfferState.CANCELLED_CLINIC,
    }
)
# Somebody who reads an offer has so many working days to answer, and not later than this before.
ANSWER_WITHIN_DAYS = 2
ANSWER_BEFORE = timedelta(hours=2)
# Acts that who did them may take back for a while.
UNDONE = frozenset(
    {OfferAct.DECLINE, OfferAct.CANCEL_PATIENT, OfferAct.CANCEL_CLINIC, OfferAct.NO_SHOW}
)
# A cancelled place may be taken back for so long, unless somebody else was given it.
UNDO = timedelta(minutes=15)
# As an outcome on the worklist (ux R32).
UNDO_OUTCOME = timedelta(seconds=30)
# So long its author may put it right, once it can no longer be taken back.
REWRITTEN_FOR = timedelta(days=7)
# Somebody may be called in early; before that nobody has been seen.
EARLY = timedelta(hours=2)
REMINDED_AT = time(10, 0)
MISSED_AT = time(14, 0)
# In days: longer than any holiday.
LONGEST_SHUT = 14
LONGEST_BATCH = timedelta(days=92)
SHORTEST_SLOT, LONGEST_SLOT = 5, 120
MOST_SLOTS = 2000
LINE_LENGTH = 100
MEDICINE_LENGTH = 200
ANSWER_LENGTH = 300
A_DAY = timedelta(days=1)
_NEXT: Mapping[tuple[OfferState, OfferAct], OfferState] = {
    (OfferState.OFFERED, OfferAct.ACCEPT): OfferState.ACCEPTED,
    (OfferState.OFFERED, OfferAct.DECLINE): OfferState.DECLINED,
    (OfferState.OFFERED, OfferAct.LAPSE): OfferState.LAPSED,
    (OfferState.OFFERED, OfferAct.CANCEL_CLINIC): OfferState.CANCELLED_CLINIC,
    (OfferState.ACCEPTED, OfferAct.CANCEL_PATIENT): OfferState.CANCELLED_PATIENT,
    (OfferState.ACCEPTED, OfferAct.CANCEL_CLINIC): OfferState.CANCELLED_CLINIC,
    (OfferState.ACCEPTED, OfferAct.NO_SHOW): OfferState.NO_SHOW,
    (OfferState.ACCEPTED, OfferAct.SEE): OfferState.SEEN,
}


class Refused(ValueError):
    """It cannot be done like this; `code` names the sentence."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def after(state: OfferState, act: OfferAct) -> OfferState:
    """Where an offer stands after an act. Raises Refused.

    >>> after(OfferState.OFFERED, OfferAct.ACCEPT).value
    'accepted'
    """
    if (state, act) not in _NEXT:
        raise Refused(Taken.OFFER_OVER)
    return _NEXT[state, act]


def replayed(acts: Iterable[OfferAct]) -> OfferState:
    """The state that the acts which stand come to; the first of them is the offer itself."""
    state = OfferState.OFFERED
    for act in acts:
        state = state if act is OfferAct.OFFER else after(state, act)
    return state


def too_early(act: OfferAct, starts_at: datetime, now: datetime) -> bool:
    """Nobody was seen long before their time, or missed a time that has not come."""
    if act is OfferAct.SEE:
        return now < starts_at - EARLY
    return act is OfferAct.NO_SHOW and now < starts_at


def answer_by(now: datetime, starts_at: datetime, service: ServiceTime) -> datetime:
    """Until when somebody may answer an offer: the second working day at closing, two hours
    before the time itself at the latest; what begins sooner, until it begins."""
    latest = starts_at - ANSWER_BEFORE
    if latest <= now:
        return starts_at
    return min(service.end_of_nth_working_day(now, ANSWER_WITHIN_DAYS), latest)


def remind_at(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """When somebody is reminded of a visit: the day before, in the morning."""
    day = starts_at.astimezone(zone).date() - A_DAY
    return datetime.combine(day, REMINDED_AT, zone).astimezone(UTC)


def call_from(starts_at: datetime, zone: ZoneInfo, works_on: Callable[[date], bool]) -> datetime:
    """From when somebody without a screen is phoned about a visit: as a reminder leaves, but on
    the last day before it on which somebody works."""
    day = starts_at.astimezone(zone).date() - A_DAY
    for _ in range(LONGEST_SHUT):
        if works_on(day):
            break
        day -= A_DAY
    return datetime.combine(day, REMINDED_AT, zone).astimezone(UTC)


def unread_from(starts_at: datetime, zone: ZoneInfo) -> datetime:
    """From when a reminder that did not arrive is made good by a call."""
    day = starts_at.astimezone(zone).date() - A_DAY
    return datetime.combine(day, MISSED_AT, zone).astimezone(UTC)


def may_undo(at: datetime, now: datetime) -> bool:
    """Whether an act of that moment may still be taken back."""
    return now <= at + UNDO


def may_rewrite(at: datetime, now: datetime) -> bool:
    """Whether an outcome of that moment may be put right: no more to be taken back, and not long
    ago. Later, what is new belongs to another visit or to a talk."""
    return at + UNDO_OUTCOME < now <= at + REWRITTEN_FOR


@dataclass(frozen=True, slots=True)
class Pattern:
    """A clinic's week: ISO weekdays (1 Monday to 7 Sunday) and times on its wall, from the first
    day to the last. `per_week` is the most there may be of the kind in a calendar week."""

    first: date
    last: date
    weekdays: frozenset[int]
    times: tuple[time, ...]
    minutes: int
    per_week: int


@dataclass(frozen=True, slots=True)
class Planned:
    """The moments at which places begin; `over` were left out because the week was full, and
    `present` because there is one already."""

    starts: tuple[datetime, ...]
    over: int
    present: int


def pattern_problem(pattern: Pattern, today: date) -> str | None:
    """Why a pattern cannot be entered: a code, or None."""
    if pattern.first < today:
        return "batch-in-the-past"
    if pattern.last < pattern.first:
        return "batch-ends-before"
    if pattern.last - pattern.first > LONGEST_BATCH:
        return "batch-too-long"
    if not pattern.weekdays or not pattern.times:
        return "batch-is-empty"
    if not SHORTEST_SLOT <= pattern.minutes <= LONGEST_SLOT:
        return "batch-minutes"
    if pattern.per_week < 1:
        return "batch-quota"
    if len(pattern.times) * ((pattern.last - pattern.first).days + 1) > MOST_SLOTS:
        return "batch-too-many"
    return "batch-overlaps" if _overlap(pattern) else None


def planned(
    pattern: Pattern,
    zone: ZoneInfo,
    works_on: Callable[[date], bool],
    now: datetime,
    *,
    present: Collection[datetime],
    in_week: Mapping[date, int],
) -> Planned:
    """The places of a pattern: on worked days, in the future, at most `per_week` a week.

    `present` are the times that cannot be had twice, `in_week` how many of the kind there are
    already, by the Monday of the week.
    """
    taken, counted = set(present), Counter(in_week)
    starts: list[datetime] = []
    over = again = 0
    for day in _days(pattern):
        if not works_on(day):
            continue
        for clock in sorted(pattern.times):
            at = datetime.combine(day, clock, zone).astimezone(UTC)
            if at <= now:
                continue
            if at in taken:
                again += 1
            elif counted[week_of(day)] >= pattern.per_week:
                over += 1
            else:
                counted[week_of(day)] += 1
                starts.append(at)
    return Planned(tuple(starts), over, again)


def week_of(day: date) -> date:
    """The Monday of its week.

    >>> week_of(date(2026, 11, 22)).isoformat()
    '2026-11-16'
    """
    return day - timedelta(days=day.weekday())


def outcome_problem(
    outcomes: Sequence[VisitOutcome],
    *,
    medicine: str,
    line: str,
    not_told: NotTold | None,
    reply: str = "",
) -> str | None:
    """Why an outcome cannot be kept: a code, or None (ux 2.3).

    The patient gets one plain line, or there is a reason why not, and then no answer either; a
    change of medicine says what was changed.
    """
    if not outcomes:
        return "outcome-needed"
    if VisitOutcome.NO_CHANGE in outcomes and len(set(outcomes)) > 1:
        return "outcome-changes-or-not"
    if VisitOutcome.MEDICINE in outcomes and not medicine.strip():
        return "outcome-medicine-needed"
    if bool(line.strip()) == (not_told is not None):
        return "outcome-line-or-reason"
    if reply.strip() and not_told is not None:
        return "outcome-reply-untold"
    return _too_long(medicine, line, reply)


def _too_long(medicine: str, line: str, reply: str) -> str | None:
    if len(medicine.strip()) > MEDICINE_LENGTH:
        return "outcome-medicine-too-long"
    if len(line.strip()) > LINE_LENGTH:
        return "outcome-line-too-long"
    return "outcome-reply-too-long" if len(reply.strip()) > ANSWER_LENGTH else None


def _days(pattern: Pattern) -> Iterable[date]:
    for number in range((pattern.last - pattern.first).days + 1):
        day = pattern.first + timedelta(days=number)
        if day.isoweekday() in pattern.weekdays:
            yield day


def _overlap(pattern: Pattern) -> bool:
    minutes = sorted(each.hour * 60 + each.minute for each in pattern.times)
    return any(later - earlier < pattern.minutes for earlier, later in pairwise(minutes))

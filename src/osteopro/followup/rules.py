"""Decisions of follow-up care, without a database (clinical content 3.1, 6.5, 7)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from osteopro.access.terms import PERMISSIONS, Permission, Role
from osteopro.enrolment.terms import State
from osteopro.followup.terms import (
    CameOf,
    Doubt,
    DueStatus,
    EmergencyOutcome,
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
)
from osteopro.instruments.terms import Kind
from osteopro.triage.terms import Level

SHORTEST = 7
OPENS_BEFORE = timedelta(days=2)
ON_TIME_UNTIL = timedelta(days=2)
SILENT_AFTER_MISSED = 2
UNDO = timedelta(seconds=20)
OPENED_COUNTS_FOR = timedelta(minutes=15)
A_DAY = timedelta(days=1)
# Longer would skip a whole measurement of quality of life (every 12 weeks), and silence of that
# length is not a break: who is away for longer leaves and comes back (clinical content 6.5).
LONGEST_PAUSE = timedelta(days=90)
DIARY_REACHES_BACK = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class Due:
    """When the next record is due and how it stands today."""

    on: date
    status: DueStatus
    missed: int
    days_late: int
    every: int

    @property
    def next_on(self) -> date:
        """When the record after this one is due, if this one is missed."""
        return self.on + timedelta(days=self.every)

    @property
    def opens_on(self) -> date:
        return self.on - OPENS_BEFORE

    @property
    def on_time_until(self) -> date:
        return self.on + ON_TIME_UNTIL


def due(first: date, every: int, today: date) -> Due:
    """Where somebody stands today whose record was first due on `first` (7.4).

    Each missed one moves the next by the interval. `days_late` counts from the one
    that is due now.

    >>> due(date(2026, 11, 1), 7, date(2026, 11, 4)).days_late
    3
    """
    missed = max(0, (today - first).days // every) if today > first else 0
    on = first + timedelta(days=missed * every)
    late = (today - on).days
    if late > ON_TIME_UNTIL.days:
        status = DueStatus.LATE
    elif late >= 0:
        status = DueStatus.DUE
    elif today >= on - OPENS_BEFORE:
        status = DueStatus.OPEN
    else:
        status = DueStatus.NOT_YET
    return Due(on=on, status=status, missed=missed, days_late=max(0, late), every=every)


# At a routine level these stand among what is to be answered by its promise. A call about a
# report has the report's own deadline: wanting to talk about it moves nobody.
_TO_ANSWER = frozenset({ItemKind.RECORD, ItemKind.VERIFY, ItemKind.REQUEST})


def lane_of(kind: ItemKind, level: Level, *, missed: bool = False) -> Lane:
    """The lane in which an open item stands (design 7).

    A question that no physician took on or answered in time (`missed`) comes back to the first
    lane, whatever its level: somebody waits for an answer that nobody is preparing (ux 2.2). A
    visit that is offered or booked waits for the patient, not for the manager, until its day is
    over and nobody wrote down what came of it.
    """
    if missed and kind is ItemKind.ESCALATION:
        return Lane.NOW
    if kind is ItemKind.VISIT and not missed:
        return Lane.NONE
    if level in (Level.EMERGENCY, Level.URGENT):
        return Lane.NOW
    if level == Level.ATTENTION or kind not in _TO_ANSWER:
        return Lane.TODAY
    return Lane.REPLY


@dataclass(frozen=True, slots=True)
class Standing:
    """What decides a patient's place: the most pressing of their open items."""

    lane: Lane
    level: Level
    due_at: datetime

    @property
    def key(self) -> tuple[int, int, datetime]:
        """Sorts the most pressing first: lane, then level, then the earliest promise."""
        return (self.lane.rank, -self.level.rank, self.due_at)


class OutcomeRefused(ValueError):
    """This record cannot end this way; `code` names the sentence for the manager."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Ending:
    """How a manager wants to end a record."""

    outcome: Outcome
    body: str = ""
    reached_by_phone: bool = False
    reason: NoReplyReason | None = None
    emergency_outcome: EmergencyOutcome | None = None
    question: str = ""
    note: str = ""
    # What came of the alert, where the ending does not prove it (I-6).
    came_of: CameOf | None = None


def check_ending(
    ending: Ending, level: Level, *, superseded: bool, corrected: bool, spoke: bool
) -> None:
    """Raise OutcomeRefused unless a record of `level` may end like this.

    Resolution 23: no reply only for routine or superseded records, with a reason;
    an urgent one ends by a reached call or escalation (or by the patient's 看懂了 to a
    reply, which comes later); an emergency only with an outcome of clinical content 3.1.

    `superseded`: the patient sent another record later that day. `corrected`: the record
    was corrected. `spoke`: a call reached the patient since the record came.
    """
    if level == Level.EMERGENCY:
        _check_emergency(ending, spoke=spoke)
    if ending.outcome == Outcome.REPLIED and not ending.body.strip():
        raise OutcomeRefused("reply-is-empty")
    if ending.outcome == Outcome.CALLED:
        if not ending.reached_by_phone:
            raise OutcomeRefused("call-not-reached")
        if not ending.note.strip():
            raise OutcomeRefused("call-needs-note")
    if ending.outcome == Outcome.ESCALATED and not ending.question.strip():
        raise OutcomeRefused("question-is-empty")
    if ending.outcome == Outcome.NO_REPLY:
        _check_no_reply(ending.reason, level, superseded=superseded, corrected=corrected)


# Why a message may be left without an answer; a record has reasons of its own.
TALK_NEEDS_NO_REPLY = frozenset(NoReplyReason) - {NoReplyReason.AMENDED}


def check_talk_ending(ending: Ending, level: Level) -> None:
    """Raise OutcomeRefused unless what waits in a talk, at `level` at most, may end like this.

    As with records: no answer is left out above routine, and never without a reason.
    """
    if ending.outcome == Outcome.NO_REPLY:
        if ending.reason not in TALK_NEEDS_NO_REPLY:
            raise OutcomeRefused("no-reply-needs-reason")
        if level != Level.ROUTINE:
            raise OutcomeRefused("no-reply-only-routine")
        return
    check_ending(ending, level, superseded=False, corrected=False, spoke=False)


def _check_emergency(ending: Ending, *, spoke: bool) -> None:
    if ending.emergency_outcome is None:
        raise OutcomeRefused("emergency-needs-outcome")
    talks = ending.outcome == Outcome.CALLED and ending.reached_by_phone
    if ending.emergency_outcome == EmergencyOutcome.FALSE_ENTRY and not (spoke or talks):
        raise OutcomeRefused("false-entry-needs-call")


def _check_no_reply(
    reason: NoReplyReason | None, level: Level, *, superseded: bool, corrected: bool
) -> None:
    if reason is None:
        raise OutcomeRefused("no-reply-needs-reason")
    if level != Level.ROUTINE and not superseded:
        raise OutcomeRefused("no-reply-only-routine")
    if reason == NoReplyReason.THANKS:
        raise OutcomeRefused("no-reply-not-a-message")
    if reason == NoReplyReason.DUPLICATE and not superseded:
        raise OutcomeRefused("no-reply-not-twice")
    if reason == NoReplyReason.AMENDED and not (superseded or corrected):
        raise OutcomeRefused("no-reply-not-corrected")


def closes(outcome: Outcome, level: Level) -> bool:
    """Whether the record is finished with this, or waits for the patient to say 看懂了."""
    return not (outcome == Outcome.REPLIED and level == Level.URGENT)


def check_level_change(before: Level, after: Level, reason: str, *, talked: bool) -> None:
    """Up at any time; down only after talking with the patient, always with a reason (3.1)."""
    if after == before:
        raise OutcomeRefused("level-is-the-same")
    if not reason.strip():
        raise OutcomeRefused("level-needs-reason")
    if after.rank < before.rank and not talked:
        raise OutcomeRefused("level-down-needs-call")


def pause_problem(today: date, until: date, *, takes_part: bool) -> str | None:
    """Why somebody cannot pause from today to `until` inclusive: a code, or None."""
    if not takes_part:
        return "pause-not-in-programme"
    if until < today:
        return "pause-in-the-past"
    if until - today >= LONGEST_PAUSE:
        return "pause-too-long"
    return None


# What is only about asking. Questions, records and messages wait for their own end.
_ABOUT_ASKING = frozenset(
    {ItemKind.SILENCE, ItemKind.CONSENT, ItemKind.DELIVERY, ItemKind.CRITERIA}
)
_ABOUT_SPEAKING = frozenset(
    {ItemKind.TELL, ItemKind.CALL, ItemKind.VERIFY, ItemKind.REQUEST, ItemKind.VISIT}
)


def ends_with_leaving(kind: ItemKind, level: Level, *, died: bool, asked_for: bool) -> bool:
    """Whether what waits ends when somebody leaves; what is urgent never does.

    Nobody answers somebody who died; else a reply that is to be read out, a request and a call
    that was `asked_for` are still owed.
    """
    if level in (Level.URGENT, Level.EMERGENCY):
        return False
    if kind in _ABOUT_ASKING:
        return True
    if kind not in _ABOUT_SPEAKING:
        return False
    return died or (kind in (ItemKind.CALL, ItemKind.VERIFY) and not asked_for)


def may_ask(ended: str, kind: Kind) -> bool:
    """Whether somebody may be asked this form. `ended` is their state if they take no part.

    Who left is asked what they think of the programme and nothing else; who fell silent comes
    back by reporting; nobody asks about somebody who died.
    """
    if ended in ("", State.LEFT_SILENT):
        return True
    return ended != State.DIED and kind is Kind.EXIT


def first_diary_day(starts_on: date) -> date:
    """The earliest day that a diary entry may be about: 30 days before joining (1.5)."""
    return starts_on - DIARY_REACHES_BACK


def may_judge(capacity: str) -> bool:
    """Whether an author in this capacity may judge who fits the programme."""
    known = capacity in set(Role)
    return known and Permission.DECIDE_ENROLMENT in PERMISSIONS[Role(capacity)]


def doubt_source(doubt: Doubt, today: date) -> str:
    """How a doubt is named: age comes once, an exclusion may appear again."""
    return doubt.value if doubt is Doubt.AGE else f"{doubt}:{today.isoformat()}"


def undo_until(at: datetime) -> datetime:
    """Until when a reply or outcome may be taken back."""
    return at + UNDO


def silent(missed: int) -> bool:
    """Two follow-ups in a row were missed: silence is not "well" (T-A14)."""
    return missed >= SILENT_AFTER_MISSED

"""What goes out, and when, while a record does not come (clinical content 7.3 to 7.5). Pure.

A cycle begins on the day a record is due. On that day and on the two after it one message
may leave at 09:30; then a person phones. Each message belongs to its day: what could not
leave on it, lapses. So nothing is ever sent late or in a bunch, whatever stood still.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from osteopro.followup.rules import SHORTEST, Due

SENT_AT = time(9, 30)
QUIET_FROM, QUIET_UNTIL = time(20, 0), time(8, 30)
MESSAGES = 3
CALL_AFTER = 3
CALL_URGENT_AFTER = 1
OFFER_PHONE_AFTER_MISSED = 2
ONE_DAY = timedelta(days=1)


class CallReason(StrEnum):
    """Why somebody is phoned; the worklist has the words."""

    BY_PHONE = "call-due"  # reports by phone: the call is how the record comes
    LATE = "call-late"  # nothing came after three messages
    URGENT = "call-urgent-late"  # was urgent lately, and is a day late
    ASKED = "call-asked"  # asked to be phoned
    SILENT = "call-silent"  # nothing was heard for 42 days (6.5)


@dataclass(frozen=True, slots=True)
class Step:
    """What one day asks for: the number of a message (1 to 3), a reason to phone, or nothing."""

    message: int | None = None
    call: CallReason | None = None

    def __bool__(self) -> bool:
        return self.message is not None or self.call is not None


def step(due: Due, today: date, *, by_phone: bool, urgent: bool) -> Step:
    """What is to be done today for a record that has not come.

    `urgent`: the last record was urgent or worse, or something urgent is still open.

    >>> from osteopro.followup.rules import due
    >>> nov = lambda day: date(2026, 11, day)
    >>> step(due(nov(16), 14, nov(18)), nov(18), by_phone=False, urgent=False).message
    3
    """
    days = (today - due.on).days
    if days < 0:
        return Step()
    if by_phone:
        return Step(call=CallReason.BY_PHONE)
    message = days + 1 if days < MESSAGES else None
    if urgent and days >= CALL_URGENT_AFTER:
        return Step(message, CallReason.URGENT)
    return Step(message, CallReason.LATE if days >= CALL_AFTER else None)


def slot(on: date, number: int, zone: ZoneInfo) -> datetime:
    """The moment of the `number`-th message about a record due on `on`."""
    return datetime.combine(on + (number - 1) * ONE_DAY, SENT_AT, zone)


def may_leave(on: date, number: int, now: datetime, zone: ZoneInfo) -> bool:
    """Whether it is still the day of this message, and no quiet hour."""
    moment = slot(on, number, zone)
    return moment.date() == now.astimezone(zone).date() and moment <= now < quiet_from(now, zone)


def is_quiet(now: datetime, zone: ZoneInfo) -> bool:
    """Whether patients are left in peace: from 20:00 to 08:30 on the clinic's wall."""
    wall = now.astimezone(zone).time()
    return wall >= QUIET_FROM or wall < QUIET_UNTIL


def after_quiet(now: datetime, zone: ZoneInfo) -> datetime:
    """`now`, or the end of the quiet hours it falls into."""
    if not is_quiet(now, zone):
        return now
    local = now.astimezone(zone)
    day = local.date() + (ONE_DAY if local.time() >= QUIET_FROM else timedelta(0))
    return datetime.combine(day, QUIET_UNTIL, zone)


def quiet_from(now: datetime, zone: ZoneInfo) -> datetime:
    """When the quiet hours of this day begin."""
    return datetime.combine(now.astimezone(zone).date(), QUIET_FROM, zone)


def has_room(sent_on: Collection[date], today: date) -> bool:
    """Whether one more message may go: one a day, three in the shortest interval.

    Holds also when a new plan moves the due day, and with it the cycle.
    """
    lately = [day for day in sent_on if abs((today - day).days) < SHORTEST]
    return today not in sent_on and len(lately) < MESSAGES


def offers_phone(due: Due) -> bool:
    """After two that did not come: whether to go on by phone is asked (7.5)."""
    return due.missed >= OFFER_PHONE_AFTER_MISSED


def cycle_source(on: date) -> str:
    """How the call about a cycle is named: one for each due day."""
    return f"due:{on.isoformat()}"


def silent_source(since: date) -> str:
    """How the call to somebody is named of whom nothing was heard since a day."""
    return f"silent:{since.isoformat()}"


def message_key(patient_id: int, on: date, number: int) -> str:
    """How a reminder is named: the same is never sent twice."""
    return f"reminder:{patient_id}:{on.isoformat()}:{number}"

"""When an interview may begin, and how long interviews were against what was planned. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from fractions import Fraction

NO_CONSENT = "no-consent"
CONSENT_WITHDRAWN = "consent-withdrawn"
CONSENT_LATER = "consent-later"
NO_AUDIO = "no-audio"
SAID_NO = "said-no"
MILLISECOND = timedelta(milliseconds=1)
_MINUTE = timedelta(minutes=1)


class State(StrEnum):
    """Where an interview stands."""

    PLANNED = "planned"
    RUNNING = "running"
    HELD = "held"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class Times:
    """What is known of when an interview was."""

    started_at: datetime | None = None
    ended_at: datetime | None = None
    cancelled_at: datetime | None = None

    @property
    def state(self) -> State:
        """Where it stands."""
        if self.cancelled_at is not None:
            return State.CANCELLED
        if self.ended_at is not None:
            return State.HELD
        return State.PLANNED if self.started_at is None else State.RUNNING

    @property
    def lasted(self) -> timedelta | None:
        """From start to end; None before it is over."""
        if self.started_at is None or self.ended_at is None:
            return None
        return self.ended_at - self.started_at


@dataclass(frozen=True, slots=True)
class Agreed:
    """The newest consent of a participant."""

    signed_at: datetime
    withdrawn_at: datetime | None
    audio: bool


@dataclass(frozen=True, slots=True)
class Room:
    """What the interviewer looked at before the first question.

    `alone` is None until it was said; `others` tells who is there when it is False. `record` is
    whether the participant agreed to the recording once more, None where none is planned.
    """

    quiet: bool
    private: bool
    well: bool
    alone: bool | None
    others: str = ""
    record: bool | None = None


def room_problems(room: Room, *, audio: bool) -> list[str]:
    """What of the room stands against beginning, by field; `audio`: they had agreed to sound.

    >>> room_problems(Room(quiet=True, private=False, well=True, alone=True), audio=False)
    ['private']
    """
    found = [name for name in ("quiet", "private", "well") if not getattr(room, name)]
    if room.alone is None:
        found.append("alone")
    if room.alone is False and not room.others:
        found.append("others")
    if audio and room.record is None:
        found.append("record")
    return found


def may_begin(agreed: Agreed | None, now: datetime) -> str:
    """Why no interview may begin now (invariant 1); empty when it may. The consent is signed
    before the start, not with it."""
    if agreed is None:
        return NO_CONSENT
    if agreed.withdrawn_at is not None:
        return CONSENT_WITHDRAWN
    return "" if agreed.signed_at < now else CONSENT_LATER


def may_keep_sound(agreed: Agreed | None, *, said_yes: bool) -> str:
    """Why no sound of an interview may be kept; empty when it may. `said_yes`: asked once more in
    the room, they agreed."""
    if agreed is None:
        return NO_CONSENT
    if agreed.withdrawn_at is not None:
        return CONSENT_WITHDRAWN
    if not agreed.audio:
        return NO_AUDIO
    return "" if said_yes else SAID_NO


def moment_in(times: Times, ms: int, now: datetime) -> int:
    """A moment of an interview in ms from its start, brought within it: the clock of a device that
    was away from the net may be somewhat off."""
    if times.started_at is None:
        return 0
    length = (times.ended_at or now) - times.started_at
    return max(0, min(ms, length // MILLISECOND))


@dataclass(frozen=True, slots=True)
class Lengths:
    """How long interviews were, in minutes; `below` and `above` count those outside of the plan."""

    count: int
    mean: Fraction
    shortest: Fraction
    longest: Fraction
    below: int
    above: int


def minutes(length: timedelta) -> Fraction:
    """A length in minutes, exact."""
    return Fraction(length // timedelta(microseconds=1), _MINUTE // timedelta(microseconds=1))


def outside(length: Fraction, shortest: int, longest: int) -> int:
    """-1 for an interview shorter than planned, 1 for a longer one, else 0."""
    return (length > longest) - (length < shortest)


def lengths(of: Sequence[Fraction], shortest: int, longest: int) -> Lengths | None:
    """Planned against actual (COREQ 21); None while none was held.

    >>> lengths([Fraction(11), Fraction(19)], 20, 40).mean
    Fraction(15, 1)
    """
    if not of:
        return None
    where = [outside(each, shortest, longest) for each in of]
    return Lengths(
        count=len(of),
        mean=sum(of, Fraction(0)) / len(of),
        shortest=min(of),
        longest=max(of),
        below=where.count(-1),
        above=where.count(1),
    )

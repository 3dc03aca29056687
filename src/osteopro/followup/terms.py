"""Codes of follow-up care."""

from enum import StrEnum


class ItemKind(StrEnum):
    """What waits for a manager."""

    RECORD = "record"  # an occasion of responses to review
    SILENCE = "silence"  # two records in a row did not come (T-A14)
    MESSAGE = "message"  # the patient wrote, did not understand, or finds advice hard
    DELIVERY = "delivery"  # a message could not be delivered
    TELL = "tell"  # a reply to somebody without a screen, to be read out on the phone
    CONSENT = "consent"  # what taking part needs was taken back
    ESCALATION = "escalation"  # a question that a physician has not answered yet


class Lane(StrEnum):
    """Lanes of the worklist, most pressing first (design 7)."""

    NOW = "now"
    TODAY = "today"
    REPLY = "reply"
    LATE = "late"
    NONE = "none"

    @property
    def rank(self) -> int:
        """0 for the most pressing; the order of the lanes on the page."""
        return list(Lane).index(self)


class Outcome(StrEnum):
    """How a record ends (design invariant 6)."""

    REPLIED = "replied"
    CALLED = "called"
    ESCALATED = "escalated"
    NO_REPLY = "no-reply"


class NoReplyReason(StrEnum):
    """Why a routine or superseded record needs no reply (resolution 23)."""

    DUPLICATE = "duplicate"
    AMENDED = "amended"
    ANSWERED_BY_CALL = "answered-by-call"
    TEST = "test"
    DIED = "died"


class EmergencyOutcome(StrEnum):
    """How an emergency ended (clinical content 3.1); nothing else closes one."""

    WENT_TO_ER = "went-to-ER"
    AMBULANCE = "ambulance"
    SEEN = "seen"
    FALSE_ENTRY = "false-entry"  # confirmed by phone
    UNREACHABLE = "unreachable-escalated"


class CallOutcome(StrEnum):
    REACHED = "reached"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong-number"
    REFUSED = "refused"


class DueStatus(StrEnum):
    """Where somebody stands with their next record (clinical content 7.4)."""

    NOT_YET = "not-yet"
    OPEN = "open"  # the window has opened
    DUE = "due"
    LATE = "late"
    MISSED = "missed"

"""Codes of appointments."""

from enum import StrEnum


class Event(StrEnum):
    """What is known of falls, fractures and the like in the last 90 days (clinical content 5.4)."""

    NONE = "none"
    REPORTED = "reported"  # told by the patient, with a date and details
    RECORDED = "recorded"  # by staff, a picture or an emergency note


class Term(StrEnum):
    """What the priority adds up, in the letters of clinical content 5.4."""

    VERIFIED = "V"
    EVENT = "E"
    WAITING = "W"
    SELF_REPORT = "S"
    NEED = "N"


class Place(StrEnum):
    """Which slots a request may be given."""

    RESERVED = "reserved"  # verified urgent: those kept for the same and the next working day
    CALL_FIRST = "call-first"  # none: what was reported is talked about first
    QUEUED = "queued"  # the others, in order


class Why(StrEnum):
    """What the place of a request rests on; `words.json` says each in sentences."""

    FIRST = "first"
    HEARD_ATTENTION = "heard-attention"
    HEARD_ROUTINE = "heard-routine"
    OWED = "owed"  # we did not phone in time, so the report counts as it stands
    CALL_FIRST = "call-first"
    NOTHING_WORRYING = "nothing-worrying"
    EVENT_RECORDED = "event-recorded"
    EVENT_REPORTED = "event-reported"
    EVENT_NONE = "event-none"
    WAITED = "waited"
    WAITED_LONGEST = "waited-longest"
    VISIT_RECENT = "visit-recent"
    VISIT_LONG_AGO = "visit-long-ago"
    VISIT_NEVER = "visit-never"
    ALONE = "alone"
    OLDER = "older"
    PHONE_ONLY = "phone-only"

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
    DOCTOR_ASKED = "doctor-asked"  # a physician wants to see them; no talk was needed for that
    HEARD_ROUTINE = "heard-routine"
    # We did not phone in time, so the report counts as it stands: as attention, or as urgent.
    OWED = "owed"
    OWED_URGENT = "owed-urgent"
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


class SlotKind(StrEnum):
    """What a slot is for. The two never compete: each has its own number a week (7.6)."""

    VISIT = "visit"  # with a physician, at the clinic
    SESSION = "session"  # of the programme itself, in person


class OfferState(StrEnum):
    """Where an offered slot stands; all but the first two are its end."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"  # this time does not suit
    LAPSED = "lapsed"  # nobody answered in time
    CANCELLED_PATIENT = "cancelled-patient"
    CANCELLED_CLINIC = "cancelled-clinic"
    NO_SHOW = "no-show"
    SEEN = "seen"


class OfferAct(StrEnum):
    """What happens to an offered slot."""

    OFFER = "offer"
    ACCEPT = "accept"
    DECLINE = "decline"
    LAPSE = "lapse"
    CANCEL_PATIENT = "cancel-patient"
    CANCEL_CLINIC = "cancel-clinic"
    NO_SHOW = "no-show"
    SEE = "see"


class Answered(StrEnum):
    """By which way somebody answered an offer."""

    PAGE = "page"
    PHONE = "phone"  # to a member of staff, who answered for them
    STAFF = "staff"  # no answer: an act of the clinic
    SYSTEM = "system"


class Taken(StrEnum):
    """Why a slot cannot be offered to this request; each has its sentence."""

    CALL_FIRST = "call-first"  # what was reported is talked about first (5.4)
    EMERGENCY = "emergency"  # a verified emergency never queues
    RESERVED = "slot-reserved"  # kept for who is verified urgent
    HELD = "slot-held"
    WITHDRAWN = "slot-withdrawn"
    PAST = "slot-past"
    WRONG_KIND = "slot-wrong-kind"
    ELSEWHERE = "slot-elsewhere"
    OVER = "request-over"
    PLACED = "request-placed"  # a slot is offered or booked already
    OFFER_OVER = "offer-over"
    TOO_EARLY = "too-early"  # nobody was seen, or missed it, before its time


class Trigger(StrEnum):
    """Why somebody is invited to an in-person session (clinical content 7.6)."""

    TWELVE_WEEKS = "twelve-weeks"
    ADVICE = "advice"  # a recommendation of the library
    MEDICINE = "medicine"
    UNCLEAR = "unclear"
    LONG_UNSEEN = "long-unseen"
    WISH = "wish"

    @property
    def kept(self) -> "Trigger":
        """What an invitation says of it: that a talk and a report differed is the manager's to
        know, and reads like any advice to come (clinical content 5.1)."""
        return Trigger.ADVICE if self is Trigger.UNCLEAR else self


class SessionState(StrEnum):
    """Where an invitation to a session stands."""

    INVITED = "invited"
    HELD = "held"
    DECLINED = "declined"
    CANCELLED = "cancelled"


class SessionPart(StrEnum):
    """What is written down at a session, each by itself and as often as it changes."""

    BODY = "body"  # height and weight
    LOOKS = "looks"  # what was looked at under supervision
    TOLD = "told"  # medicines as the packages say, worries
    TOGETHER = "together"  # somebody sits beside while the patient fills in the form
    HEARD = "heard"  # what was heard about the last report
    PLAN = "plan"  # what was agreed


class VisitOutcome(StrEnum):
    """What a physician did at a visit (ux 2.3, resolution 30)."""

    MEDICINE = "medicine"
    TESTS = "tests"
    ADVICE = "advice"  # rehabilitation or daily life
    NO_CHANGE = "no-change"

    @property
    def changes(self) -> bool:
        """Whether something was changed."""
        return self is not VisitOutcome.NO_CHANGE


class NotTold(StrEnum):
    """Why the patient is not told a line about a visit."""

    TOLD_IN_PERSON = "told-in-person"
    RESULTS_FIRST = "results-first"  # when the results are there
    FAMILY_WISH = "family-wish"
    OTHER = "other"

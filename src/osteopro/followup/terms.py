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
    ANSWER = "answer"  # a physician answered: the patient is to be told
    LEAVING = "leaving"  # somebody left by themselves, or fell silent
    CRITERIA = "criteria"  # no longer fits the programme: for a clinician to decide
    CALL = "call"  # a record that comes by phone, that did not come, or a call asked for
    LOCKED = "locked"  # a link or card was locked after wrong birth dates
    VERIFY = "verify"  # a report to talk about on the phone (clinical content 9.4)
    REQUEST = "request"  # advice or a visit that the patient asked for
    VISIT = "visit"  # a place was offered or booked: for the patient's answer, or for the day


class GentleAnswerCode(StrEnum):
    """What was said to the one question before a report is sent (clinical content 5.3)."""

    SAME = "same"
    CHANGE = "change"
    EVENT = "event"


class Agrees(StrEnum):
    """Whether a report and the talk about it say the same."""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"


class Doubt(StrEnum):
    """Why a clinician looks again at whether somebody fits the programme (clinical content 6.2)."""

    AGE = "criteria-age"
    EXCLUSION = "criteria-exclusion"


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
        return _RANKS[self]


_RANKS = {lane: rank for rank, lane in enumerate(Lane)}


class Outcome(StrEnum):
    """How a record ends (design invariant 6)."""

    REPLIED = "replied"
    CALLED = "called"
    ESCALATED = "escalated"
    NO_REPLY = "no-reply"


class NoReplyReason(StrEnum):
    """Why a routine or superseded record, or a message, needs no reply (resolution 23)."""

    DUPLICATE = "duplicate"
    AMENDED = "amended"
    ANSWERED_BY_CALL = "answered-by-call"
    TEST = "test"
    DIED = "died"
    THANKS = "thanks"  # a message that only says thank you; never a record


class EmergencyOutcome(StrEnum):
    """How an emergency ended (clinical content 3.1); nothing else closes one."""

    WENT_TO_ER = "went-to-ER"
    AMBULANCE = "ambulance"
    SEEN = "seen"
    FALSE_ENTRY = "false-entry"  # confirmed by phone
    UNREACHABLE = "unreachable-escalated"


class CameOf(StrEnum):
    """What came of an alert (clinical content 10, I-6); everything but nothing is acting on it."""

    ADVICE_CHANGED = "advice-changed"
    CONTACT = "contact"  # contact made, with action
    REFERRED = "referred"
    SEEN = "seen"  # a doctor saw them
    NOTHING = "nothing"  # looked at, nothing was needed


class ProblemEnd(StrEnum):
    """Why a known problem rests no more before its day."""

    WORSE = "worse"
    BY_HAND = "by-hand"
    AGAIN = "again"  # paused anew


class CallOutcome(StrEnum):
    """What came of one attempt to phone (clinical content 7.5)."""

    REACHED = "reached"
    NO_ANSWER = "no-answer"
    BUSY = "busy"
    WRONG_NUMBER = "wrong-number"
    REFUSED = "refused"
    HOSPITAL = "hospital"  # the patient is in hospital
    POSTPONED = "postponed"  # asked to be phoned at another time
    CUT_OFF = "cut-off"  # ended before the last question


class CallKind(StrEnum):
    """What a call is for."""

    TALK = "talk"
    RECORD = "record"  # to take a record (clinical content 9)
    MET = "met"  # no call: they talked face to face, at a session


class AdviceWord(StrEnum):
    """What a patient says about advice: whether it was tried, asked in the next record, and how
    they stand with it, said on their own page."""

    HELPED = "helped"
    NO_HELP = "nohelp"
    NOT_TRIED = "not"
    DOING = "doing"
    CANNOT = "cannot"


TRIED = (AdviceWord.HELPED, AdviceWord.NO_HELP, AdviceWord.NOT_TRIED)
STANDING = (AdviceWord.DOING, AdviceWord.CANNOT)


class AdviceBar(StrEnum):
    """Why an advice is not sent as it was chosen, besides what bars it for the patient
    (`triage.terms.Barrier`)."""

    UNKNOWN = "advice-unknown"
    NOT_IN_REPLY = "advice-not-in-reply"  # its approved text is not in the reply
    TOO_MANY = "advice-too-many"
    SENT_LATELY = "advice-sent-lately"  # proposed before, and sent by somebody meanwhile
    NOT_CHECKED = "advice-not-checked"  # exercise after a fracture
    NO_OWN_LINE = "advice-no-own-line"  # nothing in the reply was written by a person


class Privacy(StrEnum):
    """Whether the patient could speak freely (clinical content 9.1, rule 8)."""

    NOT_ASKED = ""
    ALONE = "alone"
    NOT_ALONE = "not-alone"


class Deviation(StrEnum):
    """Where a caller left the script (clinical content 9.1, 9.3)."""

    OTHER_WORDS = "other-words"  # rule 1
    OPTIONS_NOT_READ = "options-not-read"  # rule 2
    SUGGESTED = "suggested"  # rule 3
    FAMILY_SPOKE = "family-spoke"  # rule 7
    NOT_PRIVATE = "not-private"  # rule 8


class NextStep(StrEnum):
    """What follows when somebody is to be phoned (clinical content 7.5)."""

    CALL = "call"
    CALL_BACK = "call-back"  # at the time they asked for
    GO_ON = "go-on"  # the call was cut off: at the same question
    CHECK_NUMBER = "check-number"
    ASK_CONTACT = "ask-contact"  # nobody answered often enough: their emergency contact
    LEAVE_BE = "leave-be"  # refused: not again before the next record is due
    IN_HOSPITAL = "in-hospital"  # ask the ward or the family, offer a pause
    NOTE_OUTCOME = "note-outcome"  # an urgent record was spoken about: how did it end


class DueStatus(StrEnum):
    """Where somebody stands with their next record (clinical content 7.4)."""

    NOT_YET = "not-yet"
    OPEN = "open"  # the window has opened
    DUE = "due"
    LATE = "late"
    MISSED = "missed"


class IntervalReason(StrEnum):
    """Why somebody is asked every so many days (clinical content 7.2)."""

    FIRST_WEEKS = "first-weeks"
    URGENT = "urgent"
    ATTENTION_TWICE = "attention-twice"
    FRACTURE = "fracture"
    FALL_INJURY = "fall-injury"
    MEDICINE_CHANGED = "medicine-changed"
    LOW_MOOD = "low-mood"
    PATIENT_OFTEN = "patient-often"
    PATIENT_SELDOM = "patient-seldom"
    STEADY = "steady"
    QUIET_WEEK = "quiet-week"
    MANAGER = "manager"
    AS_BEFORE = "as-before"  # a manager's wish was taken back and no rule says otherwise


class WishOf(StrEnum):
    """Whose wish for an interval it is."""

    MANAGER = "manager"
    PATIENT = "patient"


class PauseReason(StrEnum):
    """Why somebody takes a break (clinical content 6.5)."""

    HOLIDAY = "holiday"
    HOSPITAL = "hospital"
    OTHER = "other"


class AwayReason(StrEnum):
    """Why a member of staff is away."""

    LEAVE = "leave"
    ILLNESS = "illness"
    TRAINING = "training"
    OTHER = "other"


class MoveReason(StrEnum):
    """Why patients get another manager or backup."""

    STAFF = "staff"  # somebody leaves or changes their post
    BALANCE = "balance"  # panels of equal size
    WISH = "wish"  # the patient asked for it
    OTHER = "other"


class Lesson(StrEnum):
    """The pages of the welcome, in their order (ux 2.1)."""

    LOOK = "look"  # text size and sound
    PEOPLE = "people"  # who helps
    REACH = "reach"  # how we may reach them, and what they agreed to
    HONEST = "honest"  # the cards about honest answers


class Company(StrEnum):
    """With whom somebody tried it out."""

    ALONE = "alone"
    HELPER = "helper"
    STAFF = "staff"  # on the phone with their manager


class FirstLink(StrEnum):
    """When somebody who joins gets their first personal link."""

    NOW = "now"  # they are here and wait for it
    BY_DAY = "by-day"  # as soon as it is no quiet hour
    REMINDER = "reminder"  # with the reminder of the first record


class RequestKind(StrEnum):
    """What a patient may ask for, apart from any symptom (clinical content 1.3, 3.2)."""

    ADVICE = "advice"
    CALL = "call"
    VISIT = "visit"


class RequestState(StrEnum):
    """Where a request stands; all but the first five are its end."""

    OPEN = "open"
    CALLING = "calling"  # the patient is phoned before it is decided
    WAITING = "waiting"  # a visit that will be booked; the next contact has a day
    OFFERED = "offered"  # a place for a visit, which the patient has not answered
    BOOKED = "booked"
    ANSWERED = "answered"
    CALLED = "called"
    SEEN = "seen"  # by a physician
    HANDED_ON = "handed-on"  # to a physician
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"  # by the patient


class RequestAct(StrEnum):
    """What happens to a request."""

    REPLY = "reply"
    CALL = "call"  # spoken about on the phone, and settled there
    HAND_ON = "hand-on"
    CALL_FIRST = "call-first"
    SPOKE = "spoke"  # a call that was to be made reached the patient
    WAIT = "wait"
    OFFER = "offer"  # a place for a visit
    BOOK = "book"
    RELEASE = "release"  # the place is gone: it waits as before
    SEE = "see"
    DECLINE = "decline"
    WITHDRAW = "withdraw"


class AskedIn(StrEnum):
    """The way by which a request came."""

    RECORD = "record"
    PAGE = "page"
    TEXT = "text"  # a text message
    DOCTOR = "doctor"  # a physician wants to see them


class VisitReason(StrEnum):
    """Why somebody wants to see a doctor: the codes of the record's own question."""

    PAIN = "pain"
    MEDICINE = "med"
    CHECK = "check"
    WORRY = "worry"
    OTHER = "other"


class Possible(StrEnum):
    """When somebody can come or be phoned."""

    ANY = "any"
    MORNING = "morning"
    AFTERNOON = "afternoon"


class Companion(StrEnum):
    """Who comes along to a visit."""

    ALONE = "alone"
    FAMILY = "family"
    NEEDS_HELP = "needs-help"  # on the way and in the hospital


class DeclineReason(StrEnum):
    """Why a request is not granted."""

    NO_ROOM = "no-room"
    SEEN_ALREADY = "seen-already"
    ELSEWHERE = "elsewhere"
    NOT_REACHED = "not-reached"
    OTHER = "other"


class CheckedHow(StrEnum):
    """How the team knew that it was the patient who asked for a copy."""

    ID_CARD = "id-card"
    KNOWN = "known"
    CALL_BACK = "call-back"  # phoned the number on file and heard the birth year


class CopySpan(StrEnum):
    """How much of the record a printed copy holds."""

    NEWEST = "newest"
    ALL = "all"


class CopyRefusal(StrEnum):
    """Why a printed copy is not made."""

    NOT_THEIRS = "not-theirs"
    NOT_YET = "not-yet"

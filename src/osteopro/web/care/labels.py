"""Codes in the words of staff."""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _

from osteopro.access.terms import Scope
from osteopro.enrolment.terms import Decision, How
from osteopro.followup.terms import (
    AwayReason,
    CallOutcome,
    Company,
    Deviation,
    EmergencyOutcome,
    IntervalReason,
    ItemKind,
    Lane,
    Lesson,
    MoveReason,
    NextStep,
    NoReplyReason,
    Outcome,
    PauseReason,
)
from osteopro.instruments.terms import Kind, Mode, Reason
from osteopro.patients.terms import (
    CallTime,
    Channel,
    Education,
    Relation,
    Sex,
)
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level

LEVELS: Mapping[Level, object] = {
    Level.EMERGENCY: _("Emergency"),
    Level.URGENT: _("Urgent"),
    Level.ATTENTION: _("Attention"),
    Level.ROUTINE: _("Routine"),
}
LANES: Mapping[Lane, object] = {
    Lane.NOW: _("Now"),
    Lane.TODAY: _("Today"),
    Lane.REPLY: _("To reply"),
    Lane.LATE: _("Late or missed"),
}
# What stands in the worklist besides fired rules.
REMARKS: Mapping[str, object] = {
    "wish-advice": _("wants advice"),
    "wish-call": _("wants a phone call"),
    "wish-visit": _("wants to see a doctor"),
    "why-pain": _("because of pain"),
    "why-med": _("about medicines"),
    "why-check": _("for a check, prescription or injection"),
    "why-worry": _("is worried"),
    "why-other": _("for another reason"),
    "request-again": _("asked again"),
    "request-call-first": _("phone first, then decide about the request"),
    "request-after-call": _("phoned; now to be decided"),
    "request-waits": _("to be booked; next contact that day"),
    "visit-offered": _("time for a visit offered; waits for the answer"),
    "visit-booked": _("visit booked"),
    "visit-time-declined": _("the offered time does not suit"),
    "visit-offer-lapsed": _("no answer to the offered time"),
    "visit-cancelled-patient": _("the patient cancelled the visit"),
    "visit-cancelled-clinic": _("the clinic cancelled the visit"),
    "session-offered": _("time for an in-person session offered; read it out"),
    "session-cancelled": _("the clinic cancelled the session; tell the patient"),
    "visit-no-show": _("did not come to the visit"),
    "amended": _("corrected by the patient"),
    "stopped": _("form not finished"),
    "not-understood": _("did not understand the reply"),
    "difficult": _("finds the advice hard to do"),
    "advice-cannot": _("cannot do an advice"),
    "message": _("wrote a message"),
    "message-body": _("wrote how they feel"),
    "message-medicine": _("wrote about medicines"),
    "message-visit": _("wrote about a visit"),
    "message-phone": _("wrote about using the phone"),
    "message-other": _("wrote about something else"),
    "undelivered": _("message not delivered"),
    "alert-undelivered": _("an alert reached nobody"),
    "locked-out": _("wrong birth date five times: link or card locked"),
    "talk-about-report": _("talk about this report on the phone"),
    "tell-by-phone": _("read the reply to the patient on the phone"),
    "tell-visit": _("remind of the booked visit on the phone"),
    "tell-new-manager": _("say in the next call who looks after them now"),
    "call-due": _("record due by phone"),
    "call-late": _("three days late, reminders did not help"),
    "call-urgent-late": _("urgent lately and now late"),
    "call-asked": _("asked to be phoned"),
    "call-silent": _("nothing heard for 42 days"),
    "left-by-choice": _("left the programme by their own choice"),
    "left-silent": _("nothing heard for 56 days, has left"),
    "criteria-age": _("over 80 now: a clinician decides"),
    "criteria-exclusion": _("an exclusion appeared: a clinician decides"),
    "offer-phone": _("ask whether to go on by phone"),
    "texts-stopped": _("wants no more messages"),
    "escalation-waits": _("a question waits for the doctor"),
    "escalation-taken": _("the doctor read it and will answer"),
    "doctor-answered": _("the doctor answered: tell the patient"),
    "consent-withdrawn": _("took back a consent that taking part needs"),
    "again": _("open again"),
    "awaits-understood": _("answered, waits for “understood”"),
}
KINDS: Mapping[ItemKind, object] = {
    ItemKind.RECORD: _("Record to review"),
    ItemKind.SILENCE: _("No record came"),
    ItemKind.MESSAGE: _("Message to answer"),
    ItemKind.DELIVERY: _("Message not delivered"),
    ItemKind.TELL: _("To read out"),
    ItemKind.CONSENT: _("Consent taken back"),
    ItemKind.ESCALATION: _("Question to a doctor"),
    ItemKind.ANSWER: _("Answer to pass on"),
    ItemKind.LEAVING: _("Has left"),
    ItemKind.CRITERIA: _("A clinician decides"),
    ItemKind.CALL: _("Call to make"),
    ItemKind.LOCKED: _("Link or card locked"),
    ItemKind.VERIFY: _("Report to talk about"),
    ItemKind.REQUEST: _("Request to answer"),
    ItemKind.VISIT: _("Visit offered or booked"),
}
FORMS: Mapping[Kind, object] = {
    Kind.RECORD: _("Symptoms"),
    Kind.QUALITY_OF_LIFE: _("Quality of life"),
    Kind.SCREEN: _("Mood questions"),
    Kind.DIARY: _("Diary"),
    Kind.EXIT: _("Experience"),
    Kind.PROVIDER: _("Survey of staff"),
}
NO_SCORE: Mapping[str, object] = {
    Reason.TOO_FEW_ANSWERS: _("too few answers"),
    Reason.TOO_FEW_DOMAINS: _("too few parts"),
    "no-pain-item": _("pain not answered"),
}
CHANNELS: Mapping[Channel, object] = {
    Channel.ONLINE: _("Online"),
    Channel.ONLINE_WITH_HELPER: _("Online with help"),
    Channel.PHONE: _("Phone only"),
}
LESSONS: Mapping[Lesson, object] = {
    Lesson.LOOK: _("Text size and sound"),
    Lesson.PEOPLE: _("Who helps"),
    Lesson.REACH: _("How we reach them"),
    Lesson.HONEST: _("Honest answers"),
}
COMPANY: Mapping[Company, object] = {
    Company.ALONE: _("alone"),
    Company.HELPER: _("with a helper"),
    Company.STAFF: _("with us on the phone"),
}
AUTHORS: Mapping[str, object] = {
    ByWhom.SELF: _("patient"),
    ByWhom.SELF_READ: _("read to the patient"),
    ByWhom.PROXY: _("by family"),
    ByWhom.STAFF_PHONE: _("told to staff"),
}
MODES: Mapping[str, object] = {
    Mode.ONLINE: _("Online"),
    Mode.PHONE: _("Phone"),
    Mode.IN_PERSON: _("In person"),
}
HOWS: Mapping[How, object] = {
    How.IN_PERSON: _("In person"),
    How.PHONE: _("On the phone"),
    How.PAPER: _("On paper"),
    How.OWN_PAGE: _("On the patient's own page"),
}
DECISIONS: Mapping[Decision, object] = {
    Decision.GIVEN: _("Agreed"),
    Decision.DECLINED: _("Did not agree"),
    Decision.WITHDRAWN: _("Withdrawn"),
}
CALLS: Mapping[CallOutcome, object] = {
    CallOutcome.REACHED: _("Spoke"),
    CallOutcome.NO_ANSWER: _("Nobody answered"),
    CallOutcome.BUSY: _("Line busy"),
    CallOutcome.WRONG_NUMBER: _("Wrong number"),
    CallOutcome.REFUSED: _("Did not want to talk"),
    CallOutcome.HOSPITAL: _("Is in hospital"),
    CallOutcome.POSTPONED: _("Asked for another time"),
    CallOutcome.CUT_OFF: _("Cut off"),
}
DEVIATIONS: Mapping[Deviation, object] = {
    Deviation.OTHER_WORDS: _("Said it in other words"),
    Deviation.OPTIONS_NOT_READ: _("Did not read all answers"),
    Deviation.SUGGESTED: _("Suggested an answer"),
    Deviation.FAMILY_SPOKE: _("Family answered some of it"),
    Deviation.NOT_PRIVATE: _("Others were listening"),
}
STEPS: Mapping[NextStep, object] = {
    NextStep.CALL: _("Phone"),
    NextStep.CALL_BACK: _("Phone at the time asked for"),
    NextStep.GO_ON: _("Go on where the call was cut off"),
    NextStep.CHECK_NUMBER: _("Find the right number"),
    NextStep.ASK_CONTACT: _("Ask the emergency contact"),
    NextStep.LEAVE_BE: _("Not again before the next record"),
    NextStep.IN_HOSPITAL: _("Ask the family, offer a pause"),
    NextStep.NOTE_OUTCOME: _("Spoken: note how it ended"),
}
CALL_TIMES: Mapping[CallTime, object] = {
    CallTime.MORNING: _("in the morning"),
    CallTime.NOON: _("at noon"),
    CallTime.AFTERNOON: _("in the afternoon"),
    CallTime.EVENING: _("in the evening"),
}
OUTCOMES: Mapping[Outcome, object] = {
    Outcome.REPLIED: _("Replied"),
    Outcome.CALLED: _("Spoke by phone"),
    Outcome.ESCALATED: _("Handed to a doctor"),
    Outcome.NO_REPLY: _("No reply needed"),
}
NO_REPLY: Mapping[NoReplyReason, object] = {
    NoReplyReason.DUPLICATE: _("Sent twice"),
    NoReplyReason.AMENDED: _("Corrected since"),
    NoReplyReason.ANSWERED_BY_CALL: _("Already answered by phone"),
    NoReplyReason.TEST: _("A test"),
    NoReplyReason.DIED: _("Patient has died"),
}
EMERGENCY: Mapping[EmergencyOutcome, object] = {
    EmergencyOutcome.WENT_TO_ER: _("Went to the emergency room"),
    EmergencyOutcome.AMBULANCE: _("Ambulance came"),
    EmergencyOutcome.SEEN: _("Seen by a doctor"),
    EmergencyOutcome.FALSE_ENTRY: _("Wrong entry, confirmed by phone"),
    EmergencyOutcome.UNREACHABLE: _("Not reached, handed on"),
}
SCOPES: Mapping[Scope, object] = {
    Scope.READ: _("Read replies and changes"),
    Scope.ENTER: _("Fill in and write"),
    Scope.APPOINTMENTS: _("Arrange visits"),
}
RELATIONS: Mapping[Relation, object] = {
    Relation.DAUGHTER: _("Daughter"),
    Relation.SON: _("Son"),
    Relation.SPOUSE: _("Husband or wife"),
    Relation.CHILD_IN_LAW: _("Son- or daughter-in-law"),
    Relation.GRANDCHILD: _("Grandchild"),
    Relation.OTHER: _("Someone else"),
}
YES_NO: Mapping[str, object] = {"no": _("No"), "yes": _("Yes")}
INTERVAL_REASONS: Mapping[IntervalReason, object] = {
    IntervalReason.FIRST_WEEKS: _("first four weeks, and no rule says otherwise since"),
    IntervalReason.URGENT: _("urgent or emergency record in the last 14 days"),
    IntervalReason.ATTENTION_TWICE: _("attention twice in the last three records"),
    IntervalReason.FRACTURE: _("new fracture less than 6 weeks ago"),
    IntervalReason.FALL_INJURY: _("fall with injury less than 6 weeks ago"),
    IntervalReason.MEDICINE_CHANGED: _("bone medicine changed less than 4 weeks ago"),
    IntervalReason.LOW_MOOD: _("last mood screening was positive"),
    IntervalReason.PATIENT_OFTEN: _("the patient asked for it"),
    IntervalReason.PATIENT_SELDOM: _("the patient asked for it and nothing speaks for 7 days"),
    IntervalReason.STEADY: _("three routine records, symptoms steady, no fall in 28 days"),
    IntervalReason.QUIET_WEEK: _("a full week without urgency after asking every 7 days"),
    IntervalReason.MANAGER: _("set by the manager"),
    IntervalReason.AS_BEFORE: _("kept as before, no rule says otherwise"),
}
PAUSE_REASONS: Mapping[PauseReason, object] = {
    PauseReason.HOLIDAY: _("Away from home"),
    PauseReason.HOSPITAL: _("Hospital stay"),
    PauseReason.OTHER: _("Another reason"),
}
AWAY_REASONS: Mapping[AwayReason, object] = {
    AwayReason.LEAVE: _("Leave"),
    AwayReason.ILLNESS: _("Illness"),
    AwayReason.TRAINING: _("Training"),
    AwayReason.OTHER: _("Another reason"),
}
MOVE_REASONS: Mapping[MoveReason, object] = {
    MoveReason.BALANCE: _("Panels of equal size"),
    MoveReason.STAFF: _("Somebody leaves or changes their post"),
    MoveReason.WISH: _("The patient asked for it"),
    MoveReason.OTHER: _("Another reason"),
}
SEXES: Mapping[Sex, object] = {Sex.FEMALE: _("Female"), Sex.MALE: _("Male")}
EDUCATION: Mapping[Education, object] = {
    Education.UNKNOWN: _("Not known"),
    Education.PRIMARY: _("Primary school or less"),
    Education.JUNIOR_HIGH: _("Junior high school"),
    Education.SENIOR_HIGH: _("Senior high school"),
    Education.COLLEGE: _("College or more"),
}

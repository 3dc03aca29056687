"""From what was typed to the act, and from a refusal to one clear sentence at its field."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions, precision, suggesting
from osteopro.followup.actions import AdviceRefused, Answered, Chosen
from osteopro.followup.queries.review import Sitting
from osteopro.followup.terms import AdviceBar, CallOutcome
from osteopro.patients.labels import in_words
from osteopro.triage.medicine import Match
from osteopro.triage.terms import Barrier
from osteopro.ui.components import FieldError
from osteopro.web.care import quotes
from osteopro.web.care.typed import LONGEST, Typed
from osteopro.web.care.words import in_language, said, when

# Field and sentence for each way in which an ending can be refused.
REFUSALS: Mapping[str, tuple[str, object]] = {
    "emergency-needs-outcome": ("emergency", _("Say how the emergency ended.")),
    "reply-is-empty": ("text", _("Write at least one line.")),
    "call-not-reached": ("call", _("“Spoke by phone” needs a call that was answered.")),
    "call-needs-note": ("call_note", _("Write down what was said.")),
    "question-is-empty": ("question", _("Write the question for the doctor.")),
    "escalation-needs-physician": ("physician", _("Choose the doctor.")),
    "snippet-is-empty": ("text", _("Write a sentence.")),
    "snippet-too-long": ("text", _("At most 120 characters.")),
    "snippets-too-many": ("text", _("Thirty at most: take one away first.")),
    "no-reply-needs-reason": ("reason", _("Choose why no reply is needed.")),
    "no-reply-only-routine": ("outcome", _("Only a routine record may end without a reply.")),
    "no-reply-not-twice": ("reason", _("No second record came that day.")),
    "no-reply-not-corrected": ("reason", _("The patient did not correct this record.")),
    "false-entry-needs-call": (
        "emergency",
        _("A wrong entry has to be confirmed by phone: note the call first."),
    ),
    precision.UNSAID: (
        "came_of",
        _("Say what came of the alert: the reply alone does not. One key: v t d s x."),
    ),
    "problem-is-a-red-flag": ("problem", _("A red flag never rests.")),
    "problem-needs-reason": ("problem_reason", _("Write what is planned.")),
    "problem-in-the-past": ("problem_days", _("Choose for how long.")),
    "problem-too-long": ("problem_days", _("14 days at most.")),
    "physician-away": (
        "physician",
        _("This doctor is away and nobody stands in. Choose another one."),
    ),
    "answer-is-empty": ("answer", _("Write what the doctor answered.")),
    "level-is-the-same": ("level", _("Choose another level.")),
    "level-needs-reason": ("level_reason", _("Write why the level changes.")),
    "level-down-needs-call": (
        "level",
        _("Talk with the patient first and note the call; then the level can go down."),
    ),
    "interval-needs-reason": ("interval_reason", _("Write why.")),
    "pause-in-the-past": ("pause_until", _("Choose today or a later day.")),
    "pause-too-long": ("pause_until", _("A pause lasts 90 days at most.")),
    "request-needs-answer": (
        "outcome",
        _("A request is answered: reply, phone, hand it on, or say why it cannot be granted."),
    ),
    "message-needs-outcome": ("outcome", _("A message is answered in the conversation.")),
    "no-reply-not-a-message": ("reason", _("This is for messages only.")),
    "request-is-over": ("outcome", _("This request has ended meanwhile.")),
    "request-is-a-call": ("outcome", _("A call is what was asked for.")),
    "only-a-visit-waits": ("contact", _("Only a visit can wait to be booked.")),
    "visit-is-placed": (
        "outcome",
        _("A time is offered or booked for this visit: go on under Appointments."),
    ),
    "visit-has-no-place": ("outcome", _("The time for this visit was given back meanwhile.")),
    "contact-in-the-past": ("contact", _("Choose a day after today.")),
    "contact-too-late": ("contact", _("Choose a day within four weeks.")),
    "contact-closed": ("contact", _("The clinic is closed on that day.")),
    "not-in-programme": ("do", _("The patient does not take part at present.")),
    "leave-needs-state": ("state", _("Choose what happened.")),
    "leave-unknown-reason": ("main", _("Choose a reason.")),
    "leave-needs-reason": ("main", _("Choose a reason.")),
    "leave-needs-clinician": ("main", _("Only a physician or the lead decides this. Ask them.")),
    "leave-needs-handover": ("note", _("Write to whom the care is handed over.")),
    "leave-needs-day": ("died_on", _("Enter the day of death.")),
    "leave-day-ahead": ("died_on", _("This date is in the future.")),
    "criteria-need-reason": ("note", _("Write why.")),
    "talk-pain-range": ("pain_rest", _("Pain is a number from 0 to 10.")),
    "talk-needs-note": ("note", _("The level goes up: write what you heard.")),
    "talk-needs-answers": ("do", _("Note what you heard on the page of the talk.")),
    "pause-not-in-programme": ("pause_until", _("The patient does not take part at present.")),
}


ADVICE_BARS: Mapping[AdviceBar | Barrier, object] = {
    AdviceBar.UNKNOWN: _("The library has no advice “%(title)s”."),
    AdviceBar.NOT_IN_REPLY: _(
        "“%(title)s” does not stand in the reply as it was approved. Insert it again or untick it."
    ),
    AdviceBar.NO_OWN_LINE: _("Add a line of your own: no reply is made of advice alone."),
    AdviceBar.TOO_MANY: _("Three pieces of advice at most: untick the others."),
    AdviceBar.SENT_LATELY: _(
        "“%(title)s” was sent %(when)s. To send it again, pick it from the library."
    ),
    Barrier.URGENT: _("“%(title)s” is not sent while something urgent is open."),
    Barrier.FLAG: _("“%(title)s” is not for this patient: %(flags)s."),
    Barrier.ANSWERS: _("“%(title)s” is not for this patient after what was reported lately."),
    Barrier.UNCLEAR: _("It cannot be told whether “%(title)s” is safe for this patient."),
}


def refused(code: str) -> FieldError:
    """What to say at which field."""
    field, sentence = REFUSALS[code]
    return FieldError(field, str(sentence))


def mistakes(typed: Typed, sitting: Sitting) -> list[FieldError]:
    """What can be said before trying: every mistake at once."""
    found = []
    if typed.outcome is None:
        found.append(FieldError("outcome", gettext("The outcome is missing.")))
    found += too_long("text", body(typed, sitting))
    given = (sitting.help.choice(each.code) for each in chosen(typed))
    if not typed.checked and any(each is not None and each.needs_check for each in given):
        found.append(FieldError("checked", _unchecked()))
    return found


def chosen(typed: Typed) -> list[Chosen]:
    """The advice of the reply, proposed and picked by hand, each once."""
    codes = dict.fromkeys(typed.advice, False) | dict.fromkeys(typed.picked, True)
    return [Chosen(code, by_hand) for code, by_hand in codes.items()]


def refused_advice(refusal: AdviceRefused, sitting: Sitting) -> FieldError:
    """Why an advice was not sent, by its title, and what to do."""
    if refusal.bar is AdviceBar.NOT_CHECKED:
        return FieldError("checked", _unchecked())
    values = {
        "title": said(refusal.title),
        "flags": in_words(refusal.flags),
        "when": when(refusal.sent_at, sitting.clinic.zone, clock.now()) if refusal.sent_at else "",
    }
    field = "text" if refusal.bar is AdviceBar.NO_OWN_LINE else "advice"
    return FieldError(field, str(ADVICE_BARS[refusal.bar]) % values)


def _unchecked() -> str:
    return gettext("Exercise after a fracture: check with the doctor first, then tick here.")


def too_long(field: str, text: str, limit: int = LONGEST) -> list[FieldError]:
    """What to say about a text beyond `limit` characters; nothing when it fits."""
    over = len(text.strip()) - limit
    if over <= 0:
        return []
    return [FieldError(field, gettext("That is %(n)s characters too long.") % {"n": over})]


def long_notes(typed: Typed) -> list[FieldError]:
    """Every text beside the reply that is too long, whatever button was pressed."""
    texts = {
        "call_note": typed.call_note,
        "question": typed.question,
        "level_reason": typed.level_reason,
    }
    return [error for field, text in texts.items() for error in too_long(field, text)]


def body(typed: Typed, sitting: Sitting) -> str:
    """The reply as typed; without scripts the chosen advice is put below it here."""
    text = typed.text.strip()
    if not typed.scriptless:
        return text
    given = [sitting.help.choice(each.code) for each in chosen(typed)]
    texts = [each.text for each in given if each is not None]
    texts += [suggesting.medicine_reply()] if typed.medicine else []
    added = [in_language(each, sitting.language) for each in texts]
    return "\n".join([*filter(None, [text]), *(each for each in added if each not in text)])


def send(by: Actor, typed: Typed, sitting: Sitting) -> Answered:
    """End the record as typed. Raises what `record_review` raises."""
    ending = typed.ending
    if ending is None:
        raise ValueError("no outcome")
    text = body(typed, sitting)
    return actions.record_review(
        by=by,
        patient_id=sitting.patient_id,
        occasion=sitting.occasion,
        ending=replace(ending, body=text),
        versions=typed.versions,
        quote=quotes.chosen(sitting, typed.quote) if text else "",
        advice=chosen(typed),
        checked=typed.checked,
        approved=suggesting.approved_texts(),
        physician=typed.physician if typed.physician in sitting.physicians else None,
        key=typed.key,
    )


def reached_call(sitting: Sitting) -> int | None:
    """The latest call in which this patient was spoken to since the record came."""
    since = sitting.item.opened_at if sitting.item else None
    for call in sitting.calls:
        about_it = call.occasion in (None, sitting.occasion)
        if call.outcome == CallOutcome.REACHED and about_it and since and call.at >= since:
            return call.call_id
    return None


def stopped(found: Sequence[Match]) -> str:
    """What held a reply back, with the words that were matched, and what to do instead."""
    matched = (gettext("“%(words)s”") % {"words": each.text} for each in found)
    sentence = gettext(
        "The reply says %(words)s. Medicines cannot be changed from here: hand it to a doctor, "
        "or say the fixed sentence."
    )
    return sentence % {"words": gettext(", ").join(matched)}

"""Text messages that patients send back (resolution 10): a call, an end to reminders, words."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import State
from osteopro.followup import state, text_answers
from osteopro.followup.actions import delivering
from osteopro.followup.actions.asking import put_request
from osteopro.followup.actions.requesting import Wish, put
from osteopro.followup.actions.talking import hear
from osteopro.followup.inbound import Meant, meant
from osteopro.followup.models import CareState
from osteopro.followup.terms import AskedIn, ItemKind, RequestKind
from osteopro.followup.text_answers import Answer
from osteopro.messaging import actions as messaging_actions
from osteopro.patients import actions as patients_actions
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay

STOPPED = "texts-stopped"
# What a patient writes in a text message, as long as on their own pages.
LONGEST = 600


@journal.action
def receive_text(*, by: Actor, digest: str, phone: str, text: str) -> None:
    """Do what a text message asks for, once: `digest` names it.

    `phone` is E.164. A number that nobody in the programme has leaves no trace but the name.
    People who share a number are all meant; the answer goes to the number once.
    """
    if not messaging_actions.note_inbound(digest):
        journal.nothing_changed()
        return
    wanted = meant(text)
    answer = None
    for patient_id in _senders(phone):
        row = state.locked(patient_id)
        said = _WAYS[wanted](by, row, text.strip()[:LONGEST])
        row.save()
        answer = answer or said
    if answer is not None:
        messaging_actions.enqueue([text_answers.outgoing(answer)])
    journal.record("text.received", by=by, object_type="text", object_id=digest[:40], meant=wanted)


@journal.action
def note_delivery(*, by: Actor, reference: str, arrived: bool) -> None:
    """Keep what the operator says of a message; one that did not arrive comes to the manager.

    Raises messaging.actions.NoSuchReference.
    """
    lost = messaging_actions.note_delivery(by=by, reference=reference, arrived=arrived)
    if lost is not None:
        delivering.undelivered(by, lost)
    journal.nothing_changed()


def _senders(phone: str) -> list[int]:
    """Everybody with this number, in the order in which they are locked."""
    return [
        patient_id
        for patient_id in patients_queries.by_phone(phone)
        if enrolment_queries.state(patient_id) not in (None, State.DIED)
    ]


def _call(by: Actor, row: CareState, _text: str) -> Answer:
    put(by, row, Wish(RequestKind.CALL), AskedIn.TEXT)
    return Answer(row.patient_id, Meant.CALL)


def _stop(by: Actor, row: CareState, _text: str) -> Answer:
    """No more messages; the manager hears of it and may ask on the phone what would be better."""
    plan = patients_queries.contact_plan(row.patient_id)
    patients_actions.set_contact_plan(
        by=by, patient_id=row.patient_id, plan=replace(plan, reminders=ReminderWay.NONE)
    )
    source = f"{STOPPED}:{state.today(row).isoformat()}"
    put_request(row, ItemKind.MESSAGE, source, STOPPED, known_new=False, again=False)
    return Answer(row.patient_id, Meant.STOP)


def _words(by: Actor, row: CareState, text: str) -> Answer:
    """A message like one written on the patient's own page."""
    _message_id, heard = hear(by, row, text)
    return Answer(row.patient_id, Meant.WORDS, heard.message)


def _nothing(_by: Actor, _row: CareState, _text: str) -> None:
    return None


_WAYS: Mapping[Meant, Callable[[Actor, CareState, str], Answer | None]] = {
    Meant.CALL: _call,
    Meant.STOP: _stop,
    Meant.WORDS: _words,
    Meant.NOTHING: _nothing,
}

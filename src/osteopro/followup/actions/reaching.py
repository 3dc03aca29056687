"""How a patient reports and is reached."""

from dataclasses import replace

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.followup.actions.joining import send_link
from osteopro.followup.actions.requesting import Wish
from osteopro.followup.actions.wishing import make_request
from osteopro.followup.terms import RequestKind
from osteopro.patients import actions as patients_actions
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, ReminderWay


@journal.action
def choose_reminders(*, by: Actor, patient_id: int, way: ReminderWay) -> None:
    """Send reminders by this way from now on, or none: then a call takes their place.

    Under the patient's lock, so that a message on its way sees the choice or precedes it.
    """
    state.locked(patient_id)
    plan = patients_queries.contact_plan(patient_id)
    patients_actions.set_contact_plan(
        by=by, patient_id=patient_id, plan=replace(plan, reminders=way)
    )
    journal.nothing_changed()


@journal.action
def choose_way(*, by: Actor, patient_id: int, way: ReminderWay) -> None:
    """The patient's own choice: messages by this way, or to be phoned instead.

    Who would rather be phoned reports by phone from now on: the call comes on the day a record
    is due, and not after three messages. Another way brings who was phoned back to the pages.
    """
    choose_reminders(by=by, patient_id=patient_id, way=way)
    if way == ReminderWay.NONE:
        set_channel(by=by, patient_id=patient_id, channel=Channel.PHONE)
    elif Channel(state.locked(patient_id).channel) == Channel.PHONE:
        set_channel(by=by, patient_id=patient_id, channel=Channel.ONLINE)
    journal.nothing_changed()


@journal.action
def set_channel(*, by: Actor, patient_id: int, channel: Channel) -> None:
    """Report this way from now on (clinical content 6.1): by phone, online, or with a helper.

    Who comes from the phone to the pages gets a personal link.
    """
    row = state.locked(patient_id)
    before = Channel(row.channel)
    if before == channel:
        journal.nothing_changed()
        return
    patients_actions.set_channel(by=by, patient_id=patient_id, channel=channel)
    row.channel = channel
    row.save(update_fields=["channel"])
    if before == Channel.PHONE:
        send_link(by=by, patient_id=patient_id)


@journal.action
def request_call(*, by: Actor, patient_id: int) -> None:
    """The patient would rather be phoned."""
    make_request(by=by, patient_id=patient_id, wanted=Wish(RequestKind.CALL))
    journal.nothing_changed()

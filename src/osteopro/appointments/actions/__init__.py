"""Everything that changes slots, offers, sessions and outcomes, by name."""

from osteopro.appointments.actions.answering import (
    accept_offer,
    cancel_by_clinic,
    cancel_by_patient,
    decline_offer,
    free_place,
    lapse_offer,
    note_came,
    note_no_show,
    undo_answer,
    withdraw_visit_request,
)
from osteopro.appointments.actions.entering import (
    Entered,
    NoSuchSlot,
    add_slots,
    keep_slot,
    withdraw_slot,
)
from osteopro.appointments.actions.holding import (
    Down,
    hold_session,
    note_body,
    note_heard,
    note_looks,
    note_told,
    sit_together,
    write_down,
)
from osteopro.appointments.actions.inviting import close_session, invite, put_aside
from osteopro.appointments.actions.moving import NoSuchOffer
from osteopro.appointments.actions.offering import NoSuchSession, offer_session, offer_slot
from osteopro.appointments.actions.reminding import ask_to_phone, end_call
from osteopro.appointments.actions.visiting import (
    NoSuchVisit,
    Outcome,
    record_outcome,
    undo_outcome,
    words_for,
)

__all__ = [
    "Down",
    "Entered",
    "NoSuchOffer",
    "NoSuchSession",
    "NoSuchSlot",
    "NoSuchVisit",
    "Outcome",
    "accept_offer",
    "add_slots",
    "ask_to_phone",
    "cancel_by_clinic",
    "cancel_by_patient",
    "close_session",
    "decline_offer",
    "end_call",
    "free_place",
    "hold_session",
    "invite",
    "keep_slot",
    "lapse_offer",
    "note_body",
    "note_came",
    "note_heard",
    "note_looks",
    "note_no_show",
    "note_told",
    "offer_session",
    "offer_slot",
    "put_aside",
    "record_outcome",
    "sit_together",
    "undo_answer",
    "undo_outcome",
    "withdraw_slot",
    "withdraw_visit_request",
    "words_for",
    "write_down",
]

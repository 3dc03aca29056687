"""Offering a slot: always by a person, never on a report that nobody talked about (5.4)."""

from uuid import UUID, uuid4

from osteopro import clock
from osteopro.appointments import facts, priority, rules
from osteopro.appointments.actions.entering import NoSuchSlot
from osteopro.appointments.actions.moving import Said, follow, move, note_offered, notices_of
from osteopro.appointments.models import Offer, OfferEvent, Session, Slot
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import (
    Answered,
    OfferAct,
    OfferState,
    Place,
    SlotKind,
    Taken,
)
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.followup.actions import AlreadySent, NoSuchRequest
from osteopro.followup.models import CareState, Request
from osteopro.followup.terms import RequestKind
from osteopro.triage.terms import Level


class NoSuchSession(LookupError):
    """This patient has no such invitation."""


@journal.action
def offer_slot(
    *, by: Actor, patient_id: int, request_id: int, slot_id: int, key: UUID, agreed: bool = False
) -> int:
    """Offer a slot to who asked for a visit; returns the offer's id.

    With `agreed` the patient said yes on the phone and it is booked at once. The same form
    (`key`) again changes nothing; for another slot AlreadySent. Raises Refused with a code of
    `Taken`: above all no slot on an unverified report, which is talked about first.
    """
    row = state.locked(patient_id)
    if (earlier := _before(key, patient_id, slot_id)) is not None:
        return earlier
    request = _request(patient_id, request_id)
    slot = _slot(row, slot_id, SlotKind.VISIT)
    _allow(request_id, slot)
    return _offer(by, row, Offer(slot=slot, request=request), key, agreed=agreed)


@journal.action
def offer_session(
    *, by: Actor, patient_id: int, session_id: int, slot_id: int, key: UUID, agreed: bool = False
) -> int:
    """Offer a slot of its own kind to somebody invited to a session; as `offer_slot`.

    A session is part of the programme: it waits for no talk and takes nobody's visit (7.6).
    """
    row = state.locked(patient_id)
    if (earlier := _before(key, patient_id, slot_id)) is not None:
        return earlier
    session = Session.objects.filter(pk=session_id, patient_id=patient_id).first()
    if session is None:
        raise NoSuchSession(session_id)
    if session.closed_at is not None:
        raise Refused(Taken.OVER)
    if Offer.objects.filter(session=session, state__in=rules.LIVE).exists():
        raise Refused(Taken.PLACED)
    slot = _slot(row, slot_id, SlotKind.SESSION)
    return _offer(by, row, Offer(slot=slot, session=session), key, agreed=agreed)


def _offer(by: Actor, row: CareState, offer: Offer, key: UUID, *, agreed: bool) -> int:
    """Store the offer in its slot, which is locked and free."""
    now, service = clock.now(), state.clinic(row).service
    offer.uid, offer.patient_id, offer.at = uuid4(), row.patient_id, now
    offer.state = OfferState.OFFERED
    offer.answer_by = rules.answer_by(now, offer.slot.starts_at, service)
    offer.save()
    note_offered(by, offer, Said(Answered.STAFF, key))
    follow(by, row, offer, OfferAct.OFFER)
    if agreed:
        move(by, row, offer, OfferAct.ACCEPT, Said(Answered.PHONE))
    else:
        notices_of(row, offer, OfferAct.OFFER)
    row.save()
    return offer.pk


def _before(key: UUID, patient_id: int, slot_id: int) -> int | None:
    earlier = OfferEvent.objects.select_related("offer").filter(key=key).first()
    if earlier is None:
        return None
    if (earlier.offer.patient_id, earlier.offer.slot_id) != (patient_id, slot_id):
        raise AlreadySent(key)
    journal.nothing_changed()
    return earlier.offer_id


def _request(patient_id: int, request_id: int) -> Request:
    request = Request.objects.filter(
        pk=request_id, patient_id=patient_id, kind=RequestKind.VISIT
    ).first()
    if request is None:
        raise NoSuchRequest(request_id)
    if request.closed_at is not None:
        raise Refused(Taken.OVER)
    if Offer.objects.filter(request=request, state__in=rules.LIVE).exists():
        raise Refused(Taken.PLACED)
    return request


def _slot(row: CareState, slot_id: int, kind: SlotKind) -> Slot:
    """The slot, locked: two managers at once are served one after the other."""
    slot = Slot.objects.select_for_update().filter(pk=slot_id).first()
    if slot is None:
        raise NoSuchSlot(slot_id)
    if slot.withdrawn_at is not None:
        raise Refused(Taken.WITHDRAWN)
    if slot.starts_at <= clock.now():
        raise Refused(Taken.PAST)
    if slot.kind != kind:
        raise Refused(Taken.WRONG_KIND)
    if slot.site_id != row.site_id:
        raise Refused(Taken.ELSEWHERE)
    if Offer.objects.filter(slot=slot, released_at__isnull=True).exists():
        raise Refused(Taken.HELD)
    return slot


def _allow(request_id: int, slot: Slot) -> None:
    """Raise Refused where the order gives this request no such slot."""
    known = facts.facts(facts.wanted([request_id]))[request_id]
    if known.verified is Level.EMERGENCY:
        raise Refused(Taken.EMERGENCY)
    place = priority.place(known)
    if place is Place.CALL_FIRST:
        raise Refused(Taken.CALL_FIRST)
    if slot.reserved and place is not Place.RESERVED:
        raise Refused(Taken.RESERVED)

"""What becomes of an offer: answered, given back, missed, kept. A place that is given back is
free at once, and who asked keeps the day on which they asked."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db.models import Q

from osteopro import clock
from osteopro.appointments import eve, rules
from osteopro.appointments.actions.entering import withdraw
from osteopro.appointments.actions.moving import Said, follow, locked, move, notices_of
from osteopro.appointments.models import Offer, OfferEvent, OfferEventVoid, Slot
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Answered, OfferAct, OfferState, Taken
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import contact, state
from osteopro.followup.actions import TooLateToUndo, call_first, withdraw_request, write_back
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import Possible
from osteopro.triage import queries as triage_queries
from osteopro.triage.listening import listen
from osteopro.triage.terms import Level

OtherTimes = Sequence[tuple[date, Possible]]


@journal.action
def accept_offer(
    *, by: Actor, patient_id: int, offer_id: int, way: Answered = Answered.PAGE
) -> None:
    """The patient comes at that time. Said twice it is said once. Raises NoSuchOffer, and Refused
    when the offer is over."""
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    if offer.state == OfferState.ACCEPTED:
        journal.nothing_changed()
        return
    if offer.slot.starts_at <= clock.now():
        raise Refused(Taken.PAST)
    move(by, row, offer, OfferAct.ACCEPT, Said(way))
    row.save()


@journal.action
def decline_offer(
    *,
    by: Actor,
    patient_id: int,
    offer_id: int,
    times: OtherTimes = (),
    words: str = "",
    way: Answered = Answered.PAGE,
) -> None:
    """This time does not suit; `times` are days and parts of days that would, most wanted first.

    Raises NoSuchOffer, and Refused when the offer is over.
    """
    _step(by, patient_id, offer_id, OfferAct.DECLINE, Said(way, None, _json(times), words))


@journal.action
def cancel_by_patient(
    *,
    by: Actor,
    patient_id: int,
    offer_id: int,
    times: OtherTimes = (),
    words: str = "",
    way: Answered = Answered.PAGE,
) -> None:
    """Somebody who had accepted cannot come; `times` as for `decline_offer`. Raises NoSuchOffer,
    Refused."""
    said = Said(way, None, _json(times), words)
    _step(by, patient_id, offer_id, OfferAct.CANCEL_PATIENT, said)


@journal.action
def cancel_by_clinic(
    *, by: Actor, patient_id: int, offer_id: int, words: str, keep_slot: bool
) -> None:
    """The clinic cannot keep it, or offered it by mistake; `words` are the reason, for staff.

    Unless `keep_slot` the slot is withdrawn with it. The patient is told. Raises NoSuchOffer,
    Refused.
    """
    if not words.strip():
        raise Refused("cancel-needs-reason")
    offer = _step(
        by, patient_id, offer_id, OfferAct.CANCEL_CLINIC, Said(Answered.STAFF, None, (), words)
    )
    _phone_who_has_no_screen(by, offer)
    if not keep_slot and offer.slot.withdrawn_at is None:
        withdraw(by, Slot.objects.select_for_update().get(pk=offer.slot_id))


@journal.action
def note_no_show(*, by: Actor, patient_id: int, offer_id: int) -> None:
    """Nobody came. The request waits again, with the day on which it was made."""
    _step(by, patient_id, offer_id, OfferAct.NO_SHOW, Said(Answered.STAFF))


@journal.action
def note_came(*, by: Actor, patient_id: int, offer_id: int) -> None:
    """They were seen; what came of it is the physician's to write down (`record_outcome`)."""
    _step(by, patient_id, offer_id, OfferAct.SEE, Said(Answered.STAFF))


@journal.action
def lapse_offer(*, by: Actor, patient_id: int, offer_id: int) -> bool:
    """Nobody answered in time: the place is free and the manager phones. False when somebody
    answered meanwhile."""
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    if offer.state != OfferState.OFFERED or clock.now() < offer.answer_by:
        journal.nothing_changed()
        return False
    move(by, row, offer, OfferAct.LAPSE, Said(Answered.SYSTEM))
    row.save()
    return True


@journal.action
def free_place(*, by: Actor, patient_id: int, offer_id: int) -> bool:
    """Somebody who is no longer to come holds a place: it is given back, and nobody is told."""
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    if offer.state not in rules.LIVE:
        journal.nothing_changed()
        return False
    move(by, row, offer, OfferAct.CANCEL_CLINIC, Said(Answered.SYSTEM))
    row.save()
    return True


@journal.action
def undo_answer(*, by: Actor, patient_id: int, offer_id: int) -> None:
    """Take back the last act on an offer, for a quarter of an hour, by who did it (ux R32).

    Raises NoSuchOffer, TooLateToUndo, and Refused when the place went to somebody else or
    another one was offered meanwhile.
    """
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    standing = list(OfferEvent.objects.filter(offer=offer, void__isnull=True).order_by("pk"))
    last = standing[-1]
    mine = last.by == by.account_id and OfferAct(last.act) in rules.UNDONE
    of = offer.request or offer.session
    over = of is not None and of.closed_at is not None
    if not mine or over or not rules.may_undo(last.at, clock.now()):
        raise TooLateToUndo
    before = rules.replayed(OfferAct(each.act) for each in standing[:-1])
    _hold_again(offer)
    OfferEventVoid.objects.create(event=last, at=clock.now(), by=by.person)
    offer.state, offer.released_at = before, None
    offer.sequence += 1
    offer.save(update_fields=["state", "released_at", "sequence"])
    follow(by, row, offer, OfferAct.OFFER)
    if before is OfferState.ACCEPTED:
        follow(by, row, offer, OfferAct.ACCEPT)
        _phone_again(row, offer, last)
    if OfferAct(last.act) is OfferAct.CANCEL_CLINIC:
        notices_of(row, offer, OfferAct.OFFER)
    row.save()
    journal.record(
        "visit.undone",
        by=by,
        object_type="offer",
        object_id=offer_id,
        patient_id=patient_id,
        act=last.act,
    )


@journal.action
def withdraw_visit_request(*, by: Actor, patient_id: int, request_id: int, words: str = "") -> None:
    """The patient wants no visit any more; a place they hold is given back with it, and with
    what they say to it. Raises NoSuchRequest.
    """
    row = state.locked(patient_id)
    held = Offer.objects.filter(
        patient_id=patient_id, request_id=request_id, state__in=rules.LIVE
    ).first()
    if held is not None:
        offer = locked(patient_id, held.pk)
        accepted = offer.state == OfferState.ACCEPTED
        act = OfferAct.CANCEL_PATIENT if accepted else OfferAct.DECLINE
        said = Said(Answered.PAGE, words=words)
        move(by, row, offer, act, said)
        row.save()
        hear(by, patient_id, said)
    journal.nothing_changed()
    withdraw_request(by=by, patient_id=patient_id, request_id=request_id)


def _step(by: Actor, patient_id: int, offer_id: int, act: OfferAct, said: Said) -> Offer:
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    move(by, row, offer, act, said)
    row.save()
    hear(by, patient_id, said)
    return offer


def hear(by: Actor, patient_id: int, said: Said) -> None:
    """Words of the lists are a message as well, whatever they were written beside (3.4)."""
    if said.way is not Answered.PAGE or not said.words.strip():
        return
    if listen(triage_queries.current().ruleset, said.words).level is not Level.ROUTINE:
        write_back(by=by, patient_id=patient_id, body=said.words)


def _phone_who_has_no_screen(by: Actor, offer: Offer) -> None:
    """Who gets no messages is told on the phone."""
    request = offer.request
    if request is None or request.closed_at is not None:
        return
    if contact.way(state.locked(offer.patient_id)) is None:
        call_first(by=by, patient_id=offer.patient_id, request_id=request.pk)


def _phone_again(row: CareState, offer: Offer, undone: OfferEvent) -> None:
    """The call of the day before that the undone act ended is a call to make again; one that was
    made before it is not. `row` is changed but not saved."""
    if offer.slot.starts_at <= clock.now():
        return
    ended = OpenItem.objects.filter(
        patient_id=row.patient_id, source=eve.source(offer.pk), closed_at__gte=undone.at
    )
    if ended.update(closed_at=None, closed_by=None):
        state.rewrite(row)


def _hold_again(offer: Offer) -> None:
    slot = Slot.objects.select_for_update().get(pk=offer.slot_id)
    if slot.withdrawn_at is not None:
        raise Refused(Taken.WITHDRAWN)
    others = Offer.objects.exclude(pk=offer.pk)
    if others.filter(slot=slot, released_at__isnull=True).exists():
        raise Refused(Taken.HELD)
    same = Q(request=offer.request_id) if offer.request_id else Q(session=offer.session_id)
    if others.filter(same, state__in=rules.LIVE).exists():
        raise Refused(Taken.PLACED)


def _json(times: OtherTimes) -> list[dict[str, Any]]:
    return [{"on": on.isoformat(), "part": part.value} for on, part in times]

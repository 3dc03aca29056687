"""One step of an offer: its row, the event that says so, and what the request waits for."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.appointments import eve, notices, rules
from osteopro.appointments.models import Offer, OfferEvent
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Answered, OfferAct, OfferState, Taken
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import contact, deadlines, departed, state
from osteopro.followup.actions import requesting
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind, RequestAct
from osteopro.messaging import actions as messaging_actions
from osteopro.sites.service_time import Deadlines
from osteopro.triage.terms import Level

REMARKS = {
    OfferAct.OFFER: requesting.OFFERED,
    OfferAct.ACCEPT: requesting.BOOKED,
    OfferAct.DECLINE: requesting.DECLINED,
    OfferAct.LAPSE: requesting.LAPSED,
    OfferAct.CANCEL_PATIENT: requesting.CANCELLED_PATIENT,
    OfferAct.CANCEL_CLINIC: requesting.CANCELLED_CLINIC,
    OfferAct.NO_SHOW: requesting.NO_SHOW,
}


class NoSuchOffer(LookupError):
    """This patient was offered no such slot."""


@dataclass(frozen=True, slots=True)
class Said:
    """How an act came, and what was said with it. `times`: see OfferEvent."""

    way: Answered
    key: UUID | None = None
    times: Sequence[dict[str, Any]] = ()
    words: str = ""


def locked(patient_id: int, offer_id: int) -> Offer:
    """This patient's offer with its slot, locked until the transaction ends. The patient's row is
    locked before. Raises NoSuchOffer."""
    mine = Offer.objects.select_related("slot", "request").select_for_update(of=("self",))
    offer = mine.filter(pk=offer_id, patient_id=patient_id).first()
    if offer is None:
        raise NoSuchOffer(offer_id)
    return offer


def move(by: Actor, row: CareState, offer: Offer, act: OfferAct, said: Said) -> None:
    """Take an offer one step further. `row` is changed but not saved. Raises Refused."""
    if rules.too_early(act, offer.slot.starts_at, clock.now()):
        raise Refused(Taken.TOO_EARLY)
    _note(by, offer, act, rules.after(OfferState(offer.state), act), said)
    follow(by, row, offer, act)
    if act is not OfferAct.ACCEPT:
        nobody_phones(by, row, offer)
    notices_of(row, offer, act)


def nobody_phones(by: Actor, row: CareState, offer: Offer) -> None:
    """The day before is over, or the place is gone: the call about it is not made any more. `row`
    is changed but not saved."""
    waiting = OpenItem.objects.filter(
        patient_id=row.patient_id, source=eve.source(offer.pk), closed_at__isnull=True
    )
    if waiting.update(closed_at=clock.now(), closed_by=by.account_id or departed.SYSTEM):
        state.rewrite(row)


def follow(by: Actor, row: CareState, offer: Offer, act: OfferAct) -> None:
    """Have the request wait for what the act means. `row` is changed but not saved."""
    request = offer.request
    if request is None:
        _read_out(by, row, offer, act)
        return
    if request.closed_at is not None:
        return
    if act is OfferAct.SEE:
        requesting.end(by, row, request, RequestAct.SEE, at=clock.now())
        state.rewrite(row)
        return
    if not requesting.waiting_for(request).exists():
        return
    on = {OfferAct.OFFER: offer.answer_by, OfferAct.ACCEPT: offer.slot.starts_at}.get(act)
    zone = state.clinic(row).zone
    requesting.place(
        by,
        row,
        request,
        _ACTS.get(act, RequestAct.RELEASE),
        REMARKS[act],
        promise=_promise(row, offer, act),
        on=on.astimezone(zone).date() if on else None,
        read_out=contact.way(row) is None,
    )


def _read_out(by: Actor, row: CareState, offer: Offer, act: OfferAct) -> None:
    """A session waits for nobody's desk; who has no screen is phoned about the time that is
    offered, or that the clinic cancelled, and about nothing that was said since."""
    source = f"{READ_OUT}{offer.pk}"
    waiting = OpenItem.objects.filter(
        patient_id=row.patient_id, source=source, closed_at__isnull=True
    )
    told = act in _TOLD_ON_THE_PHONE and not row.ended
    if told and contact.way(row) is None:
        promise = deadlines.request(state.clinic(row), clock.now())
        remarks = [state.remark(_TOLD_ON_THE_PHONE[act])]
        new = NewItem(ItemKind.CALL, source, Level.ROUTINE, promise, remarks)
        state.open_item(row, new, known_new=False)
    elif waiting.update(closed_at=clock.now(), closed_by=by.account_id or departed.SYSTEM):
        state.rewrite(row)


def note_offered(by: Actor, offer: Offer, said: Said) -> None:
    """The first event of an offer that was just stored."""
    _event(by, offer, OfferAct.OFFER, said)


def notices_of(row: CareState, offer: Offer, act: OfferAct) -> None:
    """Put into the outbox what the patient is told of an act."""
    messaging_actions.enqueue(notices.outgoing(row, offer, act))


def _note(by: Actor, offer: Offer, act: OfferAct, now: OfferState, said: Said) -> None:
    offer.state = now
    if now in rules.FREES:
        offer.released_at = clock.now()
    if act is not OfferAct.ACCEPT:
        offer.sequence += 1
    offer.save(update_fields=["state", "released_at", "sequence"])
    _event(by, offer, act, said)


def _event(by: Actor, offer: Offer, act: OfferAct, said: Said) -> None:
    OfferEvent.objects.create(
        offer=offer,
        key=said.key,
        act=act,
        at=clock.now(),
        by=by.account_id,
        way=said.way,
        times=list(said.times),
        words=said.words.strip(),
    )
    journal.record(
        f"visit.{act}",
        by=by,
        object_type="offer",
        object_id=offer.pk,
        patient_id=offer.patient_id,
        slot=offer.slot_id,
        way=said.way,
    )


READ_OUT = "offer:"
_TOLD_ON_THE_PHONE = {
    OfferAct.OFFER: "session-offered",
    OfferAct.CANCEL_CLINIC: "session-cancelled",
}
_ACTS = {OfferAct.OFFER: RequestAct.OFFER, OfferAct.ACCEPT: RequestAct.BOOK}


def _promise(row: CareState, offer: Offer, act: OfferAct) -> Deadlines:
    """A working day after the answer is due, after the visit, or after the place is gone."""
    at = clock.now()
    if act is OfferAct.OFFER:
        at = offer.answer_by
    elif act is OfferAct.ACCEPT:
        at = offer.slot.starts_at
    return deadlines.request(state.clinic(row), at)(Level.ROUTINE)

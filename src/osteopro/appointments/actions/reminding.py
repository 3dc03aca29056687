"""Asking somebody to phone about a visit, once, and ending that when the visit is off."""

from osteopro import clock
from osteopro.appointments import eve
from osteopro.appointments.actions.moving import locked, nobody_phones
from osteopro.appointments.models import Offer
from osteopro.appointments.terms import OfferState
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, state
from osteopro.followup.models import OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.sites.service_time import Deadlines
from osteopro.triage.terms import Level

# Words of the item, which labels tell.
REMARK = "tell-visit"


@journal.action
def ask_to_phone(*, by: Actor, patient_id: int, offer_id: int) -> bool:
    """Put a call about a booked visit before the manager, due before the visit begins. Asked
    again it is asked once. Returns whether there is one more call to make."""
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    known = OpenItem.objects.filter(patient_id=patient_id, source=eve.source(offer_id))
    if offer.state != OfferState.ACCEPTED or row.ended or known.exists():
        journal.nothing_changed()
        return False
    promise = _promise(deadlines.request(state.clinic(row), clock.now())(Level.ROUTINE), offer)
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.TELL,
            source=eve.source(offer_id),
            level=Level.ROUTINE,
            promise=lambda _level: promise,
            reasons=[state.remark(REMARK)],
        ),
        known_new=True,
    )
    row.save()
    _note(by, offer, "visit.call-wanted")
    return True


@journal.action
def end_call(*, by: Actor, patient_id: int, offer_id: int) -> bool:
    """Nobody needs to phone about this visit any more. Returns whether somebody had to."""
    row = state.locked(patient_id)
    offer = locked(patient_id, offer_id)
    waiting = OpenItem.objects.filter(
        patient_id=patient_id, source=eve.source(offer_id), closed_at__isnull=True
    )
    if not waiting.exists():
        journal.nothing_changed()
        return False
    nobody_phones(by, row, offer)
    row.save()
    _note(by, offer, "visit.call-over")
    return True


def _promise(usual: Deadlines, offer: Offer) -> Deadlines:
    """By the next working day, but before the visit begins."""
    starts = offer.slot.starts_at
    return Deadlines(min(usual.due, starts), min(usual.backup, starts), min(usual.lead, starts))


def _note(by: Actor, offer: Offer, kind: str) -> None:
    journal.record(
        kind, by=by, object_type="offer", object_id=offer.pk, patient_id=offer.patient_id
    )

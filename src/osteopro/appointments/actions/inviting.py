"""Inviting somebody to an in-person session of the programme (clinical content 7.6)."""

from osteopro import clock
from osteopro.appointments import rules
from osteopro.appointments.actions.moving import Said, locked, move
from osteopro.appointments.actions.offering import NoSuchSession
from osteopro.appointments.models import Offer, Session
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import (
    Answered,
    OfferAct,
    OfferState,
    SessionState,
    Taken,
    Trigger,
)
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state


@journal.action
def invite(*, by: Actor, patient_id: int, trigger: Trigger, note: str = "") -> int:
    """Invite somebody; who is invited already stays so. Returns the invitation's id."""
    state.locked(patient_id)
    present = Session.objects.filter(patient_id=patient_id, closed_at__isnull=True).first()
    if present is not None:
        journal.nothing_changed()
        return present.pk
    session = Session.objects.create(
        patient_id=patient_id,
        trigger=trigger,
        state=SessionState.INVITED,
        at=clock.now(),
        by=by.account_id,
        note=note.strip(),
    )
    journal.record(
        "session.invited",
        by=by,
        object_type="session",
        object_id=session.pk,
        patient_id=patient_id,
        trigger=trigger,
    )
    return session.pk


@journal.action
def close_session(*, by: Actor, patient_id: int, session_id: int, outcome: SessionState) -> None:
    """The session was held, the patient declines it, or it is cancelled; a place that is held
    for it ends with it: used, or free again.

    Closed again the same way nothing changes. Raises NoSuchSession, and Refused when it ended
    otherwise before.
    """
    row = state.locked(patient_id)
    session = (
        Session.objects.select_for_update().filter(pk=session_id, patient_id=patient_id).first()
    )
    if session is None:
        raise NoSuchSession(session_id)
    if session.closed_at is not None:
        if session.state != outcome:
            raise Refused(Taken.OVER)
        journal.nothing_changed()
        return
    held = Offer.objects.filter(session=session, state__in=rules.LIVE).first()
    if held is not None:
        offer = locked(patient_id, held.pk)
        move(by, row, offer, _last_act(OfferState(offer.state), outcome), Said(Answered.STAFF))
    session.state, session.closed_at, session.closed_by = outcome, clock.now(), by.person
    session.save(update_fields=["state", "closed_at", "closed_by"])
    row.save()
    journal.record(
        "session.closed",
        by=by,
        object_type="session",
        object_id=session_id,
        patient_id=patient_id,
        state=outcome,
    )


def _last_act(offer: OfferState, outcome: SessionState) -> OfferAct:
    """Who came without having said yes was seen all the same; the place is free for others."""
    accepted = offer is OfferState.ACCEPTED
    if outcome is SessionState.HELD:
        return OfferAct.SEE if accepted else OfferAct.CANCEL_CLINIC
    if outcome is SessionState.DECLINED:
        return OfferAct.CANCEL_PATIENT if accepted else OfferAct.DECLINE
    return OfferAct.CANCEL_CLINIC

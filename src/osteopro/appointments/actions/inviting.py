"""Inviting somebody to an in-person session of the programme (clinical content 7.6)."""

from uuid import UUID, uuid5

from osteopro import clock
from osteopro.appointments import meeting, rules
from osteopro.appointments.actions.answering import hear
from osteopro.appointments.actions.moving import Said, locked, move
from osteopro.appointments.actions.offering import NoSuchSession
from osteopro.appointments.guide import guide
from osteopro.appointments.models import Offer, PutAside, Session
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
from osteopro.followup.actions import AlreadySent
from osteopro.followup.models import CareState

# Who declined is not proposed again at once: the reason of the guide, and the key of that line.
NO_WISH = "no-wish"
ASIDE = UUID("5a4f3c52-7a0e-4a7e-8f2c-0f3f3f0a6b1d")


@journal.action
def invite(*, by: Actor, patient_id: int, trigger: Trigger, note: str = "") -> int:
    """Invite somebody; who is invited already stays so. Returns the invitation's id. Raises
    Refused for who died or left."""
    if state.locked(patient_id).ended:
        raise Refused(Taken.OVER)
    present = Session.objects.filter(patient_id=patient_id, closed_at__isnull=True).first()
    if present is not None:
        journal.nothing_changed()
        return present.pk
    session = Session.objects.create(
        patient_id=patient_id,
        trigger=trigger.kept,
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
        trigger=trigger.kept,
    )
    return session.pk


@journal.action
def put_aside(*, by: Actor, patient_id: int, key: UUID, reason: str, words: str = "") -> None:
    """Do not invite somebody now, because of a code of the guide's reasons; they leave the list
    for as many days as it says. The same form (`key`) again changes nothing; with another reason
    AlreadySent. Raises Wrong where the reason or its words are missing.
    """
    row = state.locked(patient_id)
    words = words.strip()
    earlier = PutAside.objects.filter(key=key).first()
    if earlier is not None:
        if (earlier.patient_id, earlier.reason, earlier.words) != (patient_id, reason, words):
            raise AlreadySent(key)
        journal.nothing_changed()
        return
    if problem := meeting.aside_problem(reason, words, guide()):
        raise problem
    aside = PutAside.objects.create(
        key=key,
        patient_id=patient_id,
        reason=reason,
        words=words,
        at=clock.now(),
        by=by.person,
        back_on=meeting.back_on(reason, state.today(row), guide()),
    )
    journal.record(
        "session.put-aside",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        reason=reason,
        until=aside.back_on.isoformat(),
    )


@journal.action
def close_session(
    *,
    by: Actor,
    patient_id: int,
    session_id: int,
    outcome: SessionState,
    why: str = "",
    way: Answered = Answered.STAFF,
) -> None:
    """The session was held, the patient declines it, or it is cancelled; a place that is held
    for it ends with it: used, or free again. `why` is for staff.

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
        _end_place(by, row, locked(patient_id, held.pk), outcome, Said(way))
    session.state, session.closed_at, session.closed_by = outcome, clock.now(), by.person
    session.why = why.strip()
    session.save(update_fields=["state", "closed_at", "closed_by", "why"])
    row.save()
    journal.record(
        "session.closed",
        by=by,
        object_type="session",
        object_id=session_id,
        patient_id=patient_id,
        state=outcome,
    )
    hear(by, patient_id, Said(way, words=why))
    if outcome is SessionState.DECLINED:
        put_aside(by=by, patient_id=patient_id, key=uuid5(ASIDE, str(session_id)), reason=NO_WISH)


def _end_place(by: Actor, row: CareState, offer: Offer, outcome: SessionState, said: Said) -> None:
    """A place that was kept for the session is used, or free for others. Who came without having
    said yes was seen all the same; who came at another time needs it no more, and is told
    nothing. `row` is changed but not saved."""
    accepted = offer.state == OfferState.ACCEPTED
    if outcome is SessionState.CANCELLED:
        move(by, row, offer, OfferAct.CANCEL_CLINIC, said)
    elif outcome is SessionState.DECLINED or rules.too_early(
        OfferAct.SEE, offer.slot.starts_at, clock.now()
    ):
        move(by, row, offer, OfferAct.CANCEL_PATIENT if accepted else OfferAct.DECLINE, said)
    else:
        if not accepted:
            move(by, row, offer, OfferAct.ACCEPT, said)
        move(by, row, offer, OfferAct.SEE, said)

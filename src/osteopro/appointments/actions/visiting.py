"""What came of a visit: the loop closes (ux 2.3, resolution 30)."""

from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.appointments import rules
from osteopro.appointments.actions.moving import Said, locked, move
from osteopro.appointments.models import Offer, Visit, VisitVoid
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import (
    Answered,
    NotTold,
    OfferAct,
    OfferState,
    Taken,
    VisitOutcome,
)
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.followup.actions import AlreadySent, NoSuchRecord, TooLateToUndo
from osteopro.followup.models import CareState
from osteopro.records import queries as records_queries


class NoSuchVisit(LookupError):
    """This patient has no such visit."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the physician writes down: what was done, `medicine` in their own words if that was
    changed, whether the records were `used` and the newest one at hand, the answer to what the
    patient wanted to ask, and the one line the patient reads - or why they read none."""

    outcomes: tuple[VisitOutcome, ...]
    used: bool
    line: str = ""
    not_told: NotTold | None = None
    medicine: str = ""
    reply: str = ""
    used_record: UUID | None = None


@journal.action
def record_outcome(
    *,
    by: Actor,
    patient_id: int,
    outcome: Outcome,
    key: UUID,
    offer_id: int | None = None,
    seen_at: datetime | None = None,
    replaces: int | None = None,
) -> int:
    """Keep what came of a visit; returns its id.

    `offer_id` is the place they had, which ends their request; without one they came as they
    were, `seen_at` (now). `replaces` writes an earlier one anew. The same form (`key`) again
    gives the first id, with other content AlreadySent. Raises Refused with the code of what is
    missing, NoSuchOffer, NoSuchVisit, NoSuchRecord.
    """
    row = state.locked(patient_id)
    outcome = _tidy(outcome)
    if (earlier := _before(by, patient_id, key, outcome)) is not None:
        journal.nothing_changed()
        return earlier
    problem = rules.outcome_problem(
        outcome.outcomes,
        medicine=outcome.medicine,
        line=outcome.line,
        not_told=outcome.not_told,
    )
    if problem:
        raise Refused(problem)
    _check_record(patient_id, outcome.used_record)
    offer = _seen(by, row, offer_id) if offer_id is not None else None
    if replaces is not None:
        _void(by, patient_id, replaces)
    visit = Visit.objects.create(
        key=key,
        patient_id=patient_id,
        offer=offer,
        seen_at=seen_at or (offer.slot.starts_at if offer else clock.now()),
        at=clock.now(),
        by=by.person,
        **asdict(outcome) | {"outcomes": list(outcome.outcomes), "not_told": _code(outcome)},
    )
    row.save()
    journal.record(
        "visit.outcome",
        by=by,
        object_type="visit",
        object_id=visit.pk,
        patient_id=patient_id,
        outcomes=list(outcome.outcomes),
        used=outcome.used,
        told=bool(outcome.line),
    )
    return visit.pk


@journal.action
def undo_outcome(*, by: Actor, patient_id: int, visit_id: int) -> None:
    """Take back what was just written, by who wrote it; that somebody came still holds.

    Raises NoSuchVisit, TooLateToUndo.
    """
    state.locked(patient_id)
    visit = _visit(patient_id, visit_id)
    if VisitVoid.objects.filter(visit=visit).exists():
        journal.nothing_changed()
        return
    if visit.by != by.person or clock.now() > visit.at + rules.UNDO_OUTCOME:
        raise TooLateToUndo
    _void(by, patient_id, visit_id)


def _seen(by: Actor, row: CareState, offer_id: int) -> Offer:
    offer = locked(row.patient_id, offer_id)
    if offer.state != OfferState.SEEN:
        if offer.state != OfferState.ACCEPTED:
            raise Refused(Taken.OFFER_OVER)
        move(by, row, offer, OfferAct.SEE, Said(Answered.STAFF))
    return offer


def _void(by: Actor, patient_id: int, visit_id: int) -> None:
    visit = _visit(patient_id, visit_id)
    if VisitVoid.objects.filter(visit=visit).exists():
        raise Refused("outcome-replaced-before")
    VisitVoid.objects.create(visit=visit, at=clock.now(), by=by.person)
    journal.record(
        "visit.outcome-voided",
        by=by,
        object_type="visit",
        object_id=visit_id,
        patient_id=patient_id,
    )


def _visit(patient_id: int, visit_id: int) -> Visit:
    visit = Visit.objects.filter(pk=visit_id, patient_id=patient_id).first()
    if visit is None:
        raise NoSuchVisit(visit_id)
    return visit


def _check_record(patient_id: int, record: UUID | None) -> None:
    if record is None:
        return
    stored = records_queries.response(record)
    if stored is None or stored.patient_id != patient_id:
        raise NoSuchRecord(record)


def _before(by: Actor, patient_id: int, key: UUID, outcome: Outcome) -> int | None:
    earlier = Visit.objects.filter(key=key).first()
    if earlier is None:
        return None
    if (earlier.patient_id, earlier.by) != (patient_id, by.person) or _kept(earlier) != outcome:
        raise AlreadySent(key)
    return earlier.pk


def _kept(visit: Visit) -> Outcome:
    return Outcome(
        outcomes=tuple(VisitOutcome(each) for each in visit.outcomes),
        used=visit.used,
        line=visit.line,
        not_told=NotTold(visit.not_told) if visit.not_told else None,
        medicine=visit.medicine,
        reply=visit.reply,
        used_record=visit.used_record,
    )


def _tidy(outcome: Outcome) -> Outcome:
    return Outcome(
        outcomes=tuple(dict.fromkeys(outcome.outcomes)),
        used=outcome.used,
        line=outcome.line.strip(),
        not_told=outcome.not_told,
        medicine=outcome.medicine.strip(),
        reply=outcome.reply.strip(),
        used_record=outcome.used_record,
    )


def _code(outcome: Outcome) -> str:
    return outcome.not_told.value if outcome.not_told else ""

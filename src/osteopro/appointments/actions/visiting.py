"""What came of a visit: the loop closes (ux 2.3, resolution 30)."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from itertools import pairwise
from uuid import UUID

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import closing, notices, rules
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
from osteopro.enrolment.reading import text_language
from osteopro.followup import contact, state
from osteopro.followup.actions import AlreadySent, NoSuchRecord, TooLateToUndo, set_profile
from osteopro.followup.actions.undoing import unsay
from osteopro.followup.models import CareState
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import MedicineClass
from osteopro.records import queries as records_queries
from osteopro.ui import formats


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
    bone_medicine: MedicineClass | None = None,
) -> int:
    """Keep what came of a visit and tell the patient in their words; returns its id.

    `offer_id` is the place they had, which ends their request; without one they came as they
    were, `seen_at` (now). `replaces` writes an earlier one anew. `bone_medicine`: what the patient
    takes from now on, for the facts that rules and the plan read; None leaves them as they are.
    The same form (`key`) again gives the first id, with other content AlreadySent. Raises Refused
    with the code of what is missing, NoSuchOffer, NoSuchVisit, NoSuchRecord.
    """
    row = state.locked(patient_id)
    outcome = _tidy(outcome)
    if (earlier := _before(by, patient_id, key, outcome)) is not None:
        journal.nothing_changed()
        return earlier
    if problem := _problem(outcome):
        raise Refused(problem)
    _check_record(patient_id, outcome.used_record)
    offer = _seen(by, row, offer_id) if offer_id is not None else None
    if replaces is not None:
        _void(by, row, replaces)
    visit = Visit.objects.create(
        key=key,
        patient_id=patient_id,
        offer=offer,
        seen_at=seen_at or (offer.slot.starts_at if offer else clock.now()),
        at=clock.now(),
        by=by.person,
        **asdict(outcome) | {"outcomes": list(outcome.outcomes), "not_told": _code(outcome)},
    )
    _tell(by, row, visit)
    row.save()
    if bone_medicine is not None and VisitOutcome.MEDICINE in outcome.outcomes:
        _set_medicine(by, patient_id, bone_medicine)
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
    """Take back what was just written, by who wrote it, before the patient could read it; that
    somebody came still holds.

    Raises NoSuchVisit, TooLateToUndo.
    """
    row = state.locked(patient_id)
    visit = _visit(patient_id, visit_id)
    if VisitVoid.objects.filter(visit=visit).exists():
        journal.nothing_changed()
        return
    if visit.by != by.person or clock.now() > visit.at + rules.UNDO_OUTCOME:
        raise TooLateToUndo
    _void(by, row, visit_id)
    row.save()
    if VisitOutcome.MEDICINE in visit.outcomes:
        _medicine_as_before(by, patient_id, visit.at)


def words_for(patient_id: int, physician: int, outcome: Outcome, seen_at: datetime) -> str:
    """Exactly what the patient will read of this outcome, in their language; "" for nothing."""
    if not outcome.line:
        return ""
    found = contact.contact(patient_id)
    today = clock.today(found.zone)

    def day(moment: datetime) -> str:
        return formats.day_month(moment.astimezone(found.zone).date(), found.language, today=today)

    used = records_queries.response(outcome.used_record) if outcome.used_record else None
    words = closing.Closing(
        doctor=accounts_queries.staff_name(physician).shown(found.language),
        read=day(used.effective) if used is not None and outcome.used else None,
        seen=day(seen_at),
        line=outcome.line,
        reply=outcome.reply,
    )
    return closing.told(words, text_language(found.language))


def _tell(by: Actor, row: CareState, visit: Visit) -> None:
    """The line becomes a message of the physician's, with the key of the form it came in."""
    words = words_for(row.patient_id, by.person, _kept(visit), visit.seen_at)
    if not words:
        return
    visible_at = visit.at + rules.UNDO_OUTCOME
    message_id = messaging_actions.write_to_patient(
        by=by, patient_id=row.patient_id, body=words, visible_at=visible_at, key=visit.key
    )
    notices.tell_of_outcome(row, message_id, visible_at)


def _set_medicine(by: Actor, patient_id: int, medicine: MedicineClass) -> None:
    facts = patients_queries.clinical_profile(patient_id)
    if facts.med_class != medicine:
        set_profile(by=by, patient_id=patient_id, profile=replace(facts, med_class=medicine))


def _medicine_as_before(by: Actor, patient_id: int, written: datetime) -> None:
    """The medicine that an outcome set at that moment becomes what it was; what somebody else
    set since stays."""
    known = patients_queries.profiles(patient_id)
    for before, after in pairwise(known):
        if after.at >= written:
            if after.by == by.person and after.facts.med_class == known[-1].facts.med_class:
                _set_medicine(by, patient_id, before.facts.med_class)
            return


def _problem(outcome: Outcome) -> str | None:
    return rules.outcome_problem(
        outcome.outcomes,
        medicine=outcome.medicine,
        line=outcome.line,
        not_told=outcome.not_told,
        reply=outcome.reply,
    )


def _seen(by: Actor, row: CareState, offer_id: int) -> Offer:
    offer = locked(row.patient_id, offer_id)
    if offer.state != OfferState.SEEN:
        if offer.state != OfferState.ACCEPTED:
            raise Refused(Taken.OFFER_OVER)
        move(by, row, offer, OfferAct.SEE, Said(Answered.STAFF))
    return offer


def _void(by: Actor, row: CareState, visit_id: int) -> None:
    """`row` is changed but not saved."""
    patient_id = row.patient_id
    visit = _visit(patient_id, visit_id)
    if VisitVoid.objects.filter(visit=visit).exists():
        raise Refused("outcome-replaced-before")
    VisitVoid.objects.create(visit=visit, at=clock.now(), by=by.person)
    told = messaging_queries.by_key(patient_id, visit.key)
    # What the patient could read stays said: the new line comes after it.
    if told is not None and told.visible_at > clock.now():
        unsay(by, patient_id, told.message_id)
        state.rewrite(row)
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
    return replace(
        outcome,
        outcomes=tuple(dict.fromkeys(outcome.outcomes)),
        line=outcome.line.strip(),
        medicine=outcome.medicine.strip(),
        reply=outcome.reply.strip(),
    )


def _code(outcome: Outcome) -> str:
    return outcome.not_told.value if outcome.not_told else ""

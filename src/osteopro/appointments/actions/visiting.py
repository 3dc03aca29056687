"""What came of a visit: the loop closes (ux 2.3, resolution 30)."""

from dataclasses import asdict, dataclass, replace
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import closing, notices, rules
from osteopro.appointments.actions.moving import Said, locked, move
from osteopro.appointments.medicine import Stated
from osteopro.appointments.medicine import before as before_outcome
from osteopro.appointments.models import Offer, Visit, VisitRewrite, VisitVoid
from osteopro.appointments.queries import visits
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
from osteopro.followup.actions import AlreadySent, NoSuchRecord, TooLateToUndo, set_profile, telling
from osteopro.followup.actions.undoing import unsay
from osteopro.followup.models import CareState
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.queries import Turn
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
    were, `seen_at` (now). `replaces` puts right what the same person wrote of that visit
    (`rules.may_rewrite`): place and time stay, and the patient reads that it was corrected.
    `bone_medicine`: what the patient takes from now on, for the facts that rules and the plan
    read; None leaves them as they are, or as they were before what is put right. The same form
    (`key`) again gives the first id, with other content AlreadySent. Raises Refused with the code
    of what is missing, NoSuchOffer, NoSuchVisit, NoSuchRecord.
    """
    row = state.locked(patient_id)
    outcome = _tidy(outcome)
    if (earlier := _before(by, patient_id, key, outcome)) is not None:
        journal.nothing_changed()
        return earlier
    if problem := _problem(outcome):
        raise Refused(problem)
    _check_record(patient_id, outcome.used_record)
    before = _to_rewrite(by, patient_id, replaces, outcome) if replaces is not None else None
    offer = _seen(by, row, offer_id) if offer_id is not None and before is None else None
    if before is not None:
        offer, seen_at = before.offer, before.seen_at
    medicine = bone_medicine if VisitOutcome.MEDICINE in outcome.outcomes else None
    medicine = _medicine_then(patient_id, before, medicine)
    visit = Visit.objects.create(
        key=key,
        patient_id=patient_id,
        offer=offer,
        seen_at=seen_at or (offer.slot.starts_at if offer else clock.now()),
        at=clock.now(),
        by=by.person,
        medicine_set=medicine or "",
        **asdict(outcome) | {"outcomes": list(outcome.outcomes), "not_told": _code(outcome)},
    )
    if before is not None:
        VisitRewrite.objects.create(visit=visit, earlier=before)
    _tell(by, row, visit, before)
    row.save()
    if medicine is not None:
        _set_medicine(by, patient_id, medicine)
    _note(by, visit, replaces)
    return visit.pk


@journal.action
def undo_outcome(*, by: Actor, patient_id: int, visit_id: int) -> None:
    """Take back what was just written, by who wrote it, before the patient could read it; that
    somebody came still holds, and what it was to put right stands again.

    Raises NoSuchVisit, TooLateToUndo.
    """
    row = state.locked(patient_id)
    visit = _visit(patient_id, visit_id)
    if VisitVoid.objects.filter(visit=visit).exists():
        journal.nothing_changed()
        return
    if visit.by != by.person or clock.now() > visit.at + rules.UNDO_OUTCOME:
        raise TooLateToUndo
    _void(by, row, visit)
    row.save()
    if (medicine := _medicine_before(patient_id, visit)) is not None:
        _set_medicine(by, patient_id, medicine)


def words_for(
    patient_id: int,
    physician: int,
    outcome: Outcome,
    seen_at: datetime,
    corrects: datetime | None = None,
) -> str:
    """Exactly what the patient will read of this outcome, in their language; "" for nothing.
    `corrects`: when they were told what it puts right."""
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
        corrects=day(corrects) if corrects else "",
    )
    return closing.told(words, text_language(found.language))


def _tell(by: Actor, row: CareState, visit: Visit, before: Visit | None) -> None:
    """The line becomes a message of the physician's, with the key of the form it came in; of what
    it puts right nobody is told any more."""
    told = _told(before)
    corrects = before.at if before and told else None
    words = words_for(row.patient_id, by.person, _kept(visit), visit.seen_at, corrects)
    if not words:
        return
    if told is not None:
        telling.stop_telling(by, row.patient_id, told.message_id)
        state.rewrite(row)
    visible_at = visit.at + rules.UNDO_OUTCOME
    message_id = messaging_actions.write_to_patient(
        by=by, patient_id=row.patient_id, body=words, visible_at=visible_at, key=visit.key
    )
    notices.tell_of_outcome(row, message_id, visible_at)


def _set_medicine(by: Actor, patient_id: int, medicine: MedicineClass) -> None:
    facts = patients_queries.clinical_profile(patient_id)
    if facts.med_class != medicine:
        set_profile(by=by, patient_id=patient_id, profile=replace(facts, med_class=medicine))


def _note(by: Actor, visit: Visit, replaces: int | None) -> None:
    journal.record(
        "visit.outcome",
        by=by,
        object_type="visit",
        object_id=visit.pk,
        patient_id=visit.patient_id,
        outcomes=visit.outcomes,
        used=visit.used,
        told=bool(visit.line),
        replaces=replaces,
    )


def _medicine_then(
    patient_id: int, before: Visit | None, medicine: MedicineClass | None
) -> MedicineClass | None:
    """What this outcome puts in force; None for what stands already."""
    if medicine is None and before is not None:
        medicine = _medicine_before(patient_id, before)
    stands = patients_queries.clinical_profile(patient_id).med_class
    return None if medicine == stands else medicine


def _medicine_before(patient_id: int, visit: Visit) -> MedicineClass | None:
    """What stood before this outcome put a medicine in force; None where that is not its to say
    any more."""
    if not visit.medicine_set:
        return None
    stated = [
        Stated(each.at, each.by, MedicineClass(each.facts.med_class))
        for each in patients_queries.profiles(patient_id)
    ]
    medicine = MedicineClass(visit.medicine_set)
    return before_outcome(stated, written=visit.at, by=visit.by, medicine=medicine)


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


def _to_rewrite(by: Actor, patient_id: int, visit_id: int, outcome: Outcome) -> Visit:
    """The outcome to put right: one's own, standing, and not too old. What the patient has read
    is put right with words, never with silence."""
    visit = _visit(patient_id, visit_id)
    if visit.by != by.person:
        raise NoSuchVisit(visit_id)
    if not visits.standing().filter(pk=visit_id).exists():
        raise Refused("outcome-replaced-before")
    if not rules.may_rewrite(visit.at, clock.now()):
        raise Refused("outcome-not-rewritable")
    if visit.line and not outcome.line:
        raise Refused("outcome-line-needed")
    return visit


def _void(by: Actor, row: CareState, visit: Visit) -> None:
    """`row` is changed but not saved."""
    patient_id = row.patient_id
    VisitVoid.objects.create(visit=visit, at=clock.now(), by=by.person)
    if (told := _told(visit)) is not None:
        unsay(by, patient_id, told.message_id)
    if (before := _told(visits.earlier_of(visit))) is not None:
        telling.tell_again(by, patient_id, before.message_id, visit.at)
    state.rewrite(row)
    journal.record(
        "visit.outcome-voided",
        by=by,
        object_type="visit",
        object_id=visit.pk,
        patient_id=patient_id,
    )


def _told(visit: Visit | None) -> Turn | None:
    """The message that told the patient of an outcome."""
    return messaging_queries.by_key(visit.patient_id, visit.key) if visit else None


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

"""What came of a visit, and sessions of the programme."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from osteopro import clock
from osteopro.appointments import actions
from osteopro.appointments.actions import NoSuchSession, NoSuchVisit, Outcome
from osteopro.appointments.models import Offer, Slot, Visit
from osteopro.appointments.queries import sessions as session_queries
from osteopro.appointments.queries import visits as queries
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import (
    NotTold,
    SessionState,
    SlotKind,
    Taken,
    Trigger,
    VisitOutcome,
)
from osteopro.audit.models import Event
from osteopro.followup.actions import AlreadySent, NoSuchRecord, TooLateToUndo
from osteopro.followup.models import Request
from osteopro.followup.terms import RequestState
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import MedicineClass
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import enter, offer

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
TESTS = Outcome((VisitOutcome.TESTS,), used=True, line="看了您的记录，约了骨密度检查。")


def record(clinic: Clinic, someone: Someone, outcome: Outcome = TESTS, **more: object) -> int:
    return actions.record_outcome(
        patient_id=someone.patient_id,
        outcome=outcome,
        **{"by": clinic.zhang.actor, "key": uuid4()} | more,  # type: ignore[arg-type]
    )


def test_an_outcome_ends_the_request_and_says_what_the_patient_reads(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    starts = Slot.objects.get(pk=slots[0]).starts_at
    with clock.frozen(starts + timedelta(minutes=20)):
        record(clinic, wang_xiuying, offer_id=offer_id)
    assert Request.objects.get().state == RequestState.SEEN
    found = queries.last_visit(wang_xiuying.patient_id)
    assert found is not None
    assert (found.seen_at, found.changed_medicine) == (starts, False)
    assert found.line.startswith("看了")
    assert queries.of_offers([offer_id])[offer_id] == found
    assert Event.objects.filter(kind="visit.outcome").count() == 1


def test_who_came_without_a_place_has_an_outcome_too(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    used = builders.send(wang_xiuying)
    changed = Outcome(
        (VisitOutcome.MEDICINE, VisitOutcome.ADVICE),
        used=True,
        line="药改成每半年打一针。",
        medicine="口服改地舒单抗",
        used_record=used.uuid,
    )
    record(clinic, wang_xiuying, changed)
    (found,) = queries.visits(wang_xiuying.patient_id, since=monday)
    assert (found.seen_at, found.changed_medicine, found.used_record) == (monday, True, used.uuid)
    assert queries.visits(wang_xiuying.patient_id, since=monday + timedelta(days=1)) == []


@pytest.mark.parametrize(
    ("outcome", "code"),
    [
        (Outcome((), used=False, line="好"), "outcome-needed"),
        (Outcome((VisitOutcome.TESTS,), used=False), "outcome-line-or-reason"),
        (Outcome((VisitOutcome.MEDICINE,), used=False, line="换药"), "outcome-medicine-needed"),
    ],
)
def test_without_what_the_patient_reads_nothing_is_kept(
    clinic: Clinic, wang_xiuying: Someone, outcome: Outcome, code: str
) -> None:
    with pytest.raises(Refused, match=code):
        record(clinic, wang_xiuying, outcome)
    assert not Visit.objects.exists()


def test_the_same_form_is_one_outcome(clinic: Clinic, wang_xiuying: Someone) -> None:
    key = uuid4()
    first = record(clinic, wang_xiuying, key=key)
    assert record(clinic, wang_xiuying, key=key) == first
    silent = Outcome((VisitOutcome.NO_CHANGE,), used=False, not_told=NotTold.TOLD_IN_PERSON)
    with pytest.raises(AlreadySent):
        record(clinic, wang_xiuying, silent, key=key)


def test_an_outcome_is_taken_back_at_once_or_written_anew_and_never_changed(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    patient = wang_xiuying.patient_id
    first = record(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(seconds=31)), pytest.raises(TooLateToUndo):
        actions.undo_outcome(by=clinic.zhang.actor, patient_id=patient, visit_id=first)
    with pytest.raises(TooLateToUndo):
        actions.undo_outcome(by=clinic.li.actor, patient_id=patient, visit_id=first)
    second = record(clinic, wang_xiuying, replaces=first)
    assert [each.visit_id for each in queries.visits(patient)] == [second]
    actions.undo_outcome(by=clinic.zhang.actor, patient_id=patient, visit_id=second)
    assert queries.last_visit(patient) is None
    with pytest.raises(Refused, match="outcome-replaced-before"):
        record(clinic, wang_xiuying, replaces=first)
    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.filter(pk=first).update(line="别的")


@pytest.mark.parametrize("first", [MedicineClass.DENOSUMAB, None])
def test_taking_an_outcome_back_leaves_the_medicine_that_a_colleague_set_meanwhile(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, first: MedicineClass | None
) -> None:
    patient = wang_xiuying.patient_id
    changed = Outcome((VisitOutcome.MEDICINE,), used=False, line="药换了。", medicine="换药")
    with clock.frozen(monday + timedelta(days=1)):
        mine = record(clinic, wang_xiuying, changed, bone_medicine=first)
    with clock.frozen(monday + timedelta(days=1, seconds=10)):
        theirs = MedicineClass.ZOLEDRONATE
        record(clinic, wang_xiuying, changed, by=clinic.li.actor, bone_medicine=theirs)
    with clock.frozen(monday + timedelta(days=1, seconds=20)):
        actions.undo_outcome(by=clinic.zhang.actor, patient_id=patient, visit_id=mine)
    assert patients_queries.clinical_profile(patient).med_class == theirs


def test_nothing_of_somebody_else_is_named(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone
) -> None:
    theirs = builders.send(chen)
    other = Outcome((VisitOutcome.NO_CHANGE,), used=True, line="好", used_record=theirs.uuid)
    with pytest.raises(NoSuchRecord):
        record(clinic, wang_xiuying, other)
    visit = record(clinic, chen)
    with pytest.raises(NoSuchVisit):
        record(clinic, wang_xiuying, replaces=visit)


def test_a_session_has_its_own_slots_and_ends_with_what_was_booked(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], monday: datetime
) -> None:
    by, patient = clinic.li.actor, wang_xiuying.patient_id
    session = actions.invite(by=by, patient_id=patient, trigger=Trigger.TWELVE_WEEKS)
    assert actions.invite(by=by, patient_id=patient, trigger=Trigger.UNCLEAR) == session
    (place, *_) = enter(clinic, 4, kind=SlotKind.SESSION)
    with pytest.raises(Refused, match=Taken.WRONG_KIND):
        actions.offer_session(
            by=by, patient_id=patient, session_id=session, slot_id=slots[0], key=uuid4()
        )
    actions.offer_session(
        by=by, patient_id=patient, session_id=session, slot_id=place, key=uuid4(), agreed=True
    )
    (found,) = session_queries.invited([clinic.site_id])
    assert found.place is not None
    assert (found.trigger, found.place.slot_id) == (Trigger.TWELVE_WEEKS, place)
    with clock.frozen(Slot.objects.get(pk=place).starts_at):
        actions.close_session(
            by=by, patient_id=patient, session_id=session, outcome=SessionState.HELD
        )
    assert Offer.objects.get().state == "seen"
    assert session_queries.invited([clinic.site_id]) == []
    assert actions.invite(by=by, patient_id=patient, trigger=Trigger.UNCLEAR) != session


def test_a_session_that_is_declined_frees_its_place(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone
) -> None:
    by, patient = clinic.li.actor, wang_xiuying.patient_id
    session = actions.invite(by=by, patient_id=patient, trigger=Trigger.WISH)
    (place, *_) = enter(clinic, 4, kind=SlotKind.SESSION)
    actions.offer_session(by=by, patient_id=patient, session_id=session, slot_id=place, key=uuid4())
    with pytest.raises(NoSuchSession):
        actions.close_session(
            by=by, patient_id=chen.patient_id, session_id=session, outcome=SessionState.DECLINED
        )
    actions.close_session(
        by=by, patient_id=patient, session_id=session, outcome=SessionState.DECLINED
    )
    assert Offer.objects.get().released_at is not None

"""What came of a visit, and sessions of the programme."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import DatabaseError, transaction

from osteopro import clock
from osteopro.appointments import actions
from osteopro.appointments.actions import NoSuchSession, NoSuchVisit, Outcome
from osteopro.appointments.models import Offer, Slot, Visit
from osteopro.appointments.queries import meetings
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
from osteopro.followup.models import CareState, OpenItem, Request
from osteopro.followup.terms import ItemKind, RequestState
from osteopro.messaging import queries as messaging_queries
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, MedicineClass
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
    with pytest.raises(Refused, match="outcome-not-rewritable"):
        record(clinic, wang_xiuying, replaces=first)
    with clock.frozen(monday + timedelta(minutes=5)):
        second = record(clinic, wang_xiuying, replaces=first)
        assert [each.visit_id for each in queries.visits(patient)] == [second]
        with pytest.raises(Refused, match="outcome-replaced-before"):
            record(clinic, wang_xiuying, replaces=first)
        actions.undo_outcome(by=clinic.zhang.actor, patient_id=patient, visit_id=second)
        assert [each.visit_id for each in queries.visits(patient)] == [first]
        third = record(clinic, wang_xiuying, replaces=first)
        assert [each.visit_id for each in queries.visits(patient)] == [third]
    with pytest.raises(DatabaseError), transaction.atomic():
        Visit.objects.filter(pk=first).update(line="别的")


@pytest.mark.parametrize(
    ("days", "by", "outcome", "error"),
    [
        (8, "zhang", TESTS, Refused("outcome-not-rewritable")),
        (1, "li", TESTS, NoSuchVisit(r"\d")),
        (
            1,
            "zhang",
            Outcome((VisitOutcome.TESTS,), used=True, not_told=NotTold.FAMILY_WISH),
            Refused("outcome-line-needed"),
        ),
    ],
)
def test_only_ones_own_words_of_the_last_week_are_put_right_and_not_with_silence(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    days: int,
    by: str,
    outcome: Outcome,
    error: Exception,
) -> None:
    first = record(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(days=days)), pytest.raises(type(error), match=str(error)):
        record(clinic, wang_xiuying, outcome, by=getattr(clinic, by).actor, replaces=first)
    assert Visit.objects.count() == 1


def test_what_is_put_right_is_told_as_that_and_the_old_words_stay(
    clinic: Clinic, wang_xiuying: Someone, slots: list[int], request_id: int
) -> None:
    patient = wang_xiuying.patient_id
    offer_id = offer(clinic, wang_xiuying, slots[0], request_id, agreed=True)
    starts = Slot.objects.get(pk=slots[0]).starts_at
    with clock.frozen(starts):
        first = record(clinic, wang_xiuying, offer_id=offer_id)
    wrong = messaging_queries.by_key(patient, Visit.objects.get(pk=first).key)
    assert wrong is not None
    other = Outcome((VisitOutcome.ADVICE,), used=True, line="先练站立，不用做检查。")
    with clock.frozen(starts + timedelta(days=1)):
        second = record(clinic, wang_xiuying, other, replaces=first)
        assert queries.newer_words(patient, wrong.message_id) is None, "it can be taken back"
        settled = clock.now() - timedelta(seconds=30)
        assert [each.visit_id for each in queries.visits(patient, until=settled)] == [first]
    right = messaging_queries.by_key(patient, Visit.objects.get(pk=second).key)
    assert right is not None
    assert right.body.splitlines() == [
        "更正：张医生11月24日给您写的话改了，请以这次的为准。",
        "11月24日，您来看过张医生。",
        "先练站立，不用做检查。",
    ]
    with clock.frozen(starts + timedelta(days=1, minutes=1)):
        assert queries.newer_words(patient, wrong.message_id) == right.message_id
        assert queries.newer_words(patient, right.message_id) is None
        said = [turn.body for turn in messaging_queries.thread(patient, to_patient=True)]
        assert [right.body, wrong.body] == said
    (found,) = queries.visits(patient)
    assert (found.visit_id, found.seen_at, found.offer_id) == (second, starts, offer_id)
    assert found.corrects == starts
    assert Event.objects.filter(kind="visit.outcome", detail__replaces=first).count() == 1


def test_who_is_phoned_hears_only_what_holds(clinic: Clinic, monday: datetime) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621", channel=Channel.PHONE)
    first = record(clinic, chen)

    def to_tell() -> list[str]:
        items = OpenItem.objects.filter(kind=ItemKind.TELL, closed_at__isnull=True)
        return list(items.values_list("source", flat=True))

    (before,) = to_tell()
    with clock.frozen(monday + timedelta(hours=1)):
        second = record(clinic, chen, replaces=first)
        (after,) = to_tell()
        assert after != before
        actions.undo_outcome(by=clinic.zhang.actor, patient_id=chen.patient_id, visit_id=second)
        assert to_tell() == [before]
    assert CareState.objects.get(patient=chen.patient_id).open_items == 1


@pytest.mark.parametrize("more", [{}, {"bone_medicine": MedicineClass.OTHER}])
def test_a_medicine_that_was_mistyped_is_put_right_with_its_outcome(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, more: dict[str, MedicineClass]
) -> None:
    patient = wang_xiuying.patient_id
    changed = Outcome((VisitOutcome.MEDICINE,), used=False, line="药换了。", medicine="换药")
    stands = patients_queries.clinical_profile
    before = stands(patient).med_class
    first = record(clinic, wang_xiuying, changed, bone_medicine=MedicineClass.DENOSUMAB)
    with clock.frozen(monday + timedelta(hours=1)):
        second = record(clinic, wang_xiuying, changed, replaces=first, **more)
        assert stands(patient).med_class == more.get("bone_medicine", before)
        actions.undo_outcome(by=clinic.zhang.actor, patient_id=patient, visit_id=second)
    assert stands(patient).med_class == MedicineClass.DENOSUMAB


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
    (found,) = meetings.invited(clinic.li.viewer)
    assert found.place is not None
    assert (found.trigger, found.place.slot_id) == (Trigger.TWELVE_WEEKS, place)
    with clock.frozen(Slot.objects.get(pk=place).starts_at):
        actions.close_session(
            by=by, patient_id=patient, session_id=session, outcome=SessionState.HELD
        )
    assert Offer.objects.get().state == "seen"
    assert meetings.invited(clinic.li.viewer) == []
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

"""In-person sessions: who is invited, what is written down, and what comes of it (7.6)."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.appointments import actions, jobs
from osteopro.appointments.actions import Down, NoSuchSession
from osteopro.appointments.guide import guide
from osteopro.appointments.meeting import Body, Looks, Plan, Told, Wrong
from osteopro.appointments.models import Offer, PutAside, Session, SessionPart
from osteopro.appointments.queries import candidates as candidate_queries
from osteopro.appointments.queries import meetings
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import OfferState, SessionState, SlotKind, Taken, Trigger
from osteopro.appointments.terms import SessionPart as Part
from osteopro.audit.models import Event
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import AlreadySent, Heard, MedicineWording, NoSuchRecord
from osteopro.followup.models import Call, CareState, OpenItem, Verification
from osteopro.followup.queries import timeline
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.queries.told import Met
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import Agrees, CallKind, ItemKind, VisitReason
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.terms import Channel, ClinicalProfile, MedicineClass
from osteopro.records import measuring
from osteopro.records.measuring import Measured
from osteopro.records.models import Assessment, Measurement, Response
from osteopro.records.terms import MeasuredHow
from osteopro.summaries.visit import visit_summary
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import ask, enter

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
A_DAY = timedelta(days=1)
MINE = Filter(Whose.MINE)
PLAN = Plan("每天在家附近走两回，每回十分钟。", date(2026, 12, 7))


def invite(clinic: Clinic, someone: Someone, trigger: Trigger = Trigger.WISH) -> int:
    return actions.invite(by=clinic.li.actor, patient_id=someone.patient_id, trigger=trigger)


def down(clinic: Clinic, someone: Someone, session: int, key: Any = None, **parts: Any) -> None:
    actions.write_down(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        session_id=session,
        key=key or uuid4(),
        down=Down(**{"ends": "plan" in parts, **parts}),
    )


def book(clinic: Clinic, someone: Someone, session: int, *, agreed: bool = True) -> int:
    (place, *_) = enter(clinic, 2, kind=SlotKind.SESSION)
    return actions.offer_session(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        session_id=session,
        slot_id=place,
        key=uuid4(),
        agreed=agreed,
    )


def measured(clinic: Clinic, someone: Someone, on: date, height: str, weight: str) -> None:
    followup_actions.note_measurement(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        measured=Measured(on, Decimal(height), Decimal(weight), MeasuredHow.ENROLMENT),
    )


def rules_of(occasion: Any) -> set[str]:
    row = Assessment.objects.filter(response__occasion=occasion).latest("pk")
    return {rule["id"] for rule in row.rules}


@pytest.fixture
def session(clinic: Clinic, wang_xiuying: Someone) -> int:
    return invite(clinic, wang_xiuying)


# -- whom to invite ---------------------------------------------------------------------


def listed(clinic: Clinic) -> dict[int, tuple[Trigger, ...]]:
    found = candidate_queries.candidates(clinic.li.viewer, MINE)
    return {each.found.patient_id: each.why for each in found.rows}


def test_twelve_weeks_after_joining_or_the_last_session_it_is_their_turn(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + 83 * A_DAY):
        assert listed(clinic) == {}
    with clock.frozen(monday + 84 * A_DAY):
        assert listed(clinic) == {wang_xiuying.patient_id: (Trigger.TWELVE_WEEKS,)}
        session = invite(clinic, wang_xiuying)
        assert listed(clinic) == {}
        down(clinic, wang_xiuying, session, plan=Plan("好"))
        assert listed(clinic) == {}
    with clock.frozen(monday + 180 * A_DAY):
        # They were at a session meanwhile: they are not unseen, and it is their turn again.
        assert listed(clinic) == {wang_xiuying.patient_id: (Trigger.TWELVE_WEEKS,)}
    with clock.frozen(monday + 264 * A_DAY):
        assert listed(clinic) == {wang_xiuying.patient_id: (Trigger.LONG_UNSEEN,)}


def on_medicine(clinic: Clinic) -> Someone:
    """Somebody who takes a medicine for the bones."""
    profile = ClinicalProfile(med_class=MedicineClass.ORAL_BISPHOSPHONATE)
    return builders.patient(clinic, name="何素芬", phone="+8613800006623", profile=profile)


def test_questions_about_medicine_lead_to_a_session(
    clinic: Clinic, chen: Someone, monday: datetime
) -> None:
    he = on_medicine(clinic)
    builders.send(he, med_taken="stopped", med_why=["sidefx"])
    followup_actions.write_back(
        by=chen.actor, patient_id=chen.patient_id, body="药吃完了", topic="medicine"
    )
    lin = builders.patient(clinic, name="林桂芳", phone="+8613800006622")
    ask(lin, why=VisitReason.MEDICINE)
    expected = {each.patient_id: (Trigger.MEDICINE,) for each in (he, chen, lin)}
    with clock.frozen(monday + timedelta(minutes=1)):
        assert listed(clinic) == expected
    with clock.frozen(monday + 29 * A_DAY):
        assert listed(clinic) == {}


def test_advice_to_come_and_a_talk_that_differs_read_alike(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, monday: datetime
) -> None:
    first = {"rf_check": ["fall"], "fall_count": "2", "fall_date": "2026-11-20"}
    builders.send(wang_xiuying, **first, fall_hurt="ok", fall_head="no", rf_seen="no")
    report = builders.send(chen)
    followup_actions.record_verification(
        by=clinic.li.actor,
        patient_id=chen.patient_id,
        occasion=report.occasion,
        key=uuid4(),
        heard=Heard(7, 8, False, Level.ROUTINE, Agrees.NO),
    )
    with clock.frozen(monday + timedelta(minutes=1)):
        expected = {each.patient_id: (Trigger.ADVICE,) for each in (wang_xiuying, chen)}
        assert listed(clinic) == expected
        invited = actions.invite(
            by=clinic.li.actor, patient_id=chen.patient_id, trigger=Trigger.UNCLEAR
        )
    assert Session.objects.get(pk=invited).trigger == Trigger.ADVICE
    assert "unclear" not in str(list(Event.objects.values_list("detail", flat=True)))


def test_three_records_in_a_row_at_attention_lead_to_a_session(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, monday: datetime
) -> None:
    for week, pain in enumerate(("6", "3", "6", "7", "6")):
        with clock.frozen(monday + 7 * week * A_DAY):
            builders.send(wang_xiuying, sym_pain_rest=pain)
            builders.send(chen, sym_pain_rest="6" if week < 2 else "3")
        expected = {wang_xiuying.patient_id: (Trigger.ADVICE,)} if week == 4 else {}
        with clock.frozen(monday + (7 * week + 1) * A_DAY):
            assert listed(clinic) == expected


def test_who_is_put_aside_comes_back_on_the_day_or_with_news(
    clinic: Clinic, monday: datetime
) -> None:
    he = on_medicine(clinic)
    what = {"by": clinic.li.actor, "patient_id": he.patient_id}
    with clock.frozen(monday + 84 * A_DAY):
        key = uuid4()
        for _ in range(2):
            actions.put_aside(**what, key=key, reason="cannot")
        with pytest.raises(AlreadySent):
            actions.put_aside(**what, key=key, reason="no-wish")
        with pytest.raises(Wrong, match="aside-needs-words"):
            actions.put_aside(**what, key=uuid4(), reason="other", words=" ")
        assert listed(clinic) == {}
    assert PutAside.objects.count() == 1
    assert Event.objects.filter(kind="session.put-aside").count() == 1
    with clock.frozen(monday + 111 * A_DAY):
        assert listed(clinic) == {}
        builders.send(he, med_taken="stopped", med_why=["sidefx"])
    with clock.frozen(monday + 111 * A_DAY + timedelta(minutes=1)):
        assert listed(clinic) == {he.patient_id: (Trigger.MEDICINE,)}
    with clock.frozen(monday + 112 * A_DAY):
        assert Trigger.TWELVE_WEEKS in listed(clinic)[he.patient_id]


def test_a_manager_invites_among_their_own_and_a_physician_at_their_clinics(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    east = builders.clinic("east")
    with clock.frozen(monday + 84 * A_DAY):
        for viewer, number in ((clinic.zhang.viewer, 1), (east.zhang.viewer, 0)):
            found = candidate_queries.candidates(viewer, Filter(Whose.CLINICS))
            assert (found.total, len(found.rows)) == (number, number)


def test_the_list_costs_the_same_for_many(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as caught:
            candidate_queries.candidates(clinic.li.viewer, MINE)
            meetings.invited(clinic.li.viewer)
        return len(caught)

    first = builders.patient(clinic, name="甲", phone="+8613800006630")
    book(clinic, first, invite(clinic, first))
    with clock.frozen(monday + 84 * A_DAY):
        one = cost()
    for n in range(4):
        new = builders.patient(clinic, name=f"乙{n}", phone=f"+861380000664{n}")
        if n == 1:
            invite(clinic, new)
    with clock.frozen(monday + 168 * A_DAY):
        assert len(listed(clinic)) >= 3
        assert cost() == one


# -- what is written down ----------------------------------------------------------------


def test_height_that_was_lost_fires_with_the_next_record_once(
    clinic: Clinic, wang_xiuying: Someone, session: int, monday: datetime
) -> None:
    measured(clinic, wang_xiuying, date(2026, 8, 20), "158.5", "52")
    down(clinic, wang_xiuying, session, body=Body(Decimal("156.4"), Decimal("51.5")))
    row = Measurement.objects.latest("pk")
    assert (row.how, row.on, row.by) == ("session", date(2026, 11, 23), clinic.li.account_id)
    first = builders.send(wang_xiuying)
    assert "T-A10" in rules_of(first.occasion)
    assert first.level is Level.ATTENTION
    with clock.frozen(monday + 7 * A_DAY):
        assert "T-A10" not in rules_of(builders.send(wang_xiuying).occasion)


def test_weight_that_was_lost_fires_with_the_next_record(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    measured(clinic, wang_xiuying, date(2026, 11, 2), "158.5", "54")
    down(clinic, wang_xiuying, session, body=Body(None, Decimal(52)))
    assert "T-A06" in rules_of(builders.send(wang_xiuying).occasion)


def test_what_differs_much_is_measured_twice_and_put_right_on_the_day(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    measured(clinic, wang_xiuying, date(2026, 8, 20), "158.5", "52")
    with pytest.raises(Wrong, match="body-differs"):
        down(clinic, wang_xiuying, session, body=Body(Decimal(148), None))
    assert not SessionPart.objects.exists()
    down(clinic, wang_xiuying, session, body=Body(Decimal(148), None, confirmed=True))
    # A slip of the finger, seen at once: compared with before today.
    down(clinic, wang_xiuying, session, body=Body(Decimal(158), None))
    assert CareState.objects.get().measured[-1]["height_cm"] == "158.0"
    found = meetings.written(session).body
    assert found is not None
    assert found.height_cm == Decimal(158)


def test_everything_typed_is_kept_or_nothing_and_once(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    looks = Looks({"posture": "bent", "sit-stand": "hands"}, {"sit-stand": Decimal("14.5")})
    parts: dict[str, Any] = {
        "body": Body(Decimal(158), Decimal(52)),
        "looks": looks,
        "told": Told(" 阿仑膦酸钠 ", "怕再摔"),
    }
    with pytest.raises(Wrong, match="plan-nothing"):
        down(clinic, wang_xiuying, session, **parts, plan=Plan(" "))
    assert not SessionPart.objects.exists()
    assert not Measurement.objects.exists()
    key = uuid4()
    for _ in range(2):
        down(clinic, wang_xiuying, session, key, **parts)
    assert SessionPart.objects.count() == 3
    assert Measurement.objects.count() == 1
    assert Event.objects.filter(kind="session.noted").count() == 3
    with pytest.raises(AlreadySent):
        down(clinic, wang_xiuying, session, key, looks=Looks({"posture": "upright"}))
    found = meetings.written(session)
    assert found.looks == looks
    assert found.told == Told("阿仑膦酸钠", "怕再摔")
    assert found.at(Part.BODY) is not None


def test_what_is_sent_together_is_in_person_with_who_sat_beside(
    clinic: Clinic, wang_xiuying: Someone, session: int, monday: datetime
) -> None:
    what = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id}
    actions.sit_together(**what, session_id=session, key=uuid4())
    with clock.frozen(monday + timedelta(minutes=5)):
        builders.send(wang_xiuying)
    row = Response.objects.get()
    assert (row.mode, row.beside) == ("in-person", clinic.li.account_id)
    assert "in-person" in str(row.content)
    assert {e.kind for e in Event.objects.filter(kind__startswith="sitting.")} == {"sitting.begun"}
    with clock.frozen(monday + timedelta(minutes=6)):
        down(clinic, wang_xiuying, session, plan=PLAN)
        assert CareState.objects.get().beside is None
    with clock.frozen(monday + 7 * A_DAY):
        builders.send(wang_xiuying)
    assert Response.objects.latest("pk").mode == "online"


def test_nobody_sits_beside_for_ever_and_a_colleague_takes_the_place(
    clinic: Clinic, wang_xiuying: Someone, session: int, monday: datetime
) -> None:
    patient = wang_xiuying.patient_id
    for who in (clinic.li, clinic.zhang):
        actions.sit_together(by=who.actor, patient_id=patient, session_id=session, key=uuid4())
    assert CareState.objects.get().beside["by"] == clinic.zhang.account_id
    with clock.frozen(monday + timedelta(hours=3, minutes=1)):
        builders.send(wang_xiuying)
    row = Response.objects.get()
    assert (row.mode, row.beside) == ("online", None)


def test_an_emergency_while_somebody_sits_beside_is_one_all_the_same(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    actions.sit_together(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, session_id=session, key=uuid4()
    )
    record = builders.begin(wang_xiuying)
    saved = builders.save(wang_xiuying, record, {"rf-check": ["chest"]})
    assert saved.receipt is not None
    assert saved.receipt.level is Level.EMERGENCY
    assert Response.objects.get().mode == "in-person"


def test_a_record_costs_no_statement_more_with_somebody_beside(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, monday: datetime
) -> None:
    def cost(someone: Someone) -> int:
        record = builders.begin(someone)
        builders.save(someone, record, dict(builders.STEADY))
        with CaptureQueriesContext(connection) as caught:
            followup_actions.send_form(
                by=someone.actor, patient_id=someone.patient_id, draft_uuid=record
            )
        return len(caught)

    cost(chen)
    builders.patient(clinic, name="热身", phone="+8613800006629")
    alone = cost(builders.patient(clinic, name="林桂芳", phone="+8613800006622"))
    followup_actions.sit_beside(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
    assert cost(wang_xiuying) == alone


def test_what_is_heard_face_to_face_is_a_verified_assessment_and_no_call(
    clinic: Clinic, wang_xiuying: Someone, chen: Someone, session: int
) -> None:
    report = builders.send(wang_xiuying, sym_pain_rest="6")
    heard = Heard(3, 5, False, Level.ROUTINE, Agrees.PARTLY, "夜里才痛")
    down(clinic, wang_xiuying, session, heard=heard, occasion=report.occasion)
    kept = Verification.objects.get()
    assert (kept.pain_rest, kept.own_rest, kept.agrees) == (3, 6, "partly")
    assert Call.objects.get().kind == CallKind.MET
    assert CareState.objects.get(patient=wang_xiuying.patient_id).verified[-1]["pain_rest"] == 3
    assert meetings.written(session).at(Part.HEARD) is not None
    theirs = builders.send(chen)
    with pytest.raises(NoSuchRecord):
        down(clinic, wang_xiuying, session, heard=heard, occasion=theirs.occasion)
    worse = Heard(9, 9, True, Level.URGENT, Agrees.NO)
    with pytest.raises(OutcomeRefused, match="talk-needs-note"):
        down(clinic, wang_xiuying, session, heard=worse, occasion=report.occasion)


def test_a_session_that_was_held_uses_its_place_and_is_put_right_for_a_day(
    clinic: Clinic, wang_xiuying: Someone, session: int, monday: datetime
) -> None:
    book(clinic, wang_xiuying, session)
    starts = Offer.objects.get().slot.starts_at
    key = uuid4()
    with clock.frozen(starts + timedelta(minutes=20)):
        for _ in range(2):
            down(clinic, wang_xiuying, session, key, plan=PLAN)
        assert Offer.objects.get().state == OfferState.SEEN
        row = Session.objects.get()
        assert (row.state, row.closed_by) == (SessionState.HELD, clinic.li.account_id)
        with pytest.raises(Refused, match=Taken.OVER):
            actions.sit_together(
                by=clinic.li.actor,
                patient_id=wang_xiuying.patient_id,
                session_id=session,
                key=uuid4(),
            )
    with clock.frozen(starts + timedelta(hours=20)):
        down(clinic, wang_xiuying, session, plan=Plan("每天走三回。"))
    found = meetings.written(session).plan
    assert found is not None
    assert found.agreed == "每天走三回。"
    with clock.frozen(starts + timedelta(hours=25)), pytest.raises(Refused, match=Taken.OVER):
        down(clinic, wang_xiuying, session, plan=PLAN)


@pytest.mark.parametrize(
    ("agreed", "hours", "state"),
    [
        (False, 0, OfferState.SEEN),  # came without having said yes
        (False, -30, OfferState.DECLINED),  # came on another day
        (True, -30, OfferState.CANCELLED_PATIENT),
    ],
)
def test_who_came_is_not_told_that_the_place_was_cancelled(
    clinic: Clinic, wang_xiuying: Someone, session: int, agreed: bool, hours: int, state: str
) -> None:
    book(clinic, wang_xiuying, session, agreed=agreed)
    sent = OutboundMessage.objects.filter(kind="visit-news").count()
    with clock.frozen(Offer.objects.get().slot.starts_at + timedelta(hours=hours)):
        down(clinic, wang_xiuying, session, plan=PLAN)
    assert Offer.objects.get().state == state
    assert OutboundMessage.objects.filter(kind="visit-news").count() == sent


def test_what_is_agreed_stands_before_the_end_and_unchanged_it_needs_no_new_day(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    down(clinic, wang_xiuying, session, plan=replace(PLAN, next_on=date(2026, 11, 24)), ends=False)
    kept = meetings.written(session).plan
    assert kept == replace(PLAN, next_on=date(2026, 11, 24))
    assert Session.objects.get(pk=session).state == SessionState.INVITED
    # Its day has come meanwhile: what was agreed was agreed.
    with clock.frozen(clock.now() + A_DAY):
        down(clinic, wang_xiuying, session, plan=kept)
    assert Session.objects.get(pk=session).state == SessionState.HELD


def test_a_measurement_put_right_the_next_day_is_of_its_own_day(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    down(clinic, wang_xiuying, session, body=Body(Decimal("167.5"), None, confirmed=True))
    with clock.frozen(clock.now() + A_DAY):
        down(clinic, wang_xiuying, session, body=Body(Decimal("157.5"), None))
    found = measuring.measurements(wang_xiuying.patient_id)
    assert [(each.on, each.height_cm) for each in found] == [(date(2026, 11, 23), Decimal("157.5"))]


def test_no_session_for_who_died(clinic: Clinic, wang_xiuying: Someone, session: int) -> None:
    assert [each.session_id for each in meetings.invited(clinic.li.viewer)] == [session]
    CareState.objects.filter(pk=wang_xiuying.patient_id).update(ended="died")
    assert meetings.invited(clinic.li.viewer) == []
    with pytest.raises(Refused):
        invite(clinic, wang_xiuying)


def test_who_declined_is_not_proposed_again_at_once(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    actions.close_session(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        session_id=session,
        outcome=SessionState.DECLINED,
    )
    aside = PutAside.objects.get()
    assert (aside.reason, (aside.back_on - date(2026, 11, 23)).days) == ("no-wish", 84)


def test_what_the_patient_reads_of_a_session_decides_on_no_medicine(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    stop = replace(PLAN, agreed="从今天起停药。")
    with pytest.raises(MedicineWording):
        down(clinic, wang_xiuying, session, plan=stop)
    actions.write_down(
        by=clinic.zhang.actor,
        patient_id=wang_xiuying.patient_id,
        session_id=session,
        key=uuid4(),
        down=Down(plan=stop, ends=True),
    )
    last = Event.objects.filter(kind="session.noted").order_by("-pk")[0]
    assert last.detail["medicine_wording"] is True


def test_another_patients_session_is_not_there(clinic: Clinic, chen: Someone, session: int) -> None:
    with pytest.raises(NoSuchSession):
        down(clinic, chen, session, plan=PLAN)
    east = builders.clinic("east")
    assert meetings.visible(east.li.viewer, session) is None
    assert meetings.visible(clinic.zhang.viewer, session) is not None


# -- by phone -------------------------------------------------------------------------------


def calls() -> list[tuple[str, bool]]:
    rows = OpenItem.objects.filter(kind=ItemKind.CALL, source__startswith="offer:").order_by("pk")
    return [(row.reasons[0]["id"], row.closed_at is not None) for row in rows]


def test_who_has_no_screen_is_phoned_about_the_time_and_about_what_the_clinic_cancels(
    clinic: Clinic, monday: datetime
) -> None:
    zhao = builders.patient(clinic, name="赵玉兰", channel=Channel.PHONE)
    what = {"by": clinic.li.actor, "patient_id": zhao.patient_id}
    offer = book(clinic, zhao, invite(clinic, zhao), agreed=False)
    assert calls() == [("session-offered", False)]
    assert not OutboundMessage.objects.filter(kind="visit-news").exists()
    actions.accept_offer(**what, offer_id=offer)
    assert calls() == [("session-offered", True)]
    actions.cancel_by_clinic(**what, offer_id=offer, words="停诊", keep_slot=True)
    assert calls() == [("session-cancelled", False)]


def test_a_time_that_nobody_answered_is_read_out_no_more(clinic: Clinic) -> None:
    zhao = builders.patient(clinic, name="赵玉兰", channel=Channel.PHONE)
    book(clinic, zhao, invite(clinic, zhao), agreed=False)
    with clock.frozen(Offer.objects.get().answer_by):
        assert jobs.lapse_offers() == 1
    assert calls() == [("session-offered", True)]


def test_agreed_on_the_phone_needs_no_call(clinic: Clinic) -> None:
    zhao = builders.patient(clinic, name="赵玉兰", channel=Channel.PHONE)
    book(clinic, zhao, invite(clinic, zhao), agreed=True)
    assert calls() == [("session-offered", True)]


# -- the story -----------------------------------------------------------------------------


def test_a_session_stands_in_the_story_with_what_was_agreed(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    parts = {"looks": Looks({"balance": "steady"}), "told": Told("钙片")}
    down(clinic, wang_xiuying, session, **parts, plan=PLAN)
    story = timeline.story(wang_xiuying.patient_id, more=meetings.STRANDS)
    (told,) = [each.about for each in story.entries if isinstance(each.about, Met)]
    assert (told.state, told.agreed, told.medicines) == ("held", PLAN.agreed, "钙片")
    assert told.looks["answers"] == {"balance": "steady"}
    assert told.guide == guide().version
    again = invite(clinic, wang_xiuying)
    actions.close_session(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        session_id=again,
        outcome=SessionState.DECLINED,
        why="女儿不在家",
    )
    newest = timeline.story(wang_xiuying.patient_id, more=meetings.STRANDS).entries
    assert next(e.about.why for e in newest if isinstance(e.about, Met)) == "女儿不在家"


def test_the_page_for_a_visit_has_what_was_measured_not_what_was_written(
    clinic: Clinic, wang_xiuying: Someone, session: int
) -> None:
    builders.send(wang_xiuying, full=True, wt_kg="60")
    down(clinic, wang_xiuying, session, body=Body(Decimal("156.4"), Decimal("51.5")))
    found = visit_summary(wang_xiuying.patient_id)
    assert found.weight is not None
    assert found.height is not None
    assert (found.weight.value, found.height.value) == (Decimal("51.5"), Decimal("156.4"))

"""The pages of in-person sessions, opened as nurses and physicians do (7.6)."""

from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.appointments import actions
from osteopro.appointments.models import Offer, PutAside, Session, SessionPart
from osteopro.appointments.terms import OfferState, SessionState, SlotKind, Trigger
from osteopro.audit.models import Event
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import CareState, Verification
from osteopro.followup.terms import Agrees
from osteopro.patients.terms import Channel
from osteopro.records.measuring import Measured
from osteopro.records.models import Measurement, Response
from osteopro.records.terms import MeasuredHow
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.appointments.conftest import enter
from tests.integration.web_visit.conftest import SignIn

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
LIST = "/visit/sessions/"
TWELVE_WEEKS = timedelta(days=84)
ENOUGH = 22


@pytest.fixture
def li(clinic: Clinic, sign_in: SignIn) -> Client:
    """Nurse Li at her desk."""
    return sign_in(clinic.li)


@pytest.fixture
def zhang(clinic: Clinic, sign_in: SignIn) -> Client:
    """Dr Zhang."""
    return sign_in(clinic.zhang)


@pytest.fixture
def session(clinic: Clinic, wang_xiuying: Someone) -> int:
    """Mrs Wang is invited."""
    return actions.invite(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, trigger=Trigger.TWELVE_WEEKS
    )


def text(client: Client, path: str = LIST, status: int = 200) -> str:
    response = client.get(path)
    assert response.status_code == status
    return response.content.decode()


def post(client: Client, path: str, status: int = 302, **fields: Any) -> str:
    sent = client.post(path, {"key": uuid4(), **fields})
    assert sent.status_code == status
    return sent.content.decode() if status != 302 else sent["Location"]


def page(session: int) -> str:
    return f"{LIST}{session}/"


def test_one_press_invites_and_leads_to_finding_a_time(
    wang_xiuying: Someone, li: Client, monday: datetime
) -> None:
    with clock.frozen(monday + TWELVE_WEEKS):
        shown = text(li)
        assert "王秀英" in shown
        assert "满 12 周没来现场随访" in shown
        where = post(li, LIST, patient=wang_xiuying.patient_id, do="invite")
        session = Session.objects.get()
        assert where == page(session.pk)
        assert session.trigger == Trigger.TWELVE_WEEKS
        assert "没有现场随访的空号" in text(li, where)
        assert "已邀请，还没定时间" in text(li)
    assert Event.objects.filter(kind="list.read", object_id="sessions").exists()
    assert Event.objects.filter(kind="session.invited").count() == 1


def test_who_is_put_aside_leaves_the_list_and_another_reason_needs_words(
    wang_xiuying: Someone, li: Client, monday: datetime
) -> None:
    patient = wang_xiuying.patient_id
    with clock.frozen(monday + TWELVE_WEEKS):
        refused = post(li, LIST, 422, patient=patient, do="aside-other", words="")
        assert "请写原因" in refused or "写" in refused
        long = post(li, LIST, 422, patient=patient, do="aside-other", words="远" * 201)
        assert "远" * 201 in long
        post(li, LIST, 404, patient=patient, do="something")
        where = post(li, LIST, patient=patient, do="aside-cannot")
        assert "王秀英" not in text(li, where)
    assert PutAside.objects.get().reason == "cannot"


def test_anybody_is_found_and_invited_but_nobody_of_another_clinic(
    clinic: Clinic, wang_xiuying: Someone, li: Client, sign_in: SignIn
) -> None:
    assert "王秀英" not in text(li)
    assert "王秀英" in text(li, f"{LIST}?q=6620")
    east = sign_in(builders.clinic("east").li)
    post(east, LIST, 404, patient=wang_xiuying.patient_id, do="invite")
    assert "王秀英" not in text(east, f"{LIST}?q=6620")
    assert not Session.objects.exists()


def test_a_physician_reads_the_same_words_for_what_only_the_manager_may_know(
    clinic: Clinic, wang_xiuying: Someone, zhang: Client, monday: datetime
) -> None:
    report = builders.send(wang_xiuying)
    heard = followup_actions.Heard(8, 9, False, Level.ROUTINE, Agrees.NO)
    followup_actions.record_verification(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=report.occasion,
        key=uuid4(),
        heard=heard,
    )
    with clock.frozen(monday + timedelta(minutes=1)):
        assert "当面看更清楚" in text(zhang)


def test_a_time_is_offered_and_answered_on_the_phone_and_taken_back(
    clinic: Clinic, wang_xiuying: Someone, li: Client, session: int
) -> None:
    slots = enter(clinic, 2, kind=SlotKind.SESSION)
    where = page(session)
    assert "请选" in post(li, where, 422, do="offer")
    post(li, where, do="offer", slot=slots[0])
    assert Offer.objects.get().state == OfferState.OFFERED
    assert "电话里" in text(li, where) or "来" in text(li, where)
    post(li, where, do="accept")
    assert Offer.objects.get().state == OfferState.ACCEPTED
    assert "要来的" in text(li)
    post(li, where, do="decline", words="要带孙子")
    assert Offer.objects.get().state == OfferState.CANCELLED_PATIENT
    shown = text(li, where)
    assert "要带孙子" in shown
    post(li, where, do="undo")
    assert Offer.objects.get().state == OfferState.ACCEPTED
    assert post(li, where, 422, do="no-show")
    assert post(li, where, 422, do="offer", slot=slots[1])


def test_who_did_not_come_stays_invited_and_an_end_needs_a_reason(
    clinic: Clinic, wang_xiuying: Someone, li: Client, session: int, sign_in: SignIn
) -> None:
    (slot, *_) = enter(clinic, 2, kind=SlotKind.SESSION)
    where = page(session)
    post(li, where, do="agreed", slot=slot)
    with clock.frozen(Offer.objects.get().slot.starts_at + timedelta(minutes=30)):
        li = sign_in(clinic.li)
        assert "没有来" in text(li, where)
        post(li, where, do="no-show")
        assert Offer.objects.get().state == OfferState.NO_SHOW
        assert Session.objects.get().closed_at is None
        assert "同事" in post(li, where, 422, do="declined", why="")
        post(li, where, do="declined", why="说路太远")
        assert "说路太远" in text(li, where)
    row = Session.objects.get()
    assert (row.state, row.why) == (SessionState.DECLINED, "说路太远")


def test_all_that_was_typed_is_kept_with_whatever_is_pressed_and_nothing_is_lost(
    clinic: Clinic, wang_xiuying: Someone, li: Client, session: int
) -> None:
    followup_actions.note_measurement(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        measured=Measured(date(2026, 8, 20), Decimal("158.5"), None, MeasuredHow.ENROLMENT),
    )
    where = page(session)
    assert "158.5 cm" in text(li, where + "?begin=1")
    typed = {"height_cm": "140", "posture": "bent", "worries": "怕再摔", "seconds": "二十"}
    again = post(li, where, 422, do="sit", **typed)
    for words in ("量了两次", "怕再摔", 'value="140"', 'value="二十"', "最多一位小数"):
        assert words in again
    assert not SessionPart.objects.exists()
    assert CareState.objects.get().beside is None
    typed |= {"seconds": "", "height_cm": "156,4"}
    post(li, where, do="sit", **typed)
    assert SessionPart.objects.count() == 4
    assert Measurement.objects.latest("pk").height_cm == Decimal("156.4")
    shown = text(li, where)
    assert "少 2.1 cm" in shown
    assert "陪着" in shown
    # The same page sent again keeps nothing twice; what changed is kept beside it.
    post(li, where, do="save", **typed | {"worries": "怕再摔，怕连累孩子"})
    assert SessionPart.objects.count() == 5
    post(li, where, do="up", **typed | {"worries": "怕再摔，怕连累孩子"})
    assert SessionPart.objects.count() == 5
    assert CareState.objects.get().beside is None


def test_what_was_agreed_stands_in_the_form_whatever_is_pressed(li: Client, session: int) -> None:
    page = f"/visit/sessions/{session}/"
    half = {"do": "save", "agreed": "每天走两回", "next_on-year": "2026"}
    half |= {"next_on-month": "12", "next_on-day": "7", "key": str(uuid4())}
    shown = li.post(page, half, follow=True).content.decode()
    assert "已保存。" in shown
    assert "每天走两回" in shown
    assert 'value="12"' in shown
    # The address still tells of the save before: beside a mistake it is not said.
    wrong = li.post(f"{page}?did=save&begin=1", {**half, "height_cm": "x", "key": str(uuid4())})
    assert wrong.status_code == 422
    assert "已保存。" not in wrong.content.decode()
    # Sent again from an older page it is refused once; pressed again it is kept.
    refused = li.post(page, {**half, "agreed": "每天走三回"})
    assert refused.status_code == 409
    key = refused.content.decode().split('name="key" value="')[1].split('"')[0]
    kept = li.post(page, {**half, "agreed": "每天走三回", "key": key}, follow=True)
    assert "每天走三回" in kept.content.decode()


def test_a_session_from_the_report_to_the_plan(
    clinic: Clinic,
    wang_xiuying: Someone,
    li: Client,
    zhang: Client,
    session: int,
    monday: datetime,
    sign_in: SignIn,
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="6")
    where = page(session)
    heard = {"pain_rest": "3", "pain_move": "none", "event": "no", "level": "routine"}
    half = post(li, where, 422, do="save", **heard)
    assert "请选一个答案" in half
    post(li, where, do="sit", **heard, agrees="partly", note="夜里才痛")
    assert Verification.objects.get().pain_rest == 3
    with clock.frozen(monday + timedelta(days=7)):
        li = sign_in(clinic.li)
        post(li, where, do="up")
        post(li, where, do="sit")
        with clock.frozen(clock.now() + timedelta(minutes=3)):
            builders.send(wang_xiuying)
            assert "陪着填" in text(li, where)
            assert "请写说好了什么" in post(li, where, 422, do="hold", medicines="钙片")
            wrong = {"next_on-year": "2026", "next_on-month": "13", "next_on-day": "1"}
            assert "没有这一天" in post(li, where, 422, do="hold", agreed="好", **wrong)
            day = {"next_on-year": "2026", "next_on-month": "12", "next_on-day": "14"}
            post(li, where, do="hold", agreed="每天走两回。", medicines="钙片", **day)
    assert Response.objects.latest("pk").mode == "in-person"
    row = Session.objects.get()
    assert (row.state, row.closed_by) == (SessionState.HELD, clinic.li.account_id)
    with clock.frozen(monday + timedelta(days=9)):
        held = text(zhang, where)
        for words in ("每天走两回。", "钙片", "2026-12-14", "陪着填"):
            assert words in held
        assert "<textarea" not in held
        story = text(zhang, f"/care/patients/{wang_xiuying.patient_id}/")
        assert "每天走两回。" in story
        assert "当面聊过" in story
        assert "李护士陪着填" in story
        assert "晚了" in post(sign_in(clinic.li), where, 409, do="save", worries="晚了")


def test_a_tablet_and_a_link_lead_to_the_form(
    wang_xiuying: Someone, li: Client, session: int
) -> None:
    where = page(session)
    shown = post(li, where, 200, do="tablet", worries="怕摔")
    assert "10 分钟内" in shown
    assert "怕摔" in shown
    post(li, where, do="link", worries="怕摔")
    assert SessionPart.objects.count() == 1


def test_who_reports_by_phone_is_booked_on_the_phone_first(clinic: Clinic, li: Client) -> None:
    zhao = builders.patient(clinic, name="赵玉兰", channel=Channel.PHONE)
    session = actions.invite(by=clinic.li.actor, patient_id=zhao.patient_id, trigger=Trigger.WISH)
    enter(clinic, 2, kind=SlotKind.SESSION)
    shown = text(li, page(session))
    assert "放进电话单" in shown
    assert 'value="offer" data-send' not in shown


def test_sessions_cost_the_same_for_one_and_for_many(
    clinic: Clinic, wang_xiuying: Someone, li: Client, session: int, monday: datetime
) -> None:
    (slot, *_) = enter(clinic, 2, kind=SlotKind.SESSION)
    actions.offer_session(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        session_id=session,
        slot_id=slot,
        key=uuid4(),
        agreed=True,
    )
    builders.patient(clinic, name="甲", phone="+8613800006630")

    def cost() -> int:
        text(li)
        with CaptureQueriesContext(connection) as caught:
            text(li)
        return len(caught)

    with clock.frozen(monday + TWELVE_WEEKS):
        one = cost()
        assert one <= ENOUGH
    for n in range(5):
        someone = builders.patient(clinic, name=f"乙{n}", phone=f"+861380000664{n}")
        if n < 2:
            actions.invite(by=clinic.li.actor, patient_id=someone.patient_id, trigger=Trigger.WISH)
    with clock.frozen(monday + TWELVE_WEEKS):
        assert cost() == one


def test_the_way_in_stands_in_the_menu_of_nurses_and_physicians(
    wang_xiuying: Someone, li: Client, zhang: Client
) -> None:
    for client, start in ((li, "/care/"), (zhang, "/visit/")):
        assert f'href="{LIST}"' in text(client, start)
    assert 'href="/care/calls/"' in text(li)
    assert 'href="/care/calls/"' not in text(zhang)


def test_a_session_that_is_read_is_noted(wang_xiuying: Someone, li: Client, session: int) -> None:
    text(li, page(session))
    noted = Event.objects.filter(kind="read", object_type="session", object_id=str(session))
    assert noted.count() == 1 or Event.objects.filter(object_type="session").exists()

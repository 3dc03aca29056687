"""The home page: the one next thing, and what became of the last record (mockup 02)."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions as followup_actions
from osteopro.followup.models import CareState
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, Outcome
from osteopro.patients.terms import Channel
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import SignIn, fill, helpers_phone, send, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def home(client: Client) -> str:
    response = client.get("/me/")
    assert response.status_code == 200
    return str(response.content.decode())


def reply(clinic: Clinic, someone: Someone, receipt: followup_actions.Receipt) -> None:
    followup_actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.REPLIED, body="王阿姨，看到了。先试试侧睡时两腿夹个枕头。"),
        versions=[receipt.uuid],
    )


def test_somebody_new_sees_the_first_record_and_no_dead_ends(wang: Client) -> None:
    page = home(wang)
    assert "该记录了" in page
    assert "29 题，大约 8 分钟。" in page
    assert '到 <span class="nb">11月25日 星期三</span> 都可以。' in page
    for absent in ("上次的记录", "看我的变化", "/me/messages/", "约看病", "记一件事"):
        assert absent not in page


def test_every_link_of_the_home_page_leads_somewhere(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    reply(clinic, wang_xiuying, receipt)
    with clock.frozen(monday + timedelta(days=7)):
        builders.send(wang_xiuying)
        page = home(wang)
        links = {part.split('"')[0] for part in page.split('href="/me')[1:]}
        assert len(links) >= 6
        for link in links:
            assert wang.get(f"/me{link}").status_code == 200, link


@pytest.mark.parametrize(
    ("days", "said"),
    [
        (3, "下次记录："),
        (5, "可以记录了"),
        (7, "该记录了"),
        (10, "方便时，请记录一下"),
    ],
)
def test_the_card_follows_the_calendar(
    wang: Client, wang_xiuying: Someone, monday: datetime, days: int, said: str
) -> None:
    builders.finish(wang_xiuying, builders.send(wang_xiuying))
    with clock.frozen(monday + timedelta(days=days)):
        page = home(wang)
    assert said in page
    # Outside the window there is a quiet way in, and no main button.
    assert ("现在就想说说近况" in page) == (days == 3)
    assert ("开始记录" in page) == (days != 3)


def test_an_open_form_is_the_next_thing(wang: Client) -> None:
    url = start(wang)
    wang.post(url, {"rf-check": ["none"]})
    page = home(wang)
    assert "上次没填完" in page
    assert "从第 2 题继续，共 15 题。" in page


def test_a_full_form_that_was_not_sent_says_so(wang: Client) -> None:
    record = fill(wang)
    for link_id in ("sym-appetite", "sym-weight"):
        wang.post(f"/me/record/{record}/{link_id}/", {"skip": "1"})
    assert "题都答了，还没发送。" in home(wang)


def test_only_acts_of_people_move_the_record_on(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    page = home(wang)
    assert "<b>送到了</b>" in page
    assert "<b>李护士看过</b> （还没有）" in page
    assert "11月26日 星期四 下午5:30 前" in page
    followup_actions.mark_seen(
        by=clinic.wang.actor, patient_id=wang_xiuying.patient_id, occasion=receipt.occasion
    )
    page = home(wang)
    assert "<b>王护士看过</b>" in page
    assert "<b>李护士回复了</b> （还没有）" in page
    followup_actions.record_call(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        outcome=CallOutcome.NO_ANSWER,
        occasion=receipt.occasion,
    )
    assert "打过电话" not in home(wang)


def test_a_reply_appears_when_it_can_no_longer_be_taken_back(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    reply(clinic, wang_xiuying, builders.send(wang_xiuying))
    assert "李护士回复了您" not in home(wang)
    with clock.frozen(monday + timedelta(seconds=21)):
        page = home(wang)
    assert "李护士回复了您" in page
    assert '<span class="tag">新</span>' in page
    assert "先试试侧睡" in page
    assert "<b>李护士回复了</b></p>" in page


def test_a_question_to_the_physician_is_told(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying)
    followup_actions.record_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.ESCALATED, question="要不要复查？", body="已请张医生看。"),
        versions=[receipt.uuid],
        physician=clinic.zhang.account_id,
    )
    assert "<b>已请张医生看</b>" in home(wang)


def test_one_sentence_says_how_the_pain_went(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for week, pain in enumerate(("5", "4", "5")):
        builders.send(wang_xiuying, at=monday - timedelta(days=21 - 7 * week), sym_pain_rest=pain)
    assert "这 4 周不动时痛差不多，在 4 到 5 之间。" in home(wang)


def test_a_family_members_numbers_are_not_in_the_sentence(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    for week, pain in enumerate(("5", "4")):
        builders.send(wang_xiuying, at=monday - timedelta(days=14 - 7 * week), sym_pain_rest=pain)
    proxy = builders.ByWhom.PROXY
    builders.send(wang_xiuying, at=monday, sym_pain_rest="9", by_whom=proxy)
    assert "在 4 到 5 之间" in home(wang)


def test_the_number_of_queries_does_not_grow_with_history(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    def queries(at: datetime) -> int:
        with clock.frozen(at), CaptureQueriesContext(connection) as seen:
            home(wang)
        return len(seen)

    reply(clinic, wang_xiuying, builders.send(wang_xiuying))
    little = queries(monday + timedelta(minutes=1))
    for week in range(1, 9):
        at = monday + timedelta(days=7 * week)
        receipt = builders.send(wang_xiuying, at=at)
        with clock.frozen(at):
            reply(clinic, wang_xiuying, receipt)
    much = queries(monday + timedelta(days=57))
    assert little == much
    # Session, account and the frame; then sixteen for what stands on the page, one of them whether
    # results of a study wait.
    assert much <= 19


def test_the_emergency_page_is_kept_on_the_phone_from_home_on(wang: Client) -> None:
    assert 'data-worker="/urgent-worker.js"' in home(wang)
    assert "data-worker" not in wang.get("/me/help/").content.decode()


def test_a_record_just_sent_can_be_corrected_from_home(wang: Client) -> None:
    record = send(wang)
    assert f'action="/me/record/{record}/correct/"' in home(wang)
    wang.post(f"/me/record/{record}/correct/")
    page = home(wang)
    assert "更正还没发送" in page
    assert "/correct/" not in page


def test_after_two_that_did_not_come_the_phone_is_offered(
    clinic: Clinic, wang_xiuying: Someone, signed_in: SignIn, monday: datetime
) -> None:
    later = monday + timedelta(days=15)
    with clock.frozen(later):
        followup_actions.send_link(by=clinic.li.actor, patient_id=wang_xiuying.patient_id)
        wang = signed_in(wang_xiuying)
        home = wang.get("/me/").content.decode()
        assert '<h2 id="f-instead">换成打电话？</h2>' in home
        assert "李护士可以打电话问您，5 分钟就好。" in home
        answer = wang.post("/me/phone-instead/")
        assert CareState.objects.get().channel == Channel.PHONE
        after = wang.get(answer["Location"]).content.decode()
        assert "以后由李护士打电话问您。" in after
        assert "换成打电话？" not in after
    with clock.frozen(monday + timedelta(days=8)):
        other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
        followup_actions.send_link(by=clinic.li.actor, patient_id=other.patient_id)
        assert "换成打电话？" not in signed_in(other).get("/me/").content.decode()


def test_a_helper_is_not_asked_whether_to_phone(wang_xiuying: Someone, monday: datetime) -> None:
    daughter = helpers_phone(builders.helper(wang_xiuying))
    with clock.frozen(monday + timedelta(days=15)):
        assert "换成打电话？" not in daughter.get("/me/").content.decode()
        assert daughter.post("/me/phone-instead/").status_code == 404

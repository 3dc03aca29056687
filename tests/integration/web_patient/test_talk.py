"""Writing at any time, asking for visits and calls, and where it stands."""

from datetime import date, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.followup import actions
from osteopro.followup.actions import About, Wish
from osteopro.followup.models import CareState, OpenItem, Request
from osteopro.followup.rules import Ending
from osteopro.followup.terms import DeclineReason, ItemKind, Outcome, RequestKind
from osteopro.messaging.models import Message
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import helpers_phone

pytestmark = pytest.mark.django_db
WRITE, ASK, LIST = "/me/messages/new/", "/me/appointments/new/", "/me/appointments/"


def body(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def write(client: Client, words: str, topic: str = "body", **more: Any) -> str:
    """Send words; the page that follows."""
    answer = client.post(WRITE, {"topic": topic, "words": words, "key": str(uuid4()), **more})
    assert answer.status_code == 302, answer.content.decode()
    return body(client, answer.url)


def item_of(request: Request) -> OpenItem:
    return OpenItem.objects.get(source=f"request:{request.pk}")


def test_words_at_any_time_come_to_the_manager_with_their_topic(
    wang: Client, monday: datetime
) -> None:
    page = write(wang, "这两天走路稳多了", "body")
    assert "您写的话送到了" in page
    assert "王阿姨" not in page
    message, item = Message.objects.get(), OpenItem.objects.get()
    assert (message.topic, message.body) == ("body", "这两天走路稳多了")
    assert (item.kind, item.reasons[0]["id"]) == (ItemKind.MESSAGE, "message-body")
    assert item.due_at.isoformat() == "2026-11-24T09:30:00+00:00"


def test_open_and_closed_hours_are_told_honestly(wang: Client, monday: datetime) -> None:
    assert "现在有人上班" in body(wang, WRITE)
    with clock.frozen(datetime.fromisoformat("2026-11-27T20:00:00+08:00")):
        page = body(wang, WRITE)
    assert "现在没有人看" in page
    assert "11月30日" in page
    assert "这里不是急救电话" in page


def test_nothing_typed_is_lost_by_a_mistake(wang: Client) -> None:
    long = "好" * 601
    page = wang.post(WRITE, {"words": long})
    assert page.status_code == 422
    assert long in page.content.decode()
    assert "请选一个答案" in page.content.decode()
    assert not Message.objects.exists()


def test_the_same_form_twice_is_one_message(wang: Client) -> None:
    key = str(uuid4())
    for _ in range(2):
        write(wang, "谢谢", "other", key=key)
    assert Message.objects.count() == 1


def test_medicine_says_that_nothing_is_changed_here_and_leads_to_a_visit(wang: Client) -> None:
    page = write(wang, "药能不能少吃一片", "medicine")
    assert "这里不能改药" in page
    assert "药的事要医生当面看过才能定" in page
    assert "/me/appointments/new/?want=visit&amp;why=med" in page
    form = body(wang, f"{ASK}?want=visit&why=med")
    assert 'value="med" id="f-why-2" checked' in form


def test_danger_in_words_is_answered_at_once_and_raises_the_item(
    wang: Client, monday: datetime
) -> None:
    page = write(wang, "胸口痛了一上午")
    assert "请今天就去看医生" in page
    assert OpenItem.objects.get().level == Level.URGENT.rank
    # A word of self-harm adds where help is.
    assert "12356" in write(wang, "活着没意思")


def test_the_patient_sees_that_it_was_read_only_after_somebody_said_so(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    write(wang, "在吗")
    assert "李护士已看" not in body(wang, "/me/messages/")
    actions.mark_talk_seen(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        message_ids=[Message.objects.get().pk],
    )
    assert "李护士已看" in body(wang, "/me/messages/")


def test_a_visit_is_asked_for_and_taken_back(wang: Client, monday: datetime) -> None:
    form = body(wang, f"{ASK}?want=visit")
    assert "排号看四样" in form
    assert "独居、75 岁以上或只用电话的会照顾" in form
    missing = wang.post(ASK, {"want": "visit", "words": "腰痛"})
    assert missing.status_code == 422
    assert "腰痛" in missing.content.decode()
    sent = wang.post(
        ASK, {"want": "visit", "why": "pain", "times": ["morning"], "companion": "family"}
    )
    page = body(wang, sent.url)
    assert "您的请求收到了" in page
    assert "已收到" in page
    assert "11月24日" in page
    request = Request.objects.get()
    assert CareState.objects.get().level == 0
    back = wang.post(LIST, {"withdraw": str(request.pk)})
    assert "已取消" in body(wang, back.url)
    assert wang.post(LIST, {"withdraw": "99"}).status_code == 404


def test_the_status_has_the_words_of_the_programme_and_no_rank(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    patient_id = wang_xiuying.patient_id
    number = actions.make_request(
        by=wang_xiuying.actor, patient_id=patient_id, wanted=Wish(RequestKind.VISIT)
    )
    actions.call_first(by=clinic.li.actor, patient_id=patient_id, request_id=number)
    assert "先打电话了解" in body(wang, LIST)
    actions.let_visit_wait(
        by=clinic.li.actor, patient_id=patient_id, request_id=number, on=date(2026, 11, 30)
    )
    page = body(wang, LIST)
    assert "排队中（下次联系：11月30日）" in page
    item = item_of(Request.objects.get())
    actions.answer_talk(
        by=clinic.li.actor,
        patient_id=patient_id,
        ending=Ending(Outcome.REPLIED, body="下个月再帮您看。"),
        about=About([item.pk], {item.pk: DeclineReason.NO_ROOM}),
    )
    page = body(wang, LIST)
    assert "没约上（这段时间没有号）" in page
    for never in ("第 1 位", "名次", "分数是", "P ="):
        assert never not in page


def test_home_shows_what_waits_and_costs_nothing_when_nothing_does(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    assert "您想看医生" not in body(wang, "/me/")
    wang.post(ASK, {"want": "visit", "why": "check"})
    assert "您想看医生" in body(wang, "/me/")
    with clock.frozen(monday + timedelta(days=1)):
        wang.post(LIST, {"withdraw": str(Request.objects.get().pk)})
        assert "您想看医生" not in body(wang, "/me/")


def test_asking_for_advice_needs_words_and_a_call_does_not(wang: Client) -> None:
    assert wang.post(ASK, {"want": "advice"}).status_code == 422
    assert wang.post(ASK, {"want": "call"}).status_code == 302
    assert OpenItem.objects.get().kind == ItemKind.CALL


def test_danger_in_a_request_is_answered_at_once(wang: Client) -> None:
    sent = wang.post(ASK, {"want": "call", "words": "喘不上气"})
    assert "请今天就去看医生" in body(wang, sent.url)


def test_who_helps_sees_no_word_of_self_harm(
    wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    write(wang, "不想活了")
    private = Message.objects.get().pk
    write(wang, "凳子买好了")
    helper = helpers_phone(builders.helper(wang_xiuying))
    page = body(helper, "/me/messages/")
    assert "凳子买好了" in page
    assert "不想活" not in page
    assert helper.get(f"/me/messages/{private}/").status_code == 404


def test_who_may_only_fill_in_writes_and_sees_that_it_arrived(wang_xiuying: Someone) -> None:
    helper = helpers_phone(builders.helper(wang_xiuying, Scope.ENTER))
    page = write(helper, "妈妈今天胸口痛")
    assert "您写的话送到了" in page
    assert "请今天就去看医生" in page


def test_home_keeps_words_of_self_harm_from_who_helps(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, monday: datetime
) -> None:
    """In the newest reply, and in what was said on handing a record on."""
    receipt = builders.send(wang_xiuying)
    actions.record_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.ESCALATED, question="请看一下", body="您写了不想活，张医生会看。"),
        versions=[receipt.uuid],
        physician=clinic.zhang.account_id,
    )
    helper = helpers_phone(builders.helper(wang_xiuying))
    with clock.frozen(monday + timedelta(minutes=1)):
        assert body(wang, "/me/").count("不想活") == 2
        page = body(helper, "/me/")
    assert "不想活" not in page
    assert "已请张医生看" in page

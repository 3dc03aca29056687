"""Finding somebody, one patient in short, and bringing somebody in."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.audit.models import Event
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Wanted
from osteopro.followup.models import (
    AlertOutcome,
    Call,
    CareState,
    IntervalWish,
    OpenItem,
    Pause,
    PauseEnd,
)
from osteopro.followup.rules import Ending
from osteopro.followup.terms import ItemKind, MoveReason, Outcome, PauseReason
from osteopro.messaging.models import Message, OutboundMessage
from osteopro.patients.terms import Channel
from tests import builders
from tests.integration.appointments.conftest import ask, enter, offer
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, act, page, review_url


@pytest.mark.parametrize("typed", ["王秀英", "秀英", "wxy", "WX", "6620", "138 0000 6620"])
def test_search_by_name_initials_or_phone(
    wang_xiuying: builders.Someone, li: Client, typed: str
) -> None:
    text = page(li.get("/care/patients/", {"q": typed}))
    assert "找到 1 位" in text
    assert f"/care/patients/{wang_xiuying.patient_id}/" in text


@pytest.mark.parametrize("typed", ["李四", "zzz", "0000", "'; drop", "12345", "%", "王" * 200])
def test_a_search_that_finds_nobody_says_how_to_search(
    wang_xiuying: builders.Someone, li: Client, typed: str
) -> None:
    text = page(li.get("/care/patients/", {"q": typed}))
    assert "没有找到" in text
    assert "拼音首字母" in text


def test_without_a_search_ones_own_patients(
    wang_xiuying: builders.Someone, clinic: builders.Clinic, sign_in: SignIn
) -> None:
    assert "王秀英" in page(sign_in(clinic.wang).get("/care/patients/"))
    assert "王秀英" in page(sign_in(clinic.lead).get("/care/patients/"))
    elsewhere = builders.clinic("east")
    text = page(sign_in(elsewhere.li).get("/care/patients/?q=wxy"))
    assert "没有找到" in text
    assert "还没有患者" in page(sign_in(elsewhere.li).get("/care/patients/"))


def test_a_search_is_one_event_of_the_list(wang_xiuying: builders.Someone, li: Client) -> None:
    li.get("/care/patients/?q=wxy")
    assert Event.objects.get(kind="list.read").object_id == "search"


def url(someone: builders.Someone) -> str:
    return f"/care/patients/{someone.patient_id}/"


def test_the_patient_page_says_how_to_reach_and_what_waits(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, fu_wish="call")
    text = page(li.get(url(wang_xiuying)))
    assert "138 0000 6620" in text
    assert 'href="tel:+8613800006620"' in text
    assert "想要打电话" in text
    assert f"/care/records/{receipt.occasion}/" in text
    assert "李护士" in text
    assert "王护士" in text
    assert "2026-11-30" in text
    assert Event.objects.filter(kind="patient.read", object_type="patient").count() == 1


def test_a_new_link_is_sent_and_somebody_by_phone_gets_none(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    links = OutboundMessage.objects.filter(kind="personal-link")
    before = links.count()
    answer = li.post(url(wang_xiuying), {"do": "link"}, follow=True)
    assert "新的网址已发出" in page(answer)
    assert links.all().count() == before + 1
    by_phone = builders.patient(clinic, phone="+8613800006621", channel=Channel.PHONE)
    assert "发新的网址" not in page(li.get(url(by_phone)))


def test_a_call_is_noted(wang_xiuying: builders.Someone, monday: datetime, li: Client) -> None:
    assert li.post(url(wang_xiuying), {"do": "call"}).status_code == 422
    no_note = li.post(url(wang_xiuying), {"do": "call", "call": "reached"})
    assert "请记下说了什么。" in page(no_note)
    answer = li.post(
        url(wang_xiuying), {"do": "call", "call": "reached", "call_note": "都好"}, follow=True
    )
    assert "通话已记下" in page(answer)
    text = page(answer)
    assert "<b>您打电话：通过话</b>" in text
    assert "<p>都好</p>" in text
    assert Call.objects.get().note == "都好"


def test_a_message_is_answered_and_no_longer_waits(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    actions.write_back(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="药吃完了")
    text = page(li.get(url(wang_xiuying)))
    assert "<b>王阿姨写</b>" in text
    assert "<p>药吃完了</p>" in text
    stopped = li.post(url(wang_xiuying), {"do": "reply", "text": "那就停药吧"})
    assert stopped.status_code == 422
    assert "那就停药吧" in page(stopped)
    assert "药的事要医生当面看过才能定" in page(stopped)
    assert li.post(url(wang_xiuying), {"do": "reply", "text": " "}).status_code == 422
    assert li.post(url(wang_xiuying), {"do": "reply", "text": "好" * 601}).status_code == 422
    answer = li.post(url(wang_xiuying), {"do": "reply", "text": "我帮您约门诊。"})
    assert answer.status_code == 302
    assert Message.objects.filter(direction="to-patient").get().body == "我帮您约门诊。"
    assert not OpenItem.objects.filter(closed_at=None).exists()
    assert CareState.objects.get().open_items == 0


def test_silence_is_closed_but_a_record_is_not(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, sign_in: SignIn
) -> None:
    builders.send(wang_xiuying, at=MONDAY)
    with clock.frozen(MONDAY + timedelta(days=40)):
        assert jobs.note_silence() == 1
        li = sign_in(clinic.li)
        for item in OpenItem.objects.order_by("kind"):
            unsaid = li.post(url(wang_xiuying), {"do": f"close-{item.pk}"})
            assert unsaid.status_code == (404 if item.kind == "record" else 422)
            answer = li.post(url(wang_xiuying), {"do": f"close-{item.pk}-referred"})
            assert answer.status_code == (404 if item.kind == "record" else 302)
        assert [row.came_of for row in AlertOutcome.objects.all()] == ["referred"]
        assert [item.kind for item in OpenItem.objects.filter(closed_at=None)] == ["record"]
        assert li.post(url(wang_xiuying), {"do": "close-99"}).status_code == 302
        assert li.post(url(wang_xiuying), {"do": "nonsense"}).status_code == 404


def test_a_silence_that_was_phoned_about_asks_nothing_more(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, sign_in: SignIn
) -> None:
    with clock.frozen(MONDAY + timedelta(days=40)):
        jobs.note_silence()
        (item,) = OpenItem.objects.filter(kind="silence")
        li = sign_in(clinic.li)
        assert "之后还没跟本人说上话。怎么处理的？" in page(li.get(url(wang_xiuying)))
        li.post(url(wang_xiuying), {"do": "call", "call": "reached", "call_note": "住院了"})
        text = page(li.get(url(wang_xiuying)))
        assert "怎么处理的" not in text
        assert f'value="close-{item.pk}"' in text
        assert li.post(url(wang_xiuying), {"do": f"close-{item.pk}"}).status_code == 302
    (kept,) = AlertOutcome.objects.all()
    assert (kept.rule, kept.came_of, kept.review) == ("T-A14", "contact", None)
    assert kept.ruleset


def test_a_question_to_a_doctor_waits_until_the_answer_is_noted(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, sym_sleep="very")
    asked = {"outcome": "escalated", "question": "要拍片吗？", "physician": clinic.zhang.account_id}
    assert act(li, receipt, **asked).status_code == 302
    item = OpenItem.objects.get(closed_at=None)
    text = page(li.get(url(wang_xiuying)))
    assert "张医生：要拍片吗？" in text
    assert "问医生的，等答复" in page(li.get("/care/"))
    empty = li.post(url(wang_xiuying), {"do": f"answer-{item.pk}"})
    assert "请写医生怎么答复。" in page(empty)
    assert li.post(url(wang_xiuying), {"do": f"close-{item.pk}"}).status_code == 404
    done = li.post(url(wang_xiuying), {"do": f"answer-{item.pk}", "answer": "先不用"})
    assert done.status_code == 302
    told = OpenItem.objects.get(closed_at=None)
    text = page(li.get(url(wang_xiuying)))
    assert "医生答复了，请告诉患者" in text
    assert "<b>先不用</b>" in text
    assert li.post(url(wang_xiuying), {"do": f"answer-{item.pk}"}).status_code == 302
    assert li.post(url(wang_xiuying), {"do": f"close-{told.pk}"}).status_code == 302
    assert not OpenItem.objects.filter(closed_at=None).exists()


def test_an_offered_visit_is_gone_on_with_under_appointments(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    offer(clinic, wang_xiuying, enter(clinic)[0], ask(wang_xiuying))
    item = OpenItem.objects.get(kind=ItemKind.VISIT)
    with clock.frozen(monday + timedelta(minutes=5)):
        text = page(li.get(url(wang_xiuying)))
        waits = text.split('id="waits"')[1].split("</section>")[0]
        assert 'href="/care/appointments/"' in waits
        assert f"close-{item.pk}" not in text
        li.post(url(wang_xiuying), {"do": "call", "call": "reached", "call_note": "说了药的事"})
        refused = li.post(url(wang_xiuying), {"do": f"close-{item.pk}"})
    assert refused.status_code == 422
    assert "请到“约号”里处理" in page(refused)
    assert OpenItem.objects.get(kind=ItemKind.VISIT).closed_at is None


def test_what_a_doctor_answered_stands_on_both_pages_in_full(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, sym_sleep="very")
    asked = {"outcome": "escalated", "question": "要拍片吗？", "physician": clinic.zhang.account_id}
    act(li, receipt, **asked)
    item = OpenItem.objects.get(closed_at=None)
    long = "先不拍片。" + "一周后再看，" * 12 + "还痛就来门诊。"
    li.post(url(wang_xiuying), {"do": f"answer-{item.pk}", "answer": long})
    text = page(li.get(review_url(receipt)))
    assert "您问张医生：要拍片吗？" in text
    assert f"张医生答复：{long}（您记下）" in text
    assert "您：已转医生" not in text, "the question says it"
    story = page(li.get(url(wang_xiuying)))
    assert "<b>您问张医生</b>" in story
    assert f"<p>{long}</p>" in story


def test_a_reply_to_somebody_without_a_screen_becomes_a_call(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    zhou = builders.patient(clinic, name="周德明", channel=Channel.PHONE)
    receipt = builders.send(zhou)
    act(li, receipt, outcome="replied", text="看到了，慢慢来。")
    assert "打电话把回复念给患者" in page(li.get("/care/"))
    item = OpenItem.objects.get(closed_at=None)
    assert li.post(url(zhou), {"do": f"close-{item.pk}"}).status_code == 302
    assert "今天都处理完了" in page(li.get("/care/"))


def test_one_form_is_one_message(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    key = page(li.get(url(wang_xiuying))).split('name="key" value="')[1].split('"')[0]
    for _ in range(2):
        sent = li.post(url(wang_xiuying), {"do": "reply", "text": "在的。", "key": key})
        assert sent.status_code == 302
    assert Message.objects.count() == 1
    other = li.post(url(wang_xiuying), {"do": "reply", "text": "不一样", "key": key})
    assert other.status_code == 409
    assert "不一样" in page(other)


def test_a_physician_reads_the_whole_story_and_does_nothing_from_here(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, sign_in: SignIn
) -> None:
    builders.send(wang_xiuying, fu_note="夜里痛")
    zhang = sign_in(clinic.zhang)
    text = page(zhang.get(url(wang_xiuying)))
    assert "夜里痛" in text
    assert "/care/records/" not in text
    assert 'name="do"' not in text
    assert "138 0000 6620" not in text
    read = Event.objects.get(kind="patient.read", actor=clinic.zhang.account_id)
    assert read.object_id == str(wang_xiuying.patient_id)
    assert zhang.post(url(wang_xiuying), {"do": "link"}).status_code == 404
    assert "王秀英" in page(zhang.get("/care/patients/?q=wxy"))


def test_the_story_goes_on_where_the_page_ended(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    for n in range(22):
        with clock.frozen(monday + timedelta(minutes=n)):
            actions.write_back(
                by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body=f"第 {n} 句"
            )
    first = page(li.get(url(wang_xiuying), {"part": "messages"}))
    assert "<p>第 21 句</p>" in first
    assert "<p>第 1 句</p>" not in first
    older = first.split("看更早的")[0].rsplit('href="', 1)[1].split('"')[0].replace("&amp;", "&")
    second = page(li.get(older))
    assert "<p>第 1 句</p>" in second
    assert "<p>第 0 句</p>" in second
    assert "<p>第 2 句</p>" not in second
    assert "看更早的" not in second
    assert "回到最新" in second
    assert "<p>第 21 句</p>" in page(li.get(url(wang_xiuying), {"before": "x"}))


def test_the_story_tells_of_helpers_hand_overs_and_the_plan(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    mine: Any = {"by": clinic.li.actor, "patient_id": wang_xiuying.patient_id}
    helper = builders.ask_helper(wang_xiuying, Scope.READ, days=30)
    actions.stop_helper(helper_id=helper, **mine)
    actions.set_interval(days=10, reason="她要求", **mine)
    actions.pause(until=(monday + timedelta(days=9)).date(), reason=PauseReason.HOLIDAY, **mine)
    with clock.frozen(monday + timedelta(days=1)):
        actions.resume(**mine)
        actions.hand_over(
            by=clinic.li.actor,
            key=uuid4(),
            patient_ids=[wang_xiuying.patient_id],
            wanted=Wanted(
                (monday + timedelta(days=1)).date(),
                MoveReason.WISH,
                clinic.wang.account_id,
                clinic.li.account_id,
            ),
            today=(monday + timedelta(days=1)).date(),
        )
        team = page(li.get(url(wang_xiuying), {"part": "team"}))
        plan = page(li.get(url(wang_xiuying), {"part": "plan"}))
    for words in (
        "王芳 可以帮忙了",
        "看回复和变化",
        "王芳 不再帮忙",
        "交接",
        "患者要求",
    ):
        assert words in team, words
    for words in ("暂停结束，2026-11-24 起恢复", "改为每 10 天填一次，原来每 7 天"):
        assert words in plan, words
        assert words not in team


def test_the_whole_page_costs_the_same_whatever_the_history(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, sign_in: SignIn
) -> None:
    def cost(n: int) -> int:
        with clock.frozen(monday + timedelta(days=n)):
            receipt = builders.send(wang_xiuying)
            builders.reply(clinic, wang_xiuying, receipt)
            actions.write_back(
                by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="好的"
            )
            builders.consent(wang_xiuying, Purpose.MEDIA)
            actions.withdraw_consent(
                by=wang_xiuying.actor,
                patient_id=wang_xiuying.patient_id,
                purpose=Purpose.MEDIA,
                how=How.OWN_PAGE,
                language="zh-CN",
            )
            li = sign_in(clinic.li)
            with CaptureQueriesContext(connection) as captured:
                assert li.get(url(wang_xiuying)).status_code == 200
        return len(captured)

    cost(0)
    usual = cost(1)
    for n in range(2, 12):
        last = cost(n)
    assert last <= usual <= 56


def test_a_new_patient_shows_what_to_ask_first(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    text = page(li.get(url(wang_xiuying)))
    assert "第一次打电话问什么" in text
    assert "怎么称呼您好" not in text, "that is known"
    assert "有急事找不到您" in text
    builders.send(wang_xiuying)
    assert "第一次打电话问什么" not in page(li.get(url(wang_xiuying)))


def test_another_clinics_patient_is_not_there(clinic: builders.Clinic, li: Client) -> None:
    stranger = builders.patient(builders.clinic("east"))
    assert li.get(url(stranger)).status_code == 404
    assert li.post(url(stranger), {"do": "link"}).status_code == 404
    assert li.get("/care/patients/99999/").status_code == 404


def plan_form(client: Client, someone: builders.Someone, do: str, **fields: str) -> Any:
    return client.post(url(someone), {"do": do, **fields}, follow=True)


def test_an_interval_of_the_managers_own_needs_a_reason_and_is_lifted_again(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    refused = plan_form(li, wang_xiuying, "interval", interval="10", interval_reason=" ")
    assert refused.status_code == 422
    assert '<option value="10" selected>' in page(refused)
    wrong = plan_form(li, wang_xiuying, "interval", interval="3", interval_reason="太远了")
    assert wrong.status_code == 422
    assert 'value="太远了"' in page(wrong)
    assert not IntervalWish.objects.exists()
    for _ in range(2):
        done = plan_form(li, wang_xiuying, "interval", interval="10", interval_reason="女儿陪着")
        assert "10 天：由随访管理员设定" in page(done)
        assert "女儿陪着" in page(done)
    assert IntervalWish.objects.count() == Event.objects.filter(kind="interval.wished").count() == 1
    with clock.frozen(monday + timedelta(minutes=1)):
        lifted = plan_form(li, wang_xiuying, "interval", interval="rules", interval_reason="好了")
    assert "女儿陪着" not in page(lifted)
    assert CareState.objects.get().interval_days == 7


def until(day: str) -> dict[str, str]:
    """The fields of a hospital stay until `day`."""
    parts = zip(("year", "month", "day"), day.split("-"), strict=True)
    return {"pause_reason": "hospital"} | {f"pause_until-{name}": part for name, part in parts}


def test_a_pause_says_what_is_missing_and_is_marked_in_the_list(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    refused = plan_form(li, wang_xiuying, "pause", pause_reason="hospital")
    assert refused.status_code == 422
    assert '<option value="hospital" selected>' in page(refused)
    long = plan_form(li, wang_xiuying, "pause", **until("2027-11-23"))
    assert "最长 90 天" in page(long)
    assert 'name="pause_until-year" value="2027"' in page(long)
    for _ in range(2):
        plan_form(li, wang_xiuying, "pause", **until("2026-12-01"))
    assert Pause.objects.count() == 1
    assert '<span class="tag">已暂停</span> 下次 12-02' in page(li.get("/care/patients/"))
    plan_form(li, wang_xiuying, "resume")
    plan_form(li, wang_xiuying, "resume")
    assert "已暂停" not in page(li.get("/care/patients/"))
    assert PauseEnd.objects.count() == 1


def test_the_page_names_every_doctor_in_one_query(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    someone = builders.patient(clinic)

    def asks() -> int:
        with CaptureQueriesContext(connection) as seen:
            li.get(f"/care/patients/{someone.patient_id}/")
        return sum("accounts_staffmember" in each["sql"] for each in seen)

    def hand_on(days: int) -> None:
        receipt = builders.send(someone, at=MONDAY - timedelta(days=days), sym_pain_rest="9")
        actions.record_review(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=receipt.occasion,
            ending=Ending(Outcome.ESCALATED, body="我问问医生。", question="要拍片吗？"),
            versions=[receipt.uuid],
            physician=clinic.zhang.account_id,
        )

    hand_on(16)
    asks()
    few = asks()
    hand_on(8)
    hand_on(1)
    assert OpenItem.objects.filter(kind=ItemKind.ESCALATION, closed_at=None).count() == 3
    assert asks() == few

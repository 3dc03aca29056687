"""Finding somebody, one patient in short, and bringing somebody in."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions, jobs
from osteopro.followup.models import Call, CareState, OpenItem
from osteopro.messaging.models import Message, OutboundMessage
from osteopro.patients import queries as patients_queries
from osteopro.patients.models import Patient
from osteopro.patients.terms import Channel
from tests import builders
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
    assert "您打电话：通过话；都好" in page(answer)
    assert Call.objects.get().note == "都好"


def test_a_message_is_answered_and_no_longer_waits(
    wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    actions.write_back(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="药吃完了")
    assert "王阿姨：药吃完了" in page(li.get(url(wang_xiuying)))
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
            answer = li.post(url(wang_xiuying), {"do": f"close-{item.pk}"})
            assert answer.status_code == (404 if item.kind == "record" else 302)
        assert [item.kind for item in OpenItem.objects.filter(closed_at=None)] == ["record"]
        assert li.post(url(wang_xiuying), {"do": "close-99"}).status_code == 302
        assert li.post(url(wang_xiuying), {"do": "nonsense"}).status_code == 404


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
    assert not OpenItem.objects.filter(closed_at=None).exists()
    assert li.post(url(wang_xiuying), {"do": f"answer-{item.pk}"}).status_code == 302


def test_what_a_doctor_answered_stands_on_both_pages_in_full(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    receipt = builders.send(wang_xiuying, sym_sleep="very")
    asked = {"outcome": "escalated", "question": "要拍片吗？", "physician": clinic.zhang.account_id}
    act(li, receipt, **asked)
    item = OpenItem.objects.get(closed_at=None)
    long = "先不拍片。" + "一周后再看，" * 12 + "还痛就来门诊。"
    li.post(url(wang_xiuying), {"do": f"answer-{item.pk}", "answer": long})
    for address in (url(wang_xiuying), review_url(receipt)):
        text = page(li.get(address))
        assert "您问张医生：要拍片吗？" in text
        assert f"张医生答复：{long}（您记下）" in text
        assert "您：已转医生" not in text, "the question says it"


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


def test_another_clinics_patient_is_not_there(clinic: builders.Clinic, li: Client) -> None:
    stranger = builders.patient(builders.clinic("east"))
    assert li.get(url(stranger)).status_code == 404
    assert li.post(url(stranger), {"do": "link"}).status_code == 404
    assert li.get("/care/patients/99999/").status_code == 404


SHEET = {
    "name": "陈国民",
    "address_as": "陈叔",
    "birth-year": "1952",
    "birth-month": "8",
    "birth-day": "1",
    "phone": "138 0000 6621",
    "sex": "male",
    "channel": "online",
    "education": "junior-high",
    "med_class": "denosumab",
    "dose-year": "2027",
    "dose-month": "1",
    "dose-day": "15",
    "flags": ["vf", "lives_alone"],
}


def filled(clinic: builders.Clinic, **changes: Any) -> dict[str, Any]:
    team = {
        "site": clinic.site_id,
        "manager": clinic.li.account_id,
        "backup": clinic.wang.account_id,
    }
    return {**SHEET, **team, **changes}


def test_somebody_joins(clinic: builders.Clinic, monday: datetime, li: Client) -> None:
    answer = li.post("/care/patients/new/", filled(clinic), follow=True)
    assert "已加入随访" in page(answer)
    patient = Patient.objects.get()
    person = patients_queries.person(patient.pk)
    assert (person.name, person.phone) == ("陈国民", "+8613800006621")
    assert person.birth == date(1952, 8, 1)
    team = patients_queries.care_team(patient.pk)
    assert (team.manager, team.backup) == (clinic.li.account_id, clinic.wang.account_id)
    profile = patients_queries.clinical_profile(patient.pk)
    assert profile.flags == {"vf", "lives_alone"}
    assert profile.next_dose_due == date(2027, 1, 15)
    assert OutboundMessage.objects.filter(kind="personal-link").count() == 1


def test_all_mistakes_are_said_at_once_and_nothing_is_kept(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    wrong = filled(
        clinic,
        name="",
        phone="138",
        sex="?",
        backup=clinic.li.account_id,
        channel="x",
        education="x",
        med_class="x",
        **{"birth-year": "2030", "dose-month": "13"},
    )
    answer = li.post("/care/patients/new/", wrong)
    text = page(answer)
    assert answer.status_code == 422
    for field in "name birth phone sex channel education med_class dose backup".split():
        assert f'href="#f-{field}"' in text, field
    assert "手机号应该是 11 位数字，您填了 3 位。" in text
    assert 'value="138"' in text
    assert not Patient.objects.exists()


@pytest.mark.parametrize(
    ("birth", "sentence"),
    [
        (("", "", ""), "请填生日。"),
        (("1950", "2", "30"), "没有这一天"),
        (("1950", "二", "3"), "没有这一天"),
        (("1850", "1", "1"), "请检查年份。"),
        (("2026", "12", "1"), "这个日期还没到。"),
    ],
)
def test_birth_dates(
    clinic: builders.Clinic,
    monday: datetime,
    li: Client,
    birth: tuple[str, str, str],
    sentence: str,
) -> None:
    parts = dict(zip(("birth-year", "birth-month", "birth-day"), birth, strict=True))
    assert sentence in page(li.post("/care/patients/new/", filled(clinic, **parts)))


def test_somebody_who_is_here_already_is_shown_instead(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    li.post("/care/patients/new/", filled(clinic))
    again = li.post("/care/patients/new/", filled(clinic, phone="138 0000 9999"))
    assert again.status_code == 409
    assert "这个人可能已经在了" in page(again)
    assert "陈国民 74 男" in page(again)
    assert Patient.objects.count() == 1
    other = li.post("/care/patients/new/", filled(clinic, phone="138 0000 9999", another="1"))
    assert other.status_code == 302
    assert Patient.objects.count() == 2


def test_a_duplicate_at_another_clinic_is_not_named(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    elsewhere = builders.clinic("east")
    builders.patient(elsewhere, name="陈国民", birth=date(1952, 8, 1), phone="+8613800009999")
    text = page(li.post("/care/patients/new/", filled(clinic)))
    assert "在别的门诊" in text
    assert "陈国民 74" not in text


def test_a_team_comes_from_the_clinic(
    clinic: builders.Clinic, monday: datetime, li: Client
) -> None:
    elsewhere = builders.clinic("east")
    wrong = filled(clinic, manager=elsewhere.li.account_id, site=elsewhere.site_id)
    text = page(li.post("/care/patients/new/", wrong))
    assert "请选门诊。" in text
    assert "请选随访管理员。" in text

"""The worklist as a manager reads it."""

from datetime import datetime, timedelta

from django.test import Client

from osteopro import clock
from osteopro.access.models import RoleGrant
from osteopro.access.terms import Role
from osteopro.audit.models import Event
from osteopro.followup import actions, jobs
from osteopro.followup.terms import CallOutcome
from osteopro.records.terms import ByWhom
from tests import builders
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import SignIn, act, page


def row_of(text: str, name: str) -> str:
    """The line of one patient, as HTML."""
    start = text.index(f"data-row-link>{name}<")
    return text[text.rindex("<tr", 0, start) : text.index("</tr>", start)]


def test_an_urgent_row_says_why_who_and_by_when(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="9", fu_note="昨晚痛得睡不着")
    row = row_of(page(li.get("/care/")), "王秀英")
    assert "<b>不动时痛 9" in row
    assert "71 女" in row
    assert "“昨晚痛得睡不着”" in row
    assert "还没联系" in row
    assert "<b>14:00 前</b>" in row
    assert "线上 本人" in row
    assert "要尽快看医生" in row


def test_an_emergency_says_how_many_minutes_are_left_and_then_that_it_is_overdue(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    builders.send(wang_xiuying, rf_check=["chest"])
    assert "剩 30 分" in row_of(page(li.get("/care/")), "王秀英")
    with clock.frozen(MONDAY + timedelta(minutes=10)):
        assert "剩 20 分" in row_of(page(li.get("/care/")), "王秀英")
    with clock.frozen(MONDAY + timedelta(minutes=13, hours=0)):
        actions.record_call(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, outcome=CallOutcome.NO_ANSWER
        )
    with clock.frozen(MONDAY + timedelta(minutes=14)):
        assert "没接 10:13" in row_of(page(li.get("/care/")), "王秀英")


def test_overdue_is_said_in_words(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, li: Client
) -> None:
    builders.send(wang_xiuying, at=MONDAY - timedelta(days=4), sym_pain_rest="9")
    with clock.frozen(MONDAY):
        assert "<b>已过时限</b>" in row_of(page(li.get("/care/")), "王秀英")


def test_a_routine_row_says_change_wish_and_note(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    first = builders.send(wang_xiuying, at=MONDAY - timedelta(days=9), sym_pain_move="6")
    builders.send(wang_xiuying, sym_pain_move="4", fu_wish="advice", fu_note="好多了")
    row = row_of(page(li.get("/care/")), "王秀英")
    # The older record waits as well and decides the lane; ending it shows the newer one.
    assert "第一份记录；记下就行" in row
    act(li, first, outcome="replied", text="看到了。")
    row = row_of(page(li.get("/care/")), "王秀英")
    assert "好转：动的时候痛 6 → 4；<b>想要建议</b>" in row
    assert "“好多了”" in row


def test_a_record_by_family_has_a_tag(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    builders.send(wang_xiuying, by_whom=ByWhom.PROXY)
    assert '<span class="tag">家人代填</span>' in row_of(page(li.get("/care/")), "王秀英")


def test_late_and_silent_patients(
    clinic: builders.Clinic, monday: datetime, sign_in: SignIn
) -> None:
    builders.patient(clinic)
    with clock.frozen(MONDAY + timedelta(days=4)):
        row = row_of(page(sign_in(clinic.li).get("/care/")), "王秀英")
        assert "应 11-23，<b>晚 4 天</b>" in row
    with clock.frozen(MONDAY + timedelta(days=17)):
        assert jobs.note_silence() == 1
        row = row_of(page(sign_in(clinic.li).get("/care/")), "王秀英")
        assert "没有填写" in row
        assert "要打电话" in row


def test_a_message_stands_in_today_and_leads_to_the_patient(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    actions.write_back(by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="在吗")
    row = row_of(page(li.get("/care/")), "王秀英")
    assert "<b>写来了话</b>" in row
    assert f"/care/patients/{wang_xiuying.patient_id}/" in row


def test_the_empty_list_says_what_was_done_and_what_comes(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, sign_in: SignIn
) -> None:
    receipt = builders.send(wang_xiuying)
    li = sign_in(clinic.li)
    act(li, receipt, outcome="replied", text="看到了，照这样来。")
    text = page(li.get("/care/"))
    assert "今天都处理完了" in text
    assert "1 份记录都有了结果：已回复 1。" in text
    with clock.frozen(MONDAY + timedelta(days=6)):
        assert "有 1 位患者该记录了" in page(sign_in(clinic.li).get("/care/"))


def test_filters_are_in_the_address_and_nonsense_is_ignored(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    builders.send(wang_xiuying)
    assert "王秀英" in page(li.get("/care/?who=clinics&channel=online"))
    assert "王秀英" not in page(li.get("/care/?channel=phone"))
    for nonsense in ("who=all", "lane=now&page=0", "lane=x&page=2", "page=9", "done=1", "done=x"):
        assert li.get(f"/care/?{nonsense}").status_code == 200


def test_one_lane_alone(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    builders.send(wang_xiuying)
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    builders.send(other, sym_pain_rest="9")
    urgent = page(li.get("/care/?lane=now"))
    assert "陈国民" in urgent
    assert "王秀英" not in urgent
    assert "待回复</h2>" not in urgent
    assert "这样筛选，没有要处理的" not in urgent
    assert "这样筛选，没有要处理的" in page(li.get("/care/?lane=today"))


def test_one_clinic_of_several(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, sign_in: SignIn
) -> None:
    builders.send(wang_xiuying)
    assert 'name="site"' not in page(sign_in(clinic.li).get("/care/"))
    east = builders.clinic("east")
    RoleGrant.objects.create(
        account_id=clinic.lead.account_id,
        role=Role.PROGRAMME_LEAD,
        site_id=east.site_id,
        granted_at=clock.now(),
    )
    lead = sign_in(clinic.lead)
    both = page(lead.get("/care/"))
    assert 'name="site"' in both
    assert "王秀英" in both
    assert "王秀英" in page(lead.get(f"/care/?site={clinic.site_id}"))
    elsewhere = page(lead.get(f"/care/?site={east.site_id}"))
    assert "王秀英" not in elsewhere
    assert "这样筛选，没有要处理的" in elsewhere
    assert "看全部" in elsewhere
    assert "王秀英" in page(sign_in(clinic.li).get(f"/care/?site={east.site_id}")), "not hers"
    assert "王秀英" in page(sign_in(clinic.li).get(f"/care/?who=mine&site={clinic.site_id}"))


def test_pages_of_a_lane(clinic: builders.Clinic, monday: datetime, li: Client) -> None:
    for n in range(51):
        builders.send(builders.patient(clinic, name=f"王{n:02d}", phone=f"+86138{n:08d}"))
    assert "待回复：更多" in page(li.get("/care/"))
    second = page(li.get("/care/?lane=reply&page=2"))
    assert second.count("data-row-link") == 1
    assert "待回复：上一页" in second


def test_english_words(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, li: Client
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="9")
    li.cookies["lang"] = "en"
    text = page(li.get("/care/"))
    assert "Pain at rest 9" in text
    assert "71 F" in text
    assert "Not contacted" in text


def test_looking_at_the_list_is_one_event_for_a_quarter_of_an_hour(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, monday: datetime, sign_in: SignIn
) -> None:
    li = sign_in(clinic.li)
    reads = Event.objects.filter(kind="list.read", actor=clinic.li.account_id)
    li.get("/care/")
    li.get("/care/")
    assert reads.count() == 1
    with clock.frozen(MONDAY + timedelta(minutes=14)):
        li.get("/care/")
    assert reads.count() == 1
    assert not Event.objects.filter(kind="patient.read").exists()

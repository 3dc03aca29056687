"""Workload, absences and hand-overs as pages."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.followup import actions, jobs
from osteopro.followup.covering import Away
from osteopro.followup.models import Absence, CareState, HandOverNote, OpenItem
from osteopro.followup.terms import AwayReason
from tests import builders
from tests.builders import Clinic, Someone, Staff
from tests.integration.web_care.conftest import SignIn

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
TODAY = date(2026, 11, 23)


@pytest.fixture
def lead(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.lead)


@pytest.fixture
def zhao(clinic: Clinic) -> Staff:
    return builders.staff(clinic.site_id, "zhao", "赵护士", "Nurse Zhao", Role.FOLLOW_UP_MANAGER)


def absence_form(**changes: str) -> dict[str, str]:
    days = {"first": TODAY.isoformat(), "last": (TODAY + 4 * DAY).isoformat()}
    return {"key": str(uuid4()), "substitute": "", "reason": "leave", **days, **changes}


def move_form(**changes: str) -> dict[str, str]:
    usual = {"manager": "", "backup": "", "day": TODAY.isoformat(), "reason": "balance"}
    return {"key": str(uuid4()), **usual, **changes}


def test_the_workload_tells_panel_lanes_and_what_comes(
    clinic: Clinic, wang_xiuying: Someone, li: Client
) -> None:
    builders.patient(clinic, phone="+8613800006621", starts_on=TODAY + 3 * DAY)
    builders.send(wang_xiuying)
    page = li.get("/care/load/").content.decode()
    assert "未来 14 天有 2 份记录到期。" in page
    assert "每位随访管理员" not in page
    assert 'aria-labelledby="coming-t"' in page


def test_a_lead_sees_each_manager_and_a_manager_only_their_own(
    clinic: Clinic, wang_xiuying: Someone, li: Client, lead: Client
) -> None:
    page = lead.get(f"/care/load/?who={clinic.li.account_id}").content.decode()
    assert "每位随访管理员" in page
    assert "李护士" in page
    assert li.get(f"/care/load/?who={clinic.wang.account_id}").status_code == 404


def test_the_workload_costs_the_same_for_many(
    clinic: Clinic, wang_xiuying: Someone, lead: Client
) -> None:
    def cost() -> int:
        with CaptureQueriesContext(connection) as seen:
            lead.get(f"/care/load/?who={clinic.li.account_id}")
        return len(seen)

    lead.get("/care/load/")
    few = cost()
    for n in range(6):
        someone = builders.patient(clinic, phone=f"+861380000663{n}")
        builders.send(someone)
    builders.staff(clinic.site_id, "sun", "孙护士", "Nurse Sun", Role.FOLLOW_UP_MANAGER)
    assert cost() == few
    assert few <= 18


def test_an_absence_is_planned_gone_through_and_ended(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, li: Client, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    answer = li.post("/care/load/absence/", absence_form(substitute=str(zhao.account_id)))
    absence = Absence.objects.get()
    assert answer.url == f"/care/load/absence/{absence.pk}/"
    item = OpenItem.objects.get()
    page = li.get(answer.url).content.decode()
    assert "王秀英" in page
    assert "代班：赵护士" in page
    li.post(answer.url, {f"note-{item.pk}": "女儿上午能接电话", "do": "confirm"})
    assert HandOverNote.objects.get().words == "女儿上午能接电话"
    assert "已交接" in li.get("/care/load/").content.decode()
    li.post(answer.url, {"do": "end"})
    assert CareState.objects.get().answers == clinic.li.account_id


def test_the_substitute_sees_whose_patients_they_are_and_the_lines(
    clinic: Clinic, wang_xiuying: Someone, li: Client, sign_in: SignIn, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    li.post("/care/load/absence/", absence_form())
    absence, item = Absence.objects.get(), OpenItem.objects.get()
    li.post(f"/care/load/absence/{absence.pk}/", {f"note-{item.pk}": "她怕打针"})
    wang = sign_in(clinic.wang)
    assert "代李护士" in wang.get("/care/").content.decode()
    page = wang.get(f"/care/load/absence/{absence.pk}/").content.decode()
    assert "她怕打针" in page
    assert wang.post(f"/care/load/absence/{absence.pk}/", {"do": "end"}).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"first": ""}, "请选第一天。"),
        ({"last": "2026-11-01"}, "最后一天在第一天之前。"),
        ({"reason": ""}, "请选择原因。"),
    ],
)
def test_a_form_with_a_mistake_keeps_what_was_typed(
    clinic: Clinic, li: Client, monday: datetime, changes: dict[str, str], said: str
) -> None:
    answer = li.post("/care/load/absence/", absence_form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()


def test_a_refused_absence_names_the_patients(
    clinic: Clinic, wang_xiuying: Someone, li: Client, monday: datetime
) -> None:
    actions.plan_absence(
        by=clinic.wang.actor,
        key=uuid4(),
        away=Away(clinic.wang.account_id, TODAY, TODAY + DAY),
        reason=AwayReason.ILLNESS,
        today=TODAY,
    )
    answer = li.post("/care/load/absence/", absence_form())
    assert answer.status_code == 422
    assert "这些患者没有在岗的人代班： 王秀英" in answer.content.decode()


def test_a_whole_panel_changes_hands(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, lead: Client, monday: datetime
) -> None:
    builders.patient(clinic, name="陈国民", phone="+8613800006621")
    who = str(clinic.li.account_id)
    assert "陈国民" in lead.get(f"/care/load/hand-over/?who={who}").content.decode()
    form = move_form(who=who, all="1", manager=str(zhao.account_id))
    page = lead.post("/care/load/hand-over/", form, follow=True).content.decode()
    assert "2 位患者已移交" in page
    assert set(CareState.objects.values_list("answers", flat=True)) == {zhao.account_id}


def test_part_of_a_panel_changes_hands_on_a_later_day(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, li: Client, monday: datetime
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    form = move_form(manager=str(zhao.account_id), day="2026-12-01")
    li.post("/care/load/hand-over/", {**form, "patients": [str(other.patient_id)]})
    assert "12-01 有 1 位患者换人负责" in li.get("/care/load/").content.decode()
    with clock.frozen(monday + 8 * DAY):
        jobs.carry_out_hand_overs()
    managers = dict(CareState.objects.values_list("patient_id", "manager"))
    assert managers == {
        wang_xiuying.patient_id: clinic.li.account_id,
        other.patient_id: zhao.account_id,
    }


def test_one_patient_changes_hands_from_their_page(
    clinic: Clinic, wang_xiuying: Someone, zhao: Staff, li: Client, monday: datetime
) -> None:
    number = wang_xiuying.patient_id
    way = f"/care/load/hand-over/?patient={number}"
    assert way in li.get(f"/care/patients/{number}/").content.decode()
    assert "王秀英" in li.get(way).content.decode()
    form = move_form(patient_id=str(number), manager=str(zhao.account_id))
    assert li.post("/care/load/hand-over/", form).url == f"/care/patients/{number}/?did=team"
    assert li.get(way).status_code == 404


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "请至少选一位患者。"),
        ({"all": "1"}, "请选新随访管理员或新后备。"),
        ({"all": "1", "manager": "backup"}, "随访管理员和后备会是同一个人，请另选后备： 王秀英"),
    ],
)
def test_a_hand_over_with_a_mistake_moves_nobody(
    clinic: Clinic,
    wang_xiuying: Someone,
    li: Client,
    monday: datetime,
    changes: dict[str, str],
    said: str,
) -> None:
    if changes.get("manager"):
        changes = {**changes, "manager": str(clinic.wang.account_id)}
    answer = li.post("/care/load/hand-over/", move_form(**changes))
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert CareState.objects.get().manager == clinic.li.account_id

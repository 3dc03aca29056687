"""Noting that somebody leaves, and what a clinician decides (6.2, 6.5)."""

from collections.abc import Callable

import pytest
from django.test import Client

from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import State
from osteopro.followup import actions
from osteopro.followup.models import Leaving, OpenItem
from osteopro.followup.terms import Doubt
from tests.builders import Clinic, Someone, Staff

SignIn = Callable[[Staff], Client]


LEAVING = {"state": "left", "decided_by": "family", "main": "moved", "do": "leave"}


def page(someone: Someone) -> str:
    return f"/care/patients/{someone.patient_id}/leave/"


def state(someone: Someone) -> State | None:
    return enrolment_queries.state(someone.patient_id)


def test_what_is_missing_is_said_at_once(
    sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone
) -> None:
    answer = sign_in(clinic.li).post(page(wang_xiuying), {"do": "leave", "note": "她说太忙"})
    shown = answer.content.decode()
    assert answer.status_code == 422
    assert "请选择情况" in shown
    assert "请选择谁决定的" in shown
    assert "她说太忙" in shown, "nothing typed is lost"


def test_family_says_they_moved(sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone) -> None:
    li = sign_in(clinic.li)
    shown = li.post(page(wang_xiuying), LEAVING | {"others": ["burden", "moved"]}, follow=True)
    assert state(wang_xiuying) is State.LEFT
    left = Leaving.objects.get()
    assert (left.reasons, left.decided_by, left.by) == (
        ["moved", "burden"],
        "family",
        clinic.li.account_id,
    )
    assert "搬家、换医院；填起来麻烦" in shown.content.decode()
    patient = li.get(f"/care/patients/{wang_xiuying.patient_id}/").content.decode()
    assert "退出情况" in patient
    assert 'value="pause"' not in patient
    assert "已退出" in li.get("/care/patients/?q=王").content.decode()


def test_a_slip_is_taken_back(sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone) -> None:
    li = sign_in(clinic.li)
    li.post(page(wang_xiuying), LEAVING)
    assert "已撤回" in li.post(page(wang_xiuying), {"do": "back"}, follow=True).content.decode()
    assert state(wang_xiuying) is State.ACTIVE


@pytest.mark.parametrize(
    ("died_on", "sentence"), [("", "请填写去世日期"), ("2026-12-01", "这个日期还没到")]
)
def test_a_death_needs_a_day(
    sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone, died_on: str, sentence: str
) -> None:
    parts = zip(("year", "month", "day"), died_on.split("-"), strict=False)
    sent = LEAVING | {"state": "died", **{f"died_on-{name}": part for name, part in parts}}
    answer = sign_in(clinic.li).post(page(wang_xiuying), sent)
    assert answer.status_code == 422
    assert sentence in answer.content.decode()


def test_a_nurse_asks_and_a_physician_decides(
    sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone
) -> None:
    li, zhang = sign_in(clinic.li), sign_in(clinic.zhang)
    refused = li.post(page(wang_xiuying), LEAVING | {"main": "exclusion", "note": "x"})
    assert "只有医生或项目负责人能决定" in refused.content.decode()
    li.post(page(wang_xiuying), {"do": "ask", "doubt": "新查出乳腺癌"})
    assert state(wang_xiuying) is State.ACTIVE
    listed = zhang.get("/care/enrolments/").content.decode()
    assert "新查出乳腺癌" in listed
    gone = {"state": "left", "decided_by": "clinician", "main": "exclusion", "do": "leave"}
    assert "请写明转给谁" in zhang.post(page(wang_xiuying), gone).content.decode()
    zhang.post(page(wang_xiuying), gone | {"note": "转肿瘤科，张医生已联系"})
    assert state(wang_xiuying) is State.LEFT
    assert "新查出乳腺癌" not in zhang.get("/care/enrolments/").content.decode()


def test_a_physician_lets_her_go_on(sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone) -> None:
    actions.ask_clinician_about(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, doubt=Doubt.AGE
    )
    lead = sign_in(clinic.lead)
    assert lead.post(page(wang_xiuying), {"do": "keep"}).status_code == 422
    lead.post(page(wang_xiuying), {"do": "keep", "keep_reason": "身体好，愿意继续"})
    assert not OpenItem.objects.filter(closed_at__isnull=True).exists()
    assert state(wang_xiuying) is State.ACTIVE


def test_the_questions_are_asked_by_phone(
    sign_in: SignIn, clinic: Clinic, wang_xiuying: Someone
) -> None:
    li = sign_in(clinic.li)
    shown = li.post(page(wang_xiuying), LEAVING, follow=True).content.decode()
    where = f"/care/patients/{wang_xiuying.patient_id}/call/"
    assert where in shown
    li.post(where, {"do": "begin", "birth": "1", "language": "zh-CN"})
    assert "填起来容易" in li.get(where).content.decode()

"""A physician finds a question, takes it on and answers it; the manager tells the patient."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.test import Client

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.appointments import facts
from osteopro.audit.models import Event
from osteopro.followup import actions
from osteopro.followup.models import (
    Absence,
    Asking,
    EscalationAnswer,
    EscalationSeen,
    OpenItem,
    Request,
)
from osteopro.followup.queries import escalations, home
from osteopro.followup.queries.frame import frame
from osteopro.followup.terms import AskedIn, ItemKind, RequestKind
from osteopro.triage.terms import Level
from tests import builders
from tests.integration.web_care.conftest import SignIn, act, page


@pytest.fixture
def zhang(clinic: builders.Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.zhang)


@pytest.fixture
def li(clinic: builders.Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.li)


@pytest.fixture
def asked(clinic: builders.Clinic, wang_xiuying: builders.Someone, li: Client) -> str:
    """The address of a question about Mrs Wang."""
    builders.send(wang_xiuying, at=clock.now() - timedelta(days=8))
    receipt = builders.send(wang_xiuying, sym_pain_rest="8", fu_note="翻身像针扎")
    for item in OpenItem.objects.exclude(source=str(receipt.occasion)):
        assert item.kind == ItemKind.RECORD
    sent = act(
        li,
        receipt,
        outcome="escalated",
        question="要不要拍片？",
        physician=clinic.zhang.account_id,
        text="我请张医生看一下。",
    )
    assert sent.status_code == 302
    question = wang_xiuying.patient_id and OpenItem.objects.get(kind=ItemKind.ESCALATION)
    return f"/visit/escalations/{question.source.removeprefix('escalation:')}/"


def test_after_signing_in_a_physician_sees_the_day_and_the_way_to_the_questions(
    monday: datetime, zhang: Client
) -> None:
    answer = zhang.get("/staff/start/", follow=True)
    assert answer.redirect_chain[-1][0] == "/visit/"
    assert 'href="/visit/escalations/"' in page(answer)
    assert "没有等您答复的问题" in page(zhang.get("/visit/escalations/"))


def test_a_question_says_what_is_needed_to_answer_it(
    asked: str, monday: datetime, zhang: Client
) -> None:
    listed = page(zhang.get("/visit/escalations/"))
    assert f'href="{asked}"' in listed
    assert "1 个等您答复" in listed
    text = page(zhang.get(asked))
    for words in (
        "李护士问张医生",
        "要不要拍片？",
        "我请张医生看一下。",
        "翻身像针扎",
        "还有 4 小时 0 分",
        "不动时痛",
    ):
        assert words in text, words
    read = Event.objects.get(kind="patient.read", object_type="escalation")
    assert read.capacity == "physician"


def test_taken_on_then_answered_and_the_patient_sees_who_looked(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    asked: str,
    monday: datetime,
    zhang: Client,
    li: Client,
) -> None:
    assert "还没接手" in page(li.get("/care/escalations/"))
    with clock.frozen(monday + timedelta(minutes=5)):
        taken = zhang.post(asked, {"do": "seen"}, follow=True)
        assert "患者会看到您看过记录" in page(taken)
        assert EscalationSeen.objects.count() == 1
        assert "张医生在看" in page(li.get("/care/escalations/"))
        fate = home.home(frame(wang_xiuying.patient_id)).fate
        assert fate is not None
        assert clinic.zhang.account_id in {act.by for act in fate.seen}
    with clock.frozen(monday + timedelta(minutes=9)):
        empty = zhang.post(asked, {"do": "answer", "answer": " "})
        assert empty.status_code == 422
        assert "请写答复" in page(empty)
        long = zhang.post(asked, {"do": "answer", "answer": "好" * 601})
        assert long.status_code == 422
        assert "好" * 601 in page(long)
        sent = zhang.post(asked, {"do": "answer", "answer": "明天来拍片。"}, follow=True)
        assert "由随访管理员告诉患者" in page(sent)
        assert EscalationAnswer.objects.get().by == clinic.zhang.account_id
        told = page(li.get("/care/escalations/"))
        assert "已答复，待告诉患者" in told
        assert "明天来拍片。" in told
        li.post(f"/care/patients/{wang_xiuying.patient_id}/", {"do": "reply", "text": "明天来拍片"})
        assert "已告诉患者" in page(li.get("/care/escalations/"))
        assert "最近答复过的" in page(zhang.get("/visit/escalations/"))


def test_who_was_slower_keeps_what_was_written(asked: str, monday: datetime, zhang: Client) -> None:
    zhang.post(asked, {"do": "answer", "answer": "明天来拍片。"})
    late = zhang.post(asked, {"do": "answer", "answer": "不用拍。"})
    assert late.status_code == 422
    assert "不用拍。" in page(late)
    assert "明天来拍片。" in page(late)
    assert EscalationAnswer.objects.count() == 1
    again = zhang.post(asked, {"do": "answer", "answer": "明天来拍片。"})
    assert again.status_code == 302, "the same words sent twice are no mistake"
    assert zhang.post(asked, {"do": "nonsense"}).status_code == 404
    assert zhang.get("/visit/escalations/999999/").status_code == 404


def test_an_answer_that_comes_at_the_same_moment_keeps_what_was_written(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    asked: str,
    zhang: Client,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    read = escalations.one

    def read_before_the_other_answer(viewer: Viewer, escalation_id: int) -> Any:
        question = read(viewer, escalation_id)
        actions.answer_escalation(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            escalation_id=escalation_id,
            answer="明天来拍片。",
        )
        return question

    monkeypatch.setattr(escalations, "one", read_before_the_other_answer)
    late = zhang.post(asked, {"do": "answer", "answer": "不用拍。"})
    assert late.status_code == 422
    assert "不用拍。" in page(late)
    assert "明天来拍片。" in page(late)


def days(name: str, day: str) -> dict[str, str]:
    parts = zip(("year", "month", "day"), day.split("-"), strict=True)
    return {f"{name}-{part}": value for part, value in parts}


def test_an_absence_is_planned_shown_to_who_asks_and_ended(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    monday: datetime,
    zhang: Client,
    li: Client,
) -> None:
    refused = zhang.post("/visit/away/", days("first", "2026-11-31") | days("last", "2026-11-25"))
    assert refused.status_code == 422
    assert 'value="31"' in page(refused)
    backwards = zhang.post("/visit/away/", days("first", "2026-11-25") | days("last", "2026-11-24"))
    assert "最后一天在第一天之前" in page(backwards)
    planned = days("first", "2026-11-23") | days("last", "2026-11-25")
    assert "问您的人会看到" in page(zhang.post("/visit/away/", planned, follow=True))
    receipt = builders.send(wang_xiuying)
    text = page(li.get(f"/care/records/{receipt.occasion}/"))
    assert "张医生（不在，没人代）" in text
    asked = {"outcome": "escalated", "question": "急吗？", "physician": clinic.zhang.account_id}
    no = act(li, receipt, **asked)
    assert no.status_code == 422
    assert "这位医生不在，也没有人代" in page(no)
    assert "急吗？" in page(no)
    absence = Absence.objects.get()
    assert zhang.post("/visit/away/", {"do": "end-99"}).status_code == 404
    zhang.post("/visit/away/", {"do": f"end-{absence.pk}"})
    assert act(li, receipt, **asked).status_code == 302


def test_a_physician_who_wants_to_see_somebody_asks_for_a_place_with_need_verified(
    clinic: builders.Clinic,
    wang_xiuying: builders.Someone,
    asked: str,
    monday: datetime,
    zhang: Client,
    li: Client,
) -> None:
    empty = zhang.post(asked, {"do": "visit", "answer": " "})
    assert empty.status_code == 422
    assert not Request.objects.exists()
    for _ in range(2):
        sent = zhang.post(asked, {"do": "visit", "answer": "这周来当面看。"}, follow=True)
        assert "正在找位子" in page(sent)
    request = Request.objects.get()
    assert (request.patient_id, request.kind) == (wang_xiuying.patient_id, RequestKind.VISIT)
    assert Asking.objects.get().way == AskedIn.DOCTOR
    assert EscalationAnswer.objects.get().answer == "这周来当面看。"
    found = facts.facts(facts.wanted([request.pk]))[request.pk]
    assert found.verified == Level.ATTENTION
    assert "医生要求当面看，按需要关注算" in page(li.get("/care/appointments/"))
    assert "由医生提出" in page(li.get(f"/care/patients/{wang_xiuying.patient_id}/messages/"))
    with clock.frozen(monday + timedelta(days=15)):
        late = facts.facts(facts.wanted([request.pk]))[request.pk]
        assert late.verified is None, "as a talk, it counts for two weeks"

"""Saturation, member checks and the seven steps in their pages."""

import re
from uuid import UUID

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research.models import (
    LogEntry,
    MemberCheck,
    Participant,
    SaturationEntry,
    StudyConsent,
)
from osteopro.research.queries import saturation, steps
from tests import studies, study_results
from tests.studies import Studied

pytestmark = pytest.mark.django_db


@pytest.fixture
def themes(study: Studied) -> list[UUID]:
    return study_results.structured(study)


def test_the_overview_shows_seven_steps_and_what_is_missing(
    zhou: Client, study: Studied, themes: list[UUID]
) -> None:
    page = zhou.get(f"/study/{study.study_id}/").content.decode()
    assert page.count('class="done"') == 6
    assert "有参与者还没有回访核对。" in page
    assert "未饱和" in page


def test_the_overview_asks_as_much_of_many_as_of_one(zhou: Client, study: Studied) -> None:
    counts = []
    for number in (1, 2, 3):
        study_results.interviewed(study, number)
        with CaptureQueriesContext(connection) as seen:
            zhou.get(f"/study/{study.study_id}/")
        counts.append(len(seen))
    assert counts[1] == counts[2] <= 45


def test_a_gate_is_passed_by_two_with_a_reason(qin: Client, study: Studied) -> None:
    studies.interview(study, 1)
    page = f"/study/{study.study_id}/steps/1/"
    gates = [steps.gate_key(each) for each in steps.steps(study.study_id)[0].failures]
    zhou = saturation.studies.team(study.study_id)[0].guid
    typed = {"gates": gates, "reason": "录音坏了，只有笔记。"}
    alone = qin.post(page, typed)
    assert alone.status_code == 422
    assert "录音坏了" in alone.content.decode()
    nothing = qin.post(page, {**typed, "gates": [], "people": [str(zhou)]})
    assert nothing.status_code == 422
    unsaid = qin.post(page, {**typed, "reason": "", "people": [str(zhou)]})
    assert unsaid.status_code == 422
    key = "7d8e6a2c-0f2f-4a58-8b1b-0d1f0e8a1c11"
    for _ in range(2):
        done = qin.post(page, {**typed, "people": [str(zhou)], "key": key}, follow=True)
        assert "决定已记入日志" in done.content.decode()
    assert LogEntry.objects.filter(about_kind="gate").count() == len(gates)
    assert steps.steps(study.study_id)[0].failures == ()


def test_what_is_missing_stands_in_the_order_of_participants(qin: Client, study: Studied) -> None:
    for number in range(1, 12):
        studies.interview(study, number)
    page = qin.get(f"/study/{study.study_id}/steps/1/").content.decode()
    found = [int(each) for each in re.findall(r"参与者 (\d+)", page)]
    assert len(found) == 33
    assert found == sorted(found)


def test_judged_on_the_page_and_a_reason_is_asked_for(
    qin: Client, study: Studied, themes: list[UUID]
) -> None:
    page = f"/study/{study.study_id}/saturation/"
    first = saturation.view(study.study_id).interviews[0].guid
    assert "周" in qin.get(page).content.decode()
    unchosen = qin.post(page, {"interview": str(first), "reason": "写了"})
    assert unchosen.status_code == 422
    apart = qin.post(page, {"interview": str(first), "new": "nothing", "reason": ""})
    assert "与数字不一致，请写明理由" in apart.content.decode()
    qin.post(page, {"interview": str(first), "new": "new"})
    assert SaturationEntry.objects.get().deciders == [study.qin.account_id]


def test_a_check_is_sent_and_its_answer_written_down(
    zhou: Client, study: Studied, themes: list[UUID]
) -> None:
    page = f"/study/{study.study_id}/checking/1/"
    shown = zhou.get(page).content.decode()
    assert "您一开始觉得填表麻烦。" in shown
    assert zhou.post(page, {"do": "send"}).status_code == 422
    zhou.post(page, {"do": "send", "way": "phone"})
    check = MemberCheck.objects.get()
    said = {"do": "answer", "check": str(check.guid), "outcome": "amended", "comment": ""}
    refused = zhou.post(page, said)
    assert "哪里不对" in refused.content.decode()
    zhou.post(page, {**said, "comment": "不是麻烦，是看不清。"})
    everybody = zhou.get(f"/study/{study.study_id}/checking/").content.decode()
    assert "同意再次联系的 1 人中，1 人已答复" in everybody
    text = study_results.write(study, steps.NarrativeKind.STRUCTURE, "看不清，所以觉得麻烦。")
    zhou.post(page, {"do": "led", "check": str(check.guid), "text": str(text)})
    check.refresh_from_db()
    assert check.led_to is not None
    assert zhou.get(f"/study/{study.study_id}/checking/9/").status_code == 404


def test_a_member_of_staff_answers_for_themselves(
    zhou: Client, qin: Client, study: Studied, themes: list[UUID]
) -> None:
    whose = Participant.objects.select_related("screening").get(number=1)
    subject = StudySubject(account_id=study.qin.account_id)
    study_vault.note_study_key(by=study.zhou.actor, guid=whose.screening.guid, subject=subject)
    page = "/study/mine/results/"
    assert "现在还没有结果" in qin.get(page).content.decode()
    zhou.post(f"/study/{study.study_id}/checking/1/", {"do": "send", "way": "page"})
    check = str(MemberCheck.objects.get().guid)
    assert check not in zhou.get(page).content.decode()
    assert check in qin.get(page).content.decode()
    refused = qin.post(page, {"check": check, "outcome": "disagreed", "comment": ""})
    assert refused.status_code == 422
    assert zhou.post(page, {"check": check, "outcome": "confirmed"}).status_code == 404
    said = qin.post(page, {"check": check, "outcome": "no-answer"}, follow=True)
    assert "不想说" in said.content.decode()
    assert check not in qin.get(page).content.decode()


def test_the_board_names_themes_that_lost_who_said_them(
    qin: Client, study: Studied, themes: list[UUID]
) -> None:
    page = f"/study/{study.study_id}/themes/"
    assert "已没有原话支持" not in qin.get(page).content.decode()
    StudyConsent.objects.update(withdrawn_at=clock.now())
    shown = qin.get(page).content.decode()
    assert "这些主题已没有原话支持" in shown
    assert "已退出： 参与者 1" in shown

"""Who looked at my record."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit import actions as audit_actions
from osteopro.followup import actions as followup_actions
from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def page(client: Client) -> str:
    response = client.get("/me/data/")
    assert response.status_code == 200
    return str(response.content.decode())


def look(who: builders.Staff, someone: Someone, what: str = "patient") -> None:
    audit_actions.note_read(
        by=who.actor, patient_id=someone.patient_id, object_type=what, object_id=1
    )


def test_nobody_yet(wang: Client) -> None:
    assert "还没有人看过" in page(wang)


def test_each_person_once_a_day_the_newest_day_first(
    wang: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    with clock.frozen(clock.now() - timedelta(days=1)):
        look(clinic.wang, wang_xiuying, "consent")
    for _ in range(3):
        look(clinic.li, wang_xiuying)
        look(clinic.li, wang_xiuying, "attachment")
    found = page(wang)
    assert found.count("李护士打开了您的照片或录音") == 1
    assert found.count("李护士看了您的情况") == 1
    assert found.count("王护士看了您的同意书") == 1
    assert found.index("11月23日") < found.index("11月22日")


def test_opening_a_record_is_seen(wang: Client, clinic: Clinic, wang_xiuying: Someone) -> None:
    receipt = builders.send(wang_xiuying)
    followup_actions.note_opened(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, occasion=receipt.occasion
    )
    assert "李护士看了您的记录" in page(wang)


def test_who_opened_the_key_of_the_study_is_seen(
    wang: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    guid, subject = uuid4(), StudySubject(patient_id=wang_xiuying.patient_id)
    study_vault.note_study_key(by=clinic.li.actor, guid=guid, subject=subject)
    assert "还没有人看过" in page(wang)
    study_vault.open_study_key(by=clinic.li.actor, guid=guid, reason="约时间")
    study_vault.find_identity_spans(by=clinic.wang.actor, guid=guid, text="疼", reason="first")
    study_vault.open_records(by=clinic.wang.actor, guid=guid, reason="夜里是否更疼")
    found = page(wang)
    assert "王护士为访谈研究看了您记录里的分数" in found
    assert "李护士为访谈研究查看了您的姓名" in found
    assert "王护士把您的姓名和号码从访谈记录里去掉了" in found


def test_others_and_ones_own_looking_are_not_there(
    wang: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    look(clinic.li, other)
    audit_actions.note_read(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        object_type="patient",
        object_id=1,
    )
    assert "还没有人看过" in page(wang)


def test_queries_do_not_grow_with_the_log(
    wang: Client, clinic: Clinic, wang_xiuying: Someone, django_assert_num_queries: Any
) -> None:
    look(clinic.li, wang_xiuying)
    page(wang)
    with CaptureQueriesContext(connection) as before:
        page(wang)
        usual = len(before)
    for who in (clinic.wang, clinic.lead, clinic.zhang):
        look(who, wang_xiuying)
    with django_assert_num_queries(usual):
        page(wang)


def test_what_was_agreed_to_is_one_way_and_the_copy_another(wang: Client) -> None:
    found = page(wang)
    assert found.count('href="/me/consent/') == 1
    assert 'href="/me/data/copy/"' in found


def test_on_the_paper_of_consents_a_moment_never_breaks(wang: Client) -> None:
    paper = wang.get("/me/consent/copy/").content.decode()
    assert '同意，在门诊，<span class="nb">2026年11月23日 上午10:00</span>' in paper

"""The manager arranges help with the patient on the phone, and sees who helps."""

import pytest
from django.test import Client

from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import How, Purpose
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import helpers
from osteopro.patients.models import Helper
from osteopro.records.terms import ByWhom
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
FORM = {
    "do": "ask",
    "key": "8c1b8f6e-59c3-4f0e-9d84-0c3b9a5a1f01",
    "version": "1.0.0",
    "name": "王芳",
    "phone": "139 0000 1111",
    "relation": "daughter",
    "scope": ["read"],
    "lasting": "365",
    "how": "phone",
}


def page_of(someone: Someone) -> str:
    return f"/care/patients/{someone.patient_id}/helpers/"


def test_on_the_phone_it_needs_a_witness_and_is_done_once(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    page = page_of(wang_xiuying)
    assert "有一题很私密，只问您自己" in li.get(page).content.decode()
    refused = li.post(page, FORM)
    assert refused.status_code == 422
    assert 'value="王芳"' in refused.content.decode()
    assert Helper.objects.count() == 0
    heard = FORM | {"witness": clinic.wang.account_id}
    for _ in range(2):
        assert li.post(page, heard).url == f"{page}?did=asked"
    found = helpers.helpers_of(wang_xiuying.patient_id)
    assert len(found) == 1
    assert OutboundMessage.objects.filter(kind="helper-link").count() == 1
    given = enrolment_queries.history(wang_xiuying.patient_id)[-1]
    assert (given.answer.purpose, given.answer.how) == (Purpose.HELPER, How.PHONE)
    assert given.witness_account == clinic.wang.account_id
    shown = li.get(page).content.decode()
    assert "王芳（女儿）" in shown
    assert "139" in shown


def test_stopping_with_the_patient_on_the_phone(li: Client, wang_xiuying: Someone) -> None:
    fang = builders.helper(wang_xiuying)
    page = page_of(wang_xiuying)
    assert li.post(page, {"do": f"stop-{fang.helper_id}"}).url == f"{page}?did=stopped"
    assert helpers.helping(fang.account_id, wang_xiuying.patient_id) is None
    assert li.post(page, {"do": "stop-x"}).status_code == 404


def test_the_manager_cannot_stop_through_another_patients_page(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    fang = builders.helper(wang_xiuying)
    li.post(page_of(chen), {"do": f"stop-{fang.helper_id}"})
    assert helpers.helping(fang.account_id, wang_xiuying.patient_id) is not None


def test_the_patient_page_says_who_helps_and_who_filled_in(
    li: Client, wang_xiuying: Someone
) -> None:
    builders.helper(wang_xiuying)
    builders.send(wang_xiuying, by_whom=ByWhom.PROXY)
    page = li.get(f"/care/patients/{wang_xiuying.patient_id}/").content.decode()
    assert "王芳（女儿）" in page
    assert "家人代填" in page

"""Consent in person and on the phone, written down by staff."""

import re
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.accounts import actions as accounts_actions
from osteopro.audit.models import Event
from osteopro.enrolment import queries
from osteopro.enrolment.terms import REQUIRED, Decision, How, Purpose
from osteopro.followup import actions
from osteopro.patients.models import Witness
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_care.conftest import SignIn

pytestmark = pytest.mark.django_db
YES = {f"consent-{purpose}": "yes" for purpose in Purpose}


def page_of(someone: Someone) -> str:
    return f"/care/patients/{someone.patient_id}/consent/"


@pytest.fixture
def li(clinic: Clinic, sign_in: SignIn) -> Client:
    return sign_in(clinic.li)


def write_down(client: Client, someone: Someone, **fields: Any) -> Any:
    return client.post(page_of(someone), {"version": "1.0.0", **fields})


def held(someone: Someone) -> set[Purpose]:
    return {each.purpose for each in queries.consents(someone.patient_id) if each.holds}


def text_of(response: Any) -> str:
    """The page, without what keeps names and moments together on a line."""
    return re.sub(r'<span class="nb">(.*?)</span>', r"\1", response.content.decode())


def test_every_word_is_there_to_be_read_out_once(li: Client, wang_xiuying: Someone) -> None:
    page = text_of(li.get(page_of(wang_xiuying)))
    for element in queries.current_text().text.elements:
        assert page.count(f"<b>{element.title['zh-CN']}</b>") == 1
    assert page.count('type="radio" name="consent-') == 2 * len(Purpose)
    assert "checked" not in page


def test_the_script_is_in_the_language_of_the_patient(li: Client, wang_xiuying: Someone) -> None:
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language="en"
    )
    page = text_of(li.get(page_of(wang_xiuying)))
    assert 'lang="en"><p><b>Your health information</b>' in page
    assert "逐字念出" in page
    write_down(li, wang_xiuying, how="in-person", **YES)
    assert queries.history(wang_xiuying.patient_id)[-1].answer.language == "en"


def test_in_person(li: Client, clinic: Clinic, wang_xiuying: Someone) -> None:
    done = write_down(li, wang_xiuying, how="in-person", **YES)
    assert done.url == f"{page_of(wang_xiuying)}?did=kept"
    assert held(wang_xiuying) == set(Purpose)
    last = queries.history(wang_xiuying.patient_id)[-1]
    assert (last.answer.how, last.answer.by) == (How.IN_PERSON, clinic.li.account_id)
    page = text_of(li.get(done.url))
    assert "请给对方一份打印件" in page
    assert "当面 李护士" in page


def test_on_the_phone_only_with_a_witness(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    refused = write_down(li, wang_xiuying, how="phone", **YES)
    assert refused.status_code == 422
    page = text_of(refused)
    assert "要有人见证" in page
    # Nothing that was chosen is lost.
    assert len(re.findall(r'value="yes"[^>]*checked', page)) == len(Purpose)
    me = write_down(li, wang_xiuying, how="phone", witness=clinic.li.account_id, **YES)
    assert me.status_code == 422
    assert held(wang_xiuying) == REQUIRED
    done = write_down(li, wang_xiuying, how="phone", witness=clinic.wang.account_id, **YES)
    assert done.status_code == 302
    assert held(wang_xiuying) == set(Purpose)
    assert "电话 李护士，见证人王护士" in text_of(li.get(page_of(wang_xiuying)))


def test_somebody_of_the_family_may_be_the_witness(li: Client, wang_xiuying: Someone) -> None:
    both = {"witness": "1", "witness_name": "王芳"}
    assert write_down(li, wang_xiuying, how="phone", **both, **YES).status_code == 422
    hidden = write_down(li, wang_xiuying, how="phone", witness_name="王\u202e芳", **YES)
    assert hidden.status_code == 422
    long = write_down(li, wang_xiuying, how="phone", witness_name="王" * 41, **YES)
    assert long.status_code == 422
    done = write_down(li, wang_xiuying, how="phone", witness_name="王芳", **YES)
    assert done.status_code == 302
    assert Witness.objects.count() == 1
    assert "王芳" in text_of(li.get(page_of(wang_xiuying)))


def test_a_witness_from_elsewhere_is_refused(li: Client, wang_xiuying: Someone) -> None:
    east = builders.clinic("east")
    refused = write_down(li, wang_xiuying, how="phone", witness=east.li.account_id, **YES)
    assert refused.status_code == 422
    assert "请从列表中选同事" in text_of(refused)


def test_a_no_on_the_phone_takes_back_without_a_witness(li: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    done = write_down(li, wang_xiuying, how="phone", **{"consent-research": "no"})
    assert done.status_code == 302
    assert held(wang_xiuying) == set(Purpose) - {Purpose.RESEARCH}
    last = queries.history(wang_xiuying.patient_id)[-1].answer
    assert (last.decision, last.how) == (Decision.WITHDRAWN, How.PHONE)


def test_what_is_left_open_was_not_asked(li: Client, wang_xiuying: Someone) -> None:
    yes = {f"consent-{purpose}": "yes" for purpose in REQUIRED}
    write_down(li, wang_xiuying, how="in-person", **yes)
    assert {e.answer.purpose for e in queries.history(wang_xiuying.patient_id)} == REQUIRED


def test_an_empty_form_says_what_is_missing(li: Client, wang_xiuying: Someone) -> None:
    refused = write_down(li, wang_xiuying)
    assert refused.status_code == 422
    assert "至少选一项回答" in text_of(refused)
    assert "请选询问方式" in text_of(refused)


def test_nothing_else_without_health_information(li: Client, wang_xiuying: Someone) -> None:
    actions.withdraw_consent(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        purpose=Purpose.HEALTH_DATA,
        how=How.OWN_PAGE,
        language="zh-CN",
    )
    refused = write_down(li, wang_xiuying, how="in-person", **{"consent-media": "yes"})
    assert refused.status_code == 422
    assert "其他各项都不能同意" in text_of(refused)


def test_a_text_that_was_replaced_meanwhile_is_read_anew(li: Client, wang_xiuying: Someone) -> None:
    builders.new_consent_words("media")
    refused = write_down(li, wang_xiuying, how="in-person", **YES)
    assert refused.status_code == 409
    page = text_of(refused)
    assert "文本已有新版" in page
    assert 'name="version" value="1.1.0"' in page
    assert held(wang_xiuying) == REQUIRED


def test_the_copy_is_in_the_language_of_the_patient(li: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    accounts_actions.set_preference(
        by=wang_xiuying.actor, account_id=wang_xiuying.account_id, language="en"
    )
    page = text_of(li.get(f"{page_of(wang_xiuying)}copy/"))
    assert "Agreed on your own page, 23 November 2026, 10:00 am" in page
    assert "What this is, and what it is not" in page
    assert "王秀英" in page


def test_reading_and_writing_leave_their_events(
    li: Client, clinic: Clinic, wang_xiuying: Someone
) -> None:
    li.get(page_of(wang_xiuying))
    li.get(f"{page_of(wang_xiuying)}copy/")
    write_down(li, wang_xiuying, how="in-person", **YES)
    events = Event.objects.filter(
        stream=f"patient:{wang_xiuying.patient_id}", actor=clinic.li.account_id
    )
    reads = events.filter(kind="patient.read", object_type="consent")
    assert reads.count() == 2
    _enrolment, given = events.filter(kind="consent.given").order_by("seq")
    assert given.detail["how"] == "in-person"
    assert sorted(given.detail["purposes"]) == sorted(set(Purpose) - REQUIRED)


def test_the_page_takes_as_many_queries_with_a_long_history(
    li: Client, wang_xiuying: Someone
) -> None:
    builders.consent(wang_xiuying)
    li.get(page_of(wang_xiuying))  # what a process keeps is read
    counts = []
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            li.get(page_of(wang_xiuying))
            counts.append(len(asked))
        write_down(li, wang_xiuying, how="phone", witness_name="王芳", **YES)
        write_down(li, wang_xiuying, how="phone", **{"consent-media": "no"})
    assert counts[0] == counts[1]

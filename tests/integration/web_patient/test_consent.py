"""My consent: read, give, withdraw, answer again when words changed, keep a copy."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from osteopro.access.middleware import SESSION_PATIENT
from osteopro.accounts.models import Account
from osteopro.enrolment import queries
from osteopro.enrolment.terms import REQUIRED, Decision, How, Purpose
from osteopro.followup import actions as followup_actions
from tests import builders
from tests.builders import Someone
from tests.integration.web_patient.conftest import helpers_phone

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def held(someone: Someone) -> set[Purpose]:
    return {each.purpose for each in queries.consents(someone.patient_id) if each.holds}


def press(client: Client, purpose: Purpose, do: str, version: str = "1.0.0") -> Any:
    return client.post(f"/me/consent/{purpose}/", {"do": do, "version": version})


def test_each_purpose_stands_with_its_state(wang: Client, wang_xiuying: Someone) -> None:
    before = read(wang, "/me/consent/")
    assert before.count("还没有问过") == len(Purpose) - len(REQUIRED)
    assert before.count("同意了，今天 上午10:00") == len(REQUIRED)
    builders.consent(wang_xiuying, Purpose.RESEARCH)
    after = read(wang, "/me/consent/")
    assert after.count("同意了，今天 上午10:00") == len(REQUIRED) + 1


def test_the_page_of_a_purpose_tells_everything_it_rests_on(wang: Client) -> None:
    page = read(wang, "/me/consent/programme/")
    for said in ("马上打 120", "3 个工作日", "至少还要存 15 年", "都由人决定", "028-0000 1234"):
        assert said in page
    assert "{" not in page.split("<main")[1].split("</main>")[0]


def test_giving_and_withdrawing_take_one_press_each(wang: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying, *REQUIRED)
    assert press(wang, Purpose.MEDIA, "give").url == "/me/consent/?done=given"
    assert held(wang_xiuying) == {*REQUIRED, Purpose.MEDIA}
    assert 'value="withdraw"' in read(wang, "/me/consent/media/")
    assert press(wang, Purpose.MEDIA, "withdraw").url == "/me/consent/?done=withdrawn"
    assert held(wang_xiuying) == REQUIRED
    assert "撤回了，马上算数" in read(wang, "/me/consent/?done=withdrawn")
    (last,) = [e.answer for e in queries.history(wang_xiuying.patient_id)][-1:]
    assert (last.how, last.language, last.by) == (
        How.OWN_PAGE,
        "zh-CN",
        wang_xiuying.account_id,
    )


def test_nothing_optional_without_health_information(wang: Client, wang_xiuying: Someone) -> None:
    press(wang, Purpose.HEALTH_DATA, "withdraw")
    refused = press(wang, Purpose.RESEARCH, "give")
    assert refused.status_code == 422
    assert "请先同意用您的健康信息" in refused.content.decode()
    assert held(wang_xiuying) == {Purpose.PROGRAMME}


def test_who_takes_back_what_is_needed_is_told_what_follows(
    wang: Client, wang_xiuying: Someone
) -> None:
    builders.consent(wang_xiuying)
    press(wang, Purpose.PROGRAMME, "withdraw")
    page = read(wang, "/me/consent/")
    assert "您已经退出" in page
    assert "李护士会打电话" in page
    # Nothing is asked of somebody who does not take part; asking for help stays possible.
    assert wang.get("/me/record/start/").url == "/me/consent/"
    assert wang.post("/me/record/start/", {"by-whom": "self"}).url == "/me/consent/"
    assert read(wang, "/me/urgent/")
    # Changed words are not asked of somebody who does not take part.
    builders.new_consent_words("media")
    assert wang.get("/me/").status_code == 200
    press(wang, Purpose.PROGRAMME, "give", "1.1.0")
    assert "您已经退出" not in read(wang, "/me/consent/")
    assert wang.get("/me/record/start/").status_code == 200


def test_an_unknown_purpose_or_act_does_not_exist(wang: Client) -> None:
    assert wang.get("/me/consent/everything/").status_code == 404
    assert press(wang, Purpose.MEDIA, "sell").status_code == 404


def test_words_that_changed_while_they_were_read_are_shown_anew(
    wang: Client, wang_xiuying: Someone
) -> None:
    builders.consent(wang_xiuying, *REQUIRED)
    builders.new_consent_words("media")
    answer = press(wang, Purpose.MEDIA, "give", "1.0.0")
    assert answer.url == "/me/consent/media/"
    assert Purpose.MEDIA not in held(wang_xiuying)
    page = read(wang, answer.url)
    assert "这是新加的一句" in page
    assert 'value="1.1.0"' in page


def test_changed_words_come_before_home_and_can_wait(wang: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    assert wang.get("/me/").status_code == 200
    builders.new_consent_words("media")
    assert wang.get("/me/").url == "/me/consent/again/"
    page = read(wang, "/me/consent/again/")
    assert "这是新加的一句" in page
    assert 'name="consent-media"' in page
    assert 'name="consent-programme"' not in page
    assert wang.post("/me/consent/again/", {"later": "1"}).url == "/me/"
    assert wang.get("/me/").status_code == 200
    # What was put off is asked at the next sign-in.
    later = Client()
    later.force_login(
        Account.objects.get(pk=wang_xiuying.account_id),
        backend="osteopro.accounts.backends.LinkBackend",
    )
    session = later.session
    session[SESSION_PATIENT] = wang_xiuying.patient_id
    session.save()
    assert later.get("/me/").url == "/me/consent/again/"


def test_every_changed_purpose_needs_an_answer(wang: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    version = builders.new_consent_words("learning")
    half = {"version": version, "consent-quality": "yes"}
    refused = wang.post("/me/consent/again/", half)
    assert refused.status_code == 422
    page = refused.content.decode()
    assert "请选一个答案" in page
    assert page.count("checked") == 1
    answer = wang.post("/me/consent/again/", half | {"consent-research": "no"})
    assert answer.url == "/me/consent/?done=answered"
    assert held(wang_xiuying) == set(Purpose) - {Purpose.RESEARCH}
    assert wang.get("/me/").status_code == 200


def test_what_is_replaced_cannot_wait(wang: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    builders.new_consent_words("what", replaces=[Purpose.PROGRAMME])
    assert "下次再问" not in read(wang, "/me/consent/again/")
    assert wang.post("/me/consent/again/", {"later": "1"}).status_code == 422
    assert wang.get("/me/").url == "/me/consent/again/"


def test_the_copy_has_every_word_in_the_version_of_then(
    wang: Client, wang_xiuying: Someone
) -> None:
    builders.consent(wang_xiuying)
    builders.new_consent_words("media")
    page = read(wang, "/me/consent/copy/")
    assert "王秀英" in page
    assert "文字版本 1.0.0" in page
    assert "这是新加的一句" not in page
    for element in queries.texts()[0].elements:
        assert element.title["zh-CN"] in page
    assert "王秀英" not in page.split("</title>")[0]


def test_who_helps_neither_sees_nor_decides(wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying)
    helper = helpers_phone(builders.helper(wang_xiuying))
    for page in ("", "again/", "copy/", "media/"):
        assert helper.get(f"/me/consent/{page}").status_code == 404
    assert press(helper, Purpose.MEDIA, "withdraw").status_code == 404
    assert held(wang_xiuying) == set(Purpose)


def test_the_list_takes_as_many_queries_with_a_long_history(
    wang: Client, wang_xiuying: Someone, django_assert_num_queries: Any
) -> None:
    builders.consent(wang_xiuying)
    with CaptureQueriesContext(connection) as before:
        read(wang, "/me/consent/")
    usual = len(before)
    for _ in range(3):
        press(wang, Purpose.MEDIA, "withdraw")
        press(wang, Purpose.MEDIA, "give")
    with django_assert_num_queries(usual):
        read(wang, "/me/consent/")


def test_english_words_are_read_and_kept_as_english(wang: Client, wang_xiuying: Someone) -> None:
    builders.consent(wang_xiuying, *REQUIRED)
    wang.post("/language/", {"language": "en", "next": "/me/"})
    assert "You may record phone calls with me." in read(wang, "/me/consent/call-recording/")
    press(wang, Purpose.CALL_RECORDING, "give")
    last = queries.history(wang_xiuying.patient_id)[-1].answer
    assert (last.language, last.decision) == ("en", Decision.GIVEN)
    followup_actions.withdraw_consent(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        purpose=Purpose.CALL_RECORDING,
        how=How.OWN_PAGE,
        language="en",
    )
    assert Purpose.CALL_RECORDING not in held(wang_xiuying)

"""Who helps a patient: asked, let in, told apart, and out at once."""

from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from osteopro.audit.terms import READ
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import How, Purpose
from osteopro.followup import actions as followup_actions
from osteopro.messaging import kinds
from osteopro.messaging.kinds import Pending
from osteopro.messaging.models import OutboundMessage
from osteopro.patients import helpers
from osteopro.patients.models import Helper
from osteopro.patients.sealing import unseal_text
from osteopro.patients.terms import Relation
from osteopro.records.models import Draft, Response
from tests import builders
from tests.builders import Clinic, Helping, Someone
from tests.integration.web_patient.conftest import (
    fill,
    helpers_phone,
    record_of,
    send,
    start,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
DAUGHTER = {
    "key": "8c1b8f6e-59c3-4f0e-9d84-0c3b9a5a1f01",
    "version": "1.0.0",
    "name": "王芳",
    "phone": "139 0000 1111",
    "relation": "daughter",
    "scope": ["read", "enter"],
    "lasting": "quarter",
    "agree": "1",
}
OUT = "/signin/?ended=1"


def newest_code() -> str:
    message = OutboundMessage.objects.filter(kind="sign-in-code").latest("pk")
    return unseal_text(str(message.params["sealed"]))


def read(client: Client, address: str) -> str:
    response = client.get(address)
    assert response.status_code == 200, (address, response.status_code)
    return response.content.decode()


def link(helping_id: int) -> str:
    """What the text message says, and the path of the link in it."""
    row = OutboundMessage.objects.get(kind="helper-link", params__helper=helping_id)
    wording = kinds.kind("helper-link").compose(Pending(row.key, row.patient_id, None, row.params))
    assert wording is not None
    assert wording.to == "+8613900001111"
    assert "王秀英" not in wording.text
    url = next(word for word in wording.text.split() if "/go/" in word)
    return url[url.index("/go/") :]


def birth(someone: Someone) -> dict[str, object]:
    day = someone.person.birth
    return {"birth-year": day.year, "birth-month": day.month, "birth-day": day.day}


def ask(wang: Client, **changes: object) -> int:
    """The whole way of asking a daughter; returns the helper's id."""
    assert wang.post("/me/helpers/new/", DAUGHTER | changes).url == "/me/helpers/code/"
    done = wang.post("/me/helpers/code/", {"code": newest_code()})
    assert done.url == "/me/helpers/?done=asked", done.content.decode()
    return Helper.objects.latest("pk").pk


def test_a_patient_asks_and_the_daughter_agrees_and_comes_in(
    wang: Client, wang_xiuying: Someone
) -> None:
    helper_id = ask(wang)
    page = read(wang, "/me/helpers/")
    assert "王芳（女儿）" in page
    assert "可以：看、填写" in page
    assert "还没有点开短信" in page
    fang = Client()
    path = link(helper_id)
    assert "您是来帮王*英的吗？" in read(fang, path)
    assert fang.post(path, birth(wang_xiuying)).url == "/me/helping/"
    before = read(fang, "/me/helping/")
    assert "王秀英" not in before
    # Nothing opens before she agrees.
    assert fang.get("/me/").url == "/me/helping/"
    assert fang.post("/me/helping/", {"do": "agree", "helper": helper_id}).url == "/me/"
    home = read(fang, "/me/")
    assert "您在帮" in home
    assert "王秀英的记录" in home
    assert "还没有点开短信" not in read(wang, "/me/helpers/")


def test_nobody_is_asked_without_the_code_and_what_was_typed_is_kept(
    wang: Client, wang_xiuying: Someone
) -> None:
    wang.post("/me/helpers/new/", DAUGHTER)
    code = newest_code()
    wrong = wang.post("/me/helpers/code/", {"code": f"{(int(code) + 1) % 1_000_000:06d}"})
    assert wrong.status_code == 422
    assert "还可以试 4 次" in wrong.content.decode()
    assert Helper.objects.count() == 0
    assert not enrolment_queries.may(wang_xiuying.patient_id, Purpose.HELPER)
    assert 'value="王芳"' in read(wang, "/me/helpers/new/?back=1")
    assert wang.post("/me/helpers/code/", {"code": code}).status_code == 302
    assert wang.post("/me/helpers/code/", {"code": code}).url == "/me/helpers/"
    assert Helper.objects.count() == 1


def test_a_code_for_sign_in_lets_nobody_be_asked(wang: Client, wang_xiuying: Someone) -> None:
    wang.post("/me/helpers/new/", DAUGHTER)
    Client().post("/signin/", {"phone": wang_xiuying.person.phone})
    assert wang.post("/me/helpers/code/", {"code": newest_code()}).status_code == 422
    assert Helper.objects.count() == 0


def test_every_mistake_is_said_at_once(wang: Client) -> None:
    page = wang.post("/me/helpers/new/", {"name": "", "phone": "1", "lasting": "other"})
    assert page.status_code == 422
    text = page.content.decode()
    for field in ("name", "phone", "relation", "scope", "until", "agree"):
        assert f'href="#f-{field}"' in text, field
    assert OutboundMessage.objects.filter(kind="sign-in-code").count() == 0


def test_the_code_goes_to_the_patient_and_a_helper_comes_back_by_their_own_number(
    wang_xiuying: Someone,
) -> None:
    builders.helper(wang_xiuying)
    fang = Client()
    fang.post("/signin/", {"phone": "13900001111"})
    entered = fang.post("/signin/code/", {"code": newest_code()})
    assert entered.url == "/me/"
    assert "您在帮" in read(fang, "/me/")


def test_a_number_on_which_nobody_agreed_opens_nothing(wang_xiuying: Someone) -> None:
    builders.ask_helper(wang_xiuying)
    stranger = Client()
    stranger.post("/signin/", {"phone": "13900001111"})
    assert OutboundMessage.objects.filter(kind="sign-in-code").count() == 0


def test_who_is_a_patient_too_says_for_what_they_come(clinic: Clinic) -> None:
    wang = builders.patient(clinic)
    chen = builders.patient(clinic, name="陈国民", phone="+8613900001111")
    builders.helper(wang, name="陈国民")
    phone = Client()
    for wanted, seen in (({"helping": "1"}, "王秀英的记录"), (birth(chen), "王阿姨")):
        with clock.frozen(clock.now() + timedelta(minutes=2 if seen == "王阿姨" else 0)):
            phone.post("/signin/", {"phone": "13900001111"})
            assert phone.post("/signin/code/", {"code": newest_code()}).url == "/signin/which/"
            assert "我是来帮家人的" in read(phone, "/signin/which/")
            phone.post("/signin/which/", wanted)
            assert seen in read(phone, "/me/")


def test_a_helper_of_two_chooses_and_goes_from_one_to_the_other(clinic: Clinic) -> None:
    wang = builders.patient(clinic)
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621", address_as="陈伯伯")
    first, second = builders.helper(wang), builders.helper(chen, Scope.READ)
    assert first.account_id == second.account_id
    phone = helpers_phone(first)
    assert "王秀英的记录" in read(phone, "/me/")
    assert phone.post("/me/helping/", {"do": "open", "helper": second.helper_id}).url == "/me/"
    assert "陈国民的记录" in read(phone, "/me/")
    # What one allowed does not hold for the other.
    assert phone.get("/me/record/start/").status_code == 404
    followup_actions.stop_helper(
        by=chen.actor, patient_id=chen.patient_id, helper_id=second.helper_id
    )
    assert phone.get("/me/").url == "/me/helping/"
    assert "陈国民" not in read(phone, "/me/helping/")


def end_by_stopping(wang: Someone, fang: Helping) -> None:
    followup_actions.stop_helper(
        by=wang.actor, patient_id=wang.patient_id, helper_id=fang.helper_id
    )


def end_by_withdrawing(wang: Someone, _fang: Helping) -> None:
    followup_actions.withdraw_consent(
        by=wang.actor,
        patient_id=wang.patient_id,
        purpose=Purpose.HELPER,
        how=How.OWN_PAGE,
        language="zh-CN",
    )


def end_by_withdrawing_health_data(wang: Someone, _fang: Helping) -> None:
    followup_actions.withdraw_consent(
        by=wang.actor,
        patient_id=wang.patient_id,
        purpose=Purpose.HEALTH_DATA,
        how=How.PHONE,
        language="zh-CN",
    )


@pytest.mark.parametrize(
    "end", [end_by_stopping, end_by_withdrawing, end_by_withdrawing_health_data]
)
def test_the_next_click_is_out(wang_xiuying: Someone, end: object) -> None:
    fang = builders.helper(wang_xiuying)
    phone = helpers_phone(fang)
    assert phone.get("/me/trend/").status_code == 200
    assert callable(end)
    end(wang_xiuying, fang)
    for address in ("/me/", "/me/trend/", "/me/record/start/", "/me/helping/"):
        out = phone.get(address)
        assert out.status_code == 302
        assert out.url.startswith("/signin/"), address
    assert "您现在看不到这份记录了" in read(Client(), OUT)
    # Agreeing to it again brings nobody back by itself.
    builders.consent(wang_xiuying)
    assert helpers_phone(fang).get("/me/").url == OUT


def test_the_last_day_is_the_last(wang_xiuying: Someone, monday: datetime) -> None:
    phone = helpers_phone(builders.helper(wang_xiuying, days=3))
    with clock.frozen(monday + timedelta(days=3) - timedelta(seconds=1)):
        assert phone.get("/me/").status_code == 200
    with clock.frozen(monday + timedelta(days=3)):
        assert phone.get("/me/").url == OUT


def test_a_link_of_somebody_stopped_opens_nothing(wang_xiuying: Someone) -> None:
    helper_id = builders.ask_helper(wang_xiuying)
    path = link(helper_id)
    followup_actions.stop_helper(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, helper_id=helper_id
    )
    assert Client().get(path).status_code == 404
    assert Client().post(path, birth(wang_xiuying)).status_code == 404


def test_a_helper_cannot_do_what_only_the_patient_does(wang: Client, wang_xiuying: Someone) -> None:
    fang = builders.helper(wang_xiuying)
    phone = helpers_phone(fang)
    for address in (
        "/me/helpers/",
        "/me/helpers/new/",
        "/me/helpers/code/",
        "/me/consent/",
        "/me/consent/helper/",
        "/me/data/",
        "/me/rhythm/",
    ):
        assert phone.get(address).status_code == 404, address
        assert phone.post(address, DAUGHTER | {"do": "give"}).status_code == 404, address
    settings = read(phone, "/me/settings/")
    assert "怎么联系您" not in settings
    phone.post("/me/settings/", {"text_size": "largest", "language": "en", "reach": "none"})
    assert 'data-text-size="largest"' in read(phone, "/me/")
    assert 'data-text-size="standard"' in read(wang, "/me/")


def test_who_may_only_read_changes_nothing(wang_xiuying: Someone, clinic: Clinic) -> None:
    receipt = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, receipt)
    draft = builders.begin(wang_xiuying)
    with clock.frozen(clock.now() + timedelta(minutes=1)):
        phone = helpers_phone(builders.helper(wang_xiuying, Scope.READ))
        assert "收到了" in read(phone, "/me/")
        before = Draft.objects.get(uuid=draft).revision
        for address in (
            "/me/record/start/",
            f"/me/record/{draft}/rf-check/",
            f"/me/record/{draft}/draft/",
            f"/me/record/{draft}/check/",
            f"/me/record/{receipt.uuid}/correct/",
        ):
            assert phone.post(address, {"rf-check": "none"}).status_code == 404, address
        assert Draft.objects.get(uuid=draft).revision == before
        page = phone.get("/me/messages/")
        number = page.content.decode().split("/me/messages/")[1].split("/")[0]
        assert "您看得懂吗" not in read(phone, f"/me/messages/{number}/")
        said = phone.post(f"/me/messages/{number}/", {"answer": "understood"})
        assert said.status_code == 404
        assert phone.post(f"/me/messages/{number}/", {"words": "好"}).status_code == 404


def test_a_record_of_a_helper_is_marked_and_asks_nothing_private(wang_xiuying: Someone) -> None:
    phone = helpers_phone(builders.helper(wang_xiuying, Scope.ENTER))
    page = read(phone, "/me/record/start/")
    assert "本人回答，我帮忙念和填" in page
    assert "我自己答" not in page
    assert phone.post("/me/record/start/", {"by-whom": "self"}).status_code == 422
    record = fill_as(phone, "proxy")
    check = read(phone, f"/me/record/{record}/check/")
    assert "rf-selfharm" not in check
    # Nobody who helps says that the patient filled it in.
    refused = phone.post(f"/me/record/{record}/by-whom/", {"by-whom": "self"})
    assert refused.status_code == 422
    phone.post(f"/me/record/{record}/draft/", {"item": "by-whom", "by-whom": "self"})
    assert phone.post(f"/me/record/{record}/check/").url == f"/me/record/{record}/done/"
    assert phone.get(f"/me/record/{record}/done/").status_code == 200
    kept = Response.objects.get()
    assert (kept.by_whom, kept.values["ctx-helper"]) == ("proxy", True)
    assert "rf-selfharm" not in kept.values


def fill_as(phone: Client, by_whom: str) -> str:
    """A quiet week with low mood, up to the check page."""
    first = start(phone, by_whom)
    record = record_of(first)
    answers = dict(builders.STEADY) | {"sym-mood": "quite"}
    answers.pop("by-whom")
    url = first
    while "/more/" not in url:
        link_id = url.rstrip("/").split("/")[-1]
        given = {link_id: answers[link_id]} if link_id in answers else {"skip": "1"}
        url = str(phone.post(url, given).url)
    assert phone.post(url, {"fu-note": ""}).status_code == 302
    return record


def test_what_the_patient_said_alone_stays_with_the_patient(
    wang: Client, wang_xiuying: Someone
) -> None:
    record = send(wang, sym_mood="quite", rf_selfharm="some")
    open_draft = fill(wang, sym_mood="quite", rf_selfharm="some")
    phone = helpers_phone(builders.helper(wang_xiuying))
    assert phone.get(f"/me/record/{record}/done/").status_code == 404
    assert phone.get(f"/me/record/{record}/urgent/").status_code in (302, 404)
    assert phone.post(f"/me/record/{record}/correct/").status_code == 404
    # The same answer sent again tells nothing about the one that is here.
    for guess in ("some", "no"):
        said = {"item": "rf-selfharm", "rf-selfharm": guess}
        assert phone.post(f"/me/record/{record}/draft/", said).status_code == 409
    for page in ("/me/", "/me/trend/", "/me/messages/", "/me/record/start/"):
        assert "想过，不会去做" not in read(phone, page)
    for part in ("check/", "pack/", "sym-mood/", "more/"):
        body = phone.get(f"/me/record/{open_draft}/{part}").content.decode()
        assert '"rf-selfharm": ["some"]' not in body
        assert 'value="some" id="f-rf-selfharm-2" checked' not in body
        assert "想过，不会去做</dd>" not in body


def test_a_form_begun_by_the_patient_is_never_sent_by_a_helper_as_the_patients_own(
    wang: Client, wang_xiuying: Someone
) -> None:
    record = fill(wang)
    phone = helpers_phone(builders.helper(wang_xiuying))
    phone.get(f"/me/record/{record}/check/")
    phone.post(f"/me/record/{record}/check/")
    assert Response.objects.get().by_whom == "self-read"


def test_what_a_helper_opens_stands_in_the_trail_with_a_name(
    wang: Client, wang_xiuying: Someone
) -> None:
    fang = builders.helper(wang_xiuying)
    phone = helpers_phone(fang)
    phone.get("/me/trend/")
    event = Event.objects.filter(kind=READ).latest("pk")
    assert (event.actor, event.capacity) == (fang.account_id, "helper")
    assert "王芳（女儿）看了您的情况" in read(wang, "/me/data/")
    assert "最近一次看：今天" in read(wang, "/me/helpers/")


def test_stopping_is_one_press_and_one_cannot_stop_anothers_helper(
    wang: Client, wang_xiuying: Someone, clinic: Clinic
) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    other = builders.helper(chen, phone="+8613900002222")
    fang = builders.helper(wang_xiuying)
    wang.post("/me/helpers/", {"do": "stop", "helper": other.helper_id})
    assert helpers.helping(other.account_id, chen.patient_id) is not None
    wang.post("/me/helpers/", {"do": "stop", "helper": fang.helper_id})
    assert helpers.helping(fang.account_id, wang_xiuying.patient_id) is None
    assert "以前帮过您的" in read(wang, "/me/helpers/")


def test_a_helper_of_one_never_reads_another(wang_xiuying: Someone, clinic: Clinic) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    sent = builders.send(chen)
    draft = builders.begin(chen)
    phone = helpers_phone(builders.helper(wang_xiuying))
    for address in (
        f"/me/record/{sent.uuid}/done/",
        f"/me/record/{draft}/check/",
        f"/me/record/{draft}/pack/",
        f"/me/record/{draft}/rf-check/",
    ):
        assert phone.get(address).status_code == 404, address
    session = phone.session
    session["patient_id"] = chen.patient_id
    session.save()
    assert phone.get("/me/").url == "/me/helping/"


def test_only_who_came_by_the_link_can_agree(wang_xiuying: Someone, clinic: Clinic) -> None:
    chen = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    phone = helpers_phone(builders.helper(chen))
    asked = builders.ask_helper(wang_xiuying)
    assert "请点短信里的网址开始" in read(phone, "/me/helping/")
    phone.post("/me/helping/", {"do": "agree", "helper": asked})
    phone.post("/me/helping/", {"do": "open", "helper": asked})
    assert "陈国民的记录" in read(phone, "/me/")
    found = helpers.helper(asked)
    assert found is not None
    assert found.accepted_at is None


def test_five_help_at_most_and_the_same_number_is_one(wang_xiuying: Someone) -> None:
    for number in range(5):
        builders.ask_helper(wang_xiuying, phone=f"+861390000{number:04d}")
    with pytest.raises(followup_actions.HelpRefused):
        builders.ask_helper(wang_xiuying, phone="+8613900009999")
    builders.ask_helper(wang_xiuying, Scope.READ, phone="+8613900000000")
    standing = [h for h in helpers.helpers_of(wang_xiuying.patient_id) if not h.over]
    assert len(standing) == 5
    assert {h.person.relation for h in standing} == {Relation.DAUGHTER}


def test_the_list_takes_as_many_queries_for_one_as_for_four(
    wang: Client, wang_xiuying: Someone
) -> None:
    builders.helper(wang_xiuying)
    with CaptureQueriesContext(connection) as before:
        read(wang, "/me/helpers/")
    for number in range(3):
        builders.helper(wang_xiuying, phone=f"+861390000{number:04d}")
    with CaptureQueriesContext(connection) as after:
        read(wang, "/me/helpers/")
    assert len(after) == len(before)


def test_a_record_that_a_helper_sent_names_them_to_the_manager_and_to_the_patient(
    clinic: Clinic, wang: Client, wang_xiuying: Someone, settings: Settings
) -> None:
    settings.SECOND_FACTOR_REQUIRED = False
    nurse = Client()
    account = Account.objects.get(pk=clinic.li.account_id)
    nurse.force_login(account, backend="osteopro.accounts.backends.StaffBackend")
    send(wang)
    fang = builders.helper(wang_xiuying)
    phone = helpers_phone(fang)
    more = walk(phone, start(phone, "proxy"))
    phone.post(more, {"fu-note": "妈妈今天好多了"})
    phone.post(f"/me/record/{record_of(more)}/check/")
    mine, hers = Response.objects.order_by("pk").values_list("by", flat=True)
    assert (mine, hers) == (wang_xiuying.account_id, fang.account_id)
    occasion = Response.objects.latest("pk").occasion
    review = nurse.get(f"/care/records/{occasion}/").content.decode()
    assert review.count("家人代填 王芳（女儿）") >= 2
    page = nurse.get(f"/care/patients/{wang_xiuying.patient_id}/").content.decode()
    assert page.count("王芳（女儿）") >= 2
    own = Response.objects.earliest("pk").occasion
    assert "王芳" not in nurse.get(f"/care/records/{own}/").content.decode()
    data = read(wang, "/me/data/")
    assert data.count("王芳（女儿）帮您填了记录") == 1
    assert "您帮您" not in data


def test_what_a_helper_wrote_to_the_clinic_stands_in_the_log_and_replies_do_not(
    clinic: Clinic, wang: Client, wang_xiuying: Someone
) -> None:
    fang = builders.helper(wang_xiuying)
    followup_actions.write_back(
        by=fang.actor, patient_id=wang_xiuying.patient_id, body="妈妈夜里痛", occasion=None
    )
    receipt = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, receipt)
    data = read(wang, "/me/data/")
    assert "王芳（女儿）帮您给我们写了话" in data
    assert "李护士帮您" not in data

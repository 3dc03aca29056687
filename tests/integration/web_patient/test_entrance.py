"""Coming in by link or code, and leaving (ux 2.1, errors 2 to 7 of 3.6)."""

from datetime import datetime, timedelta

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.models import Device
from osteopro.audit.models import Event
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.sealing import unseal_text
from osteopro.signin.models import PatientLink, SmsCode
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import give_birth_date, link_path, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
WRONG = {"birth-year": "1955", "birth-month": "3", "birth-day": "9"}


def code_sent() -> str:
    message = OutboundMessage.objects.filter(kind="sign-in-code").latest("pk")
    return unseal_text(str(message.params["sealed"]))


def test_looking_at_a_link_uses_nothing_up_and_tells_no_name(wang_xiuying: Someone) -> None:
    path = link_path(wang_xiuying)
    events = Event.objects.count()
    for _ in range(3):
        page = Client().get(path)
    assert page.status_code == 200
    text = page.content.decode()
    assert "王*英" in text
    assert "王秀英" not in text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="referrer" content="no-referrer">' in text
    assert Event.objects.count() == events


def test_birth_date_opens_the_pages_and_takes_the_token_out_of_the_address(
    wang_xiuying: Someone,
) -> None:
    client = Client()
    give_birth_date(client, wang_xiuying)
    home = client.get("/me/")
    assert "王阿姨" in home.content.decode()
    assert home.headers["Cache-Control"] == "no-store, private"
    device = client.cookies["device"]
    assert device["httponly"]
    assert device["path"] == "/go/"
    assert device["max-age"] == 365 * 24 * 3600


def test_somebody_with_a_record_due_comes_to_its_start(wang_xiuying: Someone) -> None:
    birth = {"birth-year": "1955", "birth-month": "03", "birth-day": "０２"}
    assert Client().post(link_path(wang_xiuying), birth).url == "/me/record/start/"


def test_somebody_with_nothing_due_comes_home(wang_xiuying: Someone, wang: Client) -> None:
    send(wang)
    birth = {"birth-year": "1955", "birth-month": "3", "birth-day": "2"}
    assert Client().post(link_path(wang_xiuying), birth).url == "/me/"


def test_wrong_birth_dates_say_how_many_tries_are_left_then_lock(wang_xiuying: Someone) -> None:
    client, path = Client(), link_path(wang_xiuying)
    for left in (4, 3, 2, 1):
        page = client.post(path, WRONG)
        assert page.status_code == 422
        text = page.content.decode()
        assert f"还可以试 {left} 次。" in text
        assert "<title>有问题：" in text
        assert 'value="1955"' in text
    locked = client.post(path, WRONG)
    assert locked.status_code == 403
    assert "这个链接先停用了" in locked.content.decode()
    right = {"birth-year": "1955", "birth-month": "3", "birth-day": "2"}
    assert client.post(path, right).status_code == 403


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        (("", "3", "2"), "请把年、月、日都填上。"),
        (("1955", "2", "30"), "没有这一天，请再看一看。"),
        (("55", "3", "2"), "年份请写四位数字，比如 1955。"),
        (("一九", "3", "2"), "没有这一天，请再看一看。"),
    ],
)
def test_a_date_that_is_none_costs_no_try(
    wang_xiuying: Someone, parts: tuple[str, str, str], said: str
) -> None:
    names = ("birth-year", "birth-month", "birth-day")
    page = Client().post(link_path(wang_xiuying), dict(zip(names, parts, strict=True)))
    assert page.status_code == 422
    assert said in page.content.decode()
    assert PatientLink.objects.get(replaced_at=None).wrong_tries == 0


def test_a_known_phone_goes_in_with_one_press_but_not_by_looking(wang_xiuying: Someone) -> None:
    client, path = Client(), link_path(wang_xiuying)
    give_birth_date(client, wang_xiuying)
    client.cookies.pop("sessionid")
    page = client.get(path)
    assert "birth-year" not in page.content.decode()
    assert client.get("/me/").status_code == 302
    assert client.post(path).url == "/me/record/start/"
    assert client.get("/me/").status_code == 200
    assert Device.objects.count() == 1


def test_the_phone_of_somebody_else_is_asked_for_the_birth_date(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    husband = builders.patient(clinic, name="陈国民", phone="+8613800000011")
    client = Client()
    give_birth_date(client, wang_xiuying)
    page = client.post(link_path(husband))
    assert page.status_code == 200
    assert "birth-year" in page.content.decode()


@pytest.mark.parametrize("path", ["/go/0000/", "/go/ffffffffffffffffffffffffffffffffffffffff/"])
def test_unknown_old_and_replaced_links_look_the_same(wang_xiuying: Someone, path: str) -> None:
    unknown = Client().get(path)
    assert unknown.status_code == 404
    assert "这个链接不能用了" in unknown.content.decode()
    with clock.frozen(clock.now() + timedelta(days=15)):
        url = f"/go/{'0' * 40}/"
        assert Client().get(url).status_code == 404
        old = PatientLink.objects.get()
        assert old.expires_at < clock.now()


def test_a_code_by_text_message_opens_the_pages(wang_xiuying: Someone) -> None:
    client = Client()
    assert client.post("/signin/", {"phone": "138 0000 6620"}).url == "/signin/code/"
    page = client.get("/signin/code/").content.decode()
    assert "138****6620" in page
    assert 'autocomplete="one-time-code"' in page
    wrong = "000000" if code_sent() != "000000" else "000001"
    refused = client.post("/signin/code/", {"code": wrong})
    assert refused.status_code == 422
    assert "这 6 个数字没对上。" in refused.content.decode()
    assert "还可以试 4 次。" in refused.content.decode()
    short = client.post("/signin/code/", {"code": "12345"})
    assert "验证码是 6 位数字。" in short.content.decode()
    assert client.post("/signin/code/", {"code": code_sent()}).status_code == 302
    assert client.get("/me/").status_code == 200


def test_an_old_code_says_so(wang_xiuying: Someone, monday: datetime) -> None:
    client = Client()
    client.post("/signin/", {"phone": "13800006620"})
    with clock.frozen(monday + timedelta(minutes=11)):
        page = client.post("/signin/code/", {"code": code_sent()})
        again = client.get("/signin/code/")
    assert page.status_code == 422
    assert "已经超过 10 分钟了。请再填一次手机号。" in page.content.decode()
    assert again.url == "/signin/"


def test_five_wrong_codes_end_it(wang_xiuying: Someone) -> None:
    client = Client()
    client.post("/signin/", {"phone": "13800006620"})
    wrong = "000000" if code_sent() != "000000" else "000001"
    for _ in range(5):
        page = client.post("/signin/code/", {"code": wrong})
    assert "试了太多次" in page.content.decode()
    assert client.post("/signin/code/", {"code": code_sent()}).status_code == 422


def test_an_unknown_number_gets_the_same_answer_and_no_message(wang_xiuying: Someone) -> None:
    known, unknown = Client(), Client()
    first = known.post("/signin/", {"phone": "13800006620"})
    second = unknown.post("/signin/", {"phone": "13900006621"})
    assert (first.status_code, first.url) == (second.status_code, second.url)
    assert SmsCode.objects.count() == 2
    assert OutboundMessage.objects.filter(kind="sign-in-code").count() == 1


def test_a_number_of_the_wrong_length_says_how_many_digits_it_has(clinic: Clinic) -> None:
    page = Client().post("/signin/", {"phone": "1380000662"})
    assert page.status_code == 422
    assert "手机号应该是 11 位数字，您填了 10 位。" in page.content.decode()
    assert 'value="1380000662"' in page.content.decode()


def test_another_code_must_wait_a_minute(wang_xiuying: Someone, monday: datetime) -> None:
    client = Client()
    client.post("/signin/", {"phone": "13800006620"})
    page = client.post("/signin/code/", {"again": "1"}).content.decode()
    assert "请等 60 秒，再按一次。" in page
    with clock.frozen(monday + timedelta(seconds=61)):
        page = client.post("/signin/code/", {"again": "1"}).content.decode()
    assert "再按一次。" not in page
    assert SmsCode.objects.count() == 2


def test_the_sixth_code_of_a_day_is_refused(wang_xiuying: Someone, monday: datetime) -> None:
    client = Client()
    for minute in range(6):
        with clock.frozen(monday + timedelta(minutes=2 * minute)):
            page = client.post("/signin/", {"phone": "13800006620"})
    assert page.status_code == 422
    assert "今天发得太多了。" in page.content.decode()


def test_sign_in_leads_back_to_the_page_that_was_wanted(wang_xiuying: Someone) -> None:
    client = Client()
    wanted = client.get("/me/trend/?months=12")
    assert wanted.url == "/signin/?next=/me/trend/%3Fmonths%3D12"
    client.get(wanted.url)
    client.post("/signin/", {"phone": "13800006620"})
    assert client.post("/signin/code/", {"code": code_sent()}).url == "/me/trend/?months=12"


def test_sign_in_never_leads_to_another_site(wang_xiuying: Someone) -> None:
    client = Client()
    client.get("/signin/?next=//evil.example/me/")
    client.post("/signin/", {"phone": "13800006620"})
    assert client.post("/signin/code/", {"code": code_sent()}).url.startswith("/me/")


def test_signing_out_ends_the_session_and_forgets_the_phone(wang: Client) -> None:
    assert wang.get("/me/signout/").url == "/me/settings/"
    left = wang.post("/me/signout/")
    assert left.url == "/signin/?left=1"
    assert wang.cookies["device"].value == ""
    assert wang.get("/me/").status_code == 302


def test_forms_of_the_link_page_need_their_token_though_browsers_hide_where_they_are(
    wang_xiuying: Someone,
) -> None:
    client = Client(enforce_csrf_checks=True)
    path = link_path(wang_xiuying)
    birth = {"birth-year": "1955", "birth-month": "3", "birth-day": "2"}
    assert client.post(path, birth, headers={"Origin": "null"}).status_code == 403
    page = client.get(path).content.decode()
    token = page.split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    given = {**birth, "csrfmiddlewaretoken": token}
    assert client.post(path, given, headers={"Origin": "https://evil.example"}).status_code == 403
    assert client.post(path, given, headers={"Origin": "null"}).status_code == 302


def test_the_language_is_kept_for_good(wang: Client, wang_xiuying: Someone) -> None:
    changed = wang.post("/language/", {"language": "en", "next": "/me/help/"})
    assert changed.url == "/me/help/"
    assert "Who reads my record?" in wang.get("/me/help/").content.decode()
    assert accounts_queries.preferences(wang_xiuying.account_id).language == "en"
    wang.post("/language/", {"language": "xx", "next": "https://evil.example/"})
    assert accounts_queries.preferences(wang_xiuying.account_id).language == "en"


def test_a_language_chosen_before_sign_in_holds_after_it(wang_xiuying: Someone) -> None:
    client = Client()
    client.post("/language/", {"language": "en", "next": link_path(wang_xiuying)})
    assert "Are you 王*英?" in client.get(link_path(wang_xiuying)).content.decode()
    give_birth_date(client, wang_xiuying)
    assert "Hello, 王阿姨" in client.get("/me/").content.decode()


def test_texts_of_the_demo_are_shown_only_there(settings: Settings, clinic: Clinic) -> None:
    settings.DEMO = False
    assert Client().get("/dev/messages/").status_code == 404
    settings.DEMO = True
    assert Client().get("/dev/messages/").status_code == 200

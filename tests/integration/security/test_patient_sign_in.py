"""The way in: what it keeps, what it gives away, and for whom."""

from datetime import date, timedelta

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from pytest_django import Settings

from osteopro import clock
from osteopro.accounts.addresses import client_address
from osteopro.accounts.models import Device
from osteopro.messaging.models import OutboundMessage
from osteopro.patients.sealing import unseal_text
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.signin.models import SmsCode
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.web_patient.conftest import give_birth_date, link_path, start

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday")]
HUSBAND_BIRTH = date(1950, 8, 9)
PHONE = "13800006620"


def birth_fields(birth: date) -> dict[str, str]:
    year, month, day = str(birth.year), str(birth.month), str(birth.day)
    return {"birth-year": year, "birth-month": month, "birth-day": day}


def newest_code() -> str:
    message = OutboundMessage.objects.filter(kind="sign-in-code").latest("pk")
    return unseal_text(str(message.params["sealed"]))


@pytest.fixture
def husband(clinic: Clinic, wang_xiuying: Someone) -> Someone:
    return builders.patient(
        clinic,
        name="李国强",
        birth=HUSBAND_BIRTH,
        phone=wang_xiuying.person.phone,
        address_as="李叔",
    )


@pytest.fixture
def couple_client(husband: Someone) -> Client:
    """A browser in which the right code of a shared number was given."""
    client = Client()
    client.post("/signin/", {"phone": PHONE})
    answer = client.post("/signin/code/", {"code": newest_code(), "own-phone": "1"})
    assert answer["Location"] == "/signin/which/"
    return client


def test_a_couple_with_one_phone_is_told_apart(couple_client: Client) -> None:
    page = couple_client.get("/signin/which/").content.decode()
    assert "您是哪一位？" in page
    assert "李国强" not in page
    assert "王秀英" not in page
    assert couple_client.post("/signin/which/", birth_fields(HUSBAND_BIRTH)).status_code == 302
    assert "李叔" in couple_client.get("/me/").content.decode()
    assert couple_client.cookies["device"].value


def test_a_couple_is_asked_in_english_too(couple_client: Client) -> None:
    couple_client.post("/language/", {"language": "en", "next": "/signin/which/"})
    assert "Which of you is it?" in couple_client.get("/signin/which/").content.decode()


def test_five_wrong_birth_dates_end_the_code(couple_client: Client) -> None:
    wrong = birth_fields(date(1940, 1, 1))
    for left in (4, 3, 2, 1):
        page = couple_client.post("/signin/which/", wrong)
        assert f"还可以试 {left} 次。" in page.content.decode()
    page = couple_client.post("/signin/which/", wrong)
    assert "试了太多次。请重新要一个验证码" in page.content.decode()
    answer = couple_client.post("/signin/which/", birth_fields(HUSBAND_BIRTH))
    assert answer["Location"] == "/signin/"
    assert couple_client.get("/me/").status_code == 302


def test_the_tries_are_counted_with_the_code_and_not_in_the_session(couple_client: Client) -> None:
    SmsCode.objects.update(wrong_births=5)
    couple_client.post("/signin/which/", birth_fields(HUSBAND_BIRTH))
    assert couple_client.get("/me/").status_code == 302


def test_two_people_born_on_one_day_are_not_told_apart(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.patient(clinic, name="李国强", birth=wang_xiuying.person.birth)
    client = Client()
    client.post("/signin/", {"phone": PHONE})
    client.post("/signin/code/", {"code": newest_code()})
    answer = client.post("/signin/which/", birth_fields(wang_xiuying.person.birth))
    assert answer.status_code == 422


def test_the_page_for_couples_needs_a_right_code(husband: Someone) -> None:
    client = Client()
    assert client.get("/signin/which/")["Location"] == "/signin/"
    client.post("/signin/", {"phone": PHONE})
    answer = client.post("/signin/which/", birth_fields(HUSBAND_BIRTH))
    assert answer.status_code == 422
    assert client.get("/me/").status_code == 302


def stored_sessions() -> str:
    return str([session.get_decoded() for session in Session.objects.all()])


def test_the_number_is_sealed_in_the_session_and_gone_after_sign_in(wang_xiuying: Someone) -> None:
    client = Client()
    client.post("/signin/", {"phone": PHONE})
    assert "signin" in client.session
    assert PHONE not in stored_sessions()
    client.post("/signin/code/", {"code": newest_code()})
    assert "signin" not in client.session
    assert client.get("/signin/code/")["Location"] == "/signin/"


def test_the_number_is_forgotten_after_ten_minutes(wang_xiuying: Someone) -> None:
    client = Client()
    client.post("/signin/", {"phone": PHONE})
    with clock.frozen(clock.now() + timedelta(minutes=11)):
        page = client.get("/signin/code/")
        assert page.status_code == 422
        assert "138****6620" not in page.content.decode()
        assert "signin" not in client.session


def test_ones_own_phone_is_remembered_for_the_link_and_for_a_month(wang_xiuying: Someone) -> None:
    client = Client()
    assert "这是我自己的手机" in client.get(link_path(wang_xiuying)).content.decode()
    assert 'id="f-own-phone" checked' in client.get(link_path(wang_xiuying)).content.decode()
    give_birth_date(client, wang_xiuying)
    assert Device.objects.count() == 1
    assert client.session.get_expiry_age() == 30 * 24 * 3600


@pytest.mark.parametrize("way", ["link", "code"])
def test_a_phone_of_others_is_not_remembered(wang_xiuying: Someone, way: str) -> None:
    client = Client()
    if way == "link":
        client.post(link_path(wang_xiuying), birth_fields(wang_xiuying.person.birth))
    else:
        client.post("/signin/", {"phone": PHONE})
        client.post("/signin/code/", {"code": newest_code()})
    assert client.get("/me/").status_code == 200
    assert "device" not in client.cookies
    assert not Device.objects.exists()
    assert client.session.get_expire_at_browser_close()


def test_signing_out_forgets_the_phone_on_our_side_too(wang_xiuying: Someone) -> None:
    client = Client()
    give_birth_date(client, wang_xiuying)
    secret = client.cookies["device"].value
    client.post("/me/signout/")
    assert Device.objects.get().forgotten_at is not None
    client.cookies["device"] = secret
    page = client.post(link_path(wang_xiuying))
    assert page.status_code == 200
    assert client.get("/me/").status_code == 302


def test_a_phone_known_from_before_is_forgotten_as_well(wang_xiuying: Someone) -> None:
    client = Client()
    give_birth_date(client, wang_xiuying)
    client.cookies.pop("sessionid")
    client.post(link_path(wang_xiuying))
    client.post("/me/signout/")
    assert Device.objects.get().forgotten_at is not None


@pytest.mark.parametrize("page", ["/signin/", "/go/0000/", "/staff/signin/", "/me/urgent/", "/no/"])
def test_pages_before_sign_in_are_not_kept_by_the_browser(clinic: Clinic, page: str) -> None:
    assert "no-store" in Client().get(page).headers["Cache-Control"]


def test_the_language_cookie_goes_only_over_https_where_there_is_https(
    clinic: Clinic, settings: Settings
) -> None:
    settings.SESSION_COOKIE_SECURE = True
    client = Client()
    client.post("/language/", {"language": "en", "next": "/"})
    assert client.cookies["lang"]["secure"]


@pytest.mark.parametrize(
    ("proxies", "passed", "origin"),
    [
        (0, "", "10.0.0.9"),
        (0, "203.0.113.5", "10.0.0.9"),
        (1, "203.0.113.5", "203.0.113.5"),
        (1, "6.6.6.6, 203.0.113.5", "203.0.113.5"),
        (2, "6.6.6.6, 203.0.113.5, 10.0.0.2", "203.0.113.5"),
        (2, "203.0.113.5", "10.0.0.9"),
        (1, "", "10.0.0.9"),
        (1, "2001:db8:1:2:aaaa::1", "20010db800010002::/64"),
        (1, "2001:db8:1:2:bbbb::1", "20010db800010002::/64"),
        (1, "::ffff:203.0.113.5", "203.0.113.5"),
        (1, "no address", "no address"),
    ],
)
def test_the_origin_is_what_the_outermost_known_proxy_saw(
    settings: Settings, proxies: int, passed: str, origin: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = proxies
    request = Client().get("/signin/", REMOTE_ADDR="10.0.0.9", HTTP_X_FORWARDED_FOR=passed)
    assert client_address(request.wsgi_request) == origin


def test_one_origin_behind_a_proxy_does_not_use_up_the_codes_of_all(
    wang_xiuying: Someone, settings: Settings
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 1
    for number in range(25):
        headers = {"X-Forwarded-For": "203.0.113.5"}
        Client().post("/signin/", {"phone": f"139000012{number:02d}"}, headers=headers)
    assert SmsCode.objects.count() == 20
    headers = {"X-Forwarded-For": "198.51.100.9"}
    assert Client().post("/signin/", {"phone": PHONE}, headers=headers).status_code == 302


def author_of(client: Client, someone: Someone) -> object:
    draft = records_queries.open_draft(someone.patient_id)
    assert draft is not None
    return draft.values["by-whom"]


def test_a_patient_cannot_answer_as_staff(wang: Client, wang_xiuying: Someone) -> None:
    record = start(wang).split("/")[3]
    page = wang.post(f"/me/record/{record}/by-whom/", {"by-whom": ByWhom.STAFF_PHONE})
    assert page.status_code == 422
    for name in ("pressed", "item"):
        fields = {"by-whom": ByWhom.STAFF_PHONE.value, name: "by-whom"}
        wang.post(f"/me/record/{record}/draft/", fields)
    assert author_of(wang, wang_xiuying) == "self"
    wang.post(f"/me/record/{record}/by-whom/", {"by-whom": "proxy"})
    assert author_of(wang, wang_xiuying) == "proxy"


def test_a_forged_note_in_the_session_is_no_number(wang_xiuying: Someone) -> None:
    client = Client()
    client.post("/signin/", {"phone": PHONE})
    session = client.session
    session["signin"] = "forged"
    session.save()
    assert client.get("/signin/code/").status_code == 422

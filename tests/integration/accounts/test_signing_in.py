"""The password, the second step, and where they lead."""

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro.accounts.models import Account
from osteopro.accounts.terms import AccountKind
from tests.builders import PASSWORD, Clinic, Someone
from tests.integration.accounts.conftest import (
    SIGN_IN,
    audit_kinds,
    code_of,
    give_app,
    type_password,
)

SECOND = "/staff/signin/second/"


@pytest.mark.usefixtures("demo")
def test_in_the_demo_a_password_alone_signs_in(client: Client, clinic: Clinic) -> None:
    answer = type_password(client, clinic.li.username)
    assert (answer.status_code, answer["Location"]) == (302, "/staff/start/")
    assert client.get("/staff/start/")["Location"] == "/care/"
    assert client.get("/care/").content == b"worklist GET "


@pytest.mark.usefixtures("demo")
def test_the_demo_lists_people_to_tap_and_the_tap_signs_in(
    client: Client, clinic: Clinic, settings: Settings
) -> None:
    settings.DEMO_PASSWORD = PASSWORD
    page = client.get(SIGN_IN).content.decode()
    assert "李护士 · 随访管理员" in page
    assert f'value="{clinic.li.username}"' in page


def test_outside_the_demo_nobody_is_listed(client: Client, clinic: Clinic) -> None:
    page = client.get(SIGN_IN).content.decode()
    assert clinic.li.username not in page
    assert "李护士" not in page
    assert "第 1 步，共 2 步" in page


def test_outside_the_demo_a_password_alone_opens_only_the_second_factor(
    client: Client, clinic: Clinic
) -> None:
    type_password(client, clinic.li.username)
    for address in ("/care/", "/staff/", "/staff/password/", "/staff/start/"):
        assert client.get(address)["Location"] == "/staff/2fa/"
    assert "先设置一种，才能继续" in client.get("/staff/2fa/").content.decode()


def test_setting_up_an_app_opens_the_rest(client: Client, clinic: Clinic) -> None:
    type_password(client, clinic.li.username)
    page = client.get("/staff/2fa/app/")
    assert page.status_code == 200  # the password was typed a moment ago: not asked again
    assert b'src="data:image/svg+xml;base64,' in page.content
    secret = client.session["mfa.totp.secret"]
    assert secret in page.content.decode()
    answer = client.post("/staff/2fa/app/", {"code": code_of(secret)})
    assert answer["Location"] == "/staff/2fa/codes/"
    assert client.get("/care/").status_code == 200
    assert "staff.second-factor-added" in audit_kinds()


def test_a_wrong_code_at_set_up_is_said_at_the_field(client: Client, clinic: Clinic) -> None:
    type_password(client, clinic.li.username)
    client.get("/staff/2fa/app/")
    answer = client.post("/staff/2fa/app/", {"code": "000"})
    assert answer.status_code == 422
    assert "这个码没对上" in answer.content.decode()


def test_the_second_step_asks_for_the_code(client: Client, clinic: Clinic) -> None:
    secret = give_app(clinic.li.account_id)
    assert type_password(client, clinic.li.username)["Location"] == SECOND
    assert client.get("/care/")["Location"].startswith(SIGN_IN)
    wrong = client.post(SECOND, {"code": "12345"})
    assert wrong.status_code == 422
    assert client.get("/care/").status_code == 302
    assert client.post(SECOND, {"code": code_of(secret)})["Location"] == "/staff/start/"
    assert client.get("/care/").status_code == 200


def test_a_code_works_once(client: Client, clinic: Clinic) -> None:
    secret = give_app(clinic.li.account_id)
    code = code_of(secret)
    type_password(client, clinic.li.username)
    client.post(SECOND, {"code": code})
    other = Client()
    type_password(other, clinic.li.username)
    assert other.post(SECOND, {"code": code}).status_code == 422


def test_a_recovery_code_works_once(client: Client, clinic: Clinic) -> None:
    give_app(clinic.li.account_id)
    codes = Account.objects.get(pk=clinic.li.account_id).authenticator_set.get(
        type="recovery_codes"
    )
    code = codes.wrap().get_unused_codes()[0]
    type_password(client, clinic.li.username)
    assert client.post(SECOND, {"code": code})["Location"] == "/staff/start/"
    other = Client()
    type_password(other, clinic.li.username)
    assert other.post(SECOND, {"code": code}).status_code == 422


@pytest.mark.usefixtures("demo")
def test_sign_in_returns_to_the_page_that_was_asked_for(client: Client, clinic: Clinic) -> None:
    there = client.get("/care/?page=2")["Location"]
    assert there == "/staff/signin/?next=/care/%3Fpage%3D2"
    assert 'name="next" value="/care/?page=2"' in client.get(there).content.decode()
    answer = type_password(client, clinic.li.username, next="/care/?page=2")
    assert answer["Location"] == "/care/?page=2"


@pytest.mark.usefixtures("demo")
def test_sign_in_never_leads_to_another_site(client: Client, clinic: Clinic) -> None:
    answer = type_password(client, clinic.li.username, next="https://evil.example/")
    assert answer["Location"] == "/staff/start/"


@pytest.mark.parametrize("name", ["li-main", "nobody"])
def test_a_wrong_pair_says_the_same_whoever_it_is(
    client: Client, clinic: Clinic, name: str
) -> None:
    answer = type_password(client, name, "wrong")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert page.count("用户名或密码不对，请再试。") == 2  # on top, and at the field
    assert f'value="{name}"' in page  # what was typed is kept
    assert "wrong" not in page


def test_a_closed_account_is_told_so(client: Client, clinic: Clinic) -> None:
    Account.objects.filter(pk=clinic.li.account_id).update(is_active=False)
    assert type_password(client, clinic.li.username)["Location"] == "/staff/signin/closed/"
    assert client.get("/staff/signin/closed/").status_code == 200


def test_closing_an_account_ends_its_session(nurse: Client, clinic: Clinic) -> None:
    Account.objects.filter(pk=clinic.li.account_id).update(is_active=False)
    assert nurse.get("/care/")["Location"].startswith(SIGN_IN)


def test_signing_in_and_out_are_in_the_audit_trail(nurse: Client) -> None:
    assert nurse.get("/staff/signout/")["Location"] == "/staff/"  # a link signs nobody out
    assert nurse.get("/care/").status_code == 200
    assert nurse.post("/staff/signout/")["Location"] == SIGN_IN
    assert nurse.get("/care/")["Location"].startswith(SIGN_IN)
    assert audit_kinds()[-2:] == ["staff.signed-in", "staff.signed-out"]


def test_a_staff_session_ends_with_the_browser(nurse: Client) -> None:
    assert nurse.cookies["sessionid"]["max-age"] == ""
    assert nurse.session.get_expire_at_browser_close()


def test_the_password_can_be_changed(nurse: Client, clinic: Clinic) -> None:
    new = "another long password"
    form = {"oldpassword": PASSWORD, "password1": new, "password2": new}
    assert nurse.post("/staff/password/", form)["Location"] == "/staff/"
    assert nurse.get("/care/").status_code == 200  # this session goes on
    assert Account.objects.get(pk=clinic.li.account_id).check_password(new)
    assert "staff.password-changed" in audit_kinds()


@pytest.mark.parametrize(
    ("old", "new", "again", "field"),
    [
        ("wrong", "another long password", "another long password", "oldpassword"),
        (PASSWORD, "short", "short", "password1"),
        (PASSWORD, "another long password", "not the same one", "password2"),
    ],
)
def test_a_bad_new_password_changes_nothing(
    nurse: Client, clinic: Clinic, old: str, new: str, again: str, field: str
) -> None:
    form = {"oldpassword": old, "password1": new, "password2": again}
    answer = nurse.post("/staff/password/", form)
    assert answer.status_code == 422
    assert f'id="f-{field}-error"' in answer.content.decode()
    assert Account.objects.get(pk=clinic.li.account_id).check_password(PASSWORD)


def test_a_change_of_password_ends_the_other_sessions(nurse: Client, clinic: Clinic) -> None:
    other = Client()
    other.cookies = nurse.cookies.copy()  # type: ignore[assignment]
    elsewhere = Client()
    elsewhere.force_login(
        Account.objects.get(pk=clinic.li.account_id), "osteopro.accounts.backends.StaffBackend"
    )
    session = elsewhere.session
    session["second_factor"] = True
    session.save()
    assert elsewhere.get("/care/").status_code == 200
    new = "another long password"
    nurse.post("/staff/password/", {"oldpassword": PASSWORD, "password1": new, "password2": new})
    assert elsewhere.get("/care/")["Location"].startswith(SIGN_IN)


def test_patients_have_no_user_name_and_no_way_in_by_password(
    client: Client, wang_xiuying: Someone
) -> None:
    account = Account.objects.get(pk=wang_xiuying.account_id)
    account.set_password(PASSWORD)
    account.save()
    assert (account.kind, account.username) == (AccountKind.PATIENT, None)
    for name in ("None", str(account.pk), "", "王秀英"):
        assert type_password(client, name).status_code == 422
    assert "_auth_user_id" not in client.session

"""A session is worth what was shown in it, not what exists elsewhere."""

import pytest
from django.contrib.sessions.models import Session
from django.core.management import call_command
from django.test import Client

from osteopro.access.staffing import Colleague, add_colleague
from osteopro.access.terms import Role
from osteopro.accounts.models import StaffMember
from osteopro.audit.models import Event
from tests.builders import SETUP, Clinic
from tests.integration.accounts.conftest import (
    code_of,
    give_app,
    pages_beside_ours,  # noqa: F401 - a fixture for every test here
    type_password,
)

OWN = "three words in a row"


def password_only(username: str) -> Client:
    client = Client()
    type_password(client, username)
    assert client.get("/care/")["Location"] == "/staff/2fa/"
    return client


def set_up_app(client: Client) -> None:
    client.get("/staff/2fa/app/")
    secret = client.session["mfa.totp.secret"]
    assert client.post("/staff/2fa/app/", {"code": code_of(secret)}).status_code == 302


def test_a_factor_set_up_elsewhere_does_not_open_a_password_session(clinic: Clinic) -> None:
    thief = password_only(clinic.li.username)
    give_app(clinic.li.account_id)
    assert thief.get("/care/")["Location"].startswith("/staff/signin/")
    assert "_auth_user_id" not in thief.session


@pytest.mark.parametrize("page", ["app/remove/", "codes/", "passkeys/", ""])
def test_a_password_session_cannot_touch_a_factor_set_up_elsewhere(
    clinic: Clinic, page: str
) -> None:
    thief = password_only(clinic.li.username)
    give_app(clinic.li.account_id)
    assert thief.post(f"/staff/2fa/{page}")["Location"].startswith("/staff/signin/")


def test_setting_up_a_factor_opens_this_session_and_ends_the_others(clinic: Clinic) -> None:
    thief, owner = password_only(clinic.li.username), password_only(clinic.li.username)
    colleague = password_only(clinic.wang.username)
    set_up_app(owner)
    assert owner.get("/care/").status_code == 200
    assert Session.objects.count() == 2
    assert thief.get("/care/")["Location"].startswith("/staff/signin/")
    assert colleague.get("/care/")["Location"] == "/staff/2fa/"
    event = Event.objects.get(kind="staff.second-factor-added")
    assert event.detail == {"sessions": 1}


def test_an_app_added_by_command_line_or_restore_counts_only_after_it_was_shown(
    clinic: Clinic,
) -> None:
    secret = give_app(clinic.li.account_id)
    client = Client()
    type_password(client, clinic.li.username)
    assert client.get("/care/")["Location"].startswith("/staff/signin/")
    client.post("/staff/signin/second/", {"code": code_of(secret)})
    assert client.get("/care/").status_code == 200


def newcomer(clinic: Clinic) -> Client:
    """Somebody an administrator has just added, signed in with the password made for them."""
    colleague = Colleague("new", "赵护士", "Nurse Zhao", (Role.FOLLOW_UP_MANAGER,), clinic.site_id)
    add_colleague(by=SETUP, colleague=colleague, password="made-by-somebody-else")
    client = Client()
    type_password(client, "new", "made-by-somebody-else")
    set_up_app(client)
    return client


def change_password(client: Client, new: str) -> object:
    fields = {"oldpassword": "made-by-somebody-else", "password1": new, "password2": new}
    return client.post("/staff/password/", fields)


@pytest.mark.parametrize("page", ["/care/", "/staff/", "/staff/start/"])
def test_the_first_password_opens_nothing_but_the_page_to_change_it(
    clinic: Clinic, page: str
) -> None:
    client = newcomer(clinic)
    assert client.get(page)["Location"] == "/staff/password/"
    assert client.post(page)["Location"] == "/staff/password/"
    assert "先换成您自己的密码" in client.get("/staff/password/").content.decode()


def test_the_first_password_cannot_stay(clinic: Clinic) -> None:
    client = newcomer(clinic)
    assert change_password(client, "made-by-somebody-else").status_code == 422  # type: ignore[attr-defined]
    assert client.get("/care/")["Location"] == "/staff/password/"


def test_after_choosing_a_password_the_work_is_open(clinic: Clinic) -> None:
    client = newcomer(clinic)
    assert change_password(client, OWN)["Location"] == "/staff/start/"  # type: ignore[index]
    assert client.get("/care/").status_code == 200
    assert "自己的密码" not in client.get("/staff/password/").content.decode()
    assert Event.objects.filter(kind="staff.password-changed").count() == 1


def test_the_command_makes_a_password_for_one_use(
    clinic: Clinic, capsys: pytest.CaptureFixture[str]
) -> None:
    names = {"name_zh": "赵护士", "name_en": "Nurse Zhao", "site": "main"}
    call_command("add_staff", "zhao", role=["follow-up-manager"], **names)
    password = capsys.readouterr().out.split()[-1]
    client = Client()
    type_password(client, "zhao", password)
    assert client.get("/staff/")["Location"] == "/staff/2fa/"
    assert StaffMember.objects.get(account__username="zhao").must_change_password

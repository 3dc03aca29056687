"""Every sign-in page is ours: the engine that holds allauth's templates serves none of them."""

import re
from datetime import timedelta

import pytest
from django.template import loader
from django.template.backends.django import DjangoTemplates
from django.test import Client
from django.urls import reverse

from osteopro import clock
from osteopro.accounts.models import Account
from osteopro.web.staff.urls import urlpatterns
from tests.builders import Clinic
from tests.integration.accounts.conftest import code_of, give_app, type_password
from tests.integration.conftest import MONDAY

# A stored passkey as far as the lists need it: none of these pages asks it for a signature.
PASSKEY = {
    "name": "我的电脑",
    "credential": {"clientExtensionResults": {"credProps": {"rk": True}}},
}
# Pages that lead on and show nothing themselves.
REDIRECTS = {"staff_start", "staff_active", "account_logout", "mfa_login_webauthn"}
BEFORE = {"account_login", "account_inactive", "staff_lost", "mfa_authenticate"}
WITHOUT_APP = {"mfa_activate_totp", "mfa_add_webauthn"}
NAMES = [entry.name for entry in urlpatterns]


class Served(AssertionError):
    """The second engine was asked for a template."""


@pytest.fixture(autouse=True)
def only_ours(monkeypatch: pytest.MonkeyPatch) -> None:
    find = DjangoTemplates.get_template

    def refuse(engine: DjangoTemplates, name: str) -> None:
        find(engine, name)  # looking for what is nowhere serves nothing
        raise Served(name)

    monkeypatch.setattr(DjangoTemplates, "get_template", refuse)


@pytest.fixture
def pages(client: Client, clinic: Clinic) -> dict[str, str]:
    """Every page of /staff/ by name, as somebody meets it who can see it."""
    found = {name: client.get(reverse(name)) for name in BEFORE - {"mfa_authenticate"}}
    type_password(client, clinic.li.username)
    found |= {name: client.get(reverse(name)) for name in WITHOUT_APP}
    account = Account.objects.get(pk=clinic.li.account_id)
    secret = give_app(account.pk)
    other = Client()
    type_password(other, clinic.li.username)
    found["mfa_authenticate"] = other.get(reverse("mfa_authenticate"))
    other.post(reverse("mfa_authenticate"), {"code": code_of(secret)})
    known = {name for name in NAMES if name} - REDIRECTS - set(found)
    found |= {name: other.get(address(name, account)) for name in sorted(known)}
    assert {name: page.status_code for name, page in found.items() if page.status_code != 200} == {}
    return {name: page.content.decode() for name, page in found.items()}


def address(name: str, account: Account) -> str:
    if name not in ("mfa_remove_webauthn", "mfa_reauthenticate_webauthn"):
        return reverse(name)
    key, _ = account.authenticator_set.get_or_create(type="webauthn", defaults={"data": PASSKEY})
    return reverse(name, args=[key.pk] if "remove" in name else [])


@pytest.fixture(autouse=True)
def stored_passkeys_hold_no_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("allauth.mfa.webauthn.internal.auth.get_credentials", lambda _user: [])


def test_every_page_is_ours(pages: dict[str, str]) -> None:
    assert set(pages) == {name for name in NAMES if name} - REDIRECTS
    for name, page in pages.items():
        assert page.startswith("<!doctype html>"), name
        assert 'class="staff' in page, name


def test_no_page_needs_what_the_content_security_policy_forbids(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        inline = re.findall(r"<script(?![^>]*(?:\ssrc=|application/json))[^>]*>", page)
        assert inline == [], name
        assert not re.search(r"<style|\sstyle=|\son\w+=", page), name
        assert re.findall(r'src="(?!/static/|data:image/svg)[^"]*', page) == [], name


def test_every_page_is_translated(pages: dict[str, str]) -> None:
    for name, page in pages.items():
        title = page.split("<title>")[1].split(" – ")[0]
        assert re.search(r"[\u4e00-\u9fff]", title), (name, title)


def test_mistakes_and_notes_are_ours(client: Client, clinic: Clinic) -> None:
    type_password(client, clinic.li.username, "wrong")
    secret = give_app(clinic.li.account_id)
    type_password(client, clinic.li.username)
    client.post("/staff/signin/second/", {"code": "1"})
    client.post("/staff/signin/second/", {"code": code_of(secret)})
    client.post("/staff/2fa/app/remove/")
    page = client.get("/staff/2fa/").content.decode()
    assert "验证器应用已移除。" in page
    client.post("/staff/signout/")
    assert "已退出登录。" in client.get("/staff/signin/").content.decode()


def test_the_page_of_a_locked_session_is_ours(nurse: Client) -> None:
    with clock.frozen(MONDAY + timedelta(minutes=16)):
        assert "再次发送" in nurse.post("/care/", {"reply": "x"}).content.decode()


def test_the_test_would_notice_a_page_of_the_library() -> None:
    with pytest.raises(Served):
        loader.get_template("mfa/trust.html")

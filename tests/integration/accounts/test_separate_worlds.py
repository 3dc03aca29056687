"""Staff never open patient pages with their session, nor the reverse."""

from collections.abc import Callable

import pytest
from allauth.account.internal.flows.login import perform_login
from allauth.account.models import Login
from allauth.core.context import request_context
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore
from django.test import Client, RequestFactory
from pytest_django import Settings

from osteopro.accounts.adapter import StaffAccountAdapter
from osteopro.accounts.backends import StaffBackend
from osteopro.accounts.models import Account
from tests.builders import Clinic, Someone
from tests.integration.accounts.conftest import SIGN_IN, give_app, type_password

Come = Callable[[Someone], Client]
STAFF_PAGES = [
    "/care/",
    "/staff/",
    "/staff/start/",
    "/staff/password/",
    "/staff/2fa/",
    "/staff/2fa/app/",
    "/staff/2fa/codes/",
    "/staff/2fa/passkeys/",
    "/staff/unlock/",
    "/staff/unlock/passkey/",
]


@pytest.mark.parametrize("address", STAFF_PAGES)
def test_a_patient_meets_no_staff_page(
    wang_xiuying: Someone, patient_browser: Come, address: str
) -> None:
    browser = patient_browser(wang_xiuying)
    assert browser.get("/me/").status_code == 200
    assert browser.get(address).status_code == 404
    assert browser.post(address).status_code == 404


def test_staff_meet_no_patient_page(nurse: Client) -> None:
    assert nurse.get("/me/").status_code == 404
    assert nurse.post("/me/").status_code == 404


def test_a_patient_who_looks_at_the_staff_door_stays_signed_in(
    wang_xiuying: Someone, patient_browser: Come
) -> None:
    browser = patient_browser(wang_xiuying)
    assert browser.get(SIGN_IN).status_code == 200
    assert browser.get("/me/").status_code == 200


@pytest.mark.usefixtures("demo")
def test_staff_signing_in_after_a_patient_take_nothing_over(
    wang_xiuying: Someone, patient_browser: Come, clinic: Clinic
) -> None:
    browser = patient_browser(wang_xiuying)
    before = browser.session.session_key
    type_password(browser, clinic.li.username)
    assert browser.get("/care/").status_code == 200
    assert browser.get("/me/").status_code == 404
    assert "patient_id" not in browser.session
    assert browser.session.session_key != before


@pytest.mark.parametrize("kind", ["patient", "helper"])
def test_no_proof_signs_in_an_account_that_is_not_staff(
    wang_xiuying: Someone, kind: str, rf: RequestFactory, settings: Settings
) -> None:
    """Even allauth told outright to sign them in, as a passkey would, refuses."""
    account = Account.objects.get(pk=wang_xiuying.account_id)
    account.kind = kind
    request = rf.post("/staff/signin/passkey/")
    request.session = SessionStore()
    with request_context(request):
        answer = perform_login(request, Login(user=account))
    assert answer["Location"] == SIGN_IN
    assert SESSION_KEY not in request.session


def test_the_backend_refuses_who_is_not_staff(
    clinic: Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    account = Account.objects.get(pk=clinic.li.account_id)
    backend = StaffBackend()
    monkeypatch.setattr(StaffBackend, "_authenticate", lambda *_a, **_k: account)
    assert backend.authenticate(None, username="x", password="y") == account
    account.kind = "patient"
    assert backend.authenticate(None, username="x", password="y") is None


def test_nobody_signs_up(client: Client, rf: RequestFactory) -> None:
    with request_context(rf.get("/")):
        assert not StaffAccountAdapter().is_open_for_signup(rf.get("/"))
    for unused in ("signup/", "email/", "password/reset/", "signin/code/", "2fa/webauthn/signup/"):
        assert client.get(f"/staff/{unused}").status_code == 404


def test_a_second_factor_of_one_person_is_not_shown_to_another(
    nurse: Client, clinic: Clinic
) -> None:
    give_app(clinic.wang.account_id)
    theirs = Account.objects.get(pk=clinic.wang.account_id).authenticator_set.first()
    assert theirs is not None
    assert nurse.get(f"/staff/2fa/passkeys/{theirs.pk}/remove/").status_code == 404

"""Browsers without a browser: who signs in how."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import (
    TOTP,
    format_hotp_value,
    generate_totp_secret,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.test import Client
from pytest_django import Settings

from osteopro.access.middleware import SESSION_PATIENT
from osteopro.accounts.models import Account
from osteopro.audit.models import Event
from tests.builders import PASSWORD, Clinic, Someone

SIGN_IN = "/staff/signin/"
LINK_BACKEND = "osteopro.accounts.backends.LinkBackend"


@pytest.fixture(autouse=True)
def pages_beside_ours(settings: Settings, tmp_path: Path) -> None:
    settings.STATIC_ROOT = tmp_path
    settings.ROOT_URLCONF = "tests.integration.accounts.probe_urls"
    # Hashed names of static files exist only after collectstatic.
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


@pytest.fixture
def demo(settings: Settings) -> None:
    """The demo's two switches, as settings.py sets them together."""
    settings.DEMO = True
    settings.SECOND_FACTOR_REQUIRED = False


def code_of(secret: str) -> str:
    """The six digits an authenticator app shows now."""
    return format_hotp_value(hotp_value(secret, next(yield_hotp_counters_from_time())))


def give_app(account_id: int) -> str:
    """Set up an authenticator app and recovery codes; returns the app's key."""
    secret = generate_totp_secret()
    account = Account.objects.get(pk=account_id)
    TOTP.activate(account, secret)
    RecoveryCodes.activate(account)
    return secret


def type_password(client: Client, username: str, password: str = PASSWORD, **more: str):  # type: ignore[no-untyped-def]
    return client.post(SIGN_IN, {"login": username, "password": password, **more})


@pytest.fixture
def nurse(client: Client, clinic: Clinic) -> Client:
    """Nurse Li with password and code, signed in."""
    secret = give_app(clinic.li.account_id)
    type_password(client, clinic.li.username)
    client.post("/staff/signin/second/", {"code": code_of(secret)})
    assert client.get("/care/").status_code == 200
    return client


@pytest.fixture
def patient_browser() -> Callable[[Someone], Client]:
    """A browser in which a patient came by link."""

    def come(someone: Someone) -> Client:
        client = Client()
        client.force_login(Account.objects.get(pk=someone.account_id), backend=LINK_BACKEND)
        session = client.session
        session[SESSION_PATIENT] = someone.patient_id
        session.save()
        return client

    return come


def audit_kinds() -> list[str]:
    return list(Event.objects.order_by("pk").values_list("kind", flat=True))


def options_in(page: str) -> dict[str, object]:
    """The challenge that the page hands to its script."""
    block = page.split('id="passkey-options"')[1].split(">", 1)[1].split("</script>")[0]
    found: dict[str, object] = json.loads(block)
    return found

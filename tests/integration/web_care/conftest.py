"""Pages for staff, opened as the staff do."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro.accounts.models import Account
from osteopro.followup.actions import Receipt
from osteopro.records import queries as records_queries
from tests import builders

SignIn = Callable[[builders.Staff], Client]


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    """Hashed names of static files exist only after collectstatic."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}
    settings.SECOND_FACTOR_REQUIRED = False


@pytest.fixture
def sign_in() -> SignIn:
    """A browser in which somebody of the staff is signed in."""

    def signed_in(who: builders.Staff) -> Client:
        client = Client()
        account = Account.objects.get(pk=who.account_id)
        client.force_login(account, backend="osteopro.accounts.backends.StaffBackend")
        return client

    return signed_in


@pytest.fixture
def li(clinic: builders.Clinic, sign_in: SignIn) -> Client:
    """Nurse Li's browser."""
    return sign_in(clinic.li)


def review_url(receipt: Receipt) -> str:
    return f"/care/records/{receipt.occasion}/"


def act(client: Client, receipt: Receipt, **fields: Any) -> Any:
    """Press a button of the review page; `do` names it, sending is the default. What came of an
    alert is said unless `came_of` says otherwise."""
    versions = [str(each.uuid) for each in records_queries.occasion(receipt.occasion)]
    said = {"version": versions, "do": "send", "came_of": "nothing"}
    return client.post(review_url(receipt), {**said, **fields})


def page(response: Any) -> str:
    """The text of a page."""
    return str(response.content.decode())

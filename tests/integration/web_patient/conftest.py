"""A patient's browser without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro.access.middleware import SESSION_PATIENT
from osteopro.accounts.models import Account
from osteopro.signin import queries as signin_queries
from tests import builders
from tests.builders import Helping, Someone

SignIn = Callable[[Someone], Client]


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    """Hashed names of static files exist only after collectstatic."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


def link_path(someone: Someone) -> str:
    """The path of somebody's personal link."""
    url = signin_queries.link_url(someone.patient_id)
    assert url is not None
    return url[url.index("/go/") :]


def give_birth_date(client: Client, someone: Someone) -> None:
    birth = someone.person.birth
    parts = {"birth-year": birth.year, "birth-month": birth.month, "birth-day": birth.day}
    response = client.post(link_path(someone), {**parts, "own-phone": "1"})
    assert response.status_code == 302, response.content.decode()


@pytest.fixture
def signed_in() -> SignIn:
    """A browser in which somebody has come in by their link."""

    def enter(someone: Someone) -> Client:
        client = Client()
        give_birth_date(client, someone)
        return client

    return enter


def helpers_phone(helping: Helping) -> Client:
    """The browser of somebody who helps, with their patient's pages open."""
    client = Client()
    account = Account.objects.get(pk=helping.account_id)
    client.force_login(account, backend="osteopro.accounts.backends.LinkBackend")
    session = client.session
    session[SESSION_PATIENT] = helping.patient_id
    session.save()
    return client


@pytest.fixture
def wang(signed_in: SignIn, wang_xiuying: Someone) -> Client:
    """Mrs Wang's phone."""
    return signed_in(wang_xiuying)


def start(client: Client, by_whom: str = "self") -> str:
    """Press 开始; returns the address of the first question."""
    response = client.post("/me/record/start/", {"by-whom": by_whom})
    assert response.status_code == 302, response.content.decode()
    return str(response.url)


def record_of(url: str) -> str:
    """The uuid in the address of a question."""
    return url.split("/me/record/")[1].split("/")[0]


def walk(client: Client, url: str, **changes: object) -> str:
    """Answer like a quiet week with `changes` (`sym_mood="very"`, None skips) up to the free text.

    Returns where that led: the free text page, or the emergency page.
    """
    named = {name.replace("_", "-"): value for name, value in changes.items()}
    answers = {**builders.STEADY, **named}
    while not url.endswith(("/more/", "/urgent/", "/check/")):
        assert client.get(url).status_code == 200
        link_id = url.rstrip("/").split("/")[-1]
        given = answers.get(link_id)
        response = client.post(url, {"skip": "1"} if given is None else {link_id: given})
        assert response.status_code == 302, (url, response.content.decode())
        url = response.url
    return url


def fill(client: Client, **changes: object) -> str:
    """A whole form up to the check page; returns the record's uuid."""
    more = walk(client, start(client), **changes)
    response = client.post(more, {"fu-note": ""})
    assert response.url.endswith("/check/")
    return record_of(more)


def send(client: Client, **changes: object) -> str:
    """A whole record, sent; returns its uuid."""
    record = fill(client, **changes)
    response = client.post(f"/me/record/{record}/check/")
    assert response.url == f"/me/record/{record}/done/"
    return record

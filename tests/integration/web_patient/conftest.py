"""A patient's browser without a browser."""

from collections.abc import Callable
from pathlib import Path

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro.signin import queries as signin_queries
from tests.builders import Someone

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
    response = client.post(link_path(someone), parts)
    assert response.status_code == 302, response.content.decode()


@pytest.fixture
def signed_in() -> SignIn:
    """A browser in which somebody has come in by their link."""

    def enter(someone: Someone) -> Client:
        client = Client()
        give_birth_date(client, someone)
        return client

    return enter


@pytest.fixture
def wang(signed_in: SignIn, wang_xiuying: Someone) -> Client:
    """Mrs Wang's phone."""
    return signed_in(wang_xiuying)

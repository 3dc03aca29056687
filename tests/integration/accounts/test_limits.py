"""Guessing is slow: tries are counted in the database, for all processes together."""

import os
import subprocess
import sys
from urllib.parse import quote

import pytest
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from pytest_django import Settings

from tests.builders import PASSWORD, Clinic
from tests.integration.accounts.conftest import SIGN_IN, give_app, type_password

TOO_OFTEN = "错的次数太多"


def test_the_sixth_try_for_a_name_waits_even_with_the_right_password(
    client: Client, clinic: Clinic
) -> None:
    for _ in range(5):
        assert TOO_OFTEN not in type_password(client, clinic.li.username, "no").content.decode()
    answer = type_password(client, clinic.li.username)
    assert answer.status_code == 422
    assert TOO_OFTEN in answer.content.decode()


@pytest.mark.usefixtures("demo")
def test_a_colleague_is_not_held_up(client: Client, clinic: Clinic) -> None:
    for _ in range(6):
        type_password(client, clinic.li.username, "no")
    assert type_password(client, clinic.wang.username).status_code == 302


def test_an_address_that_tries_many_names_waits(client: Client, clinic: Clinic) -> None:
    for number in range(10):
        type_password(client, f"name-{number}", "no")
    assert TOO_OFTEN in type_password(client, clinic.li.username).content.decode()


def test_codes_cannot_be_guessed(client: Client, clinic: Clinic) -> None:
    give_app(clinic.li.account_id)
    type_password(client, clinic.li.username)
    pages = [
        client.post("/staff/signin/second/", {"code": f"{n:06}"}).content.decode() for n in range(6)
    ]
    assert TOO_OFTEN not in pages[0]
    assert TOO_OFTEN in pages[5]


def test_more_requests_than_anybody_types_meet_a_page_that_says_so(client: Client) -> None:
    answers = [client.post(SIGN_IN, {"login": "x", "password": ""}) for _ in range(31)]
    assert answers[-1].status_code == 429
    assert "请过几分钟再试" in answers[-1].content.decode()


def test_many_names_do_not_push_counted_tries_out(settings: Settings) -> None:
    """The cache drops rows when it is full, and the default is full at 300."""
    for number in range(400):
        cache.set(f"try-{number}", 1, 600)
    assert all(cache.get(f"try-{number}") for number in range(400))


def test_migrate_makes_the_table(clinic: Clinic) -> None:
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE osteopro_cache")
    call_command("migrate", verbosity=0)
    cache.set("there", 1)
    assert cache.get("there") == 1


ELSEWHERE = """
import django; django.setup()
from django.test import Client
answers = [Client().post("/staff/signin/", {"login": "%s", "password": "no"}) for _ in range(5)]
print([answer.status_code for answer in answers])
"""


@pytest.mark.django_db(transaction=True)
def test_another_process_counts_the_same_tries(client: Client, clinic: Clinic) -> None:
    other = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ELSEWHERE % clinic.li.username],
        env=os.environ | elsewhere(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert other.stdout.strip() == str([422] * 5)
    assert TOO_OFTEN in type_password(client, clinic.li.username, PASSWORD).content.decode()


def elsewhere() -> dict[str, str]:
    """Settings for a second process at this test's database."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        url = f"sqlite:///{now['NAME']}"
    else:
        who = f"{now['USER']}:{now['PASSWORD']}@{quote(now['HOST'], safe='')}"
        url = f"postgresql://{who}:{now['PORT'] or 5432}/{now['NAME']}"
    return {
        "DJANGO_SETTINGS_MODULE": "osteopro.settings",
        "DATABASE_URL": url,
        "OSTEOPRO_DEBUG": "1",
        "OSTEOPRO_HOSTS": "testserver",
    }


@pytest.mark.parametrize("passed", ["", "203.0.113.5", "203.0.113.5, 10.0.0.2, 10.0.0.3"])
def test_more_proxies_configured_than_passed_keep_the_door_open(
    client: Client, clinic: Clinic, settings: Settings, passed: str
) -> None:
    settings.ALLAUTH_TRUSTED_PROXY_COUNT = 2
    headers = {"X-Forwarded-For": passed} if passed else {}
    page = client.post(SIGN_IN, {"login": clinic.li.username, "password": "wrong"}, headers=headers)
    assert page.status_code == 422
    assert "用户名或密码不对" in page.content.decode()

"""Text messages over HTTP, against a real server that is slow, broken, gone or forgetful."""

import io
import logging
import time
from collections.abc import Iterator

import pytest
from django.core.exceptions import ImproperlyConfigured
from pytest_django import Settings

from osteopro import logs
from osteopro.messaging.channels import DeliveryError
from osteopro.messaging.gateways.http import HttpGateway, opaque
from tests.integration.messaging.operator import HttpOperator, http_operator, nobody_there

TO, TEXT, KEY = "+8613800006620", '您好，"说说近况" {key}', "reminder:7:2026-11-30:1"


@pytest.fixture
def operator(settings: Settings) -> Iterator[HttpOperator]:
    with http_operator() as (running, url):
        settings.SMS_HTTP_URL = url
        settings.SMS_HTTP_HEADERS = '{"Authorization": "Bearer a secret"}'
        settings.SMS_HTTP_BODY = (
            '{"mobile": "{national}", "e164": "{to}", "sign": 7,'
            ' "parts": [{"content": "【锦江】{text}"}], "ref": "{key}"}'
        )
        settings.SMS_HTTP_REFERENCE = "data.id"
        settings.SMS_HTTP_TIMEOUT = 0.5
        yield running


def send() -> str:
    return HttpGateway().send(TO, TEXT, KEY)


def refused() -> DeliveryError:
    with pytest.raises(DeliveryError) as caught:
        send()
    for private in (TO, TO[-11:], "近况", "secret", "127.0.0.1"):
        assert private not in str(caught.value)
    return caught.value


def test_what_the_operator_is_handed(operator: HttpOperator) -> None:
    assert send() == "op-1"
    ((method, path, headers, body),) = operator.seen
    assert (method, path, headers["authorization"]) == ("POST", "/send", "Bearer a secret")
    assert headers["idempotency-key"] == opaque(KEY)
    assert body == {
        "mobile": "13800006620",
        "e164": TO,
        "sign": 7,
        "parts": [{"content": f"【锦江】{TEXT}"}],  # blanks in a text are left alone
        "ref": opaque(KEY),
    }


def test_the_key_says_nothing_and_stays_the_same() -> None:
    assert opaque(KEY) == opaque(KEY)
    assert opaque(KEY) != opaque(KEY.replace(":1", ":2"))
    assert "2026" not in opaque("alert:new:7:emergency:2026")


@pytest.mark.parametrize("answer", [b"", b"OK", b"[1]", {"data": None}, {"other": 1}])
def test_without_a_reference_the_key_is_one(operator: HttpOperator, answer: object) -> None:
    operator.answer = answer
    assert send() == opaque(KEY)


@pytest.mark.parametrize(
    ("status", "permanent"),
    [
        (400, True),
        (404, True),
        (422, True),
        (401, False),
        (403, False),
        (408, False),
        (429, False),
        (500, False),
        (503, False),
        (302, False),
    ],
)
def test_refusals(operator: HttpOperator, status: int, permanent: bool) -> None:
    operator.status = status
    assert refused().permanent is permanent
    assert len(operator.seen) == 1  # and no redirect was followed


def test_a_yes_that_means_no(operator: HttpOperator, settings: Settings) -> None:
    settings.SMS_HTTP_ACCEPTED = "code=0"
    operator.answer = {"code": 0, "data": {"id": 12}}
    assert send() == "12"
    operator.answer = {"code": "isv.BUSINESS_LIMIT", "data": {"id": 13}}
    assert refused().permanent is False


def test_a_yes_as_a_truth_value(operator: HttpOperator, settings: Settings) -> None:
    settings.SMS_HTTP_ACCEPTED = "success=true"
    operator.answer = {"success": True, "data": {"id": 12}}
    assert send() == "12"
    operator.answer = {"success": False, "data": {"id": 13}}
    assert refused().permanent is False


def test_a_slow_operator_is_waited_for_and_one_that_hangs_is_not(operator: HttpOperator) -> None:
    operator.slow = 0.2
    assert send() == "op-1"
    operator.hangs = True
    began = time.monotonic()
    assert refused().permanent is False
    assert time.monotonic() - began < 3


def test_nobody_there(settings: Settings) -> None:
    settings.SMS_HTTP_URL = f"http://127.0.0.1:{nobody_there()}/send"
    assert refused().permanent is False


def test_a_repeat_that_the_operator_knows_was_taken(operator: HttpOperator) -> None:
    operator.conflicts = True
    assert send() == "op-1"
    assert send() == opaque(KEY)


def test_nothing_is_logged(operator: HttpOperator) -> None:
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logs.formatter())
    logging.getLogger().addHandler(handler)
    try:
        operator.status = 500
        refused()
    finally:
        logging.getLogger().removeHandler(handler)
    assert TO[-11:] not in text.getvalue()


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        ("SMS_HTTP_URL", "ftp://operator.example"),
        ("SMS_HTTP_HEADERS", "Authorization: secret-in-here"),
        ("SMS_HTTP_BODY", '["{to}"]'),
    ],
)
def test_wrong_settings_say_which(
    operator: HttpOperator, settings: Settings, setting: str, value: str
) -> None:
    setattr(settings, setting, value)
    with pytest.raises(ImproperlyConfigured, match=f"OSTEOPRO_{setting}") as caught:
        HttpGateway()
    assert "secret-in-here" not in str(caught.value)

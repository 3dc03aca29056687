"""How often, a break, and the rest of an occasion, as patients press it."""

from datetime import datetime
from uuid import uuid4

import pytest

from osteopro.followup.models import CareState, IntervalWish, Pause
from tests import builders
from tests.builders import Someone
from tests.integration.web_patient.conftest import SignIn

RHYTHM = "/me/rhythm/"
UNTIL = {"until-year": "2026", "until-month": "12", "until-day": "1"}


@pytest.mark.parametrize(
    ("fields", "kept", "said"),
    [
        ({"why": "hospital"}, 'value="hospital" id="f-why-2" checked', "请把年、月、日都填上"),
        (UNTIL, 'value="12"', "请选一个答案"),
        ({**UNTIL, "why": "holiday", "until-year": "2025"}, 'value="2025"', "请选今天或以后"),
        ({**UNTIL, "why": "holiday", "until-year": "2027"}, 'value="2027"', "最长 90 天"),
    ],
)
def test_a_break_that_cannot_be_loses_nothing(
    wang_xiuying: Someone,
    monday: datetime,
    signed_in: SignIn,
    fields: dict[str, str],
    kept: str,
    said: str,
) -> None:
    response = signed_in(wang_xiuying).post(RHYTHM, {"do": "pause", **fields})
    text = response.content.decode()
    assert response.status_code == 422
    assert kept in text
    assert said in text
    assert not Pause.objects.exists()


def test_sent_twice_a_break_and_a_wish_are_one(
    wang_xiuying: Someone, monday: datetime, signed_in: SignIn
) -> None:
    client = signed_in(wang_xiuying)
    for _ in range(2):
        client.post(RHYTHM, {"do": "wish", "wish": "14"})
        client.post(RHYTHM, {"do": "pause", "why": "holiday", **UNTIL})
    assert (IntervalWish.objects.count(), Pause.objects.count()) == (1, 1)
    for _ in range(2):
        client.post(RHYTHM, {"do": "resume"})
    assert CareState.objects.get().active
    assert client.post(RHYTHM, {"do": "wish", "wish": "3"}).status_code == 422
    assert client.post(RHYTHM, {"do": "else"}).status_code == 404


def test_a_wish_that_cannot_be_granted_yet_is_noted(
    wang_xiuying: Someone, monday: datetime, signed_in: SignIn
) -> None:
    client = signed_in(wang_xiuying)
    response = client.post(RHYTHM, {"do": "wish", "wish": "14"}, follow=True)
    text = response.content.decode()
    assert "记下了" in text
    assert CareState.objects.get().interval_days == 7


def test_the_rest_of_an_occasion_is_ones_own_and_begins_once(
    wang_xiuying: Someone, monday: datetime, signed_in: SignIn
) -> None:
    receipt = builders.send(wang_xiuying, full=True)
    client = signed_in(wang_xiuying)
    rest = f"/me/record/{receipt.uuid}/next/"
    assert "还有 14 题" in client.get(rest).content.decode()
    first, second = client.post(rest), client.post(rest)
    assert first.url == second.url
    builders.finish(wang_xiuying, receipt)
    assert client.get(rest).url == client.post(rest).url == "/me/"
    assert client.get(f"/me/record/{uuid4()}/next/").status_code == 404

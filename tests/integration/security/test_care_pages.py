"""What staff send to the pages of care: never somebody else's, never without end."""

import re
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.test import Client
from pytest_django import Settings

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup.models import Call, LevelChange
from osteopro.records import queries as records_queries
from tests import builders
from tests.builders import Clinic, Someone
from tests.integration.conftest import MONDAY
from tests.integration.web_care.conftest import act, li, review_url, sign_in  # noqa: F401

pytestmark = pytest.mark.django_db
NOTE = "只有我女儿知道的事"
LONG = "长" * 601


@pytest.fixture(autouse=True)
def with_password_alone(settings: Settings) -> None:
    settings.SECOND_FACTOR_REQUIRED = False


def without_chance(page: bytes) -> str:
    """A page without what differs each time it is made."""
    text = re.sub(r'(csrfmiddlewaretoken" value=)"\w+"', r"\1", page.decode())
    return re.sub(r'(name="key" value=)"[^"]+"', r"\1", text)


def posted(client: Client, occasion: object, version: object) -> str:
    fields = {"do": "send", "outcome": "replied", "text": "好的", "version": str(version)}
    answer = client.post(f"/care/records/{occasion}/", fields)
    assert answer.status_code == 409
    return without_chance(answer.content)


def test_a_version_of_somebody_else_shows_nothing_of_theirs(
    clinic: Clinic,
    wang_xiuying: Someone,
    li: Client,  # noqa: F811
) -> None:
    elsewhere = builders.clinic("other")
    other = builders.patient(
        elsewhere, name="赵红", birth=date(1950, 1, 1), phone="+8613800001111", address_as="赵姨"
    )
    theirs = builders.send(other, sym_pain_move="9", rf_check=["none"], fu_note=NOTE)
    receipt = builders.send(wang_xiuying)
    foreign = records_queries.occasion(theirs.occasion)[0].uuid
    assert posted(li, receipt.occasion, foreign) == posted(li, receipt.occasion, uuid4())


def test_a_version_of_another_day_of_the_same_patient_is_none_of_this_record(
    wang_xiuying: Someone,
    li: Client,  # noqa: F811
) -> None:
    with clock.frozen(MONDAY - timedelta(days=8)):
        earlier = builders.send(wang_xiuying, sym_pain_move="9", fu_note=NOTE)
    receipt = builders.send(wang_xiuying)
    old = records_queries.occasion(earlier.occasion)[0].uuid
    assert posted(li, receipt.occasion, old) == posted(li, receipt.occasion, uuid4())


@pytest.mark.parametrize(
    "fields",
    [
        {"do": "call", "call": "reached", "call_note": LONG},
        {"do": "level", "level": "emergency", "level_reason": LONG},
        {"do": "send", "outcome": "escalated", "question": LONG, "text": "好的"},
    ],
)
def test_a_note_beyond_six_hundred_characters_is_refused(
    wang_xiuying: Someone,
    li: Client,  # noqa: F811
    fields: dict[str, str],
) -> None:
    receipt = builders.send(wang_xiuying)
    answer = act(li, receipt, **fields)
    assert answer.status_code == 422
    assert "1" in answer.content.decode()
    assert not Call.objects.exists()
    assert not LevelChange.objects.exists()


def test_a_long_note_of_a_call_is_refused_on_the_page_of_the_patient(
    wang_xiuying: Someone,
    li: Client,  # noqa: F811
) -> None:
    fields = {"do": "call", "call": "reached", "call_note": LONG}
    assert li.post(f"/care/patients/{wang_xiuying.patient_id}/", fields).status_code == 422


def test_the_reason_for_a_level_is_not_in_the_trail(
    wang_xiuying: Someone,
    li: Client,  # noqa: F811
) -> None:
    receipt = builders.send(wang_xiuying)
    assert act(li, receipt, do="level", level="urgent", level_reason=NOTE).status_code == 200
    event = Event.objects.get(kind="level.changed")
    assert LevelChange.objects.get().reason == NOTE
    assert event.reason == ""
    assert event.detail["reasoned"] is True
    assert li.get(review_url(receipt)).status_code == 200

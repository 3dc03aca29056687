"""One gentle question before sending: kind, once, and never in the way (clinical content 5.3)."""

from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
from django.test import Client

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.audit.terms import patient_stream
from osteopro.followup import gently, jobs
from osteopro.followup.models import GentleAnswer, GentleQuestion
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment, Response
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Someone
from tests.integration.conftest import MONDAY
from tests.integration.followup.test_flags_change_nothing import undone
from tests.integration.web_patient.conftest import (
    SignIn,
    fill,
    helpers_phone,
    record_of,
    start,
    walk,
)

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("asks_gently")]
JUMP = "这次比上次痛多了。是不是发生了什么？"
LATER = MONDAY + timedelta(days=8)


@pytest.fixture
def jumped(wang_xiuying: Someone, monday: datetime, signed_in: SignIn) -> tuple[Client, str]:
    """Filled in online a week later, with much more pain than usual, and not sent yet."""
    builders.send(wang_xiuying)
    with clock.frozen(LATER):
        client = signed_in(wang_xiuying)
        return client, fill(client, sym_pain_rest="8")


def press(client: Client, record: str, **more: str) -> str:
    """Press to send; where that leads."""
    with clock.frozen(LATER):
        answer = client.post(f"/me/record/{record}/check/", more)
    assert answer.status_code == 302
    return str(answer.headers["Location"])


def say(client: Client, record: str, **said: str) -> str:
    with clock.frozen(LATER):
        answer = client.post(f"/me/record/{record}/one-more/", said)
    assert answer.status_code == 302, answer.content.decode()
    return str(answer.headers["Location"])


def stored(record: str) -> Mapping[str, object]:
    values: Mapping[str, object] = Response.objects.get(uuid=record).values
    return values


def test_an_honest_same_sends_what_was_said(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    assert press(client, record) == f"/me/record/{record}/one-more/"
    with clock.frozen(LATER):
        page = client.get(f"/me/record/{record}/one-more/").content.decode()
    assert JUMP in page
    assert "<script" not in page.split("</head>")[1] or "data-plain" in page
    assert not Response.objects.filter(uuid=record).exists()
    assert say(client, record, gently="same") == f"/me/record/{record}/done/"
    assert stored(record)["sym-pain-rest"] == "8"
    assert Assessment.objects.get(response__uuid=record).level == Level.URGENT
    assert GentleAnswer.objects.get().answer == "same"


def test_changing_an_answer_keeps_the_first_one_beside(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    press(client, record)
    where = say(client, record, gently="change")
    assert where == f"/me/record/{record}/sym-pain-rest/?check=1"
    with clock.frozen(LATER):
        client.post(where, {"sym-pain-rest": "5"})
    assert press(client, record) == f"/me/record/{record}/done/"
    assert stored(record)["sym-pain-rest"] == "5"
    assert GentleQuestion.objects.get().first_answers["sym-pain-rest"] == "8"


def test_a_fall_leads_to_the_question_about_falls(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    press(client, record)
    assert say(client, record, gently="event-fall") == f"/me/record/{record}/rf-check/?check=1"
    assert GentleAnswer.objects.get().detail == "fall"
    # Nothing to add: sent as it stands, and not asked again.
    assert press(client, record) == f"/me/record/{record}/done/"


def test_other_events_are_noted_and_the_record_goes(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    press(client, record)
    assert say(client, record, gently="event-weather") == f"/me/record/{record}/done/"
    assert GentleQuestion.objects.count() == 1


def test_no_choice_is_asked_for_and_an_invented_one_is_none(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    press(client, record)
    with clock.frozen(LATER):
        for said in ({}, {"gently": "lie"}):
            answer = client.post(f"/me/record/{record}/one-more/", said)
            assert answer.status_code == 422
            assert "请选一个" in answer.content.decode()
    assert not GentleAnswer.objects.exists()


def test_whoever_leaves_at_the_question_has_sent_the_record(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    press(client, record)
    with clock.frozen(LATER + timedelta(minutes=29)):
        jobs.keep_left_drafts()
        assert not Response.objects.filter(uuid=record).exists()
    with clock.frozen(LATER + timedelta(minutes=31)):
        jobs.keep_left_drafts()
    row = Response.objects.get(uuid=record)
    assert (row.status, row.values["sym-pain-rest"]) == ("completed", "8")


def test_the_same_is_not_asked_again_within_28_days(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    press(client, record)
    say(client, record, gently="same")
    with clock.frozen(LATER + timedelta(days=1)):
        other = fill(client, sym_pain_rest="10", sym_pain_move="10")
        answer = client.post(f"/me/record/{other}/check/")
    assert answer.headers["Location"] == f"/me/record/{other}/done/"


def test_what_waited_without_a_network_is_sent_as_it_is(jumped: tuple[Client, str]) -> None:
    client, record = jumped
    waited = {"answered": LATER.isoformat(), "clock": LATER.isoformat()}
    assert press(client, record, **waited) == f"/me/record/{record}/done/"
    assert not GentleQuestion.objects.exists()


@pytest.mark.parametrize(("check", "asked"), [("none", True), ("chest", False)])
def test_nothing_is_asked_beside_an_emergency(
    wang_xiuying: Someone, monday: datetime, check: str, asked: bool
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(LATER):
        record = builders.begin(wang_xiuying)
        said = {**builders.STEADY, "sym-pain-rest": "9", "sym-pain-move": "4", "rf-check": [check]}
        builders.save(wang_xiuying, record, said)
        draft = records_queries.draft(wang_xiuying.patient_id, record)
        assert draft is not None
        found = gently.to_ask_now(wang_xiuying.patient_id, draft)
    assert (found is not None) is asked


def test_the_trail_says_that_a_question_came_and_nothing_of_why(
    jumped: tuple[Client, str], wang_xiuying: Someone
) -> None:
    client, record = jumped
    press(client, record)
    say(client, record, gently="event-fall")
    trail = Event.objects.filter(
        stream=patient_stream(wang_xiuying.patient_id), kind__startswith="question."
    )
    rows = list(trail.order_by("seq").values_list("kind", "actor", "object_id", "detail"))
    mine = (wang_xiuying.account_id, record, {})
    assert rows == [("question.asked", *mine), ("question.answered", *mine)]


def test_a_helper_is_not_asked(wang_xiuying: Someone, monday: datetime) -> None:
    """What she said alone the week before would stand in the question."""
    builders.send(wang_xiuying)
    phone = helpers_phone(builders.helper(wang_xiuying))
    with clock.frozen(LATER):
        more = walk(phone, start(phone, "self-read"), sym_pain_rest="8")
        phone.post(more, {"fu-note": ""})
    record = record_of(more)
    assert press(phone, record) == f"/me/record/{record}/done/"
    assert not GentleQuestion.objects.exists()


def test_a_question_that_waits_is_not_shown_to_a_helper(
    jumped: tuple[Client, str], wang_xiuying: Someone
) -> None:
    client, record = jumped
    press(client, record)
    phone = helpers_phone(builders.helper(wang_xiuying))
    for answer in (phone.get, phone.post):
        with clock.frozen(LATER):
            shown = answer(f"/me/record/{record}/one-more/", {"gently": "same"})
        assert (shown.status_code, shown.headers["Location"]) == (
            302,
            f"/me/record/{record}/check/",
        )
    assert not GentleAnswer.objects.exists()


def test_a_question_that_newer_checks_do_not_ask_is_in_nobodys_way(
    jumped: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client, record = jumped
    press(client, record)
    newer = replace(triage_queries.checks(), questions={})
    monkeypatch.setattr(triage_queries, "checks", lambda: newer)
    with clock.frozen(LATER):
        answer = client.get(f"/me/record/{record}/one-more/")
    assert answer.headers["Location"] == f"/me/record/{record}/check/"
    assert press(client, record) == f"/me/record/{record}/done/"


def test_looking_for_a_question_costs_three_queries(
    wang_xiuying: Someone,
    monday: datetime,
    django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]],
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, builders.STEADY)
    draft = records_queries.draft(wang_xiuying.patient_id, record)
    assert draft is not None
    with django_assert_max_num_queries(3):
        assert gently.to_ask_now(wang_xiuying.patient_id, draft) is None


def test_everybody_is_thanked_alike(
    jumped: tuple[Client, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With and without a question the last page is the same."""
    client, record = jumped
    with undone():
        press(client, record)
        say(client, record, gently="same")
        asked = last_page(client, record)
    monkeypatch.setattr(gently, "to_ask_now", lambda *_: None)
    press(client, record)
    assert not GentleQuestion.objects.exists()
    assert last_page(client, record) == asked


def last_page(client: Client, record: str) -> list[str]:
    with clock.frozen(LATER):
        text = client.get(f"/me/record/{record}/done/").content.decode()
    return [line for line in text.splitlines() if "csrf" not in line]

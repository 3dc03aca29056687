"""The diary: noted in a few taps, a fall asked about at once, kept once, corrected for a day."""

from datetime import datetime, timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from pytest_django import DjangoAssertNumQueries

from osteopro import clock
from osteopro.access.terms import Scope
from osteopro.audit.models import Event
from osteopro.followup import jobs
from osteopro.followup.models import OpenItem
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries.frame import frame
from osteopro.instruments.terms import Kind
from osteopro.records.models import Draft, Response
from osteopro.records.terms import DraftState
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Someone
from tests.integration.conftest import MONDAY
from tests.integration.web_patient.conftest import helpers_phone, record_of

pytestmark = pytest.mark.django_db
NEW = "/me/diary/new/"
TODAY = MONDAY.date().isoformat()


def write(client: Client, about: str, day: str = TODAY, **more: str):
    """Fill in the short page and press 记下."""
    posted = {"key": str(uuid4()), "dia-type": about, "dia-date-near": day, **more}
    return client.post(NEW, posted)


def entry_of(client: Client, about: str = "exercise", **more: str) -> str:
    """A plain entry; returns the address of its page."""
    answer = write(client, about, **more)
    assert answer.status_code == 302, answer.content.decode()
    return str(client.get(answer.url, follow=True).redirect_chain[-1][0])


def answer_all(client: Client, url: str, **given: str) -> str:
    """Answer the questions of an event up to where they lead; what is not given is skipped."""
    while not url.endswith(("/more/", "/urgent/", "/check/")):
        link_id = url.rstrip("/").split("/")[-1]
        value = given.get(link_id.replace("-", "_"))
        field = f"{link_id}-near" if link_id.endswith("date") else link_id
        posted = {"skip": "1"} if value is None else {field: value}
        response = client.post(url, posted)
        assert response.status_code == 302, (url, response.content.decode())
        url = response.url
    return url


def test_plain_entry_is_noted_at_once_and_nobody_is_alarmed(wang: Client) -> None:
    page = entry_of(wang, "exercise", **{"dia-note": "去买菜走了半小时"})

    body = wang.get(page).content.decode()
    assert "记下了" in body
    assert "去买菜走了半小时" in body
    stored = Response.objects.get()
    assert stored.kind == Kind.DIARY
    assert stored.values == {
        "dia-type": "exercise",
        "dia-date": TODAY,
        "dia-note": "去买菜走了半小时",
    }
    assert stored.circumstances["dia-type"]["language"] == "zh-hans"
    assert not OpenItem.objects.exists()


def test_same_entry_sent_twice_is_kept_once(wang: Client) -> None:
    posted = {"key": str(uuid4()), "dia-type": "good", "dia-date-near": TODAY}
    first, again = wang.post(NEW, posted), wang.post(NEW, posted)

    assert first.url == again.url
    assert Response.objects.count() == 1
    other = wang.post(NEW, posted | {"dia-type": "med"})
    assert other.status_code == 409
    assert Response.objects.count() == 1


def test_missing_answers_are_named_and_nothing_typed_is_lost(wang: Client) -> None:
    answer = wang.post(NEW, {"key": str(uuid4()), "dia-note": "膝盖酸"})

    body = answer.content.decode()
    assert answer.status_code == 422
    assert "有 2 处要改" in body
    assert "膝盖酸" in body
    assert not Response.objects.exists()


@pytest.mark.parametrize("days", [1, -60])
def test_day_to_come_or_long_before_joining_is_refused(wang: Client, days: int) -> None:
    day = (MONDAY + timedelta(days=days)).date().isoformat()
    answer = write(wang, "good", day)

    assert answer.status_code == 422
    assert not Response.objects.exists()


def test_fall_asks_more_and_is_put_before_the_manager(wang: Client) -> None:
    url = write(wang, "fall").url
    assert url.endswith("/fall-count/")
    answers = {
        "fall_count": "1",
        "fall_date": TODAY,
        "fall_hurt": "pain",
        "fall_head": "no",
        "rf_seen": "no",
    }
    more = answer_all(wang, url, **answers)
    record = record_of(more)
    wang.post(more, {"dia-note": ""})
    sent = wang.post(f"/me/record/{record}/check/")

    page = wang.get(sent.url, follow=True)
    assert page.redirect_chain[-1][0] == f"/me/diary/{record}/"
    assert "今天就去看医生" in page.content.decode()
    item = OpenItem.objects.get()
    assert item.level == Level.URGENT.rank
    assert item.source == record


def test_emergency_comes_before_the_next_question_and_is_kept_without_the_end(
    wang: Client,
) -> None:
    url = answer_all(
        wang, write(wang, "fall").url, fall_count="1", fall_date=TODAY, fall_hurt="nostand"
    )

    assert url.endswith("/urgent/")
    assert "120" in wang.get(url).content.decode()
    assert OpenItem.objects.get().level == Level.EMERGENCY.rank
    assert Response.objects.get().status == "stopped"


def test_words_of_the_lists_are_urgent_in_the_diary_too(wang: Client) -> None:
    page = entry_of(wang, "other", **{"dia-note": "昨晚胸口痛"})

    assert "今天就去看医生" in wang.get(page).content.decode()
    assert OpenItem.objects.get().level == Level.URGENT.rank


def test_more_questions_may_be_asked_for_and_left_out(wang: Client) -> None:
    url = write(wang, "exercise", more="1").url

    assert url.endswith("/dia-ex-kind/")
    assert not Response.objects.exists()
    more = answer_all(wang, url, dia_ex_min="30")
    wang.post(more, {"dia-note": ""})
    wang.post(f"/me/record/{record_of(more)}/check/")
    assert Response.objects.get().values["dia-ex-min"] == "30"


def test_open_entry_stands_beside_a_record_and_is_kept_when_another_begins(
    wang: Client, wang_xiuying: Someone
) -> None:
    write(wang, "fall")
    of = frame(wang_xiuying.patient_id)

    assert home_queries.home(of).draft is None
    assert "您有一条日记没写完" in wang.get("/me/diary/").content.decode()
    entry_of(wang, "good")
    # A plain entry leaves the fall open; another event puts it away as it stands.
    assert Draft.objects.get().state == DraftState.OPEN
    write(wang, "back")
    states = list(Draft.objects.order_by("pk").values_list("state", flat=True))
    assert states == [DraftState.LEFT, DraftState.OPEN]
    kept = Response.objects.get(status="stopped")
    assert kept.values["dia-type"] == "fall"


def test_fall_left_half_way_is_noticed_after_half_an_hour(wang: Client, monday: datetime) -> None:
    write(wang, "back")
    with clock.frozen(monday + timedelta(minutes=31)):
        jobs.keep_left_drafts()

    assert OpenItem.objects.get().level == Level.EMERGENCY.rank


def test_entry_is_corrected_within_a_day_and_both_versions_stay(wang: Client) -> None:
    page = entry_of(wang, "good")
    record = page.rstrip("/").split("/")[-1]
    check = wang.post(f"/me/record/{record}/correct/").url
    draft = record_of(check)
    wang.post(f"/me/record/{draft}/dia-type/?check=1", {"dia-type": "exercise"})
    wang.post(check)

    assert wang.get(page).url == f"/me/diary/{draft}/"
    body = wang.get("/me/diary/").content.decode()
    assert "运动了" in body
    assert "好事、好转" not in body
    assert Response.objects.count() == 2


def test_list_is_short_for_who_has_none_and_shows_an_example(wang: Client) -> None:
    body = wang.get("/me/diary/").content.decode()

    assert "例子" in body
    assert "还没有记过" in body


def test_list_costs_the_same_however_much_was_noted(
    wang: Client, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    entry_of(wang)
    wang.get("/me/diary/")
    with CaptureQueriesContext(connection) as few:
        wang.get("/me/diary/")
    cost = len(few)
    assert 0 < cost <= 7
    for _ in range(22):
        entry_of(wang)
    with django_assert_num_queries(cost):
        body = wang.get("/me/diary/").content.decode()
    assert body.count("/me/diary/") >= 20
    assert "?page=2" in body


def test_helper_says_who_answers_and_sees_only_what_was_noted_with_them(
    wang: Client, wang_xiuying: Someone
) -> None:
    alone = entry_of(wang, "other", **{"dia-note": "心里话"})
    son = helpers_phone(builders.helper(wang_xiuying, *Scope))

    assert write(son, "good").status_code == 422
    with_son = entry_of(son, "good", **{"by-whom": "proxy"})
    assert son.get(with_son).status_code == 200
    assert son.get(alone).status_code == 404
    assert "心里话" not in son.get("/me/diary/").content.decode()
    assert Response.objects.order_by("pk").last().by_whom == "proxy"


def test_note_of_an_event_leaves_its_event_in_the_trail(wang: Client) -> None:
    before = Event.objects.count()
    entry_of(wang)

    assert Event.objects.filter(kind="record.received").exists()
    assert Event.objects.count() > before


def test_home_leads_to_the_diary(wang: Client, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)

    assert f'href="{NEW}"' in wang.get("/me/").content.decode()
    on = write(wang, "fall").url
    page = wang.get("/me/").content.decode()
    assert f'href="{on}"' in page
    assert "没写完" in page

"""What the text-message operator reports and passes on."""

import io
import json
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError
from django.http import HttpResponse
from django.test import Client
from pytest_django import Settings

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind, Lane
from osteopro.messaging import channels
from osteopro.messaging.models import InboundText, Message, OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import ReminderWay
from osteopro.web.gateway import signature, views
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
SECRET = "a secret that the operator has as well"


class Operator:
    """Keeps what it was handed, by the kind in the key."""

    def __init__(self) -> None:
        self.handed: list[tuple[str, str, str]] = []

    def send(self, to: str, text: str, key: str) -> str:
        self.handed.append((to, text, key))
        return f"ref-{len(self.handed)}"

    @property
    def answers(self) -> list[str]:
        return [text for _to, text, key in self.handed if key.startswith("text-answer")]


@pytest.fixture(autouse=True)
def operator(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> Operator:
    settings.SMS_WEBHOOK_SECRET = SECRET
    kept = Operator()
    monkeypatch.setattr(channels, "gateway", lambda: kept)
    return kept


def post(path: str, fields: Any, *, at: datetime | None = None, **headers: str) -> HttpResponse:
    body = fields if isinstance(fields, bytes) else json.dumps(fields).encode()
    stamp = str(int((at or clock.now()).timestamp()))
    signed = {
        "X-OsteoPRO-Timestamp": stamp,
        "X-OsteoPRO-Signature": signature.sign(SECRET, stamp, body),
        **headers,
    }
    client = Client(enforce_csrf_checks=True)
    return client.post(path, body, content_type="application/json", headers=signed)  # type: ignore[return-value]


def text(someone: Someone, words: str, *, name: str = "1") -> HttpResponse:
    fields = {"id": name, "from": someone.person.phone, "text": words}
    return post("/gateway/sms/inbound/", fields)


def report(reference: str, status: str) -> HttpResponse:
    return post("/gateway/sms/report/", {"reference": reference, "status": status})


def open_items(kind: ItemKind) -> list[OpenItem]:
    return list(OpenItem.objects.filter(kind=kind, closed_at__isnull=True).order_by("pk"))


def test_one_asks_for_a_call_by_the_next_working_day(
    wang_xiuying: Someone, operator: Operator, monday: datetime
) -> None:
    assert text(wang_xiuying, " １。").json() == {"ok": True}
    (call,) = open_items(ItemKind.CALL)
    assert call.reasons[0]["id"] == "call-asked"
    # 17:30 in Shanghai on Tuesday
    assert call.due_at == monday.replace(day=24, hour=9, minute=30)
    assert CareState.objects.get().lane == Lane.TODAY.rank
    jobs.send_messages()
    assert operator.answers == [
        (
            "锦江骨科门诊：好的，上班时间我们打给您。"
            "这里不是急救电话，晚上和节假日没有人看。急事请打 120。"
        )
    ]


def test_asking_twice_is_asking_once(wang_xiuying: Someone, operator: Operator) -> None:
    text(wang_xiuying, "1")
    text(wang_xiuying, "1", name="2")
    jobs.send_messages()
    assert len(open_items(ItemKind.CALL)) == 1
    assert len(operator.answers) == 1


def test_who_asked_for_a_call_gets_no_more_reminders(
    wang_xiuying: Someone, operator: Operator, monday: datetime
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=7)):
        jobs.see_to_due_records()
        jobs.send_messages()
        text(wang_xiuying, "1")
    for days in (8, 9):
        with clock.frozen(monday + timedelta(days=days)):
            jobs.see_to_due_records()
            jobs.send_messages()
    reminders = [key for _to, _text, key in operator.handed if key.startswith("reminder")]
    assert len(reminders) == 1


@pytest.mark.parametrize("words", ["T", "退订", " td ", "STOP"])
def test_a_word_ends_messages_and_the_manager_hears(
    wang_xiuying: Someone, operator: Operator, words: str
) -> None:
    text(wang_xiuying, words)
    plan = patients_queries.contact_plan(wang_xiuying.patient_id)
    assert plan.reminders == ReminderWay.NONE
    (item,) = open_items(ItemKind.MESSAGE)
    assert item.reasons[0]["id"] == "texts-stopped"
    jobs.send_messages()
    assert "不再发消息给您" in operator.answers[0]


def test_other_words_come_to_the_manager(wang_xiuying: Someone, operator: Operator) -> None:
    text(wang_xiuying, "1 点钟痛得厉害")
    assert [row.body for row in Message.objects.all()] == ["1 点钟痛得厉害"]
    (item,) = open_items(ItemKind.MESSAGE)
    assert (item.level, item.reasons[0]["id"]) == (0, "message")
    jobs.send_messages()
    (answer,) = operator.answers
    assert answer.startswith("锦江骨科门诊：收到了，李护士上班时间会看。")
    assert answer.endswith("急事请打 120。")


def test_spaces_of_every_kind_part_words(wang_xiuying: Someone) -> None:
    text(wang_xiuying, "痛 1\u3000次，走\u00a02 步\x07")
    assert Message.objects.get().body == "痛 1 次，走 2 步"


def test_a_strong_word_is_read_now(wang_xiuying: Someone, operator: Operator) -> None:
    text(wang_xiuying, "活着没意思，不想活了")
    (item,) = open_items(ItemKind.MESSAGE)
    assert (item.level, CareState.objects.get().lane) == (2, Lane.NOW.rank)
    alerts = OutboundMessage.objects.filter(kind="staff-alert")
    assert alerts.count() == 4  # manager and backup, by both ways
    jobs.send_messages()
    (answer,) = operator.answers
    assert "请今天就去看医生" in answer
    assert "12356" in answer


def test_a_weak_word_is_read_today(wang_xiuying: Someone, operator: Operator) -> None:
    text(wang_xiuying, "昨天摔了一下")
    (item,) = open_items(ItemKind.MESSAGE)
    assert item.level == 1
    assert not OutboundMessage.objects.filter(kind="staff-alert").exists()


def test_the_same_words_on_her_own_page_are_heard_alike(wang_xiuying: Someone) -> None:
    actions.write_back(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, body="胸口痛，喘不上气"
    )
    (item,) = open_items(ItemKind.MESSAGE)
    assert item.level == 2


def test_a_couple_with_one_number(
    clinic: Clinic, wang_xiuying: Someone, operator: Operator
) -> None:
    builders.patient(clinic, name="王老先生", phone=wang_xiuying.person.phone)
    text(wang_xiuying, "1")
    assert len(open_items(ItemKind.CALL)) == 2
    jobs.send_messages()
    assert len(operator.answers) == 1


def test_an_unknown_number_gets_the_same_answer(wang_xiuying: Someone, operator: Operator) -> None:
    known = text(wang_xiuying, "你好")
    for number in ("+8613900000000", "10086", "no number at all"):
        fields = {"id": number, "from": number, "text": "你好"}
        unknown = post("/gateway/sms/inbound/", fields)
        assert (unknown.status_code, unknown.content) == (known.status_code, known.content)
    assert Message.objects.count() == 1


def test_a_repeat_changes_nothing(wang_xiuying: Someone) -> None:
    for _ in range(3):
        assert text(wang_xiuying, "今天好些了").status_code == 200
    assert Message.objects.count() == 1
    assert InboundText.objects.count() == 1


def test_two_at_the_same_moment(wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    def beaten(**_: object) -> None:
        raise IntegrityError("digest")

    monkeypatch.setattr(views.actions, "receive_text", beaten)
    assert text(wang_xiuying, "你好").json() == {"ok": True}


def test_an_arrival_is_noted_and_a_loss_comes_to_the_manager(
    clinic: Clinic, wang_xiuying: Someone, operator: Operator
) -> None:
    other = builders.patient(clinic, phone="+8613800001111")
    jobs.send_messages()
    assert report("ref-1", "delivered").status_code == 200
    assert report("ref-2", "failed").status_code == 200
    assert report("ref-2", "failed").status_code == 200
    assert report("ref-1", "failed").status_code == 200  # the first word stands
    rows = {row.provider_ref: row for row in OutboundMessage.objects.filter(state="sent")}
    assert (rows["ref-1"].delivered, rows["ref-2"].delivered) == ("arrived", "not-arrived")
    assert {row.state for row in rows.values()} == {DeliveryState.SENT}
    (item,) = open_items(ItemKind.DELIVERY)
    assert item.patient_id == other.patient_id


def test_a_reference_we_do_not_know_yet_is_to_be_sent_again(wang_xiuying: Someone) -> None:
    assert report("ref-77", "delivered").status_code == 404


@pytest.mark.parametrize(
    ("late", "headers", "answer"),
    [
        (0, {"X-OsteoPRO-Signature": "sha256=00"}, 401),
        (0, {"X-OsteoPRO-Signature": ""}, 401),
        (0, {"X-OsteoPRO-Signature": "sha256=é"}, 401),
        (0, {"X-OsteoPRO-Timestamp": "now"}, 401),
        (0, {"X-OsteoPRO-Timestamp": ""}, 401),
        (301, {}, 401),
        (-301, {}, 401),
        (299, {}, 200),
    ],
)
def test_who_is_not_the_operator_is_refused(
    wang_xiuying: Someone, late: int, headers: dict[str, str], answer: int
) -> None:
    fields = {"id": "1", "from": wang_xiuying.person.phone, "text": "1"}
    at = clock.now() - timedelta(seconds=late)
    found = post("/gateway/sms/inbound/", fields, at=at, **headers)
    assert found.status_code == answer
    assert len(open_items(ItemKind.CALL)) == (answer == 200)


@pytest.mark.parametrize(
    ("fields", "answer"),
    [
        (b"no json", 400),
        (b"[]", 400),
        ({"id": "1", "from": "13800006620"}, 400),
        ({"id": 1, "from": "13800006620", "text": "x"}, 400),
        ({"id": "", "from": "13800006620", "text": "x"}, 400),
        ({"id": "1", "from": "13800006620", "text": "x\x00" * 3}, 200),
        ({"id": "1", "from": "13800006620", "text": "x" * 20_000}, 413),
    ],
)
def test_what_cannot_be_read_is_refused(wang_xiuying: Someone, fields: Any, answer: int) -> None:
    assert post("/gateway/sms/inbound/", fields).status_code == answer


def test_without_a_secret_there_is_no_such_page(settings: Settings) -> None:
    settings.SMS_WEBHOOK_SECRET = ""
    assert post("/gateway/sms/inbound/", {}).status_code == 404
    assert post("/gateway/sms/report/", {}).status_code == 404


def test_so_many_a_minute(wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(views, "PER_MINUTE", 3)
    bad = {"X-OsteoPRO-Signature": "sha256=00"}
    answers = [post("/gateway/sms/report/", {}, **bad).status_code for _ in range(5)]
    assert answers == [401, 401, 401, 429, 429]


def test_nothing_of_it_stands_in_the_log(wang_xiuying: Someone, written: io.StringIO) -> None:
    text(wang_xiuying, "我叫王秀英，想死")
    post("/gateway/sms/inbound/", {"id": "2", "from": wang_xiuying.person.phone, "text": 3})
    logged = written.getvalue()
    assert "gateway.refused" in logged
    for private in ("王秀英", wang_xiuying.person.phone[-11:], "想死"):
        assert private not in logged

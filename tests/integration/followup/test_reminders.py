"""Reminders and calls for records that do not come, through outbox and worklist (7.3 to 7.5)."""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from pytest_django import Settings

from osteopro import clock
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment.terms import State
from osteopro.followup import actions, jobs
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.rules import Ending
from osteopro.followup.terms import ItemKind, Lane, Outcome
from osteopro.messaging import channels
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import Channel, ContactPlan, ReminderWay
from osteopro.signin import queries as signin_queries
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

SHANGHAI = ZoneInfo("Asia/Shanghai")
# Joined on Monday 23 November; after the first record the next is due on the 30th.
DUE = date(2026, 11, 30)


class Desk:
    """An operator that keeps what it was handed."""

    def __init__(self) -> None:
        self.handed: list[tuple[datetime, str, str]] = []

    def send(self, to: str, text: str, key: str) -> str:
        self.handed.append((clock.now(), text, key))
        return f"ref-{len(self.handed)}"

    @property
    def reminders(self) -> list[tuple[datetime, str]]:
        return [(at, text) for at, text, key in self.handed if key.startswith("reminder:")]


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    kept = Desk()
    monkeypatch.setattr(channels, "gateway", lambda: kept)
    return kept


@pytest.fixture
def someone(wang_xiuying: Someone, monday: datetime) -> Someone:
    """Mrs Wang, who sent her first record on Monday: the next is due in a week."""
    builders.send(wang_xiuying)
    jobs.send_messages()
    return wang_xiuying


def at(days: int, wall: str) -> datetime:
    hour, minute = map(int, wall.split(":"))
    return datetime.combine(DUE + timedelta(days=days), time(hour, minute), SHANGHAI)


def work(days: int, wall: str = "09:30") -> int:
    """What a worker does that runs at this moment."""
    with clock.frozen(at(days, wall)):
        done = jobs.see_to_due_records()
        jobs.send_messages()
        return done


def calls() -> list[OpenItem]:
    return list(OpenItem.objects.filter(kind=ItemKind.CALL).order_by("pk"))


def local(moments: list[tuple[datetime, str]]) -> list[str]:
    return [f"{moment.astimezone(SHANGHAI):%m-%d %H:%M}" for moment, _text in moments]


def test_three_messages_and_a_call(desk: Desk, someone: Someone) -> None:
    for days in range(-3, 7):
        for wall in ("00:05", "08:30", "08:31", "09:29", "09:30", "12:00", "19:59", "20:00"):
            work(days, wall)
    assert local(desk.reminders) == ["11-30 09:30", "12-01 09:30", "12-02 09:30"]
    (call,) = calls()
    assert (call.source, call.reasons[0]["id"]) == ("due:2026-11-30", "call-late")
    assert call.opened_at == at(3, "08:30")
    assert call.due_at == at(4, "17:30")
    row = CareState.objects.get()
    assert (row.lane, row.kind) == (Lane.TODAY.rank, ItemKind.CALL)


def test_what_they_say(desk: Desk, someone: Someone) -> None:
    for days in range(3):
        work(days)
    texts = [text for _at, text in desk.reminders]
    for text in texts:
        assert text.startswith("锦江骨科门诊：王阿姨您好，")
        assert "028-0000 1234" in text
        assert someone.person.name not in text
    assert ["回 1，我们打给您" in text for text in texts] == [False, False, True]
    links = [text.split("/go/")[1].split("/")[0] for text in texts]
    assert len(set(links)) == 3  # each message replaces the link of the one before
    with clock.frozen(at(2, "10:00")):
        assert [signin_queries.link(token) is not None for token in links] == [False, False, True]


def test_a_missed_slot_is_not_made_up_for(desk: Desk, someone: Someone) -> None:
    """No worker on the first two days, then one that runs all day long."""
    for wall in ("20:30", "23:00"):
        work(1, wall)
    for wall in ("08:30", "09:30", "10:00", "15:00"):
        work(2, wall)
    assert local(desk.reminders) == ["12-02 09:30"]
    assert not calls()


def test_a_message_that_waited_past_its_day_lapses(desk: Desk, someone: Someone) -> None:
    """Planned in the morning, then nothing ran for a day."""
    with clock.frozen(at(0, "08:30")):
        assert jobs.see_to_due_records() == 1
    work(1, "09:30")
    assert local(desk.reminders) == ["12-01 09:30"]
    states = OutboundMessage.objects.filter(kind="reminder").order_by("pk")
    assert [row.state for row in states] == [DeliveryState.DROPPED, DeliveryState.SENT]


def test_late_on_the_day_is_late_enough(desk: Desk, someone: Someone) -> None:
    work(0, "17:00")
    work(0, "19:59")
    work(1, "20:00")
    assert local(desk.reminders) == ["11-30 17:00"]


def test_a_clock_that_jumps_sends_nothing_twice(desk: Desk, someone: Someone) -> None:
    for days, wall in ((0, "10:00"), (200, "10:00"), (0, "10:05"), (1, "10:00"), (0, "11:00")):
        work(days, wall)
    keys = [key for _at, _text, key in desk.handed if key.startswith("reminder:")]
    assert len(set(keys)) == len(keys)
    assert local(desk.reminders)[0] == "11-30 10:00"
    assert sum(each.startswith(("11-30", "12-01")) for each in local(desk.reminders)) == 2


def test_a_record_stops_it_at_once(desk: Desk, someone: Someone) -> None:
    with clock.frozen(at(0, "08:30")):
        assert jobs.see_to_due_records() == 1  # planned for 09:30
    builders.send(someone, at=at(0, "09:00"))
    for days in range(4):
        work(days)
    assert desk.reminders == []
    assert not calls()


@pytest.mark.parametrize("state", [State.PAUSED, State.LEFT, State.DIED, State.COMPLETED])
def test_a_pause_or_an_end_stops_it_at_once(
    desk: Desk, clinic: Clinic, someone: Someone, state: State
) -> None:
    with clock.frozen(at(0, "08:30")):
        assert jobs.see_to_due_records() == 1
    with clock.frozen(at(0, "09:00")):
        enrolment_actions.change_state(
            by=clinic.li.actor, patient_id=someone.patient_id, state=state
        )
    for days in range(5):
        work(days)
    assert desk.reminders == []
    assert not calls()


def test_the_call_ends_when_the_record_comes(desk: Desk, someone: Someone) -> None:
    for days in range(4):
        work(days)
    (call,) = calls()
    builders.send(someone, at=at(3, "11:00"))
    call.refresh_from_db()
    assert (call.closed_at, call.closed_by) == (at(3, "11:00"), someone.account_id)


def test_a_call_that_waits_becomes_the_next_ones(desk: Desk, someone: Someone) -> None:
    for days in range(0, 12):
        work(days)
    (call,) = calls()
    assert call.source == "due:2026-12-07"
    assert call.due_at == at(4, "17:30")  # what was promised stays promised
    assert len(desk.reminders) == 6


def test_who_asks_for_the_call_that_waits_since_the_last_cycle_gets_no_more_messages(
    desk: Desk, someone: Someone
) -> None:
    for days in range(0, 8):
        work(days)
    assert len(desk.reminders) == 4
    with clock.frozen(at(7, "12:00")):
        actions.request_call(by=someone.actor, patient_id=someone.patient_id)
    for days in range(8, 12):
        work(days)
    assert len(desk.reminders) == 4
    waiting, asked = calls()
    assert (waiting.source, waiting.due_at) == ("due:2026-12-07", at(4, "17:30"))
    assert asked.source.startswith("request:")


def test_after_two_that_did_not_come_the_phone_is_offered(desk: Desk, someone: Someone) -> None:
    for days in range(0, 18):
        work(days)
    texts = [text for _at, text in desk.reminders]
    assert ["换成打电话？" in text for text in texts] == [False] * 6 + [True] * 3
    (call,) = calls()
    assert [reason["id"] for reason in call.reasons][:2] == ["call-late", "offer-phone"]


def test_who_was_urgent_is_phoned_on_the_first_day_late(
    desk: Desk, clinic: Clinic, someone: Someone
) -> None:
    receipt = builders.send(someone, at=at(0, "08:00"), sym_pain_rest="8")
    with clock.frozen(at(0, "09:00")):
        actions.record_review(
            by=clinic.li.actor,
            patient_id=someone.patient_id,
            occasion=receipt.occasion,
            ending=Ending(Outcome.CALLED, reached_by_phone=True, note="今天去看医生"),
            versions=[receipt.uuid],
        )
    for days in (7, 8):
        work(days)
    (call,) = calls()
    assert (call.reasons[0]["id"], call.opened_at) == ("call-urgent-late", at(8, "09:30"))
    assert call.due_at == at(8, "17:30")
    work(9)
    work(10)
    assert len(calls()) == 1


def test_who_reports_by_phone_gets_a_call_and_no_message(desk: Desk, clinic: Clinic) -> None:
    someone = builders.patient(clinic, channel=Channel.PHONE, phone="+8613800001111")
    with clock.frozen(at(-7, "11:00")):
        assert jobs.see_to_due_records() == 1
    (call,) = calls()
    assert (call.source, call.reasons[0]["id"]) == ("due:2026-11-23", "call-due")
    assert CareState.objects.get(patient_id=someone.patient_id).lane == Lane.TODAY.rank
    for days in range(-6, 0):
        work(days)
    assert len(calls()) == 1
    assert desk.handed == []


@pytest.mark.parametrize(("way", "sent"), [(ReminderWay.NONE, 0), (ReminderWay.SMS, 3)])
def test_no_message_to_who_wants_none(
    desk: Desk, clinic: Clinic, someone: Someone, way: ReminderWay, sent: int
) -> None:
    patients_actions.set_contact_plan(
        by=clinic.li.actor, patient_id=someone.patient_id, plan=ContactPlan(reminders=way)
    )
    for days in range(5):
        work(days)
    assert len(desk.reminders) == sent
    assert len(calls()) == 1


def test_on_the_first_day_the_link_is_message_enough(
    desk: Desk, wang_xiuying: Someone, monday: datetime
) -> None:
    assert jobs.see_to_due_records() == 0
    with clock.frozen(monday + timedelta(days=1)):
        assert jobs.see_to_due_records() == 1


def test_a_new_plan_brings_no_second_message_on_a_day(
    desk: Desk, clinic: Clinic, someone: Someone
) -> None:
    builders.send(someone, at=at(-1, "12:00"))
    CareState.objects.update(starts_on=date(2026, 9, 1))
    for days in range(30):
        with clock.frozen(at(days, "09:40")):
            actions.set_interval(
                by=clinic.li.actor, patient_id=someone.patient_id, days=7 + days % 8, reason="试"
            )
            CareState.objects.update(tended_on=None)
        work(days, "09:41")
    seen = {moment.astimezone(SHANGHAI).date() for moment, _text in desk.reminders}
    assert len(seen) == len(desk.reminders)
    for first in seen:
        assert len([day for day in seen if first <= day < first + timedelta(days=7)]) <= 3


def test_one_look_when_nobody_is_due(
    desk: Desk, clinic: Clinic, someone: Someone, django_assert_num_queries: Callable[..., None]
) -> None:
    """One query for the clinics and one for who is due, however many were seen to already."""
    with clock.frozen(at(-3, "10:00")), django_assert_num_queries(2):
        jobs.see_to_due_records()
    work(5)
    for number in range(5):
        builders.patient(clinic, phone=f"+861380000000{number}")
    work(5)
    with clock.frozen(at(5, "10:00")), django_assert_num_queries(2):
        assert jobs.see_to_due_records() == 0


def test_who_needs_nothing_today_costs_one_statement(
    desk: Desk, clinic: Clinic, someone: Someone
) -> None:
    for number in range(5):
        builders.send(builders.patient(clinic, phone=f"+861380000000{number}"), at=at(-7, "11:00"))
    work(3)
    with clock.frozen(at(4, "10:00")):
        with CaptureQueriesContext(connection) as seen:
            assert jobs.see_to_due_records() == 0
    updates = [each["sql"] for each in seen.captured_queries if each["sql"].startswith("UPDATE")]
    assert len(updates) == 1


def test_a_reminder_by_mail(desk: Desk, clinic: Clinic, settings: Settings) -> None:
    settings.EMAIL_HOST = ""
    someone = patient_with_mail(clinic)
    for days in range(-6, -3):
        work(days)
    assert desk.reminders == []
    texts = [(sent.to, sent.subject, sent.body) for sent in mail.outbox]
    assert [(to, subject) for to, subject, _body in texts] == [
        (["wang@example.org"], "锦江骨科门诊")
    ] * 2
    assert all("回 1" not in body and "/go/" in body for _to, _subject, body in texts)
    with clock.frozen(at(-2, "10:00")):
        (call,) = calls()
    assert call.patient_id == someone.patient_id


def patient_with_mail(clinic: Clinic) -> Someone:
    someone = builders.patient(clinic, email="wang@example.org")
    patients_actions.set_contact_plan(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        plan=ContactPlan(reminders=ReminderWay.EMAIL),
    )
    return someone

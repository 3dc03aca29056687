"""Requests: apart from levels, one open of a kind, each with an owner and a deadline."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions, deadlines, state
from osteopro.followup.actions import About, AlreadySent, NoSuchRequest, Wish
from osteopro.followup.models import Asking, CareState, OpenItem, Request
from osteopro.followup.queries import requests as queries
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import (
    CallOutcome,
    DeclineReason,
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
    RequestKind,
    VisitReason,
)
from osteopro.messaging.models import Message
from osteopro.records import queries as records_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db
TUESDAY_CLOSING = "2026-11-24T09:30:00+00:00"


def ask(someone: Someone, kind: RequestKind, words: str = "", key: UUID | None = None) -> int:
    return actions.make_request(
        by=someone.actor, patient_id=someone.patient_id, wanted=Wish(kind, words=words), key=key
    )


def only(someone: Someone) -> Request:
    return Request.objects.get(patient_id=someone.patient_id)


def item_of(request: Request) -> OpenItem:
    return OpenItem.objects.get(source=f"request:{request.pk}")


def review(clinic: Clinic, someone: Someone, occasion: UUID, ending: Ending) -> actions.Answered:
    seen = records_queries.occasion(occasion)
    return actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=occasion,
        ending=ending,
        versions=[each.uuid for each in seen],
        physician=clinic.zhang.account_id,
    )


@pytest.mark.parametrize(
    ("wish", "lane", "waits"),
    [
        ("advice", Lane.REPLY, ItemKind.RECORD),
        ("visit", Lane.REPLY, ItemKind.RECORD),
        ("call", Lane.TODAY, ItemKind.CALL),
    ],
)
def test_a_wish_in_a_record_changes_no_level_and_has_a_deadline_of_its_own(
    monday: datetime, wang_xiuying: Someone, wish: str, lane: Lane, waits: ItemKind
) -> None:
    receipt = builders.send(wang_xiuying, fu_wish=wish)
    assert receipt.level == Level.ROUTINE
    request = only(wang_xiuying)
    assert (request.kind, request.state) == (wish, "open")
    item = item_of(request)
    assert (item.level, item.due_at.isoformat()) == (0, TUESDAY_CLOSING)
    row = CareState.objects.get()
    assert (row.lane, row.level, row.kind) == (lane.rank, 0, waits)


def test_without_a_wish_there_is_no_request(monday: datetime, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    assert not Request.objects.exists()


def test_why_somebody_wants_to_see_a_doctor_is_kept(
    monday: datetime, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, fu_wish="visit", wish_why="med")
    asking = Asking.objects.get()
    assert (asking.why, asking.way) == (VisitReason.MEDICINE, "record")
    assert item_of(only(wang_xiuying)).reasons[1]["id"] == "why-med"


def test_accepting_a_record_with_a_wish_costs_three_statements_more(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    """The request, the asking and the item that waits; nothing is looked for when nothing waits."""
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")

    def cost(someone: Someone, wish: str) -> int:
        builders.reply(clinic, someone, builders.send(someone))
        with clock.frozen(monday + timedelta(days=7)):
            record = builders.begin(someone)
            builders.save(someone, record, {**builders.STEADY, "fu-wish": wish})
            with CaptureQueriesContext(connection) as captured:
                actions.send_form(
                    by=someone.actor, patient_id=someone.patient_id, draft_uuid=record
                )
        return len(captured)

    assert cost(wang_xiuying, "visit") - cost(other, "record") == 3


def test_asking_again_adds_words_and_no_second_request(
    monday: datetime, wang_xiuying: Someone
) -> None:
    first = ask(wang_xiuying, RequestKind.VISIT, "想看看腰")
    with clock.frozen(monday + timedelta(hours=1)):
        assert ask(wang_xiuying, RequestKind.VISIT, "女儿周三有空") == first
    (found,) = queries.open_requests(wang_xiuying.patient_id)
    assert [each.words for each in found.askings] == ["想看看腰", "女儿周三有空"]
    assert OpenItem.objects.filter(closed_at__isnull=True).count() == 1
    assert item_of(only(wang_xiuying)).reasons[0]["id"] == "request-again"


def test_the_same_form_twice_asks_once(monday: datetime, wang_xiuying: Someone) -> None:
    key = uuid4()
    ask(wang_xiuying, RequestKind.CALL, "下午打", key)
    ask(wang_xiuying, RequestKind.CALL, "下午打", key)
    assert Asking.objects.count() == 1
    with pytest.raises(AlreadySent):
        ask(wang_xiuying, RequestKind.CALL, "别的", key)


def test_a_form_of_somebody_elses_is_refused(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    key = uuid4()
    ask(wang_xiuying, RequestKind.CALL, key=key)
    with pytest.raises(AlreadySent):
        ask(other, RequestKind.CALL, key=key)


def test_out_of_hours_the_time_counts_from_the_next_opening(wang_xiuying: Someone) -> None:
    friday_night = datetime.fromisoformat("2026-11-27T20:00:00+08:00")
    with clock.frozen(friday_night):
        ask(wang_xiuying, RequestKind.VISIT)
    assert item_of(only(wang_xiuying)).due_at.isoformat() == "2026-12-01T09:30:00+00:00"


def test_danger_in_the_words_of_a_request_is_a_message_at_its_own_level(
    monday: datetime, wang_xiuying: Someone
) -> None:
    ask(wang_xiuying, RequestKind.VISIT, "胸口痛，想看医生")
    assert Message.objects.get().body == "胸口痛，想看医生"
    message = OpenItem.objects.get(kind=ItemKind.MESSAGE)
    assert message.level == Level.URGENT.rank
    assert item_of(only(wang_xiuying)).level == Level.ROUTINE.rank


def test_a_reply_to_the_record_answers_the_wish_for_advice_and_undo_opens_it_again(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying, fu_wish="advice")
    answered = review(
        clinic, wang_xiuying, receipt.occasion, Ending(Outcome.REPLIED, body="每天晒晒太阳。")
    )
    assert only(wang_xiuying).state == "answered"
    assert CareState.objects.get().open_items == 0
    actions.undo_review(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, review_id=answered.review_id
    )
    request = only(wang_xiuying)
    assert (request.state, request.closed_at, item_of(request).closed_at) == ("open", None, None)
    assert CareState.objects.get().open_items == 2


def test_a_visit_outlives_the_reply_to_its_record(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying, fu_wish="visit")
    review(clinic, wang_xiuying, receipt.occasion, Ending(Outcome.REPLIED, body="看到了。"))
    row = CareState.objects.get()
    assert (only(wang_xiuying).state, row.kind, row.lane) == (
        "open",
        ItemKind.REQUEST,
        Lane.REPLY.rank,
    )


def test_a_corrected_record_takes_its_wish_back(monday: datetime, wang_xiuying: Someone) -> None:
    receipt = builders.send(wang_xiuying, fu_wish="visit")
    builders.correct(wang_xiuying, receipt, fu_wish="record")
    request = only(wang_xiuying)
    assert request.state == "withdrawn"
    assert item_of(request).closed_at is not None


def test_a_record_corrected_without_a_change_of_the_wish_asks_nothing_anew(
    monday: datetime, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying, fu_wish="visit")
    builders.correct(wang_xiuying, receipt, fu_wish="visit", sym_sleep="some")
    assert (only(wang_xiuying).state, Asking.objects.count()) == ("open", 1)


def test_a_patient_takes_a_request_back_once(monday: datetime, wang_xiuying: Someone) -> None:
    number = ask(wang_xiuying, RequestKind.VISIT)
    for _ in range(2):
        actions.withdraw_request(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, request_id=number
        )
    assert only(wang_xiuying).state == "withdrawn"
    assert CareState.objects.get().lane == Lane.NONE.rank


def test_somebody_elses_request_is_not_there(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    number = ask(other, RequestKind.VISIT)
    with pytest.raises(NoSuchRequest):
        actions.withdraw_request(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, request_id=number
        )


def test_a_visit_waits_with_the_day_of_the_next_contact(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    number = ask(wang_xiuying, RequestKind.VISIT)
    actions.let_visit_wait(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        request_id=number,
        on=date(2026, 11, 30),
    )
    request = only(wang_xiuying)
    assert (request.state, request.next_contact_on) == ("waiting", date(2026, 11, 30))
    item = item_of(request)
    assert (item.closed_at, item.due_at.isoformat()) == (None, "2026-11-30T09:30:00+00:00")
    assert CareState.objects.get().due_at == item.due_at


@pytest.mark.parametrize(
    ("on", "code"),
    [
        (date(2026, 11, 23), "contact-in-the-past"),
        (date(2026, 12, 28), "contact-too-late"),
        (date(2026, 11, 28), "contact-closed"),
    ],
)
def test_no_next_contact_on_a_day_that_cannot_be_kept(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone, on: date, code: str
) -> None:
    number = ask(wang_xiuying, RequestKind.VISIT)
    with pytest.raises(OutcomeRefused, match=code):
        actions.let_visit_wait(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, request_id=number, on=on
        )
    assert only(wang_xiuying).state == "open"


def test_a_visit_is_phoned_about_first_and_then_decided(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    number, patient_id = ask(wang_xiuying, RequestKind.VISIT), wang_xiuying.patient_id
    actions.call_first(by=clinic.li.actor, patient_id=patient_id, request_id=number)
    item = item_of(only(wang_xiuying))
    assert (item.kind, CareState.objects.get().lane) == (ItemKind.CALL, Lane.TODAY.rank)
    with pytest.raises(OutcomeRefused, match="call-not-reached"):
        actions.close_item(by=clinic.li.actor, patient_id=patient_id, item_id=item.pk)
    actions.record_call(
        by=clinic.li.actor, patient_id=patient_id, outcome=CallOutcome.REACHED, note="说过了"
    )
    actions.close_item(by=clinic.li.actor, patient_id=patient_id, item_id=item.pk)
    item.refresh_from_db()
    assert (item.kind, item.closed_at, only(wang_xiuying).state) == (ItemKind.REQUEST, None, "open")


def test_a_call_that_was_asked_for_ends_with_the_talk(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    ask(wang_xiuying, RequestKind.CALL)
    item = item_of(only(wang_xiuying))
    actions.record_call(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        outcome=CallOutcome.REACHED,
        note="说过了",
    )
    actions.close_item(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, item_id=item.pk)
    assert (only(wang_xiuying).state, CareState.objects.get().open_items) == ("called", 0)


@pytest.mark.parametrize(
    ("ending", "ended"),
    [
        (Ending(Outcome.REPLIED, body="周三上午来。"), "answered"),
        (Ending(Outcome.CALLED, reached_by_phone=True, note="电话里定了"), "called"),
        (Ending(Outcome.ESCALATED, question="要不要提前看？"), "handed-on"),
    ],
)
def test_a_request_is_answered_with_one_act(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone, ending: Ending, ended: str
) -> None:
    ask(wang_xiuying, RequestKind.VISIT)
    item = item_of(only(wang_xiuying))
    actions.answer_talk(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        ending=ending,
        about=About([item.pk]),
        physician=clinic.zhang.account_id,
    )
    assert only(wang_xiuying).state == ended


def test_a_request_is_declined_with_a_reason_and_a_line_to_the_patient(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    ask(wang_xiuying, RequestKind.VISIT)
    item = item_of(only(wang_xiuying))
    about = About([item.pk], {item.pk: DeclineReason.NO_ROOM})
    actions.answer_talk(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        ending=Ending(Outcome.REPLIED, body="这两周没有号，下周我再帮您看。"),
        about=about,
    )
    request = only(wang_xiuying)
    assert (request.state, request.declined) == ("declined", DeclineReason.NO_ROOM)


def test_a_request_is_not_put_away_without_an_answer(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    ask(wang_xiuying, RequestKind.ADVICE, "怎么翻身不疼？")
    item = item_of(only(wang_xiuying))
    with pytest.raises(OutcomeRefused, match="request-needs-answer"):
        actions.answer_talk(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            ending=Ending(Outcome.NO_REPLY, reason=NoReplyReason.THANKS),
            about=About([item.pk]),
        )
    with pytest.raises(OutcomeRefused, match="request-needs-answer"):
        actions.close_item(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, item_id=item.pk)
    assert only(wang_xiuying).state == "open"


def test_what_was_asked_for_before_there_were_requests_still_ends_with_a_talk(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    row = CareState.objects.get()
    new = state.NewItem(
        kind=ItemKind.CALL,
        source="asked:2026-11-23",
        level=Level.ROUTINE,
        promise=deadlines.request(state.clinic(row), clock.now()),
        reasons=[state.remark("call-asked")],
    )
    item = state.open_item(row, new, known_new=True)
    row.save()
    actions.close_item(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, item_id=item.pk)
    assert CareState.objects.get().open_items == 0


def test_taking_back_an_answer_leaves_the_request_as_it_stood(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    """To be phoned about first, or waiting for its day."""
    by, patient_id = clinic.li.actor, wang_xiuying.patient_id

    def answer_and_take_back() -> str:
        item = item_of(only(wang_xiuying))
        answered = actions.answer_talk(
            by=by,
            patient_id=patient_id,
            ending=Ending(Outcome.REPLIED, body="下周三来。"),
            about=About([item.pk]),
        )
        assert only(wang_xiuying).state == "answered"
        actions.undo_review(by=by, patient_id=patient_id, review_id=answered.review_id)
        assert item_of(only(wang_xiuying)).kind == item.kind
        return only(wang_xiuying).state

    number = ask(wang_xiuying, RequestKind.VISIT)
    assert answer_and_take_back() == "open"
    actions.call_first(by=by, patient_id=patient_id, request_id=number)
    assert answer_and_take_back() == "calling"
    actions.let_visit_wait(by=by, patient_id=patient_id, request_id=number, on=date(2026, 11, 30))
    assert answer_and_take_back() == "waiting"


def test_what_is_open_stands_before_whatever_ended(monday: datetime, wang_xiuying: Someone) -> None:
    open_one = ask(wang_xiuying, RequestKind.VISIT)
    for hours in range(queries.SHOWN + 1):
        with clock.frozen(monday + timedelta(hours=hours)):
            actions.withdraw_request(
                by=wang_xiuying.actor,
                patient_id=wang_xiuying.patient_id,
                request_id=ask(wang_xiuying, RequestKind.CALL),
            )
    found = queries.requests(wang_xiuying.patient_id)
    assert len(found) == queries.SHOWN
    assert found[0].request_id == open_one
    ended = [each.closed_at for each in found[1:]]
    assert ended == sorted(ended, reverse=True)

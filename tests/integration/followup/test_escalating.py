"""A question to a physician waits in front of the manager until it is answered."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit.models import Event
from osteopro.audit.terms import Actor
from osteopro.followup import actions, jobs
from osteopro.followup.covering import Away
from osteopro.followup.models import (
    CareState,
    Escalation,
    EscalationAnswer,
    EscalationSeen,
    OpenItem,
    Review,
    Seen,
)
from osteopro.followup.queries import escalations
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import AwayReason, ItemKind, Lane, Outcome
from osteopro.messaging import kinds
from osteopro.messaging.kinds import Pending
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import Channel
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def ask(clinic: Clinic, someone: Someone, **answers: str) -> Escalation:
    receipt = builders.send(someone, **answers)
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.ESCALATED, question="要不要提前看？"),
        versions=[receipt.uuid],
        physician=clinic.zhang.account_id,
    )
    return Escalation.objects.get(patient_id=someone.patient_id)


def waiting() -> OpenItem:
    return OpenItem.objects.get(kind=ItemKind.ESCALATION)


def told(stage: str) -> set[int | None]:
    rows = OutboundMessage.objects.filter(params__stage=stage)
    return set(rows.values_list("account", flat=True))


def answer(
    clinic: Clinic, someone: Someone, question: Escalation, who: Actor | None = None
) -> None:
    actions.answer_escalation(
        by=who or clinic.li.actor,
        patient_id=someone.patient_id,
        escalation_id=question.pk,
        answer="下周三来看。",
    )


def take_on(clinic: Clinic, someone: Someone, question: Escalation) -> None:
    actions.acknowledge_escalation(
        by=clinic.zhang.actor, patient_id=someone.patient_id, escalation_id=question.pk
    )


def test_an_answer_comes_back_to_the_manager_until_the_patient_was_told(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    question = ask(clinic, wang_xiuying)
    assert CareState.objects.get().lane == Lane.TODAY.rank
    for _ in range(2):
        answer(clinic, wang_xiuying, question)
    assert EscalationAnswer.objects.get().answer == "下周三来看。"
    assert Event.objects.filter(kind="escalation.answered").count() == 1
    assert waiting().closed_at is not None
    told = OpenItem.objects.get(kind=ItemKind.ANSWER)
    assert told.due_at == question.due_at, "the same time again, from the same moment"
    assert CareState.objects.get().kind == ItemKind.ANSWER
    actions.reply_to_message(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, body="张医生请您下周三来看。"
    )
    assert CareState.objects.get().lane == Lane.NONE.rank


@pytest.mark.parametrize("wrote_first", [False, True])
def test_an_answer_that_was_told_and_taken_back_waits_to_be_told(
    clinic: Clinic, wang_xiuying: Someone, wrote_first: bool
) -> None:
    """Told in words that begin a talk, or in the answer to a message."""
    answer(clinic, wang_xiuying, ask(clinic, wang_xiuying))
    by, patient_id = clinic.li.actor, wang_xiuying.patient_id
    if wrote_first:
        actions.write_back(by=wang_xiuying.actor, patient_id=patient_id, body="在吗？")
    told = actions.reply_to_message(by=by, patient_id=patient_id, body="请您下周三来看。")
    assert CareState.objects.get().open_items == 0
    if wrote_first:
        review = Review.objects.get(message=told)
        actions.undo_review(by=by, patient_id=patient_id, review_id=review.pk)
    else:
        actions.undo_message(by=by, patient_id=patient_id, message_id=told)
    item = OpenItem.objects.get(kind=ItemKind.ANSWER)
    assert (item.closed_at, item.closed_by, item.reply) == (None, None, None)
    assert CareState.objects.get().open_items == 1 + wrote_first


def test_an_answer_told_by_phone_is_ticked_off(clinic: Clinic, wang_xiuying: Someone) -> None:
    answer(clinic, wang_xiuying, ask(clinic, wang_xiuying))
    item = OpenItem.objects.get(kind=ItemKind.ANSWER)
    actions.close_item(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, item_id=item.pk)
    assert CareState.objects.get().open_items == 0


def test_only_the_physicians_own_act_says_that_they_saw_the_record(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    question = ask(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(hours=1)):
        take_on(clinic, wang_xiuying, question)
    seen = Seen.objects.get(by=clinic.zhang.account_id)
    assert seen.occasion == question.occasion
    assert seen.at == monday + timedelta(hours=1)
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    noted = ask(clinic, other)
    answer(clinic, other, noted)
    assert not Seen.objects.filter(occasion=noted.occasion, by=clinic.zhang.account_id).exists(), (
        "the manager noted it: nobody says that the doctor looked"
    )
    third = builders.patient(clinic, name="刘素芳", phone="+8613800006622")
    own = ask(clinic, third)
    answer(clinic, third, own, clinic.zhang.actor)
    assert Seen.objects.filter(occasion=own.occasion, by=clinic.zhang.account_id).exists()


def test_taking_on_gives_the_same_time_again_and_is_done_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    question = ask(clinic, wang_xiuying, sym_pain_rest="8")
    assert waiting().due_at == monday + timedelta(hours=4)
    with clock.frozen(monday + timedelta(hours=1)):
        for _ in range(2):
            take_on(clinic, wang_xiuying, question)
        assert EscalationSeen.objects.get().answer_by == monday + timedelta(hours=5)
        assert waiting().due_at == monday + timedelta(hours=5)
        assert [reason["id"] for reason in waiting().reasons] == ["escalation-taken"]
        assert Event.objects.filter(kind="escalation.acknowledged").count() == 1
    answer(clinic, wang_xiuying, question)
    take_on(clinic, wang_xiuying, question)
    assert EscalationSeen.objects.count() == 1


def test_a_question_left_waiting_is_in_the_first_lane_again_and_the_lead_hears_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    question = ask(clinic, wang_xiuying, sym_pain_rest="8")
    assert CareState.objects.get().lane == Lane.TODAY.rank
    with clock.frozen(question.due_at):
        assert jobs.tell_of_missed_deadlines() == 1
        assert jobs.tell_of_missed_deadlines() == 0
    assert CareState.objects.get().lane == Lane.NOW.rank
    assert told("backup") == set()
    assert told("back") == {clinic.li.account_id}
    assert told("lead") == {clinic.lead.account_id}
    with clock.frozen(monday + timedelta(days=2)):
        assert jobs.tell_of_missed_deadlines() == 0
    assert OutboundMessage.objects.filter(params__stage="lead").count() == 2, "both ways, once"
    with clock.frozen(monday + timedelta(days=2)):
        take_on(clinic, wang_xiuying, question)
    assert CareState.objects.get().lane == Lane.TODAY.rank


def test_a_calm_question_left_waiting_comes_back_too_and_stays_calm(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    question = ask(clinic, wang_xiuying)
    assert question.due_at == datetime(2026, 11, 24, 9, 30, tzinfo=UTC), "closing of Tuesday"
    with clock.frozen(monday + timedelta(days=3)):
        assert jobs.tell_of_missed_deadlines() == 1
    assert waiting().level == Level.ROUTINE.rank
    assert CareState.objects.get().lane == Lane.NOW.rank


def absent(clinic: Clinic, monday: datetime, instead: int | None) -> None:
    away = Away(clinic.zhang.account_id, monday.date(), monday.date(), instead)
    actions.plan_absence(
        by=clinic.zhang.actor,
        key=uuid4(),
        away=away,
        reason=AwayReason.LEAVE,
        today=monday.date(),
    )


def test_a_physician_who_is_away_is_not_asked_unless_somebody_stands_in(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    absent(clinic, monday, None)
    with pytest.raises(OutcomeRefused, match="physician-away"):
        ask(clinic, wang_xiuying)
    assert CareState.objects.get().kind == ItemKind.RECORD


def test_who_stands_in_is_told_and_finds_the_question_first(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    gao = builders.staff(clinic.site_id, "gao", "高医生", "Dr Gao", Role.PHYSICIAN)
    absent(clinic, monday, gao.account_id)
    question = ask(clinic, wang_xiuying)
    assert told("question") == {gao.account_id}
    mine = escalations.for_physician(gao.viewer).waiting[0]
    assert mine.escalation_id == question.pk
    assert mine.mine_to_do == {gao.account_id}
    with clock.frozen(monday + timedelta(days=1)):
        back = escalations.for_physician(gao.viewer).waiting[0]
        assert back.mine_to_do == {clinic.zhang.account_id}


def test_who_stands_in_but_is_away_too_is_not_counted_on(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    gao = builders.staff(clinic.site_id, "gao", "高医生", "Dr Gao", Role.PHYSICIAN)
    absent(clinic, monday, gao.account_id)
    ask(clinic, wang_xiuying)
    off = Away(gao.account_id, monday.date(), monday.date())
    actions.plan_absence(
        by=gao.actor, key=uuid4(), away=off, reason=AwayReason.ILLNESS, today=monday.date()
    )
    asked = escalations.for_physician(gao.viewer).waiting[0]
    assert asked.away
    assert asked.stands_in is None, "the manager is to ask another doctor"
    assert asked.mine_to_do == frozenset()
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    with pytest.raises(OutcomeRefused, match="physician-away"):
        ask(clinic, other)


def test_the_alert_leads_to_the_physicians_page_and_names_nobody(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    ask(clinic, wang_xiuying)
    queued = OutboundMessage.objects.filter(params__stage="question")
    params = dict(queued[0].params) | {"way": "email"}
    pending = Pending("alert", None, clinic.zhang.account_id, params, Channel.EMAIL)
    wording = kinds.kind("staff-alert").compose(pending)
    assert wording is not None
    assert "/visit/escalations/" in wording.text
    assert "王秀英" not in wording.text


def test_lists_cost_the_same_however_many_questions(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, django_assert_num_queries: Any
) -> None:
    chosen = Filter(Whose.MINE)
    ask(clinic, wang_xiuying)
    li, zhang = clinic.li.viewer, clinic.zhang.viewer
    with CaptureQueriesContext(connection) as few:
        escalations.handed_over(li, chosen)
        escalations.for_physician(zhang)
    for n in range(6):
        someone = builders.patient(clinic, name="陈国民", phone=f"+86138000066{n:02d}")
        answer(clinic, someone, ask(clinic, someone))
    with django_assert_num_queries(len(few)):
        found = escalations.handed_over(li, chosen)
        escalations.for_physician(zhang)
    assert len(few) <= 8
    assert [each.progress for each in found.waiting[:6]] == ["answered"] * 6
    waiting = escalations.for_physician(zhang).waiting
    assert [zhang.account_id in each.mine_to_do for each in waiting] == [True]


def test_elsewhere_nobody_sees_them(clinic: Clinic, wang_xiuying: Someone) -> None:
    question = ask(clinic, wang_xiuying)
    east = builders.clinic("east")
    assert escalations.one(east.zhang.viewer, question.pk) is None
    assert escalations.for_physician(east.zhang.viewer).waiting == ()
    assert escalations.handed_over(east.lead.viewer, Filter(Whose.CLINICS)).waiting == ()
    assert escalations.one(clinic.zhang.viewer, question.pk) is not None


def test_a_question_is_not_ticked_off(clinic: Clinic, wang_xiuying: Someone) -> None:
    question = ask(clinic, wang_xiuying)
    with pytest.raises(OutcomeRefused, match="escalation-needs-answer"):
        actions.close_item(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, item_id=waiting().pk
        )
    with pytest.raises(OutcomeRefused, match="answer-is-empty"):
        actions.answer_escalation(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            escalation_id=question.pk,
            answer=" ",
        )


def test_a_question_of_somebody_else_is_not_there(clinic: Clinic, wang_xiuying: Someone) -> None:
    question = ask(clinic, wang_xiuying)
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    with pytest.raises(actions.NoSuchEscalation):
        actions.answer_escalation(
            by=clinic.li.actor,
            patient_id=other.patient_id,
            escalation_id=question.pk,
            answer="来看。",
        )

"""A question to a physician waits in front of the manager until it is answered."""

from datetime import datetime, timedelta

import pytest

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions, jobs
from osteopro.followup.models import CareState, Escalation, EscalationAnswer, OpenItem
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import ItemKind, Lane, Outcome
from osteopro.messaging.models import OutboundMessage
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
    return Escalation.objects.get()


def waiting() -> OpenItem:
    return OpenItem.objects.get(kind=ItemKind.ESCALATION)


def told(stage: str) -> set[int | None]:
    rows = OutboundMessage.objects.filter(params__stage=stage)
    return set(rows.values_list("account", flat=True))


def test_a_question_stands_in_today_until_it_is_answered(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    question = ask(clinic, wang_xiuying)
    assert CareState.objects.get().lane == Lane.TODAY.rank
    for _ in range(2):
        actions.answer_escalation(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            escalation_id=question.pk,
            answer="下周三来看。",
        )
    assert EscalationAnswer.objects.get().answer == "下周三来看。"
    assert Event.objects.filter(kind="escalation.answered").count() == 1
    assert CareState.objects.get().lane == Lane.NONE.rank


def test_an_urgent_question_that_is_overdue_is_urgent_again_and_told_on(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    question = ask(clinic, wang_xiuying, sym_pain_rest="8")
    assert waiting().due_at == question.due_at == monday + timedelta(hours=4)
    assert CareState.objects.get().lane == Lane.TODAY.rank
    with clock.frozen(question.due_at):
        assert jobs.tell_of_missed_deadlines() == 1
    assert CareState.objects.get().lane == Lane.NOW.rank
    assert told("backup") == {clinic.wang.account_id}
    with clock.frozen(monday + timedelta(days=1)):
        assert jobs.tell_of_missed_deadlines() == 1
        assert jobs.tell_of_missed_deadlines() == 0
    assert told("lead") == {clinic.lead.account_id}


def test_a_calm_question_that_is_overdue_stays_calm(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    ask(clinic, wang_xiuying)
    with clock.frozen(monday + timedelta(days=3)):
        assert jobs.tell_of_missed_deadlines() == 1
    assert waiting().level == Level.ROUTINE.rank
    assert CareState.objects.get().lane == Lane.TODAY.rank


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

"""Taking back an outcome: what stands without it, and what no longer counts."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Answered, Receipt
from osteopro.followup.models import Call, CareState, OpenItem
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries.frame import frame
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import CameOf, ItemKind, Lane, Outcome
from osteopro.instruments.terms import Mode
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState, ReceiptKind
from osteopro.patients.terms import Channel
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone, Staff

pytestmark = pytest.mark.django_db

SECONDS, HOUR = timedelta(seconds=5), timedelta(hours=1)
REPLY = Ending(Outcome.REPLIED, body="收到了，先侧着睡试试。", came_of=CameOf.NOTHING)
CALLED = Ending(Outcome.CALLED, reached_by_phone=True, note="电话里说好些了")
ASKED = Ending(Outcome.ESCALATED, question="要不要提前看？", body="我请张医生看一下。")


@pytest.fixture
def urgent(monday: datetime, wang_xiuying: Someone) -> Iterator[Receipt]:
    return builders.send(wang_xiuying, sym_pain_rest="8")


def end(clinic: Clinic, by: Staff, someone: Someone, receipt: Receipt, ending: Ending) -> Answered:
    return actions.record_review(
        by=by.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=ending,
        versions=[receipt.uuid],
        physician=clinic.zhang.account_id,
    )


def undo(by: Staff, someone: Someone, answered: Answered) -> None:
    actions.undo_review(by=by.actor, patient_id=someone.patient_id, review_id=answered.review_id)


def understand(someone: Someone, answered: Answered) -> None:
    actions.answer_reply(
        by=someone.actor,
        patient_id=someone.patient_id,
        message_id=answered.message_id or 0,
        kind=ReceiptKind.UNDERSTOOD,
    )


def record() -> OpenItem:
    return OpenItem.objects.get(kind=ItemKind.RECORD)


def test_what_a_call_ended_stays_ended_when_a_reply_is_taken_back(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    replied = end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
    with clock.frozen(monday + SECONDS):
        end(clinic, clinic.wang, wang_xiuying, urgent, CALLED)
    with clock.frozen(monday + 2 * SECONDS):
        undo(clinic.li, wang_xiuying, replied)
    item = record()
    assert (item.closed_at, item.closed_by) == (monday + SECONDS, clinic.wang.account_id)
    assert item.reply is None


def test_an_item_that_ended_waits_for_no_reply(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt
) -> None:
    end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
    end(clinic, clinic.wang, wang_xiuying, urgent, CALLED)
    item = record()
    assert item.closed_at is not None
    assert item.reply is None
    assert "awaits-understood" not in {reason["id"] for reason in item.reasons}


def test_the_first_reply_is_waited_for_again_when_the_second_is_taken_back(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    first = end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
    with clock.frozen(monday + HOUR):
        second = end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
        assert record().reply == second.message_id
        undo(clinic.li, wang_xiuying, second)
    assert record().reply == first.message_id
    with clock.frozen(monday + 2 * HOUR):
        understand(wang_xiuying, first)
    assert record().closed_at is not None


def test_understood_said_meanwhile_to_the_first_reply_counts(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    first = end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
    with clock.frozen(monday + HOUR):
        second = end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
    with clock.frozen(monday + HOUR + SECONDS):
        understand(wang_xiuying, first)
        assert record().closed_at is None
        undo(clinic.li, wang_xiuying, second)
    assert record().closed_at == monday + HOUR + SECONDS


def test_a_reply_to_the_uncorrected_record_is_not_waited_for(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    end(clinic, clinic.li, wang_xiuying, urgent, REPLY)
    with clock.frozen(monday + HOUR):
        draft = actions.start_form(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            instrument=builders.form(),
            mode=Mode.ONLINE,
            language="zh-CN",
            by_whom=ByWhom.SELF,
            corrects=urgent.uuid,
        )
        builders.save(wang_xiuying, draft, {"rf-check": ["fever"]})
        corrected = actions.send_form(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=draft
        )
        called = end(clinic, clinic.li, wang_xiuying, corrected, CALLED)
        undo(clinic.li, wang_xiuying, called)
    item = record()
    assert (item.closed_at, item.reply) == (None, None)


def test_a_call_taken_back_lowers_nothing_and_is_not_shown_to_the_patient(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    called = end(clinic, clinic.li, wang_xiuying, urgent, CALLED)
    undo(clinic.li, wang_xiuying, called)
    fate = home_queries.home(frame(wang_xiuying.patient_id)).fate
    assert fate is not None
    assert fate.called is None
    with pytest.raises(OutcomeRefused, match="level-down-needs-call"):
        actions.set_level(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=urgent.occasion,
            level=Level.ATTENTION,
            reason="好多了",
            call_id=Call.objects.get().pk,
        )


def test_a_question_taken_back_is_not_asked(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    asked = end(clinic, clinic.li, wang_xiuying, urgent, ASKED)
    questions = OutboundMessage.objects.filter(account=clinic.zhang.account_id)
    jobs.send_messages()
    assert set(questions.values_list("state", flat=True)) == {DeliveryState.WAITING}
    with clock.frozen(monday + SECONDS):
        undo(clinic.li, wang_xiuying, asked)
    with clock.frozen(monday + HOUR):
        jobs.send_messages()
        assert jobs.tell_of_missed_deadlines() == 0
    assert set(questions.values_list("state", flat=True)) == {DeliveryState.DROPPED}
    fate = home_queries.home(frame(wang_xiuying.patient_id)).fate
    assert fate is not None
    assert fate.physician is None
    assert OpenItem.objects.get(closed_at__isnull=True).kind == ItemKind.RECORD
    assert CareState.objects.get().lane == Lane.NOW.rank


def test_a_reply_taken_back_is_not_phoned_about(clinic: Clinic, monday: datetime) -> None:
    someone = builders.patient(clinic, channel=Channel.PHONE)
    receipt = builders.send(someone)
    replied = end(clinic, clinic.li, someone, receipt, REPLY)
    assert OpenItem.objects.get(closed_at__isnull=True).kind == ItemKind.TELL
    undo(clinic.li, someone, replied)
    assert OpenItem.objects.get(closed_at__isnull=True).kind == ItemKind.RECORD

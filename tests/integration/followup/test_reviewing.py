"""A manager ends a record: four ways, with what each needs; and takes it back."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from uuid import UUID

import pytest

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Receipt
from osteopro.followup.models import CareState, Escalation, OpenItem, Review, Seen
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import (
    CallOutcome,
    CameOf,
    EmergencyOutcome,
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
)
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState, ReceiptKind
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

REPLY = Ending(
    Outcome.REPLIED, body="王阿姨，您说夜里翻身痛，我看到了。先侧着睡试试。", came_of=CameOf.NOTHING
)


@pytest.fixture
def quiet(monday: datetime, wang_xiuying: Someone) -> Iterator[Receipt]:
    return builders.send(wang_xiuying)


@pytest.fixture
def urgent(monday: datetime, wang_xiuying: Someone) -> Receipt:
    return builders.send(wang_xiuying, sym_pain_rest="8")


@pytest.fixture
def emergency(monday: datetime, wang_xiuying: Someone) -> Receipt:
    return builders.send(wang_xiuying, **{"rf-check": ["bladder"]})


def end(
    by: Actor, someone: Someone, receipt: Receipt, ending: Ending, **more: object
) -> actions.Answered:
    return actions.record_review(
        by=by,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=ending,
        versions=[receipt.uuid],
        **more,  # type: ignore[arg-type]
    )


def test_a_reply_ends_a_quiet_record_and_reaches_the_patient_after_twenty_seconds(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt, monday: datetime
) -> None:
    end(clinic.li.actor, wang_xiuying, quiet, REPLY, quote="夜里翻身痛")
    state = CareState.objects.get()
    assert (state.lane, state.open_items) == (Lane.NONE.rank, 0)
    assert Seen.objects.filter(occasion=quiet.occasion, by=clinic.li.account_id).exists()
    assert messaging_queries.thread(wang_xiuying.patient_id, to_patient=True) == []
    with clock.frozen(monday + timedelta(seconds=21)):
        turn = messaging_queries.thread(wang_xiuying.patient_id, to_patient=True)[0]
    assert turn.quote == "夜里翻身痛"
    assert turn.body == REPLY.body


def test_a_reply_taken_back_is_never_sent(
    clinic: Clinic,
    wang_xiuying: Someone,
    quiet: Receipt,
    monday: datetime,
    capsys: pytest.CaptureFixture[str],
) -> None:
    answered = end(clinic.li.actor, wang_xiuying, quiet, REPLY)
    actions.undo_review(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        review_id=answered.review_id,
    )
    assert CareState.objects.get().lane == Lane.REPLY.rank
    with clock.frozen(monday + timedelta(minutes=1)):
        jobs.send_messages()
        assert messaging_queries.thread(wang_xiuying.patient_id, to_patient=True) == []
    notice = OutboundMessage.objects.get(kind="reply-notice")
    assert notice.state == DeliveryState.DROPPED
    # The record waits again, and can be ended again.
    end(clinic.li.actor, wang_xiuying, quiet, REPLY)


def test_nobody_takes_back_what_is_on_its_way(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt, monday: datetime
) -> None:
    answered = end(clinic.li.actor, wang_xiuying, quiet, REPLY)
    with (
        clock.frozen(monday + timedelta(seconds=21)),
        pytest.raises(actions.TooLateToUndo),
    ):
        actions.undo_review(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            review_id=answered.review_id,
        )


def test_a_second_manager_hears_who_ended_it(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt
) -> None:
    end(clinic.li.actor, wang_xiuying, quiet, REPLY)
    with pytest.raises(actions.AlreadyEnded) as caught:
        end(clinic.wang.actor, wang_xiuying, quiet, REPLY)
    assert caught.value.by == clinic.li.account_id


def test_a_record_corrected_meanwhile_is_shown_first(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt
) -> None:
    with pytest.raises(actions.RecordChanged):
        actions.record_review(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=quiet.occasion,
            ending=REPLY,
            versions=[UUID(int=1)],
        )


@pytest.mark.parametrize(
    "text",
    ["阿仑膦酸钠先停药吧", "钙片加一片", "take an extra tablet", "denosumab: skip the injection"],
)
def test_medicine_in_a_reply_is_stopped(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt, text: str
) -> None:
    with pytest.raises(actions.MedicineWording) as caught:
        end(clinic.li.actor, wang_xiuying, quiet, Ending(Outcome.REPLIED, body=text))
    assert caught.value.found
    assert not Review.objects.exists()


def test_an_approved_text_passes_and_typed_words_beside_it_do_not(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt
) -> None:
    fixed = "药的事要医生当面看过才能定。漏了先别自己补药。"
    with pytest.raises(actions.MedicineWording):
        end(
            clinic.li.actor,
            wang_xiuying,
            quiet,
            Ending(Outcome.REPLIED, body=f"{fixed}不过可以减半片。"),
            approved=[fixed],
        )
    end(
        clinic.li.actor,
        wang_xiuying,
        quiet,
        Ending(Outcome.REPLIED, body=f"{fixed}我给您约时间。"),
        approved=[fixed],
    )


def test_an_urgent_record_waits_for_the_patient_to_understand(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt, monday: datetime
) -> None:
    answered = end(clinic.li.actor, wang_xiuying, urgent, REPLY)
    assert not answered.closed
    assert CareState.objects.get().lane == Lane.NOW.rank
    with clock.frozen(monday + timedelta(minutes=5)):
        actions.answer_reply(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            message_id=answered.message_id or 0,
            kind=ReceiptKind.UNDERSTOOD,
        )
    assert CareState.objects.get().lane == Lane.NONE.rank


def test_an_urgent_record_does_not_end_without_contact(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt
) -> None:
    ending = Ending(Outcome.NO_REPLY, reason=NoReplyReason.DUPLICATE)
    with pytest.raises(OutcomeRefused) as caught:
        end(clinic.li.actor, wang_xiuying, urgent, ending)
    assert caught.value.code == "no-reply-only-routine"


def test_an_emergency_ends_only_with_what_became_of_it(
    clinic: Clinic, wang_xiuying: Someone, emergency: Receipt
) -> None:
    call = Ending(Outcome.CALLED, reached_by_phone=True, note="女儿送她去了急诊")
    with pytest.raises(OutcomeRefused) as caught:
        end(clinic.li.actor, wang_xiuying, emergency, call)
    assert caught.value.code == "emergency-needs-outcome"
    closed = Ending(
        Outcome.CALLED,
        reached_by_phone=True,
        note="女儿送她去了急诊",
        emergency_outcome=EmergencyOutcome.WENT_TO_ER,
    )
    end(clinic.li.actor, wang_xiuying, emergency, closed)
    assert CareState.objects.get().lane == Lane.NONE.rank


def test_escalation_reaches_the_physician(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt
) -> None:
    ending = Ending(Outcome.ESCALATED, question="背痛从 3 到 8，要不要提前看？")
    end(clinic.li.actor, wang_xiuying, urgent, ending, physician=clinic.zhang.account_id)
    escalation = Escalation.objects.get()
    # Four service hours after Monday 10:00.
    assert escalation.due_at.isoformat() == "2026-11-23T06:00:00+00:00"
    assert OutboundMessage.objects.filter(account=clinic.zhang.account_id).exists()


def test_the_level_goes_down_only_after_talking(
    clinic: Clinic, wang_xiuying: Someone, urgent: Receipt
) -> None:
    def lower(call_id: int | None) -> None:
        actions.set_level(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=urgent.occasion,
            level=Level.ATTENTION,
            reason="电话里说今天好多了",
            call_id=call_id,
        )

    with pytest.raises(OutcomeRefused) as caught:
        lower(None)
    assert caught.value.code == "level-down-needs-call"
    missed = actions.record_call(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        outcome=CallOutcome.NO_ANSWER,
        occasion=urgent.occasion,
    )
    with pytest.raises(OutcomeRefused):
        lower(missed)
    reached = actions.record_call(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        outcome=CallOutcome.REACHED,
        note="好多了",
        occasion=urgent.occasion,
    )
    lower(reached)
    assert OpenItem.objects.get().level == Level.ATTENTION.rank
    assert CareState.objects.get().lane == Lane.TODAY.rank


def test_raising_the_level_brings_the_deadline_and_the_alerts(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt
) -> None:
    actions.set_level(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=quiet.occasion,
        level=Level.URGENT,
        reason="留言里听着不对",
    )
    state = CareState.objects.get()
    assert state.lane == Lane.NOW.rank
    assert state.due_at is not None
    assert state.due_at.isoformat() == "2026-11-23T06:00:00+00:00"
    assert OutboundMessage.objects.filter(kind="staff-alert").count() == 4


def test_not_understood_comes_back_to_the_manager(
    clinic: Clinic, wang_xiuying: Someone, quiet: Receipt, monday: datetime
) -> None:
    answered = end(clinic.li.actor, wang_xiuying, quiet, REPLY)
    with clock.frozen(monday + timedelta(hours=1)):
        for _ in range(2):
            actions.answer_reply(
                by=wang_xiuying.actor,
                patient_id=wang_xiuying.patient_id,
                message_id=answered.message_id or 0,
                kind=ReceiptKind.NOT_UNDERSTOOD,
            )
    item = OpenItem.objects.get(kind=ItemKind.MESSAGE)
    assert item.reasons[0]["id"] == "not-understood"
    assert CareState.objects.get().lane == Lane.TODAY.rank


def test_a_judged_problem_that_has_not_changed_is_quiet_next_time(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying, sym_pain_rest="6", sym_pain_move="8")
    assert first.level == Level.ATTENTION
    end(clinic.li.actor, wang_xiuying, first, REPLY)
    again = builders.send(
        wang_xiuying, at=monday + timedelta(days=7), sym_pain_rest="6", sym_pain_move="8"
    )
    assert again.level == Level.ROUTINE

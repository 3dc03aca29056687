"""Levels, and which calls count for lowering them and for ending an emergency."""

from datetime import datetime, timedelta

import pytest

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Receipt
from osteopro.followup.models import OpenItem
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import (
    CallOutcome,
    CameOf,
    EmergencyOutcome,
    NoReplyReason,
    Outcome,
)
from osteopro.messaging.models import OutboundMessage
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def reach(clinic: Clinic, someone: Someone) -> int:
    return actions.record_call(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        outcome=CallOutcome.REACHED,
        note="好多了",
    )


def set_level(
    clinic: Clinic, someone: Someone, receipt: Receipt, level: Level, call: int | None = None
) -> None:
    actions.set_level(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        level=level,
        reason="电话里听着",
        call_id=call,
    )


def end(clinic: Clinic, someone: Someone, receipt: Receipt, ending: Ending) -> None:
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=ending,
        versions=[receipt.uuid],
    )


def test_a_call_before_the_record_does_not_lower_it(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    before = reach(clinic, wang_xiuying)
    receipt = builders.send(wang_xiuying, at=monday + HOUR, sym_pain_rest="8")
    with clock.frozen(monday + 2 * HOUR):
        with pytest.raises(OutcomeRefused, match="level-down-needs-call"):
            set_level(clinic, wang_xiuying, receipt, Level.ATTENTION, before)
        set_level(clinic, wang_xiuying, receipt, Level.ATTENTION, reach(clinic, wang_xiuying))
    assert OpenItem.objects.get().level == Level.ATTENTION.rank


def test_raising_what_is_overdue_tells_everybody_again(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    with clock.frozen(monday + 10 * DAY):
        jobs.tell_of_missed_deadlines()
        assert OpenItem.objects.get().told == jobs.TOLD_LEAD
        set_level(clinic, wang_xiuying, receipt, Level.EMERGENCY)
        assert jobs.tell_of_missed_deadlines() == 1
    told = OutboundMessage.objects.filter(params__stage="lead", params__level="emergency")
    assert set(told.values_list("account", flat=True)) == {clinic.lead.account_id}


def test_raising_a_level_asks_for_more_than_the_reply_that_was_given(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="8")
    end(
        clinic,
        wang_xiuying,
        receipt,
        Ending(Outcome.REPLIED, body="先歇着。", came_of=CameOf.NOTHING),
    )
    set_level(clinic, wang_xiuying, receipt, Level.EMERGENCY)
    item = OpenItem.objects.get()
    assert item.reply is None
    assert "awaits-understood" not in {reason["id"] for reason in item.reasons}


def test_a_false_emergency_is_confirmed_by_a_call_since_it_came(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    reach(clinic, wang_xiuying)
    receipt = builders.send(wang_xiuying, at=monday + HOUR, rf_check=["bladder"])
    letter = Ending(Outcome.REPLIED, body="好的。", emergency_outcome=EmergencyOutcome.FALSE_ENTRY)
    with clock.frozen(monday + 2 * HOUR):
        with pytest.raises(OutcomeRefused, match="false-entry-needs-call"):
            end(clinic, wang_xiuying, receipt, letter)
        reach(clinic, wang_xiuying)
        end(clinic, wang_xiuying, receipt, letter)
    assert OpenItem.objects.get().closed_at is not None


def test_only_what_came_twice_that_day_was_sent_twice(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    twice = Ending(Outcome.NO_REPLY, reason=NoReplyReason.DUPLICATE)
    first = builders.send(wang_xiuying, sym_pain_rest="8")
    with clock.frozen(monday + HOUR), pytest.raises(OutcomeRefused):
        end(clinic, wang_xiuying, first, twice)
    second = builders.send(wang_xiuying, at=monday + 2 * HOUR, sym_pain_rest="8")
    with clock.frozen(monday + 3 * HOUR):
        end(clinic, wang_xiuying, first, twice)
        with pytest.raises(OutcomeRefused):  # the later one is the one to answer
            end(clinic, wang_xiuying, second, twice)


def test_another_day_is_not_the_same_record_again(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying)
    builders.send(wang_xiuying, at=monday + 7 * DAY)
    with pytest.raises(OutcomeRefused, match="no-reply-not-twice"):
        end(
            clinic,
            wang_xiuying,
            first,
            Ending(Outcome.NO_REPLY, reason=NoReplyReason.DUPLICATE),
        )


def test_reading_somebody_elses_record_is_not_possible(
    clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying)
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    with pytest.raises(actions.NoSuchRecord):
        actions.mark_seen(
            by=clinic.li.actor, patient_id=other.patient_id, occasion=receipt.occasion
        )

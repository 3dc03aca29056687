"""Deadlines that pass: who is told, once for each promise, and nobody about what is done."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.models import OpenItem
from osteopro.followup.rules import Ending
from osteopro.followup.terms import Outcome
from osteopro.instruments.terms import Mode
from osteopro.messaging.models import OutboundMessage
from osteopro.records.terms import ByWhom
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CALLED = Ending(Outcome.CALLED, reached_by_phone=True, note="电话里说好些了")


def end(clinic: Clinic, someone: Someone, receipt: actions.Receipt) -> None:
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=CALLED,
        versions=[receipt.uuid],
    )


def correct(someone: Someone, receipt: actions.Receipt, values: dict[str, Any]) -> None:
    draft = actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=builders.form(),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=receipt.uuid,
    )
    builders.save(someone, draft, values)
    actions.send_form(by=someone.actor, patient_id=someone.patient_id, draft_uuid=draft)


def told(stage: str) -> list[int | None]:
    rows = OutboundMessage.objects.filter(params__stage=stage, channel="email").order_by("pk")
    return list(rows.values_list("account", flat=True))


def test_after_an_outage_backup_and_lead_are_both_told(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    with clock.frozen(monday + 10 * DAY):
        assert jobs.tell_of_missed_deadlines() == 1
        assert jobs.tell_of_missed_deadlines() == 0
    assert told("backup") == [clinic.wang.account_id]
    assert told("lead") == [clinic.lead.account_id]


def test_nobody_is_told_of_what_ended_while_the_job_ran(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="8")
    found = OpenItem.objects.get()
    with clock.frozen(monday + 5 * HOUR):
        end(clinic, wang_xiuying, receipt)
        jobs.tell_of_missed_deadline(by=builders.SETUP, item_id=found.pk, stage=jobs.TOLD_BACKUP)
    assert told("backup") == []


def test_two_jobs_at_once_tell_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    found = OpenItem.objects.get()
    with clock.frozen(monday + 5 * HOUR):
        for _ in range(2):
            jobs.tell_of_missed_deadline(
                by=builders.SETUP, item_id=found.pk, stage=jobs.TOLD_BACKUP
            )
    assert told("backup") == [clinic.wang.account_id]


def test_what_is_opened_and_missed_again_is_told_again(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying, sym_pain_rest="8")
    with clock.frozen(monday + 5 * HOUR):
        jobs.tell_of_missed_deadlines()
    with clock.frozen(monday + 22 * HOUR):
        end(clinic, wang_xiuying, first)
        correct(wang_xiuying, first, {"sym-pain-rest": "9", "rf-check": ["fever"]})
    item = OpenItem.objects.get()
    assert (item.closed_at, item.told) == (None, 0)
    with clock.frozen(item.due_at):
        assert jobs.tell_of_missed_deadlines() == 1
    assert told("backup") == [clinic.wang.account_id] * 2


def test_what_is_overdue_and_becomes_an_emergency_is_told_as_one(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying, sym_pain_rest="8")
    with clock.frozen(monday + 22 * HOUR + HOUR / 2):  # Tuesday 08:30
        jobs.tell_of_missed_deadlines()
        correct(wang_xiuying, first, {"rf-check": ["chest"]})
        assert jobs.tell_of_missed_deadlines() == 1
    emergency = OutboundMessage.objects.filter(params__stage="backup", params__level="emergency")
    assert set(emergency.values_list("account", flat=True)) == {clinic.wang.account_id}


def test_a_call_due_the_same_day_goes_to_the_lead_after_the_next_working_day(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    draft = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, draft, {"sym-pain-rest": "3"})
    # A minute before closing on a Wednesday: not the lead's matter a minute after.
    with clock.frozen(datetime(2026, 12, 9, 9, 29, tzinfo=UTC)):
        jobs.keep_left_drafts()
    item = OpenItem.objects.get()
    assert item.due_at == datetime(2026, 12, 9, 9, 30, tzinfo=UTC)
    assert item.lead_at == datetime(2026, 12, 10, 9, 30, tzinfo=UTC)

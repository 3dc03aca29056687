"""Due work: done once however often it runs, and healed after a missed day."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from django.core import mail
from pytest_django import Settings

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Receipt
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.rules import Ending
from osteopro.followup.terms import ItemKind, Lane, Outcome
from osteopro.messaging.models import OutboundMessage
from osteopro.messaging.terms import DeliveryState
from osteopro.patients.terms import Channel
from osteopro.records.models import Response
from osteopro.schedule import runner
from osteopro.signin import queries as signin_queries
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def alerts(stage: str) -> set[int | None]:
    rows = OutboundMessage.objects.filter(kind="staff-alert", params__stage=stage)
    return set(rows.values_list("account", flat=True))


def test_a_missed_deadline_goes_to_the_backup_then_to_the_lead(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")  # due at 14:00
    for _ in range(2):
        with clock.frozen(monday + timedelta(hours=3, minutes=59)):
            assert jobs.tell_of_missed_deadlines() == 0
    with clock.frozen(monday + timedelta(hours=4)):
        assert jobs.tell_of_missed_deadlines() == 1
        assert jobs.tell_of_missed_deadlines() == 0
    assert alerts("backup") == {clinic.wang.account_id}
    assert alerts("lead") == set()
    # Four service hours more: the rest of Monday and half an hour of Tuesday.
    with clock.frozen(monday + timedelta(days=1)):
        assert jobs.tell_of_missed_deadlines() == 1
    assert alerts("lead") == {clinic.lead.account_id}


def test_alerts_leave_by_mail_without_a_name(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, settings: object
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    jobs.send_messages()
    assert {to for message in mail.outbox for to in message.to} == {
        "li-main@clinic.example",
        "wang-main@clinic.example",
    }
    for message in mail.outbox:
        text = f"{message.subject}{message.body}"
        assert "要尽快看医生" in text
        assert wang_xiuying.person.name not in text
        assert wang_xiuying.person.phone[-4:] not in text


def test_a_message_nobody_takes_comes_to_a_person(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime, settings: object
) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]  # without a gateway nothing can be sent
    link = OutboundMessage.objects.get(kind="personal-link")
    for hours in range(12):
        with clock.frozen(monday + timedelta(hours=hours)):
            jobs.send_messages()
    link.refresh_from_db()
    assert link.state == DeliveryState.FAILED
    assert OpenItem.objects.get().kind == ItemKind.DELIVERY
    assert CareState.objects.get().lane == Lane.TODAY.rank


def test_a_notice_carries_a_link_that_works_for_a_week_at_least(
    clinic: Clinic,
    wang_xiuying: Someone,
    monday: datetime,
    settings: Settings,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    settings.DEMO, settings.DATA = True, tmp_path
    jobs.send_messages()
    first = signin_queries.link_url(wang_xiuying.patient_id)
    for days in (3, 10, 24):
        with clock.frozen(monday + timedelta(days=days)):
            reply_to(clinic, wang_xiuying, builders.send(wang_xiuying))
        with clock.frozen(monday + timedelta(days=days, minutes=1)):
            jobs.send_messages()
            assert str(signin_queries.link_url(wang_xiuying.patient_id)) in capsys.readouterr().out
    assert signin_queries.link_url(wang_xiuying.patient_id) != first
    assert not OpenItem.objects.filter(kind=ItemKind.DELIVERY).exists()


def test_who_reports_by_phone_is_phoned_about_a_reply(clinic: Clinic, monday: datetime) -> None:
    someone = builders.patient(clinic, channel=Channel.PHONE)
    reply_to(clinic, someone, builders.send(someone))
    assert not OutboundMessage.objects.filter(patient_id=someone.patient_id).exists()
    item = OpenItem.objects.get(closed_at__isnull=True)
    assert (item.kind, item.reasons[0]["id"]) == (ItemKind.TELL, "tell-by-phone")
    assert CareState.objects.get().lane == Lane.TODAY.rank
    actions.close_item(by=clinic.li.actor, patient_id=someone.patient_id, item_id=item.pk)
    assert CareState.objects.get().lane == Lane.NONE.rank


def reply_to(clinic: Clinic, someone: Someone, receipt: Receipt) -> None:
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=receipt.occasion,
        ending=Ending(Outcome.REPLIED, body="收到了，您慢慢来。"),
        versions=[receipt.uuid],
    )


def test_silence_is_noted_after_two_missed_records_once(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    with clock.frozen(monday + timedelta(days=13)):
        assert jobs.note_silence() == 0
    with clock.frozen(monday + timedelta(days=14)):
        assert jobs.note_silence() == 1
        assert jobs.note_silence() == 0
    item = OpenItem.objects.get()
    assert (item.kind, item.reasons[0]["id"]) == (ItemKind.SILENCE, "T-A14")


def test_a_left_form_is_kept_once_and_may_be_finished(
    wang_xiuying: Someone, monday: datetime
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["fever"]})
    with clock.frozen(monday + timedelta(minutes=29)):
        assert jobs.keep_left_drafts() == 0
    with clock.frozen(monday + timedelta(minutes=31)):
        assert jobs.keep_left_drafts() == 1
        jobs.keep_left_drafts()
        assert Response.objects.count() == 1
        builders.save(wang_xiuying, record, builders.STEADY | {"rf-check": ["fever"]})


def test_one_failing_job_does_not_stop_the_others(
    clinic: Clinic, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken() -> int:
        raise OSError("disk full")

    first = runner.JOBS[0]
    monkeypatch.setattr(runner, "JOBS", (type(first)("broken", broken), *runner.JOBS))
    with pytest.raises(RuntimeError, match="broken"):
        runner.run_due()

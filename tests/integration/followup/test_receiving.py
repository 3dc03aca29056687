"""A record at the door: stored once, scored, assessed, put before the manager."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import Lane
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind, Mode
from osteopro.messaging.models import OutboundMessage
from osteopro.records import queries as records_queries
from osteopro.records.actions import Conflict, DraftClosed, Submission
from osteopro.records.models import Assessment, Response, Score
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def _submission(uuid: str, **changes: object) -> Submission:
    values = {**builders.STEADY, **changes}
    return Submission(
        uuid=UUID(uuid),
        canonical=builders.form().canonical,
        values=values,
        status=ResponseStatus.COMPLETED,
        authored=clock.now(),
        mode="online",
        by_whom="self",
        language="zh-CN",
        occasion=UUID(int=7),
    )


U1 = "11111111-1111-4111-8111-111111111111"


def test_a_quiet_record_waits_in_the_reply_lane(monday: datetime, wang_xiuying: Someone) -> None:
    receipt = builders.send(wang_xiuying)
    state = CareState.objects.get(patient_id=wang_xiuying.patient_id)
    assert receipt.level == Level.ROUTINE
    assert state.lane == Lane.REPLY.rank
    # Three working days after Monday, at closing time in Shanghai.
    assert state.due_at is not None
    assert state.due_at.isoformat() == "2026-11-26T09:30:00+00:00"
    assert state.next_due_on.isoformat() == "2026-11-30"


def test_scores_name_their_reason_when_there_is_no_value(
    monday: datetime, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying)
    scores = {s.scale: s for s in Score.objects.filter(response__uuid=receipt.uuid)}
    assert str(scores["SYM-C"].value) == "32.857143"
    assert scores["SYM-F"].value is None
    assert scores["SYM-F"].reason == "not-administered"


def test_the_same_submission_again_gives_the_first_receipt(
    monday: datetime, wang_xiuying: Someone
) -> None:
    first = actions.receive_record(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, submission=_submission(U1)
    )
    again = actions.receive_record(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, submission=_submission(U1)
    )
    assert again.repeated
    assert not first.repeated
    assert (again.uuid, again.level, again.reply_by) == (first.uuid, first.level, first.reply_by)
    assert Response.objects.count() == 1
    assert Assessment.objects.count() == 1
    assert Event.objects.filter(kind="record.received").count() == 1


def test_the_same_uuid_with_other_answers_is_refused(
    monday: datetime, wang_xiuying: Someone
) -> None:
    actions.receive_record(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, submission=_submission(U1)
    )
    changed = _submission(U1, **{"sym-pain-rest": "9"})
    with pytest.raises(Conflict):
        actions.receive_record(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, submission=changed
        )
    assert Response.objects.count() == 1


def test_another_patients_uuid_is_refused(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    other = builders.patient(clinic, name="陈国民", phone="+8613800006621")
    actions.receive_record(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, submission=_submission(U1)
    )
    with pytest.raises(Conflict), transaction.atomic():
        actions.receive_record(
            by=other.actor, patient_id=other.patient_id, submission=_submission(U1)
        )
    assert not Response.objects.filter(patient_id=other.patient_id).exists()


def test_accepting_a_record_takes_at_most_twelve_statements(
    monday: datetime, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=7)):
        record = builders.begin(wang_xiuying)
        builders.save(wang_xiuying, record, {**builders.STEADY, "sym-pain-rest": "8"})
        with CaptureQueriesContext(connection) as captured:
            receipt = actions.send_form(
                by=wang_xiuying.actor,
                patient_id=wang_xiuying.patient_id,
                draft_uuid=record,
            )
    assert receipt.level == Level.URGENT
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [q["sql"] for q in captured if not q["sql"].startswith(marks)]
    reads_before = 2  # the draft and its answers, outside the transaction
    assert len(statements) - reads_before <= 12, "\n".join(statements)


def test_an_urgent_record_alerts_manager_and_backup_once(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, sym_pain_rest="8")
    alerts = OutboundMessage.objects.filter(kind="staff-alert")
    assert {a.account for a in alerts} == {clinic.li.account_id, clinic.wang.account_id}
    assert alerts.count() == 4  # each by mail and by text message
    assert CareState.objects.get().lane == Lane.NOW.rank


def test_an_emergency_answer_is_kept_before_the_form_is_sent(
    monday: datetime, wang_xiuying: Someone
) -> None:
    record = builders.begin(wang_xiuying)
    assert builders.save(wang_xiuying, record, {"rf-check": ["back"]}).emergency is None
    saved = builders.save(wang_xiuying, record, {"rf-back-stand": "no"})
    assert saved.emergency is not None
    assert saved.emergency.code == "M-EME"
    kept = Response.objects.get()
    assert kept.status == ResponseStatus.STOPPED
    assert CareState.objects.get().lane == Lane.NOW.rank
    assert OutboundMessage.objects.filter(kind="staff-alert").exists()


def test_the_finished_form_replaces_its_snapshot_and_keeps_the_level(
    monday: datetime, wang_xiuying: Someone
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["back"], "rf-back-stand": "no"})
    # She presses "none" by and by: what was said stays in front of the manager.
    builders.save(wang_xiuying, record, builders.STEADY)
    receipt = actions.send_form(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
    )
    item = OpenItem.objects.get()
    assert receipt.level == Level.ROUTINE
    assert item.level == Level.EMERGENCY.rank
    snapshot = Response.objects.get(status=ResponseStatus.STOPPED)
    assert Response.objects.get(uuid=receipt.uuid).supersedes_id == snapshot.pk
    alerts = OutboundMessage.objects.filter(kind="staff-alert").count()
    assert alerts == 4  # no second round for the same level


def keep_left(someone: Someone, record: UUID, *, expired: bool = False) -> bool:
    return actions.keep_left_draft(
        by=builders.SETUP, patient_id=someone.patient_id, draft_uuid=record, expired=expired
    )


def test_a_form_left_with_an_urgent_answer_is_kept_after_half_an_hour(
    monday: datetime, wang_xiuying: Someone
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["fever"]})
    assert not Response.objects.exists()
    assert keep_left(wang_xiuying, record)
    assert not keep_left(wang_xiuying, record)
    assert Response.objects.count() == 1
    assert CareState.objects.get().level == Level.URGENT.rank


def test_a_form_left_without_the_safety_check_asks_for_a_call_the_same_day(
    monday: datetime, wang_xiuying: Someone
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"sym-pain-rest": "3"})
    actions.keep_left_draft(
        by=builders.SETUP, patient_id=wang_xiuying.patient_id, draft_uuid=record, expired=True
    )
    item = OpenItem.objects.get()
    assert [reason["id"] for reason in item.reasons][:1] == ["T-A13"]
    assert item.due_at.isoformat() == "2026-11-23T09:30:00+00:00"
    with pytest.raises(DraftClosed):
        builders.save(wang_xiuying, record, {"sym-pain-rest": "4"})


def test_a_correction_is_a_new_version_and_lowers_nothing(
    monday: datetime, wang_xiuying: Someone
) -> None:
    first = builders.send(wang_xiuying, sym_pain_rest="8")
    draft = actions.start_form(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        instrument=builders.form(),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=first.uuid,
    )
    builders.save(wang_xiuying, draft, {"sym-pain-rest": "3"})
    second = actions.send_form(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=draft
    )
    assert second.occasion == first.occasion
    assert second.level == Level.ROUTINE
    assert OpenItem.objects.get().level == Level.URGENT.rank
    assert Response.objects.get(uuid=second.uuid).status == ResponseStatus.AMENDED


def test_what_was_stored_cannot_be_changed(monday: datetime, wang_xiuying: Someone) -> None:
    builders.send(wang_xiuying)
    for change in (
        lambda: Response.objects.update(mode="phone"),
        lambda: Score.objects.all().delete(),
        lambda: Assessment.objects.update(level="routine"),
        lambda: Event.objects.all().delete(),
    ):
        with pytest.raises(Exception, match="append only"), transaction.atomic():
            change()


def test_an_error_half_way_leaves_nothing(
    monday: datetime, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise IntegrityError("disk full")

    monkeypatch.setattr("osteopro.messaging.actions.OutboundMessage.objects.bulk_create", broken)
    with pytest.raises(IntegrityError), transaction.atomic():
        builders.send(wang_xiuying, sym_pain_rest="8")
    assert not Response.objects.exists()
    assert not OpenItem.objects.exists()
    assert not Event.objects.filter(kind="record.received").exists()


def test_totals_in_hidden_items_are_ours(monday: datetime, wang_xiuying: Someone) -> None:
    screen = instruments_queries.latest(Kind.SCREEN).instrument
    draft = actions.start_form(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        instrument=screen,
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
    )
    total = next(scale.fills for scale in screen.spec.scales if scale.fills)
    first, second = [item.link_id for item in screen.questionnaire.items if item.options][:2]

    def shown() -> tuple[object, bool]:
        view = records_queries.draft(wang_xiuying.patient_id, draft)
        assert view is not None
        asked = len(view.answers.enabled_items()) > 2
        return view.values.get(total), asked

    builders.save(wang_xiuying, draft, {first: "2"})
    assert shown() == (None, False)
    builders.save(wang_xiuying, draft, {second: "1"})
    assert shown() == (3, True)
    builders.save(wang_xiuying, draft, {second: "0", total: 6})
    assert shown() == (2, False)
    receipt = actions.send_form(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=draft
    )
    assert Response.objects.get(uuid=receipt.uuid).values[total] == 2

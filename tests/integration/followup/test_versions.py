"""One sitting, several versions: snapshots, forms left behind, corrections, two devices.

Exactly one version of a form stands in a sitting, and what a manager ended stays ended until
there is something new.
"""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from osteopro import clock
from osteopro.followup import actions, jobs
from osteopro.followup.actions import Receipt
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.rules import Ending
from osteopro.followup.terms import EmergencyOutcome, Lane, Outcome
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind, Mode
from osteopro.messaging.terms import ReceiptKind
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records.actions import DraftClosed
from osteopro.records.models import Draft, Response
from osteopro.records.terms import ByWhom, DraftState, ResponseStatus
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db


def correct(someone: Someone, receipt: Receipt) -> UUID:
    return actions.start_form(
        by=someone.actor,
        patient_id=someone.patient_id,
        instrument=builders.form(),
        mode=Mode.ONLINE,
        language="zh-CN",
        by_whom=ByWhom.SELF,
        corrects=receipt.uuid,
    )


def send(someone: Someone, draft: UUID) -> Receipt:
    return actions.send_form(by=someone.actor, patient_id=someone.patient_id, draft_uuid=draft)


def standing(someone: Someone) -> list[str]:
    rows = records_queries.latest_versions().filter(patient_id=someone.patient_id)
    return list(rows.values_list("status", flat=True))


def called(clinic: Clinic, someone: Someone, occasion: UUID) -> None:
    versions = [each.uuid for each in records_queries.occasion(occasion)]
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=occasion,
        ending=Ending(
            Outcome.CALLED,
            reached_by_phone=True,
            note="女儿送她去了急诊",
            emergency_outcome=EmergencyOutcome.WENT_TO_ER,
        ),
        versions=versions,
    )


def test_a_handled_emergency_does_not_come_back_by_itself(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["bladder"]})
    with clock.frozen(monday + timedelta(minutes=5)):
        called(clinic, wang_xiuying, Response.objects.get().occasion)
    with clock.frozen(monday + timedelta(minutes=31)):
        assert jobs.keep_left_drafts() == 0
    assert Response.objects.count() == 1
    assert CareState.objects.get().lane == Lane.NONE.rank


def test_finishing_the_form_afterwards_asks_to_be_read_but_alarms_nobody(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["bladder"]})
    called(clinic, wang_xiuying, Response.objects.get().occasion)
    builders.save(wang_xiuying, record, {**builders.STEADY, "rf-check": ["bladder"]})
    send(wang_xiuying, record)
    state = CareState.objects.get()
    assert (state.lane, state.level) == (Lane.REPLY.rank, Level.ROUTINE.rank)
    assert standing(wang_xiuying) == [ResponseStatus.COMPLETED]


def test_a_new_danger_after_a_handled_one_is_an_emergency_again(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["bladder"]})
    called(clinic, wang_xiuying, Response.objects.get().occasion)
    builders.save(wang_xiuying, record, {"rf-check": ["bladder", "chest"]})
    state = CareState.objects.get()
    assert (state.lane, state.level) == (Lane.NOW.rank, Level.EMERGENCY.rank)
    assert [reason["id"] for reason in state.reasons][:2] == ["T-E01", "T-E03"]
    assert len(standing(wang_xiuying)) == 1


def test_looking_at_a_correction_and_going_away_changes_nothing(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, rf_check=["fever"])
    called(clinic, wang_xiuying, receipt.occasion)
    correct(wang_xiuying, receipt)
    for later in (timedelta(minutes=31), timedelta(days=20)):
        with clock.frozen(monday + later):
            jobs.keep_left_drafts()
    assert Response.objects.count() == 1
    assert CareState.objects.get().lane == Lane.NONE.rank
    assert Draft.objects.filter(state=DraftState.OPEN).count() == 0


def test_a_correction_left_with_something_urgent_is_kept(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, receipt)
    draft = correct(wang_xiuying, receipt)
    builders.save(wang_xiuying, draft, {"sym-pain-rest": "9"})
    with clock.frozen(monday + timedelta(minutes=31)):
        assert jobs.keep_left_drafts() == 1
        assert jobs.keep_left_drafts() == 0
    assert CareState.objects.get().level == Level.URGENT.rank
    assert standing(wang_xiuying) == [ResponseStatus.STOPPED]


def test_an_emergency_in_a_correction_leaves_one_standing_version(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    draft = correct(wang_xiuying, receipt)
    builders.save(wang_xiuying, draft, {"rf-check": ["chest"]})
    assert standing(wang_xiuying) == [ResponseStatus.STOPPED]
    send(wang_xiuying, draft)
    assert standing(wang_xiuying) == [ResponseStatus.AMENDED]


def test_correcting_twice_corrects_what_stands(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    first = builders.send(wang_xiuying)
    for value in ("4", "5"):
        draft = correct(wang_xiuying, first)
        builders.save(wang_xiuying, draft, {"sym-pain-rest": value})
        send(wang_xiuying, draft)
    assert standing(wang_xiuying) == [ResponseStatus.AMENDED]
    latest = records_queries.latest_records(wang_xiuying.patient_id, 1)[0]
    assert latest.values["sym-pain-rest"] == "5"


def test_a_correction_and_a_new_record_are_two_drafts(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    new = builders.begin(wang_xiuying)
    assert correct(wang_xiuying, receipt) not in (new, receipt.uuid)
    assert builders.begin(wang_xiuying) == new


def test_a_correction_moves_neither_its_day_nor_the_next_due_day(
    wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    before = CareState.objects.get().next_due_on
    with clock.frozen(monday + timedelta(hours=23)):
        draft = correct(wang_xiuying, receipt)
        builders.save(wang_xiuying, draft, {"sym-pain-rest": "4"})
        send(wang_xiuying, draft)
    sent, corrected = Response.objects.order_by("pk")
    assert corrected.effective == sent.effective
    assert CareState.objects.get().next_due_on == before


def test_another_form_of_the_sitting_replaces_nothing(
    wang_xiuying: Someone, monday: datetime
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {"rf-check": ["chest"]})
    occasion = Response.objects.get().occasion
    quality = instruments_queries.latest(Kind.QUALITY_OF_LIFE).instrument
    items = [item for item in quality.questionnaire.items if item.options]
    actions.receive_record(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        submission=records_actions.Submission(
            uuid=UUID(int=5),
            canonical=quality.canonical,
            values={item.link_id: item.options[0].code for item in items},
            status=ResponseStatus.COMPLETED,
            authored=monday,
            mode="online",
            by_whom="self",
            language="zh-CN",
            occasion=occasion,
        ),
    )
    assert sorted(standing(wang_xiuying)) == [ResponseStatus.COMPLETED, ResponseStatus.STOPPED]


def test_understood_on_an_old_reply_ends_nothing_new(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying)
    builders.reply(clinic, wang_xiuying, receipt)
    with clock.frozen(monday + timedelta(minutes=1)):
        draft = correct(wang_xiuying, receipt)
        builders.save(wang_xiuying, draft, {"rf-check": ["fever"]})
        send(wang_xiuying, draft)
        reply = OpenItem.objects.get().reviews.get().message
        actions.answer_reply(
            by=wang_xiuying.actor,
            patient_id=wang_xiuying.patient_id,
            message_id=reply or 0,
            kind=ReceiptKind.UNDERSTOOD,
        )
    assert CareState.objects.get().level == Level.URGENT.rank


def test_a_reopened_item_is_watched_again(
    clinic: Clinic, wang_xiuying: Someone, monday: datetime
) -> None:
    receipt = builders.send(wang_xiuying, rf_check=["fever"])
    with clock.frozen(monday + timedelta(days=2)):
        jobs.tell_of_missed_deadlines()
    assert OpenItem.objects.get().told > 0
    with clock.frozen(monday + timedelta(hours=23)):
        called(clinic, wang_xiuying, receipt.occasion)
        draft = correct(wang_xiuying, receipt)
        builders.save(wang_xiuying, draft, {"sym-pain-rest": "9"})
        send(wang_xiuying, draft)
        assert OpenItem.objects.get().told == 0


def test_an_answer_saved_while_sending_is_sent_too(
    wang_xiuying: Someone, monday: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, builders.STEADY)
    read, once = records_queries.draft, iter([True])

    def read_then_other_device(patient_id: int, uuid: UUID) -> records_queries.DraftView | None:
        draft = read(patient_id, uuid)
        if next(once, False):
            monkeypatch.setattr(records_queries, "draft", read)
            builders.save(wang_xiuying, record, {"sym-pain-rest": "9"})
        return draft

    monkeypatch.setattr(records_queries, "draft", read_then_other_device)
    receipt = send(wang_xiuying, record)
    assert Response.objects.get(uuid=receipt.uuid).values["sym-pain-rest"] == "9"
    assert receipt.level == Level.URGENT


def test_a_form_put_away_is_not_sent_by_an_old_page(
    wang_xiuying: Someone, monday: datetime
) -> None:
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, builders.STEADY)
    with clock.frozen(monday + timedelta(days=20)):
        assert jobs.keep_left_drafts() == 1
        with pytest.raises(DraftClosed):
            send(wang_xiuying, record)
    assert Response.objects.count() == 1


def test_only_opening_a_form_leaves_nothing_behind(wang_xiuying: Someone, monday: datetime) -> None:
    builders.begin(wang_xiuying)
    with clock.frozen(monday + timedelta(days=20)):
        jobs.keep_left_drafts()
    assert not Response.objects.exists()
    assert not OpenItem.objects.exists()


def test_a_form_begun_for_today_outlives_the_day(wang_xiuying: Someone, monday: datetime) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=6)):  # the window of the next one is open
        builders.begin(wang_xiuying)
    ends = Draft.objects.get(state=DraftState.OPEN).expires_at
    assert ends > monday + timedelta(days=8)


def test_a_record_received_late_moves_the_clock_by_the_day_it_came(
    wang_xiuying: Someone, monday: datetime
) -> None:
    actions.receive_record(
        by=wang_xiuying.actor,
        patient_id=wang_xiuying.patient_id,
        submission=records_actions.Submission(
            uuid=UUID(int=9),
            canonical=builders.form().canonical,
            values=dict(builders.STEADY),
            status=ResponseStatus.COMPLETED,
            authored=monday - timedelta(days=10),
            mode="online",
            by_whom="self",
            language="zh-CN",
            occasion=UUID(int=9),
        ),
    )
    assert CareState.objects.get().next_due_on.isoformat() == "2026-11-30"


def test_the_own_baseline_counts_when_the_first_form_was_a_proxys(
    clinic: Clinic, monday: datetime
) -> None:
    with clock.frozen(monday - timedelta(days=320)):
        someone = builders.patient(clinic)
        builders.send(someone, full=True, by_whom=ByWhom.PROXY, sym_pain_rest="2")
    builders.send(someone, full=True, at=monday - timedelta(days=310), sym_pain_rest="8")
    receipt = builders.send(someone, sym_pain_rest="8", sym_pain_move="8")
    fired = [rule["id"] for rule in OpenItem.objects.get(source=str(receipt.occasion)).reasons]
    assert "T-U08" not in fired
    assert "T-A01" in fired


def test_looking_at_left_forms_costs_nothing_when_nothing_changed(
    clinic: Clinic, monday: datetime, django_assert_num_queries: object
) -> None:
    for n in range(5):
        someone = builders.patient(clinic, phone=f"+861380000{n:04d}")
        builders.save(someone, builders.begin(someone), {"rf-check": ["none"]})
    with clock.frozen(monday + timedelta(minutes=31)):
        jobs.keep_left_drafts()
        with django_assert_num_queries(1):  # type: ignore[operator]
            jobs.keep_left_drafts()

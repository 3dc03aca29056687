"""A report that wants a talk: what is kept, who phones by when, what comes of it (5.2, 5.3)."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions, state
from osteopro.followup.actions import AlreadySent, Heard
from osteopro.followup.looking_back import look_back
from osteopro.followup.models import Call, CareState, OpenItem, Verification
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import Agrees, CallOutcome, ItemKind, Lane
from osteopro.records.models import Assessment
from osteopro.triage.terms import Level
from osteopro.triage.validity import asking, checking
from tests import builders
from tests.builders import Clinic, Someone

ZERO = {
    "sym-pain-rest": "0",
    "sym-pain-move": "0",
    **dict.fromkeys(
        ("sym-mobility", "sym-fatigue", "sym-sleep", "sym-unsteady", "sym-mood"), "none"
    ),
}
TOP = {
    "sym-pain-rest": "10",
    "sym-pain-move": "10",
    **dict.fromkeys(
        ("sym-mobility", "sym-fatigue", "sym-sleep", "sym-unsteady", "sym-mood"), "very"
    ),
    "rf-selfharm": "no",
    "fu-wish": "visit",
    "wish-why": "pain",
}
CALM = Heard(2, 3, event=False, level=Level.ROUTINE, agrees=Agrees.YES, note="在扫地")


def sent(someone: Someone, values: Mapping[str, Any], **more: Any) -> actions.Receipt:
    record = builders.begin(someone)
    builders.save(someone, record, {**builders.STEADY, **values})
    return actions.send_form(
        by=someone.actor, patient_id=someone.patient_id, draft_uuid=record, **more
    )


def flags(receipt: actions.Receipt) -> list[str]:
    row = Assessment.objects.get(response__uuid=receipt.uuid)
    return [flag["id"] for flag in row.flags]


def talks(someone: Someone) -> list[OpenItem]:
    return list(OpenItem.objects.filter(patient_id=someone.patient_id, kind=ItemKind.VERIFY))


def test_what_holds_is_kept_with_the_assessment_and_its_version(
    monday: datetime, wang_xiuying: Someone
) -> None:
    first = builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=7)):
        jumped = sent(wang_xiuying, {"sym-pain-rest": "8"})
    assert flags(first) == []
    assert flags(jumped) == ["V3"]
    row = Assessment.objects.get(response__uuid=jumped.uuid)
    assert row.checks == "opros-validity|1.0.0"
    assert row.flags[0]["detail"]["en"] == "Rest pain went from 3 to 8 with no event recorded"
    assert jumped.level == Level.URGENT


def test_the_time_on_screen_comes_from_the_draft(monday: datetime, wang_xiuying: Someone) -> None:
    def answered(each: float) -> actions.Receipt:
        record = builders.begin(wang_xiuying)
        now = clock.now()
        for item, value in builders.STEADY.items():
            shown = (now - timedelta(seconds=each)).isoformat()
            actions.save_answers(
                by=wang_xiuying.actor,
                patient_id=wang_xiuying.patient_id,
                draft_uuid=record,
                values={item: value},
                circumstances={"shown_at": shown},
            )
        return actions.send_form(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
        )

    assert flags(answered(1.9)) == ["V4"]
    with clock.frozen(monday + timedelta(days=7)):
        assert flags(answered(2.0)) == []


def test_the_ceiling_with_a_wish_wants_a_talk_by_the_promise_already_given(
    monday: datetime, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying)
    with clock.frozen(monday + timedelta(days=7)):
        loud = sent(wang_xiuying, TOP)
    (talk,) = talks(wang_xiuying)
    record = OpenItem.objects.get(kind=ItemKind.RECORD, source=str(loud.occasion))
    assert (talk.due_at, talk.lead_at) == (record.due_at, record.lead_at)
    assert "V5" in flags(loud)


def test_a_record_that_wants_a_talk_stands_where_it_would_stand_without(
    monday: datetime, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    receipt = builders.send(wang_xiuying)
    row = CareState.objects.get()
    assert talks(wang_xiuying)
    assert (row.lane, row.kind, row.source) == (
        Lane.REPLY.rank,
        ItemKind.RECORD,
        str(receipt.occasion),
    )


def test_nobody_is_drawn_twice_within_28_days(
    monday: datetime, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    builders.send(wang_xiuying)
    for days, expected in ((7, 1), (27, 1), (28, 2)):
        with clock.frozen(monday + timedelta(days=days)):
            builders.send(wang_xiuying)
        assert len(talks(wang_xiuying)) == expected


def test_only_routine_records_are_drawn(
    monday: datetime, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    builders.send(wang_xiuying, sym_pain_rest="6")
    assert talks(wang_xiuying) == []


def test_a_call_wanted_costs_one_statement(
    monday: datetime, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, builders.STEADY)
    with CaptureQueriesContext(connection) as captured:
        actions.send_form(
            by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
        )
    marks = ("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE")
    statements = [q["sql"] for q in captured if not q["sql"].startswith(marks)]
    assert talks(wang_xiuying)
    assert len(statements) - 2 <= 13, "\n".join(statements)


def test_a_talk_is_kept_and_ends_the_task(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    receipt = builders.send(wang_xiuying)
    key = uuid4()

    def talk(heard: Heard = CALM) -> int:
        return actions.record_verification(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=receipt.occasion,
            key=key,
            heard=heard,
        )

    assert talk() == talk()
    kept = Verification.objects.get()
    assert (kept.own_rest, kept.own_move, kept.sampled) == (3, 5, True)
    assert Call.objects.get().outcome == CallOutcome.REACHED
    assert all(item.closed_at for item in talks(wang_xiuying))
    row = CareState.objects.get()
    assert row.verified == [
        {"at": monday.isoformat(), "pain_rest": 2, "pain_move": 3, "level": "routine"}
    ]
    before_leaving = look_back(row)
    assert (before_leaving.a1_verified, before_leaving.a2_verified) == (0, 1)
    with pytest.raises(AlreadySent):
        talk(Heard(5, 5, event=False, level=Level.ROUTINE, agrees=Agrees.NO))


def test_what_was_heard_can_raise_a_level_and_never_lowers_one(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    receipt = builders.send(wang_xiuying, sym_pain_rest="6")
    item = OpenItem.objects.get(kind=ItemKind.RECORD)

    def talk(level: Level, note: str) -> None:
        actions.record_verification(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=receipt.occasion,
            key=uuid4(),
            heard=Heard(6, 6, event=False, level=level, agrees=Agrees.PARTLY, note=note),
        )

    talk(Level.ROUTINE, "")
    item.refresh_from_db()
    before = item.level
    assert state.level_of(before) == receipt.level
    with pytest.raises(OutcomeRefused, match="talk-needs-note"):
        talk(Level.EMERGENCY, " ")
    talk(Level.EMERGENCY, "站不起来")
    item.refresh_from_db()
    assert state.level_of(item.level) == Level.EMERGENCY


def test_who_does_not_want_to_talk_is_left_in_peace(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "drawn", lambda *_: True)
    receipt = builders.send(wang_xiuying)
    before = CareState.objects.get()
    actions.give_up_talk(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        occasion=receipt.occasion,
        key=uuid4(),
        refused=True,
    )
    after = CareState.objects.get()
    assert (after.lane, after.level, after.due_at) == (before.lane, before.level, before.due_at)
    assert after.open_items == before.open_items - 1
    assert after.verified == []


def test_what_staff_heard_speaks_in_the_next_report(
    monday: datetime, clinic: Clinic, wang_xiuying: Someone
) -> None:
    builders.send(wang_xiuying, **{key.replace("-", "_"): value for key, value in ZERO.items()})
    with clock.frozen(monday + timedelta(days=1)):
        actions.record_verification(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            occasion=UUID(OpenItem.objects.get(kind=ItemKind.RECORD).source),
            key=uuid4(),
            heard=Heard(5, 6, event=False, level=Level.ROUTINE, agrees=Agrees.NO, note="怕麻烦"),
        )
    with clock.frozen(monday + timedelta(days=7)):
        again = sent(wang_xiuying, ZERO)
    assert flags(again) == ["V6"]
    assert again.level == Level.ROUTINE
    assert [talk.due_at for talk in talks(wang_xiuying)] == [again.reply_by]


def test_a_fault_in_a_check_never_costs_a_record(
    monday: datetime, wang_xiuying: Someone, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: Any) -> Any:
        raise ZeroDivisionError

    monkeypatch.setattr(checking, "KINDS", dict.fromkeys(checking.KINDS, broken))
    receipt = builders.send(wang_xiuying)
    assert flags(receipt) == []

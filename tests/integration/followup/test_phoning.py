"""A call while it goes on: the record it takes, danger in the middle, broken off and gone on."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from osteopro import clock
from osteopro.audit.models import Event
from osteopro.followup import actions
from osteopro.followup.actions import Asked, Circumstances, NoCall, OnThePhone
from osteopro.followup.actions.calling import RANGE
from osteopro.followup.models import Call, CareState, LiveCall, OpenItem, Review
from osteopro.followup.queries import calls as queries
from osteopro.followup.queries import home as home_queries
from osteopro.followup.queries.frame import frame
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import (
    CallKind,
    CallOutcome,
    Deviation,
    EmergencyOutcome,
    ItemKind,
    Privacy,
)
from osteopro.instruments.terms import Mode
from osteopro.messaging.models import OutboundMessage
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.terms import ByWhom, DraftState
from osteopro.triage.terms import Level
from tests import builders

PHONED = {k: v for k, v in builders.STEADY.items() if k != "by-whom"}


def begin(
    clinic: builders.Clinic,
    someone: builders.Someone,
    key: UUID | None = None,
    *,
    full: bool = True,
    **more: Any,
) -> queries.Live:
    actions.begin_call(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        key=key or uuid4(),
        language="zh-CN",
        asked=Asked(builders.form(full=full), ByWhom.STAFF_PHONE),
        **more,
    )
    live = queries.live(someone.patient_id)
    assert live is not None
    return live


def answer(
    clinic: builders.Clinic,
    someone: builders.Someone,
    live: queries.Live,
    values: Mapping[str, Any],
    **told: Any,
) -> actions.Saved:
    assert live.draft is not None
    return actions.save_answers(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        draft_uuid=live.draft,
        values=values,
        circumstances=told,
    )


def send(clinic: builders.Clinic, someone: builders.Someone, live: queries.Live) -> actions.Receipt:
    assert live.draft is not None
    return actions.send_form(
        by=clinic.li.actor, patient_id=someone.patient_id, draft_uuid=live.draft
    )


def end(
    clinic: builders.Clinic,
    someone: builders.Someone,
    live: queries.Live,
    outcome: CallOutcome = CallOutcome.REACHED,
    **more: Any,
) -> int:
    return actions.end_call(
        by=clinic.li.actor, patient_id=someone.patient_id, key=live.key, outcome=outcome, **more
    )


def judged(receipt: actions.Receipt) -> dict[str, Any]:
    """Answers, scores and judgement of a record, without how and by whom it came."""
    response = Response.objects.get(uuid=receipt.uuid)
    said = response.assessment
    return {
        "answers": {**response.values, "by-whom": None},
        "scores": sorted(response.scores.values_list("scale", "value", "answered", "asked")),
        "judgement": (said.ruleset, said.level, said.rules, said.tags, said.advice),
        "level": (receipt.level, receipt.reply_by),
    }


def test_a_record_taken_on_the_phone_says_so_and_the_call_says_how(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, PHONED)
    answer(clinic, wang_xiuying, live, {"sym-pain-rest": "6"}, **{RANGE: True})
    receipt = send(clinic, wang_xiuying, live)
    with clock.frozen(clock.now() + timedelta(minutes=5)):
        call_id = end(
            clinic,
            wang_xiuying,
            live,
            note="听力差",
            about=Circumstances(deviations=[Deviation.FAMILY_SPOKE], recording="R-17"),
        )
    stored = Response.objects.get(uuid=receipt.uuid)
    assert (stored.mode, stored.by_whom) == ("phone", "staff-phone")
    assert stored.circumstances["sym-pain-rest"][RANGE] is True
    call = Call.objects.get(pk=call_id)
    assert (call.kind, call.outcome, call.occasion) == ("record", "reached", receipt.occasion)
    assert (call.ranges, call.deviations) == (["sym-pain-rest"], ["family-spoke"])
    assert (call.recording, call.language, call.interruptions) == ("R-17", "zh-CN", 0)
    assert call.ended_at is not None
    assert call.started_at is not None
    assert call.ended_at - call.started_at == timedelta(minutes=5)
    assert not LiveCall.objects.exists()
    kinds = set(Event.objects.values_list("kind", flat=True))
    assert {"call.begun", "draft.started", "record.received", "call.recorded"} <= kinds


def test_the_call_that_took_a_record_is_no_answer_to_it(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, PHONED)
    send(clinic, wang_xiuying, live)
    end(clinic, wang_xiuying, live)
    fate = home_queries.home(frame(wang_xiuying.patient_id)).fate
    assert fate is not None
    assert not fate.answered


def test_ending_twice_is_ending_once(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    first = end(clinic, wang_xiuying, live)
    assert end(clinic, wang_xiuying, live) == first
    assert Call.objects.count() == 1
    with pytest.raises(NoCall):
        actions.end_call(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            key=uuid4(),
            outcome=CallOutcome.REACHED,
        )


def test_cut_off_keeps_what_was_said_and_goes_on_at_the_same_question(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, {"rf-check": ["none"], "sym-pain-rest": "4"})
    end(clinic, wang_xiuying, live, CallOutcome.CUT_OFF)
    snapshot = Response.objects.get()
    assert (snapshot.status, snapshot.mode) == ("stopped", "phone")
    assert queries.one(wang_xiuying.patient_id).unfinished
    again = begin(clinic, wang_xiuying)
    assert again.draft == live.draft
    assert again.occasion == live.occasion
    answer(clinic, wang_xiuying, again, PHONED)
    receipt = send(clinic, wang_xiuying, again)
    end(clinic, wang_xiuying, again)
    assert receipt.occasion == snapshot.occasion
    assert Response.objects.get(uuid=receipt.uuid).supersedes == snapshot
    assert OpenItem.objects.get(kind=ItemKind.RECORD).source == str(receipt.occasion)
    assert list(Call.objects.order_by("pk").values_list("outcome", "interruptions")) == [
        ("cut-off", 0),
        ("reached", 1),
    ]


def test_cut_off_before_the_safety_question_is_to_be_called_back(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, {"sym-sleep": "some"})
    end(clinic, wang_xiuying, live, CallOutcome.CUT_OFF)
    item = OpenItem.objects.get()
    assert item.level == Level.ATTENTION.rank
    assert "T-A13" in {reason["id"] for reason in item.reasons}


def test_nothing_said_leaves_no_record(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    end(clinic, wang_xiuying, live, CallOutcome.CUT_OFF)
    assert not Response.objects.exists()


def test_somebody_who_refuses_to_go_on_ends_the_form(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, {"rf-check": ["none"]})
    end(clinic, wang_xiuying, live, CallOutcome.REFUSED)
    assert Response.objects.get().status == "stopped"
    assert live.draft is not None
    draft = records_queries.draft(wang_xiuying.patient_id, live.draft)
    assert draft is not None
    assert draft.state == DraftState.LEFT


def test_an_emergency_is_stored_and_alerted_before_the_call_ends(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    saved = answer(clinic, wang_xiuying, live, {"rf-check": ["chest"]})
    assert saved.emergency is not None
    assert Response.objects.get().status == "stopped"
    assert OpenItem.objects.get().level == Level.EMERGENCY.rank
    assert OutboundMessage.objects.exists()
    with pytest.raises(OutcomeRefused):
        actions.end_emergency(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            key=live.key,
            outcome=EmergencyOutcome.AMBULANCE,
            note="",
        )
    assert LiveCall.objects.exists(), "what was refused changed nothing"
    call_id = actions.end_emergency(
        by=clinic.li.actor,
        patient_id=wang_xiuying.patient_id,
        key=live.key,
        outcome=EmergencyOutcome.AMBULANCE,
        note="女儿在旁边，120 已经到了",
    )
    review = Review.objects.get()
    assert (review.emergency_outcome, review.call_id) == ("ambulance", call_id)
    assert OpenItem.objects.get().closed_at is not None
    assert Call.objects.count() == 1
    assert not LiveCall.objects.exists()


def test_a_refused_answer_about_danger_counts_as_unanswered(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    """Back pain, and no word on whether she can stand: an emergency (T-E06, resolution 1)."""
    live = begin(clinic, wang_xiuying)
    assert answer(clinic, wang_xiuying, live, {"rf-check": ["back"]}).emergency is None
    saved = answer(clinic, wang_xiuying, live, {"rf-back-stand": {"absent": "skipped"}})
    assert saved.emergency is not None


def test_a_danger_that_no_answer_names(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    actions.note_danger(
        by=clinic.li.actor, patient_id=wang_xiuying.patient_id, words="听上去喘得厉害"
    )
    item = OpenItem.objects.get()
    assert item.level == Level.EMERGENCY.rank
    stored = Response.objects.get()
    assert stored.values["fu-note"] == "听上去喘得厉害"
    assert OutboundMessage.objects.exists()
    assert live.occasion is not None
    actions.note_danger(by=clinic.li.actor, patient_id=wang_xiuying.patient_id, words="还是喘")
    assert OpenItem.objects.count() == 1


def test_two_callers_do_not_talk_at_once(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, {"rf-check": ["none"]})
    again: dict[str, Any] = {
        "by": clinic.wang.actor,
        "patient_id": wang_xiuying.patient_id,
        "key": uuid4(),
        "language": "zh-CN",
        "asked": Asked(builders.form(full=True), ByWhom.STAFF_PHONE),
    }
    with pytest.raises(OnThePhone) as met:
        actions.begin_call(**again)
    assert met.value.by == clinic.li.account_id
    actions.begin_call(**again, take_over=True)
    taken = queries.live(wang_xiuying.patient_id)
    assert taken is not None
    assert (taken.by, taken.draft) == (clinic.wang.account_id, live.draft)
    broken = Call.objects.get()
    assert (broken.by, broken.outcome) == (clinic.li.account_id, "cut-off")
    noted = Event.objects.get(kind="call.recorded")
    assert noted.actor == clinic.wang.account_id, "who took over is who changed it"
    with pytest.raises(NoCall):
        actions.note_privacy(
            by=clinic.li.actor, patient_id=wang_xiuying.patient_id, privacy=Privacy.ALONE
        )


def test_what_she_sends_online_meanwhile_is_a_record_of_its_own(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    live = begin(clinic, wang_xiuying)
    answer(clinic, wang_xiuying, live, {"rf-check": ["none"]})
    online = builders.send(wang_xiuying, full=True)
    answer(clinic, wang_xiuying, live, PHONED)
    phoned = send(clinic, wang_xiuying, live)
    assert online.occasion != phoned.occasion
    assert set(Response.objects.values_list("mode", flat=True)) == {"online", "phone"}


@pytest.mark.parametrize(
    "changes",
    [{}, {"sym-pain-move": "9", "sym-mood": "quite", "rf-selfharm": "no"}, {"rf-check": ["fever"]}],
    ids=["a quiet week", "much pain and low mood", "fever"],
)
def test_the_same_answers_by_phone_score_and_judge_the_same(
    clinic: builders.Clinic, wang_xiuying: builders.Someone, changes: Mapping[str, Any]
) -> None:
    twin = builders.patient(clinic, name="王秀珍", phone="+8613800006699")
    for someone in (wang_xiuying, twin):
        builders.send(someone, full=True, at=clock.now() - timedelta(days=7))
    record = builders.begin(wang_xiuying)
    builders.save(wang_xiuying, record, {**builders.STEADY, **changes})
    online = actions.send_form(
        by=wang_xiuying.actor, patient_id=wang_xiuying.patient_id, draft_uuid=record
    )
    live = begin(clinic, twin, full=False)
    answer(clinic, twin, live, {**PHONED, **changes})
    phoned = send(clinic, twin, live)
    assert judged(online) == judged(phoned)
    modes = [Response.objects.get(uuid=each.uuid).mode for each in (online, phoned)]
    assert modes == ["online", "phone"]


def test_a_form_begun_online_is_not_gone_on_with_on_the_phone(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    record = builders.begin(wang_xiuying, full=True)
    live = begin(clinic, wang_xiuying)
    assert live.draft != record
    own = records_queries.open_draft(wang_xiuying.patient_id)
    phoned = records_queries.open_draft(wang_xiuying.patient_id, Mode.PHONE)
    assert own is not None
    assert phoned is not None
    assert (own.uuid, phoned.uuid) == (record, live.draft)


def test_an_attempt_without_an_answer_is_kept_with_its_reason(
    clinic: builders.Clinic, wang_xiuying: builders.Someone
) -> None:
    key = uuid4()
    for _ in range(2):
        actions.record_call(
            by=clinic.li.actor,
            patient_id=wang_xiuying.patient_id,
            outcome=CallOutcome.HOSPITAL,
            key=key,
            about=Circumstances(CallKind.RECORD),
        )
    call = Call.objects.get()
    assert (call.outcome, call.kind, call.started_at) == ("hospital", "record", None)
    assert CareState.objects.get().next_due_on is not None

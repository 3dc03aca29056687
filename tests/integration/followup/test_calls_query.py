"""Who is to be phoned today, in which order, and who calls back."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from osteopro import clock
from osteopro.followup import actions, deadlines, state
from osteopro.followup.actions import Circumstances
from osteopro.followup.models import CareState
from osteopro.followup.queries import calls as queries
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.rules import Ending
from osteopro.followup.terms import (
    CallKind,
    CallOutcome,
    ItemKind,
    NextStep,
    Outcome,
    PauseReason,
)
from osteopro.patients import actions as patients_actions
from osteopro.patients.terms import CallTime, Channel, ContactPlan
from osteopro.records.queries import occasion
from osteopro.triage.terms import Level
from tests import builders
from tests.integration.conftest import MONDAY

MINE = Filter(Whose.MINE)


def by_phone(clinic: builders.Clinic, n: int = 0, **more: Any) -> builders.Someone:
    return builders.patient(
        clinic,
        name=more.pop("name", f"周德明{n}"),
        phone=f"+86138111{n:05}",
        channel=Channel.PHONE,
        **more,
    )


def tried(
    clinic: builders.Clinic, someone: builders.Someone, outcome: CallOutcome, **more: Any
) -> None:
    actions.record_call(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        outcome=outcome,
        about=Circumstances(CallKind.RECORD, **more),
    )


def listed(clinic: builders.Clinic) -> list[queries.ToPhone]:
    return queries.to_phone(clinic.li.viewer, MINE)


def test_who_reports_by_phone_and_is_due_is_to_be_phoned(clinic: builders.Clinic) -> None:
    zhou = by_phone(clinic)
    builders.patient(clinic)
    by_phone(clinic, 2, starts_on=(MONDAY + timedelta(days=1)).date())
    (found,) = listed(clinic)
    assert found.patient_id == zhou.patient_id
    assert found.due is not None
    assert (found.next.step, found.next.tries, found.last) == (NextStep.CALL, 0, None)
    assert queries.to_phone(builders.clinic("east").li.viewer, MINE) == []


def test_a_reply_to_be_read_out_is_a_call_too(clinic: builders.Clinic) -> None:
    zhou = by_phone(clinic)
    builders.reply(clinic, zhou, builders.send(zhou, full=True))
    (found,) = listed(clinic)
    assert (found.due, found.kinds) == (None, (ItemKind.TELL,))


def test_a_call_that_was_due_and_then_asked_for_ends_with_the_talk(
    clinic: builders.Clinic,
) -> None:
    zhou = by_phone(clinic)
    state.open_item(
        row := CareState.objects.get(patient_id=zhou.patient_id),
        state.NewItem(
            kind=ItemKind.CALL,
            source="due:2026-11-23",
            level=Level.ROUTINE,
            promise=deadlines.request(state.clinic(row), MONDAY),
            reasons=[state.remark("call-due")],
        ),
        known_new=True,
    )
    row.save()
    assert [asked for _pk, _kind, asked in queries.to_close(zhou.patient_id)] == [False]
    actions.request_call(by=zhou.actor, patient_id=zhou.patient_id)
    # The call that was asked for ends with the talk; the record is still to be taken.
    assert [asked for _pk, _kind, asked in queries.to_close(zhou.patient_id)] == [False, True]


def test_the_time_they_like_comes_before_how_late_they_are(clinic: builders.Clinic) -> None:
    late = by_phone(clinic, 1, starts_on=(MONDAY - timedelta(days=3)).date())
    afternoon = by_phone(clinic, 2, starts_on=(MONDAY - timedelta(days=5)).date())
    today = by_phone(clinic, 3)
    refused = by_phone(clinic, 4)
    broken = by_phone(clinic, 5)
    patients_actions.set_contact_plan(
        by=clinic.li.actor,
        patient_id=afternoon.patient_id,
        plan=ContactPlan(call_times=(CallTime.AFTERNOON,)),
    )
    tried(clinic, refused, CallOutcome.REFUSED)
    tried(clinic, broken, CallOutcome.CUT_OFF)
    order = [each.patient_id for each in listed(clinic)]
    expected = [broken, late, today, afternoon, refused]
    assert order == [each.patient_id for each in expected]


def test_tries_last_outcome_and_best_next_time(clinic: builders.Clinic) -> None:
    zhou = by_phone(clinic)
    tried(clinic, zhou, CallOutcome.NO_ANSWER)
    (found,) = listed(clinic)
    assert found.next.tries == 1
    assert found.last is not None
    assert found.last.outcome == CallOutcome.NO_ANSWER
    assert found.next.at == MONDAY + timedelta(hours=1)
    back = MONDAY + timedelta(hours=5)
    tried(clinic, zhou, CallOutcome.POSTPONED, call_back_at=back)
    (found,) = listed(clinic)
    assert (found.next.step, found.next.at) == (NextStep.CALL_BACK, back)


def test_a_record_ends_the_attempts(clinic: builders.Clinic) -> None:
    zhou = by_phone(clinic)
    tried(clinic, zhou, CallOutcome.NO_ANSWER)
    with clock.frozen(MONDAY + timedelta(hours=1)):
        builders.send(zhou, full=True)
        assert listed(clinic) == []
    with clock.frozen(MONDAY + timedelta(days=7)):
        (found,) = listed(clinic)
        assert (found.next.tries, found.last) == (0, None)


def test_the_list_costs_the_same_for_many(clinic: builders.Clinic) -> None:
    by_phone(clinic)
    viewer = clinic.li.viewer

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            queries.to_phone(viewer, MINE)
        return len(asked)

    cost()  # forms are read once per process
    first = cost()
    for n in range(1, 8):
        someone = by_phone(clinic, n)
        tried(clinic, someone, CallOutcome.NO_ANSWER)
    assert cost() == first <= 9


@pytest.mark.parametrize(
    "typed",
    ["13800006620", "138 0000 6620", "+86 138-0000-6620", "8613800006620", "6620", "006620"],
)
def test_who_calls_back_is_found_by_number(clinic: builders.Clinic, typed: str) -> None:
    wang = builders.patient(clinic)
    husband = builders.patient(clinic, name="王建国", address_as="王叔")
    other = "+8613900016620" if len(typed) > 4 else "+8613900016621"
    builders.patient(clinic, name="陈国民", phone=other)
    found = queries.calling(clinic.li.viewer, typed)
    assert found == [wang.patient_id, husband.patient_id]


@pytest.mark.parametrize("typed", ["", "620", "abc", "9999", "13900006620"])
def test_nobody_is_found_by_too_little_or_another_number(
    clinic: builders.Clinic, typed: str
) -> None:
    builders.patient(clinic)
    assert queries.calling(clinic.li.viewer, typed) == []


def test_a_number_of_another_clinic_is_nobody(clinic: builders.Clinic) -> None:
    builders.patient(clinic)
    assert queries.calling(builders.clinic("east").li.viewer, "6620") == []


def pressing(clinic: builders.Clinic, n: int = 9, **answers: Any) -> builders.Someone:
    someone = builders.patient(clinic, name=f"王秀英{n}", phone=f"+86138222{n:05}")
    builders.send(someone, **answers)
    return someone


def test_what_is_urgent_comes_first_the_emergency_before_all(clinic: builders.Clinic) -> None:
    late = by_phone(clinic, 1, starts_on=(MONDAY - timedelta(days=9)).date())
    urgent = pressing(clinic, 1, rf_check=["fever"])
    with clock.frozen(MONDAY + timedelta(minutes=1)):
        emergency = pressing(clinic, 2, rf_check=["chest"])
        attention = pressing(clinic, 3, sym_pain_rest="6", sym_pain_move="6")
        found = listed(clinic)
    expected = [emergency, urgent, late]
    assert [each.patient_id for each in found] == [each.patient_id for each in expected]
    assert attention.patient_id not in {each.patient_id for each in found}
    assert [each.pressing and each.pressing.level for each in found] == [
        Level.EMERGENCY,
        Level.URGENT,
        None,
    ]
    assert found[0].pressing is not None
    assert found[0].pressing.due == MONDAY + timedelta(minutes=31)


def test_one_patient_is_one_row_with_all_reasons_at_the_faster_pace(
    clinic: builders.Clinic,
) -> None:
    zhou = by_phone(clinic)
    patients_actions.set_contact_plan(
        by=clinic.li.actor,
        patient_id=zhou.patient_id,
        plan=ContactPlan(call_times=(CallTime.AFTERNOON,)),
    )
    tried(clinic, zhou, CallOutcome.NO_ANSWER)
    with clock.frozen(MONDAY + timedelta(minutes=30)):
        builders.send(zhou, rf_check=["chest"])
        actions.request_call(by=zhou.actor, patient_id=zhou.patient_id)
        (found,) = listed(clinic)
        assert set(found.kinds) == {ItemKind.RECORD, ItemKind.CALL}
        # Tries from before the emergency are none about it, and no hour is waited for.
        assert (found.next.tries, found.next.at) == (0, clock.now())
        for n in range(3):
            assert found.next.step is NextStep.CALL, n
            tried(clinic, zhou, CallOutcome.NO_ANSWER)
            (found,) = listed(clinic)
        assert (found.next.step, found.next.tries) == (NextStep.ASK_CONTACT, 3)
        assert found.next.now(clock.now()), "the contact is phoned now"


def test_urgent_is_listed_until_its_outcome_whether_they_take_part_or_not(
    clinic: builders.Clinic,
) -> None:
    someone = pressing(clinic, rf_check=["fever"])
    actions.pause(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        until=(MONDAY + timedelta(days=9)).date(),
        reason=PauseReason.HOLIDAY,
    )
    (found,) = listed(clinic)
    call = actions.record_call(
        by=clinic.li.actor, patient_id=someone.patient_id, outcome=CallOutcome.REACHED
    )
    (found,) = listed(clinic)
    assert (found.next.step, found.next.at) == (NextStep.NOTE_OUTCOME, None)
    assert found.pressing is not None
    actions.record_review(
        by=clinic.li.actor,
        patient_id=someone.patient_id,
        occasion=UUID(found.pressing.source),
        ending=Ending(Outcome.CALLED, reached_by_phone=True, note="发烧，去医院了"),
        versions=[each.uuid for each in occasion(UUID(found.pressing.source))],
        call_id=call,
    )
    assert listed(clinic) == []


def test_urgent_words_are_a_call_too(clinic: builders.Clinic) -> None:
    someone = builders.patient(clinic)
    actions.write_back(by=someone.actor, patient_id=someone.patient_id, body="今天胸口痛")
    (found,) = listed(clinic)
    assert found.pressing is not None
    assert (found.pressing.kind, found.pressing.level) == (ItemKind.MESSAGE, Level.URGENT)


def test_however_many_calls_there_are_what_is_urgent_is_among_them(
    clinic: builders.Clinic, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(queries, "SHOWN", 2)
    for n in range(3):
        by_phone(clinic, n, starts_on=(MONDAY - timedelta(days=9)).date())
    emergency = pressing(clinic, rf_check=["chest"])
    found = listed(clinic)
    assert (len(found), found[0].patient_id) == (2, emergency.patient_id)


def test_urgent_calls_cost_no_question_more(clinic: builders.Clinic) -> None:
    by_phone(clinic)

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            queries.to_phone(clinic.li.viewer, MINE)
        return len(asked)

    cost()
    before = cost()
    for n in range(4):
        pressing(clinic, n, rf_check=["chest" if n % 2 else "fever"])
    assert cost() == before

"""What may be recorded of leaving, and until when it can be taken back (clinical content 6.5)."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from osteopro.enrolment import leaving
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State

TODAY = date(2026, 11, 23)
NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)
BY_PATIENT = Wanted(State.LEFT, DecidedBy.PATIENT)
CODES = (
    "better noeffect noreply burden phone sight-hearing toooften noappt needinperson privacy cost "
    "moved ill family exclusion age duplicate died lost other"
)


def test_the_reasons_are_those_of_the_clinical_content_in_both_languages() -> None:
    found = leaving.leave().reasons
    assert [each.code for each in found] == CODES.split()
    assert all(set(each.words) == {"zh-CN", "en"} for each in found)
    assert all(set(each.own) == {"zh-CN", "en"} for each in found if each.own)


def test_patients_are_not_offered_what_is_not_theirs_to_say() -> None:
    offered = {each.code for each in leaving.leave().own}
    assert offered.isdisjoint({"exclusion", "age", "duplicate", "died", "lost"})


def test_a_patient_needs_no_reason() -> None:
    assert leaving.problem(BY_PATIENT, clinician=False, today=TODAY) is None


@pytest.mark.parametrize("reason", ["exclusion", "age"])
def test_only_a_clinician_removes_somebody_and_hands_over(reason: str) -> None:
    wanted = Wanted(State.LEFT, DecidedBy.CLINICIAN, (reason,), note="转给张医生门诊")
    assert leaving.problem(wanted, clinician=False, today=TODAY) == "leave-needs-clinician"
    by_family = replace(wanted, decided_by=DecidedBy.FAMILY)
    assert leaving.problem(by_family, clinician=True, today=TODAY) == "leave-needs-clinician"
    silent = replace(wanted, note=" ")
    assert leaving.problem(silent, clinician=True, today=TODAY) == "leave-needs-handover"
    assert leaving.problem(wanted, clinician=True, today=TODAY) is None


@pytest.mark.parametrize(
    ("died_on", "code"),
    [(None, "leave-needs-day"), (date(2026, 11, 24), "leave-day-ahead"), (TODAY, None)],
)
def test_a_death_has_a_day_that_is_past(died_on: date | None, code: str | None) -> None:
    wanted = Wanted(State.DIED, DecidedBy.FAMILY, died_on=died_on)
    assert leaving.problem(wanted, clinician=False, today=TODAY) == code
    assert leaving.reasons_of(wanted) == ("died",)


def test_nobody_leaves_into_a_state_in_which_people_take_part() -> None:
    wanted = Wanted(State.PAUSED, DecidedBy.PATIENT)
    assert leaving.problem(wanted, clinician=True, today=TODAY) == "leave-needs-state"


def test_unknown_codes_are_refused() -> None:
    wanted = replace(BY_PATIENT, reasons=("burden", "no-such"))
    assert leaving.problem(wanted, clinician=False, today=TODAY) == "leave-unknown-reason"


def test_seven_days_to_take_it_back_and_for_ever_after_silence() -> None:
    last = NOON + timedelta(days=7) - timedelta(seconds=1)
    assert leaving.may_undo(NOON, State.LEFT, last)
    assert not leaving.may_undo(NOON, State.LEFT, NOON + timedelta(days=7))
    assert leaving.may_undo(NOON, State.LEFT_SILENT, NOON + timedelta(days=400))


def test_the_main_reason_comes_first_and_once() -> None:
    assert leaving.in_order("cost", ["burden", "cost"]) == ("cost", "burden")
    assert leaving.in_order("", ["burden"]) == ("burden",)

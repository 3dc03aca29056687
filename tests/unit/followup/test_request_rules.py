"""How a request goes on, whatever the level of any record (clinical content 3.2, 5.4)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import request_rules, rules
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import (
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
    RequestAct,
    RequestKind,
    RequestState,
)
from osteopro.triage.terms import Level

KINDS, STATES, ACTS = (st.sampled_from(each) for each in (RequestKind, RequestState, RequestAct))
STILL_OPEN = frozenset(RequestState) - request_rules.ENDED
PLACING = (RequestAct.OFFER, RequestAct.BOOK, RequestAct.RELEASE, RequestAct.SEE)


@given(KINDS, st.lists(ACTS, max_size=12))
def test_no_request_is_lost_whatever_happens_to_it(
    kind: RequestKind, acts: list[RequestAct]
) -> None:
    """It is open and somebody has it to do, or it has ended in a way that has words."""
    state = RequestState.OPEN
    for act in acts:
        before = state
        try:
            state = request_rules.after(kind, before, act)
        except OutcomeRefused:
            assert (
                before in request_rules.ENDED | request_rules.PLACED
                or act in (RequestAct.WAIT, RequestAct.CALL_FIRST)
                or act in PLACING
            )
            continue
        if state in request_rules.PLACED:
            assert kind is RequestKind.VISIT
            waits = request_rules.waits_as(kind, state)
            assert waits is ItemKind.VISIT
            assert rules.lane_of(waits, Level.ROUTINE) is Lane.NONE
            assert rules.lane_of(waits, Level.ROUTINE, missed=True) is Lane.TODAY
        elif state in STILL_OPEN:
            waits = request_rules.waits_as(kind, state)
            assert waits in (ItemKind.CALL, ItemKind.REQUEST)
            assert rules.lane_of(waits, Level.ROUTINE) in (Lane.TODAY, Lane.REPLY)
        else:
            assert act is not RequestAct.WAIT


@given(KINDS, st.sampled_from(sorted(request_rules.ENDED)), ACTS)
def test_what_has_ended_stays_ended(
    kind: RequestKind, state: RequestState, act: RequestAct
) -> None:
    with pytest.raises(OutcomeRefused, match="request-is-over"):
        request_rules.after(kind, state, act)


@given(KINDS, st.sampled_from(sorted(STILL_OPEN)))
def test_the_patient_may_take_it_back_at_any_time(kind: RequestKind, state: RequestState) -> None:
    ended = request_rules.after(kind, state, RequestAct.WITHDRAW)
    assert ended is RequestState.WITHDRAWN


def test_an_offer_to_somebody_without_a_screen_is_a_call_until_it_was_read_out() -> None:
    offered = request_rules.after(RequestKind.VISIT, RequestState.OPEN, RequestAct.OFFER)
    assert request_rules.waits_as(RequestKind.VISIT, offered, read_out=True) is ItemKind.CALL
    booked = request_rules.after(RequestKind.VISIT, offered, RequestAct.BOOK)
    assert request_rules.waits_as(RequestKind.VISIT, booked, read_out=True) is ItemKind.VISIT


def test_a_visit_with_a_place_is_not_answered_in_a_talk_and_waits_again_without_it() -> None:
    booked = request_rules.after(RequestKind.VISIT, RequestState.OFFERED, RequestAct.BOOK)
    for act in (RequestAct.REPLY, RequestAct.CALL, RequestAct.DECLINE, RequestAct.WAIT):
        with pytest.raises(OutcomeRefused, match="visit-is-placed"):
            request_rules.after(RequestKind.VISIT, booked, act)
    again = request_rules.after(RequestKind.VISIT, booked, RequestAct.RELEASE)
    assert again is RequestState.OPEN
    assert request_rules.after(RequestKind.VISIT, booked, RequestAct.SEE) in request_rules.ENDED


def test_a_call_that_was_asked_for_stands_among_calls_and_a_visit_among_answers() -> None:
    call = request_rules.waits_as(RequestKind.CALL, RequestState.OPEN)
    visit = request_rules.waits_as(RequestKind.VISIT, RequestState.OPEN)
    assert rules.lane_of(call, Level.ROUTINE) is Lane.TODAY
    assert rules.lane_of(visit, Level.ROUTINE) is Lane.REPLY


def test_phoning_first_makes_a_visit_a_call_and_speaking_brings_it_back() -> None:
    calling = request_rules.after(RequestKind.VISIT, RequestState.OPEN, RequestAct.CALL_FIRST)
    assert request_rules.waits_as(RequestKind.VISIT, calling) is ItemKind.CALL
    spoken = request_rules.after(RequestKind.VISIT, calling, RequestAct.SPOKE)
    assert spoken is RequestState.OPEN


def test_speaking_is_what_somebody_wanted_who_asked_to_be_phoned() -> None:
    spoken = request_rules.after(RequestKind.CALL, RequestState.OPEN, RequestAct.SPOKE)
    assert spoken is RequestState.CALLED


@pytest.mark.parametrize(
    ("kind", "act", "code"),
    [
        (RequestKind.CALL, RequestAct.CALL_FIRST, "request-is-a-call"),
        (RequestKind.CALL, RequestAct.WAIT, "only-a-visit-waits"),
        (RequestKind.ADVICE, RequestAct.WAIT, "only-a-visit-waits"),
    ],
)
def test_what_makes_no_sense_is_refused(kind: RequestKind, act: RequestAct, code: str) -> None:
    with pytest.raises(OutcomeRefused, match=code):
        request_rules.after(kind, RequestState.OPEN, act)


@given(st.sampled_from(Outcome))
def test_a_record_that_is_answered_never_settles_a_visit(outcome: Outcome) -> None:
    assert not request_rules.settled_with_record(RequestKind.VISIT, outcome)


def test_a_reply_to_a_record_is_advice_but_no_call() -> None:
    settled = request_rules.settled_with_record
    assert settled(RequestKind.ADVICE, Outcome.REPLIED)
    assert not settled(RequestKind.CALL, Outcome.REPLIED)
    assert settled(RequestKind.CALL, Outcome.CALLED)


def test_a_request_is_answered_and_never_only_put_away() -> None:
    with pytest.raises(OutcomeRefused, match="request-needs-answer"):
        request_rules.act_of(Outcome.NO_REPLY)


@given(st.integers(-5, 40), st.booleans())
def test_the_next_contact_is_a_day_within_four_weeks_on_which_somebody_is_there(
    days: int, works: bool
) -> None:
    today = date(2026, 11, 23)
    problem = request_rules.contact_problem(today, today + timedelta(days=days), lambda _: works)
    assert (problem is None) == (1 <= days <= 28 and works)


@pytest.mark.parametrize(
    ("asked_in", "wished", "taken_back"),
    [
        (["now"], None, True),
        (["now"], "visit", False),
        (["now"], "call", True),
        (["now", "before"], None, False),
        ([None], None, False),
    ],
)
def test_a_correction_takes_back_what_was_asked_in_that_record_alone(
    asked_in: list[str], wished: str | None, taken_back: bool
) -> None:
    found = request_rules.taken_back_by_correcting(asked_in, "now", RequestKind.VISIT, wished)
    assert found is taken_back


@given(st.sampled_from([Level.ATTENTION, Level.URGENT]), st.sampled_from(NoReplyReason))
def test_a_message_above_routine_is_never_left_without_an_answer(
    level: Level, reason: NoReplyReason
) -> None:
    with pytest.raises(OutcomeRefused):
        rules.check_talk_ending(Ending(Outcome.NO_REPLY, reason=reason), level)


def test_thanks_need_no_answer_but_a_record_never_only_says_thank_you() -> None:
    ending = Ending(Outcome.NO_REPLY, reason=NoReplyReason.THANKS)
    rules.check_talk_ending(ending, Level.ROUTINE)
    with pytest.raises(OutcomeRefused, match="no-reply-not-a-message"):
        rules.check_ending(ending, Level.ROUTINE, superseded=True, corrected=True, spoke=True)

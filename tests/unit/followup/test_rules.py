"""Decisions of follow-up care without a database."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import rules
from osteopro.followup.rules import Ending, OutcomeRefused, Standing
from osteopro.followup.terms import (
    DueStatus,
    EmergencyOutcome,
    ItemKind,
    Lane,
    NoReplyReason,
    Outcome,
)
from osteopro.triage.terms import Level

DAYS = st.dates(date(2026, 1, 1), date(2029, 12, 31))
INTERVALS = st.integers(7, 14)


@pytest.mark.parametrize(
    ("today", "status", "missed", "late"),
    [
        (date(2026, 11, 20), DueStatus.NOT_YET, 0, 0),
        (date(2026, 11, 21), DueStatus.OPEN, 0, 0),
        (date(2026, 11, 23), DueStatus.DUE, 0, 0),
        (date(2026, 11, 25), DueStatus.DUE, 0, 2),
        (date(2026, 11, 26), DueStatus.LATE, 0, 3),
        (date(2026, 11, 30), DueStatus.DUE, 1, 0),
        (date(2026, 12, 7), DueStatus.DUE, 2, 0),
    ],
)
def test_where_somebody_stands(today: date, status: DueStatus, missed: int, late: int) -> None:
    found = rules.due(date(2026, 11, 23), 7, today)
    assert (found.status, found.missed, found.days_late) == (status, missed, late)


@given(first=DAYS, every=INTERVALS, today=DAYS)
def test_the_due_day_is_the_latest_one_reached(first: date, every: int, today: date) -> None:
    found = rules.due(first, every, today)
    assert (found.on - first).days % every == 0
    assert (found.on - first).days == found.missed * every
    if today >= first:
        assert found.on <= today < found.on + timedelta(days=every)
    else:
        assert found.on == first


@given(first=DAYS, every=INTERVALS, today=DAYS)
def test_missed_never_falls_from_one_day_to_the_next(first: date, every: int, today: date) -> None:
    tomorrow = today + timedelta(days=1)
    assert rules.due(first, every, today).missed <= rules.due(first, every, tomorrow).missed


@given(kind=st.sampled_from(ItemKind), level=st.sampled_from(Level))
def test_a_higher_level_never_stands_in_a_calmer_lane(kind: ItemKind, level: Level) -> None:
    higher = [each for each in Level if each.rank >= level.rank]
    assert all(rules.lane_of(kind, each).rank <= rules.lane_of(kind, level).rank for each in higher)


def test_the_more_pressing_comes_first_by_lane_then_level_then_promise() -> None:
    early, late = (datetime(2026, 11, day, tzinfo=UTC) for day in (23, 24))
    ordered = [
        Standing(Lane.NOW, Level.EMERGENCY, late),
        Standing(Lane.NOW, Level.URGENT, early),
        Standing(Lane.NOW, Level.URGENT, late),
        Standing(Lane.TODAY, Level.ATTENTION, early),
        Standing(Lane.TODAY, Level.ROUTINE, early),
    ]
    assert all(one.key < two.key for one, two in pairwise(ordered))


def end(ending: Ending, level: Level, **facts: bool) -> None:
    """A record that nothing is known of, but for `facts`."""
    known = {"superseded": False, "corrected": False, "spoke": False}
    rules.check_ending(ending, level, **(known | facts))


@given(outcome=st.sampled_from(Outcome), level=st.sampled_from(Level))
def test_nothing_ends_without_saying_what_was_done(outcome: Outcome, level: Level) -> None:
    with pytest.raises(OutcomeRefused):
        end(Ending(outcome), level)


@given(
    level=st.sampled_from([Level.ATTENTION, Level.URGENT]),
    reason=st.sampled_from(sorted(set(NoReplyReason) - {NoReplyReason.THANKS})),
)
def test_only_routine_records_and_those_sent_again_need_no_reply(
    level: Level, reason: NoReplyReason
) -> None:
    ending = Ending(Outcome.NO_REPLY, reason=reason)
    with pytest.raises(OutcomeRefused, match="no-reply-only-routine"):
        end(ending, level)
    end(ending, level, superseded=True)


def test_what_was_neither_sent_twice_nor_corrected_cannot_be_said_to_be() -> None:
    twice = Ending(Outcome.NO_REPLY, reason=NoReplyReason.DUPLICATE)
    with pytest.raises(OutcomeRefused, match="no-reply-not-twice"):
        end(twice, Level.ROUTINE, corrected=True)
    end(twice, Level.ROUTINE, superseded=True)
    corrected = Ending(Outcome.NO_REPLY, reason=NoReplyReason.AMENDED)
    with pytest.raises(OutcomeRefused, match="no-reply-not-corrected"):
        end(corrected, Level.ROUTINE)
    end(corrected, Level.ROUTINE, corrected=True)


def test_a_test_record_needs_no_reply() -> None:
    end(Ending(Outcome.NO_REPLY, reason=NoReplyReason.TEST), Level.ROUTINE)


def test_an_emergency_may_end_by_a_call_with_an_outcome() -> None:
    call = Ending(
        Outcome.CALLED,
        reached_by_phone=True,
        note="在急诊",
        emergency_outcome=EmergencyOutcome.SEEN,
    )
    end(call, Level.EMERGENCY)


def test_a_false_entry_is_confirmed_by_phone() -> None:
    letter = Ending(Outcome.REPLIED, body="好的。", emergency_outcome=EmergencyOutcome.FALSE_ENTRY)
    with pytest.raises(OutcomeRefused, match="false-entry-needs-call"):
        end(letter, Level.EMERGENCY)
    end(letter, Level.EMERGENCY, spoke=True)
    call = Ending(
        Outcome.CALLED,
        reached_by_phone=True,
        note="点错了",
        emergency_outcome=EmergencyOutcome.FALSE_ENTRY,
    )
    end(call, Level.EMERGENCY)


@given(before=st.sampled_from(Level), after=st.sampled_from(Level))
def test_down_needs_a_talk_and_up_does_not(before: Level, after: Level) -> None:
    if before == after:
        return
    if after.rank > before.rank:
        rules.check_level_change(before, after, "听着不对", talked=False)
    else:
        with pytest.raises(OutcomeRefused):
            rules.check_level_change(before, after, "好多了", talked=False)
        rules.check_level_change(before, after, "好多了", talked=True)


def test_a_reply_may_be_taken_back_for_twenty_seconds() -> None:
    at = datetime(2026, 11, 23, tzinfo=UTC)
    assert rules.undo_until(at) - at == timedelta(seconds=20)


def test_a_diary_reaches_thirty_days_behind_the_first_day() -> None:
    assert rules.first_diary_day(date(2026, 3, 1)) == date(2026, 1, 30)

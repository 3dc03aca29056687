"""Tries about what is urgent: faster than other calls, and by the deadline (3.1)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import pressing
from osteopro.followup.attempts import Hours, Next, Try, Wishes
from osteopro.followup.terms import CallOutcome, NextStep
from osteopro.patients.terms import CallTime
from osteopro.triage.terms import Level

SHANGHAI = ZoneInfo("Asia/Shanghai")
AFTERNOON = Wishes((CallTime.AFTERNOON,))
MINUTE = timedelta(minutes=1)


def working(day: date) -> bool:
    return day.isoweekday() <= 5


CLINIC = Hours(working, time(8, 30), time(17, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, of which the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def unheard(*moments: datetime) -> list[Try]:
    return [Try(moment, CallOutcome.NO_ANSWER) for moment in moments]


def emergency(tries: list[Try], now: datetime, wishes: Wishes = AFTERNOON) -> Next:
    return pressing.next_step(Level.EMERGENCY, tries, wishes, CLINIC, at(23, 10, 30), now)


def urgent(
    tries: list[Try], now: datetime, wishes: Wishes = AFTERNOON, due: datetime | None = None
) -> Next:
    return pressing.next_step(Level.URGENT, tries, wishes, CLINIC, due or at(23, 15), now)


@pytest.mark.parametrize("now", [at(23, 10), at(23, 3, 10), at(28, 23, 10), at(29, 8)])
def test_an_emergency_waits_for_no_hour_that_is_liked_or_open(now: datetime) -> None:
    assert emergency([], now) == Next(NextStep.CALL, now, 0)


def test_an_emergency_is_tried_again_after_five_minutes() -> None:
    found = emergency(unheard(at(23, 10)), at(23, 10, 1))
    assert found == Next(NextStep.CALL, at(23, 10, 5), 1)
    assert emergency(unheard(at(23, 10)), at(23, 11)).at == at(23, 11)


def test_after_three_tries_the_contact_is_phoned_now_a_busy_line_counting() -> None:
    busy = Try(at(23, 10, 5), CallOutcome.BUSY)
    tries = [*unheard(at(23, 10)), busy, *unheard(at(23, 10, 10))]
    assert emergency(tries, at(23, 10, 11)) == Next(NextStep.ASK_CONTACT, at(23, 10, 11), 3)


def test_three_tries_fit_into_the_half_hour_of_the_rules() -> None:
    now, tries = at(23, 10), list[Try]()
    while (found := emergency(tries, now)).step is NextStep.CALL:
        assert found.at is not None
        now = found.at
        tries += unheard(now)
    assert found.step is NextStep.ASK_CONTACT
    assert now - at(23, 10) < timedelta(minutes=30)


@pytest.mark.parametrize(
    "outcome", [CallOutcome.REACHED, CallOutcome.REFUSED, CallOutcome.HOSPITAL]
)
@pytest.mark.parametrize("level", [Level.URGENT, Level.EMERGENCY])
def test_who_was_spoken_with_needs_an_outcome_and_no_call(
    outcome: CallOutcome, level: Level
) -> None:
    tries = [*unheard(at(23, 9)), Try(at(23, 9, 30), outcome)]
    found = pressing.next_step(level, tries, AFTERNOON, CLINIC, at(23, 15), at(23, 10))
    assert found == Next(NextStep.NOTE_OUTCOME, None, 1)


def test_a_call_that_was_cut_off_goes_on_now() -> None:
    tries = [Try(at(23, 10), CallOutcome.CUT_OFF)]
    assert emergency(tries, at(23, 10, 1)) == Next(NextStep.GO_ON, at(23, 10, 1), 0)


def test_a_wish_to_be_phoned_later_never_passes_the_deadline() -> None:
    later = [Try(at(23, 10), CallOutcome.POSTPONED, at(23, 18))]
    assert emergency(later, at(23, 10, 1)).at == at(23, 10, 30)
    assert urgent(later, at(23, 10, 1), due=at(23, 14)).at == at(23, 14)
    sooner = [Try(at(23, 10), CallOutcome.POSTPONED, at(23, 11))]
    assert urgent(sooner, at(23, 10, 1)).at == at(23, 11)


def test_a_wrong_number_is_put_right_first_the_contact_may_know_it() -> None:
    tries = [Try(at(23, 10), CallOutcome.WRONG_NUMBER)]
    assert urgent(tries, at(23, 10, 1)).step is NextStep.CHECK_NUMBER
    assert emergency(tries, at(23, 10, 1)) == Next(NextStep.ASK_CONTACT, at(23, 10, 1), 0)


def test_urgent_keeps_the_hour_that_is_liked_only_before_its_deadline() -> None:
    assert urgent([], at(23, 10)).at == at(23, 13, 30)
    assert urgent([], at(23, 10), due=at(23, 13)).at == at(23, 10)
    # The deadline has passed: now, whatever is liked.
    assert urgent([], at(24, 10), due=at(23, 15)).at == at(24, 10)


def test_urgent_waits_for_opening_and_is_tried_again_after_half_an_hour() -> None:
    assert urgent([], at(23, 6), Wishes(), at(23, 12, 30)).at == at(23, 8, 30)
    assert urgent(unheard(at(23, 9)), at(23, 9, 5), Wishes()).at == at(23, 9, 30)
    busy = [Try(at(23, 9), CallOutcome.BUSY)]
    assert urgent(busy, at(23, 9, 5), Wishes()).at == at(23, 9, 10)


def test_urgent_comes_to_the_contact_as_other_calls_do_on_the_second_day() -> None:
    one_day = unheard(at(23, 9), at(23, 10), at(23, 11))
    assert urgent(one_day, at(23, 12), Wishes()).step is NextStep.CALL
    two_days = unheard(at(23, 9), at(23, 10, 30), at(24, 12))
    assert urgent(two_days, at(24, 13), Wishes()) == Next(NextStep.ASK_CONTACT, None, 3)


moments = st.integers(0, 7 * 24 * 60 - 1).map(lambda n: at(23, 0) + n * MINUTE)


@given(
    st.sampled_from([Level.URGENT, Level.EMERGENCY]),
    moments,
    moments,
    st.lists(moments, max_size=4),
)
def test_the_next_call_is_never_in_the_past_nor_at_once_again(
    level: Level, now: datetime, due: datetime, tried: list[datetime]
) -> None:
    tries = unheard(*sorted(each for each in tried if each <= now))
    found = pressing.next_step(level, tries, AFTERNOON, CLINIC, due, now)
    assert found.tries == len(tries)
    if found.at is not None:
        assert found.at >= now
        if found.step is NextStep.CALL and tries:
            assert found.at - tries[-1].at >= pressing.paces()[level].apart
    if level is Level.EMERGENCY:
        assert found.at is not None, "an emergency is never left for later"

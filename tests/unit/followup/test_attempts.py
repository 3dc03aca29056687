"""Three attempts, two days, different hours; and what follows (clinical content 7.5)."""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import attempts
from osteopro.followup.attempts import Hours, Try, Wishes, next_step
from osteopro.followup.terms import CallOutcome, NextStep
from osteopro.patients.terms import CallTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
NONE = Wishes()


def working(day: date) -> bool:
    return day.isoweekday() <= 5


CLINIC = Hours(working, time(8, 30), time(17, 30))


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026, of which the 23rd is a Monday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=SHANGHAI)


def unheard(*moments: datetime) -> list[Try]:
    return [Try(moment, CallOutcome.NO_ANSWER) for moment in moments]


def test_somebody_without_wishes_is_phoned_at_once() -> None:
    found = next_step([], NONE, CLINIC, at(23, 10))
    assert (found.step, found.at, found.tries) == (NextStep.CALL, at(23, 10), 0)
    assert found.now(at(23, 10))


def test_before_opening_the_call_waits_for_it() -> None:
    assert next_step([], NONE, CLINIC, at(23, 7, 10)).at == at(23, 8, 30)


def test_on_a_saturday_it_waits_for_monday() -> None:
    assert next_step([], NONE, CLINIC, at(28, 10)).at == at(30, 8, 30)


@pytest.mark.parametrize(
    ("wishes", "best"),
    [
        (Wishes((CallTime.AFTERNOON,)), at(23, 13, 30)),
        (Wishes((CallTime.MORNING,)), at(23, 10, 5)),
        (Wishes((CallTime.EVENING,)), at(23, 17, 30)),
        (Wishes((), (3,)), at(25, 8, 30)),
        (Wishes((CallTime.NOON,), (2, 4)), at(24, 11, 30)),
    ],
)
def test_the_patients_times_and_days_come_first(wishes: Wishes, best: datetime) -> None:
    assert next_step([], wishes, CLINIC, at(23, 10, 5)).at == best


def test_a_day_on_which_the_clinic_is_closed_gives_way() -> None:
    assert next_step([], Wishes((), (7,)), CLINIC, at(23, 10)).at == at(23, 10)


def test_the_second_attempt_is_at_another_hour() -> None:
    found = next_step(unheard(at(23, 9)), NONE, CLINIC, at(23, 9, 5))
    assert (found.step, found.at, found.tries) == (NextStep.CALL, at(23, 10), 1)


def test_the_third_attempt_is_on_another_day_and_at_another_hour() -> None:
    found = next_step(unheard(at(23, 9), at(23, 14)), NONE, CLINIC, at(23, 15))
    assert found.at == at(24, 10)


def test_three_attempts_on_one_day_are_not_enough() -> None:
    found = next_step(unheard(at(23, 9), at(23, 11), at(23, 14)), NONE, CLINIC, at(23, 16))
    assert found.step == NextStep.CALL
    assert found.at is not None
    assert found.at.date() == date(2026, 11, 24)


def test_three_attempts_at_the_same_hour_are_not_enough() -> None:
    found = next_step(unheard(at(23, 9), at(24, 9, 20), at(25, 8, 50)), NONE, CLINIC, at(25, 9))
    assert (found.step, found.tries, found.at) == (NextStep.CALL, 3, at(25, 10))


def test_after_three_attempts_on_two_days_the_contact_is_asked() -> None:
    found = next_step(unheard(at(23, 9), at(23, 14), at(24, 16)), NONE, CLINIC, at(25, 9))
    assert (found.step, found.at, found.tries) == (NextStep.ASK_CONTACT, None, 3)
    assert not found.now(at(25, 9))


def test_wishes_give_way_before_the_hour_does() -> None:
    noon = Wishes((CallTime.NOON,))
    found = next_step(unheard(at(23, 11, 45), at(24, 13)), noon, CLINIC, at(24, 13, 5))
    assert found.at == at(24, 14)


@pytest.mark.parametrize(
    ("outcome", "step"),
    [
        (CallOutcome.WRONG_NUMBER, NextStep.CHECK_NUMBER),
        (CallOutcome.REFUSED, NextStep.LEAVE_BE),
        (CallOutcome.HOSPITAL, NextStep.IN_HOSPITAL),
    ],
)
def test_some_reasons_end_the_calling(outcome: CallOutcome, step: NextStep) -> None:
    found = next_step([Try(at(23, 9), outcome)], NONE, CLINIC, at(23, 9, 5))
    assert (found.step, found.at) == (step, None)


def test_a_call_that_was_cut_off_goes_on_at_once() -> None:
    found = next_step([Try(at(23, 9), CallOutcome.CUT_OFF)], NONE, CLINIC, at(23, 9, 1))
    assert (found.step, found.at) == (NextStep.GO_ON, at(23, 9, 1))


def test_the_time_that_was_asked_for_holds() -> None:
    asked = Try(at(23, 9), CallOutcome.POSTPONED, at(23, 19))
    found = next_step([asked], NONE, CLINIC, at(23, 9, 1))
    assert (found.step, found.at) == (NextStep.CALL_BACK, at(23, 19))


def test_another_time_without_a_time_is_the_next_that_fits() -> None:
    asked = Try(at(23, 9), CallOutcome.POSTPONED)
    found = next_step([asked], Wishes((CallTime.AFTERNOON,)), CLINIC, at(23, 9, 1))
    assert (found.step, found.at) == (NextStep.CALL_BACK, at(23, 13, 30))


def test_a_busy_line_is_tried_again_soon_and_counts_for_no_hour() -> None:
    tries = [Try(at(23, 9), CallOutcome.BUSY)]
    found = next_step(tries, NONE, CLINIC, at(23, 9, 2))
    assert (found.step, found.at, found.tries) == (NextStep.CALL, at(23, 9, 15), 1)
    assert not attempts.enough([Try(at(day, day - 13), CallOutcome.BUSY) for day in (23, 24, 25)])


def test_attempts_before_the_last_talk_no_longer_count() -> None:
    tries = [*unheard(at(23, 9), at(23, 14), at(24, 16)), Try(at(24, 17), CallOutcome.REACHED)]
    assert next_step(tries, NONE, CLINIC, at(25, 9)).step == NextStep.CALL


moments = st.datetimes(datetime(2026, 11, 2), datetime(2026, 11, 27), timezones=st.just(SHANGHAI))
wanted = st.builds(
    Wishes,
    st.lists(st.sampled_from(CallTime), max_size=2, unique=True).map(tuple),
    st.lists(st.integers(1, 7), max_size=3, unique=True).map(tuple),
)


@given(st.lists(moments, max_size=6).map(sorted), wanted, moments)
def test_following_the_advice_ends_after_at_most_three_more_attempts(
    earlier: list[datetime], wishes: Wishes, now: datetime
) -> None:
    """Whoever phones when told to has done enough after three attempts; none is in the past,
    in quiet hours, or on a day on which the clinic is closed."""
    tries = unheard(*(each for each in earlier if each <= now))
    for _ in range(attempts.TRIES):
        found = next_step(tries, wishes, CLINIC, now)
        if found.step == NextStep.ASK_CONTACT:
            break
        assert found.step == NextStep.CALL
        assert found.at is not None
        assert found.at >= now
        assert time(8, 30) <= found.at.time() < time(20)
        assert working(found.at.date())
        tries.append(Try(found.at, CallOutcome.NO_ANSWER))
        now = found.at + timedelta(minutes=1)
    assert attempts.enough(tries)

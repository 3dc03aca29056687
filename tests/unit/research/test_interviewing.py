"""When an interview may begin, and how long interviews were against the plan."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research import interviewing
from osteopro.research.interviewing import Agreed, Room, State, Times, may_begin, may_keep_sound

NOW = datetime(2026, 12, 1, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
SIGNED = Agreed(NOW - HOUR, None, audio=True)
GOOD = Room(quiet=True, private=True, well=True, alone=True, record=True)


@pytest.mark.parametrize(
    ("agreed", "refusal"),
    [
        (SIGNED, ""),
        (None, "no-consent"),
        (replace(SIGNED, withdrawn_at=NOW), "consent-withdrawn"),
        (replace(SIGNED, signed_at=NOW), "consent-later"),
        (replace(SIGNED, signed_at=NOW + HOUR), "consent-later"),
    ],
)
def test_consent_is_signed_before_the_start(agreed: Agreed | None, refusal: str) -> None:
    assert may_begin(agreed, NOW) == refusal


def test_sound_needs_its_own_consent_twice() -> None:
    assert may_keep_sound(SIGNED, said_yes=True) == ""
    assert may_keep_sound(SIGNED, said_yes=False) == "said-no"
    assert may_keep_sound(replace(SIGNED, audio=False), said_yes=True) == "no-audio"
    assert may_keep_sound(replace(SIGNED, withdrawn_at=NOW), said_yes=True) == "consent-withdrawn"
    assert may_keep_sound(None, said_yes=True) == "no-consent"


@pytest.mark.parametrize(
    ("room", "problems"),
    [
        (GOOD, []),
        (replace(GOOD, quiet=False, well=False), ["quiet", "well"]),
        (replace(GOOD, alone=None), ["alone"]),
        (replace(GOOD, alone=False), ["others"]),
        (replace(GOOD, alone=False, others="女儿"), []),
        (replace(GOOD, record=None), ["record"]),
        (replace(GOOD, record=False), []),
    ],
)
def test_the_room_is_looked_at(room: Room, problems: list[str]) -> None:
    assert interviewing.room_problems(room, audio=True) == problems


def test_without_consent_to_sound_nobody_is_asked_for_it() -> None:
    assert interviewing.room_problems(replace(GOOD, record=None), audio=False) == []


def test_where_an_interview_stands() -> None:
    states = [
        Times().state,
        Times(NOW).state,
        Times(NOW, NOW + HOUR).state,
        Times(cancelled_at=NOW).state,
    ]
    assert states == [State.PLANNED, State.RUNNING, State.HELD, State.CANCELLED]
    assert Times(NOW).lasted is None


@given(st.integers(-(10**9), 10**9), st.integers(0, 7200))
def test_a_moment_lies_in_the_interview(ms: int, seconds: int) -> None:
    times = Times(NOW, NOW + timedelta(seconds=seconds))
    moment = interviewing.moment_in(times, ms, NOW + 3 * HOUR)
    assert 0 <= moment <= seconds * 1000
    assert moment == ms or not 0 <= ms <= seconds * 1000


def test_the_lengths_of_the_paper() -> None:
    """14 interviews of 11 to 19 minutes, mean 13, where 20 to 40 were planned."""
    paper = [11, 11, 11, 11, 12, 12, 12, 13, 13, 13, 14, 14, 16, 19]
    found = interviewing.lengths([Fraction(each) for each in paper], 20, 40)
    assert found is not None
    assert (found.count, found.mean, found.shortest, found.longest) == (14, 13, 11, 19)
    assert (found.below, found.above) == (14, 0)


def test_the_ends_of_the_plan_belong_to_it() -> None:
    found = interviewing.lengths([Fraction(20), Fraction(40), Fraction(2401, 60)], 20, 40)
    assert found is not None
    assert (found.below, found.above) == (0, 1)
    assert interviewing.lengths([], 20, 40) is None

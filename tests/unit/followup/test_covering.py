"""Who answers for a patient: never nobody, never somebody who is away while another is there."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.covering import Assignment, Away, in_turn, left_alone, who_answers

LI, WANG, CHEN, ZHAO = 1, 2, 3, 4
MONDAY = date(2026, 11, 16)
A_DAY = timedelta(days=1)
TEAM = Assignment(LI, WANG)


def week(account: int, substitute: int | None = None) -> Away:
    return Away(account, MONDAY, MONDAY + 6 * A_DAY, substitute)


def test_the_manager_answers_then_the_backup_then_the_lead() -> None:
    assert in_turn(MONDAY, TEAM, [], [CHEN]) == (LI, WANG, CHEN)


def test_the_backup_stands_in_unless_somebody_was_named() -> None:
    assert in_turn(MONDAY, TEAM, [week(LI)], [CHEN]) == (WANG, CHEN, LI)
    assert in_turn(MONDAY, TEAM, [week(LI, ZHAO)], [CHEN]) == (ZHAO, WANG, CHEN, LI)


def test_an_absent_backup_is_passed_over() -> None:
    assert who_answers(MONDAY, TEAM, [week(LI), week(WANG)], [CHEN]) == CHEN
    assert who_answers(MONDAY, TEAM, [week(LI), week(WANG, ZHAO)], [CHEN]) == ZHAO


def test_with_everybody_away_the_manager_is_still_somebody_to_ask() -> None:
    everybody = [week(LI), week(WANG), week(CHEN)]
    assert who_answers(MONDAY, TEAM, everybody, [CHEN]) == LI


@pytest.mark.parametrize(("days", "answers"), [(-1, LI), (0, WANG), (6, WANG), (7, LI)])
def test_ownership_goes_over_on_the_first_day_and_back_after_the_last(
    days: int, answers: int
) -> None:
    assert who_answers(MONDAY + days * A_DAY, TEAM, [week(LI)], [CHEN]) == answers


def test_an_absence_that_was_called_off_holds_on_no_day() -> None:
    called_off = Away(LI, MONDAY, MONDAY - A_DAY)
    assert who_answers(MONDAY, TEAM, [called_off], [CHEN]) == LI


people = st.integers(1, 6)
days = st.dates(MONDAY, MONDAY + 20 * A_DAY)
absences = st.builds(
    lambda account, first, length, substitute: Away(
        account, first, first + length * A_DAY, substitute
    ),
    people,
    days,
    st.integers(-1, 12),
    st.none() | people,
)
assignments = st.builds(Assignment, people, st.none() | people)
leads = st.lists(people, max_size=3)


@given(days, assignments, st.lists(absences, max_size=6), leads)
def test_somebody_always_answers(
    day: date, team: Assignment, away: list[Away], lead: list[int]
) -> None:
    turn = in_turn(day, team, away, lead)
    assert turn
    assert len(set(turn)) == len(turn)
    assert {team.manager, *lead} <= set(turn)
    assert who_answers(day, team, away, lead) == turn[0]


@given(days, assignments, st.lists(absences, max_size=6), leads)
def test_who_is_away_answers_only_when_everybody_is(
    day: date, team: Assignment, away: list[Away], lead: list[int]
) -> None:
    turn = in_turn(day, team, away, lead)
    absent = {each.account for each in away if each.on(day)}
    assert (turn[0] in absent) == (set(turn) <= absent)


def test_who_stands_in_until_the_middle_of_an_absence_leaves_the_rest_of_it_alone() -> None:
    nobody_else = Assignment(LI, None)
    first_days = Away(LI, MONDAY, MONDAY + A_DAY, WANG)
    assert left_alone(nobody_else, week(LI), [first_days], [])
    assert not left_alone(nobody_else, week(LI), [week(LI, WANG)], [])


@given(assignments, absences, st.lists(absences, max_size=4), leads)
def test_looking_at_changes_finds_every_day_without_anybody(
    team: Assignment, planned: Away, others: list[Away], lead: list[int]
) -> None:
    def nobody(day: date) -> bool:
        absent = {each.account for each in [planned, *others] if each.on(day)}
        return who_answers(day, team, [planned, *others], lead) in absent

    length = (planned.last - planned.first).days + 1
    each_day = (nobody(planned.first + n * A_DAY) for n in range(length))
    assert left_alone(team, planned, others, lead) == any(each_day)

"""How often somebody is asked, and why (clinical content 7.2; resolutions 25, 80, 90)."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.plan.days import compute
from osteopro.followup.plan.facts import Mood, PlanFacts, Rated
from osteopro.followup.plan.intervals import decisions
from osteopro.followup.terms import IntervalReason, WishOf
from osteopro.instruments.terms import Signal
from osteopro.triage.terms import Level
from tests.unit.followup.plan_stories import (
    at,
    day,
    event,
    newcomer,
    report,
    stories,
    weekly,
    wish,
)

DATED = ("reports", "rated", "events", "moods", "wishes", "reviews")


def now(facts: PlanFacts) -> tuple[int, IntervalReason]:
    found = compute(facts).interval
    return found.days, found.reason


def test_everybody_begins_with_seven_days_and_keeps_them_for_four_weeks() -> None:
    assert now(newcomer()) == (7, IntervalReason.FIRST_WEEKS)
    assert now(weekly(newcomer(), 0, 7, 14, 21, 27)) == (7, IntervalReason.FIRST_WEEKS)


def test_three_steady_routine_records_lead_to_fourteen_days_from_day_28() -> None:
    found = compute(weekly(newcomer(), 0, 7, 14, 21, 28))
    assert (found.interval.days, found.interval.reason) == (14, IntervalReason.STEADY)
    assert found.first_due == day(42)


def test_without_a_review_it_stays_at_seven() -> None:
    facts = newcomer()
    for number in (0, 7, 14, 21, 28, 35):
        facts = report(facts, number, reviewed=None)
    assert now(facts) == (7, IntervalReason.FIRST_WEEKS)


@pytest.mark.parametrize(("points", "days"), [(40, 14), (41, 10), (20, 14), (19, 10)])
def test_symptoms_may_move_ten_points_and_no_more(points: int, days: int) -> None:
    facts = report(weekly(newcomer(), 0, 7, 14, 21), 28, symptoms=points)
    assert compute(facts).interval.days == days


def test_unknown_symptoms_are_not_steady_ones() -> None:
    facts = report(weekly(newcomer(), 0, 7, 14, 21), 28, symptoms=None)
    assert now(facts) == (10, IntervalReason.QUIET_WEEK)


def test_change_is_not_judged_on_a_relatives_answers() -> None:
    facts = report(weekly(newcomer(), 0, 7, 14, 21), 28, own=False)
    assert now(facts) == (10, IntervalReason.QUIET_WEEK)


@pytest.mark.parametrize(("ago", "days"), [(28, 10), (29, 14)])
def test_a_fall_in_28_days_speaks_against_fourteen(ago: int, days: int) -> None:
    facts = event(weekly(newcomer(), 0, 7, 14, 21, 28, 35), 42 - ago, Signal.FALL)
    facts = replace(facts, reviews=())
    assert compute(report(facts, 42)).interval.days == days


@pytest.mark.parametrize(("later", "days"), [(14, 7), (15, 10)])
def test_urgent_counts_for_fourteen_days(later: int, days: int) -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21)
    facts = report(facts, 28, Level.URGENT)
    facts = report(facts, 35)
    assert compute(report(facts, 28 + later)).interval.days == days


def test_attention_twice_in_the_last_three_means_seven() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    facts = report(facts, 42, Level.ATTENTION)
    assert now(facts) == (14, IntervalReason.STEADY)
    facts = report(facts, 56)
    facts = report(facts, 70, Level.ATTENTION)
    assert now(facts) == (7, IntervalReason.ATTENTION_TWICE)


@pytest.mark.parametrize(
    ("signal", "lasts", "reason"),
    [
        (Signal.FRACTURE, 42, IntervalReason.FRACTURE),
        (Signal.FALL_INJURY, 42, IntervalReason.FALL_INJURY),
        (Signal.MEDICINE_CHANGED, 28, IntervalReason.MEDICINE_CHANGED),
    ],
)
def test_events_mean_seven_days_for_some_weeks(
    signal: Signal, lasts: int, reason: IntervalReason
) -> None:
    facts = event(weekly(newcomer(), 0, 7, 14, 21, 28), 30, signal)
    inside = report(facts, 30 + lasts - 1)
    assert now(inside) == (7, reason)
    assert compute(report(facts, 30 + lasts)).interval.reason is not reason


def test_what_staff_record_is_judged_at_once() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    found = compute(event(facts, 33, Signal.FRACTURE, recorded=True))
    assert (found.interval.reason, found.first_due) == (IntervalReason.FRACTURE, day(35))


def test_low_mood_means_seven_until_a_better_screening() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    low = replace(facts, moods=(Mood(at(day(40)), low=True),))
    assert now(report(low, 42)) == (7, IntervalReason.LOW_MOOD)
    better = replace(low, moods=(*low.moods, Mood(at(day(47)), low=False)))
    assert now(report(better, 49))[1] is not IntervalReason.LOW_MOOD


def test_ten_days_come_only_after_seven() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    facts = report(facts, 42, symptoms=60)
    assert now(facts) == (14, IntervalReason.STEADY)


def test_ten_needs_a_full_cycle() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    facts = event(facts, 28, Signal.FALL)
    facts = report(facts, 42, Level.URGENT)
    facts = report(facts, 57, reviewed=0)
    assert now(facts) == (10, IntervalReason.QUIET_WEEK)


def test_the_patients_wish_for_seven_is_always_granted() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    assert now(wish(facts, 29, WishOf.PATIENT, 7)) == (7, IntervalReason.PATIENT_OFTEN)


def test_the_patients_wish_for_fourteen_only_when_nothing_speaks_for_seven() -> None:
    facts = report(weekly(newcomer(), 0, 7, 14, 21), 28, symptoms=80)
    assert now(wish(facts, 29, WishOf.PATIENT, 14)) == (14, IntervalReason.PATIENT_SELDOM)
    urgent = report(weekly(newcomer(), 0, 7, 14, 21), 28, Level.URGENT)
    assert now(wish(urgent, 29, WishOf.PATIENT, 14)) == (7, IntervalReason.URGENT)
    early = wish(weekly(newcomer(), 0, 7), 8, WishOf.PATIENT, 14)
    assert now(early) == (7, IntervalReason.FIRST_WEEKS)


def test_a_wish_taken_back_leaves_it_as_it_is_until_a_rule_holds() -> None:
    facts = wish(weekly(newcomer(), 0, 7, 14, 21, 28), 29, WishOf.PATIENT, 7)
    back = wish(facts, 30, WishOf.PATIENT, None)
    assert now(back) == (14, IntervalReason.STEADY)
    restless = report(weekly(newcomer(), 0, 7, 14, 21), 28, symptoms=80)
    fourteen = wish(restless, 29, WishOf.PATIENT, 14)
    assert now(wish(fourteen, 30, WishOf.PATIENT, None)) == (14, IntervalReason.AS_BEFORE)


def test_the_manager_decides_until_something_new_speaks_for_seven() -> None:
    facts = report(weekly(newcomer(), 0, 7, 14, 21), 28, Level.URGENT)
    facts = wish(facts, 29, WishOf.MANAGER, 12)
    assert now(facts) == (12, IntervalReason.MANAGER)
    facts = report(facts, 41)
    assert now(facts) == (12, IntervalReason.MANAGER)
    assert now(report(facts, 53, Level.URGENT)) == (7, IntervalReason.URGENT)


def test_the_manager_may_decide_in_the_first_weeks_too() -> None:
    facts = wish(weekly(newcomer(), 0), 1, WishOf.MANAGER, 10)
    assert now(facts) == (10, IntervalReason.MANAGER)


def test_a_level_lowered_after_a_call_counts_as_lowered() -> None:
    facts = report(weekly(newcomer(), 0, 7, 14, 21), 28, Level.URGENT, reviewed=None)
    lowered = Rated(at(day(28), 12), day(28), "record-28", Level.ROUTINE, final=True)
    facts = replace(facts, rated=(*facts.rated, lowered))
    assert compute(report(facts, 35)).interval.reason is not IntervalReason.URGENT


@given(facts=stories())
def test_the_interval_is_always_between_seven_and_fourteen(facts: PlanFacts) -> None:
    assert all(7 <= each.days <= 14 for each in decisions(facts))


@given(facts=stories(), seed=st.integers(0, 1000))
def test_the_order_in_which_things_are_read_does_not_matter(facts: PlanFacts, seed: int) -> None:
    dice = Random(seed)
    names = ("reports", "rated", "events", "moods", "wishes", "reviews")
    mixed = {
        name: tuple(dice.sample(getattr(facts, name), len(getattr(facts, name)))) for name in names
    }
    assert compute(replace(facts, **mixed)) == compute(facts)


def _upto(facts: PlanFacts, moment: datetime) -> PlanFacts:
    known = {n: tuple(each for each in getattr(facts, n) if each.at <= moment) for n in DATED}
    return replace(facts, **known)


@given(facts=stories())
def test_what_comes_later_changes_nothing_that_was_decided(facts: PlanFacts) -> None:
    """Computing step by step and computing at the end agree: late news rewrite no past."""
    moments = sorted({each.at for each in (*facts.reviews, *facts.wishes)})
    whole = decisions(facts)
    for moment in moments[:4]:
        then = decisions(_upto(facts, moment))
        assert then == (whole[0], *(each for each in whole[1:] if each.at <= moment))


@given(facts=stories())
def test_it_may_be_computed_from_any_decision_on(facts: PlanFacts) -> None:
    """The log says what was in force: the long past need not be read again."""
    whole = decisions(facts)
    for middle in whole:
        late = decisions(replace(facts, begins=middle))
        assert late == whole[whole.index(middle) :]


def test_a_year_of_days_has_no_gap_at_the_change_of_the_clock() -> None:
    facts = newcomer()
    for number in range(0, 371, 7):
        facts = report(facts, number, Level.URGENT)
    found = compute(facts)
    assert found.first_due - found.last == timedelta(days=7)  # type: ignore[operator]
    assert found.missed == ()

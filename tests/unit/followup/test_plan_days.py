"""On which day the next record is due, and which ones were missed (7.1, 7.4)."""

from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise

from hypothesis import assume, given
from hypothesis import strategies as st

from osteopro.followup import rules
from osteopro.followup.plan.days import (
    after_change,
    after_pauses,
    compute,
    firsts,
    missed_between,
    missed_days,
)
from osteopro.followup.plan.facts import Pause, PlanFacts
from osteopro.followup.plan.intervals import decisions
from osteopro.followup.terms import WishOf
from tests.unit.followup.plan_stories import DAY, ZONE, day, newcomer, report, stories, weekly, wish

INTERVALS = st.integers(7, 14)
DAYS = st.dates(date(2026, 1, 1), date(2033, 12, 31))


def paused(facts: PlanFacts, since: int, back: int) -> PlanFacts:
    return replace(facts, pauses=(*facts.pauses, Pause(day(since), day(back))))


def test_the_first_record_is_due_on_the_first_day() -> None:
    assert compute(newcomer()).first_due == newcomer().starts_on


def test_a_correction_does_not_move_the_clock() -> None:
    facts = weekly(newcomer(), 0)
    later = replace(facts.reports[0], at=facts.reports[0].at + DAY, on=day(1))
    assert compute(replace(facts, reports=(*facts.reports, later))).first_due == day(7)


def test_a_due_day_in_a_pause_waits_for_its_end() -> None:
    found = compute(paused(weekly(newcomer(), 0), 3, 20))
    assert (found.first_due, found.missed) == (day(20), ())


def test_a_pause_that_ends_before_the_due_day_changes_nothing() -> None:
    assert compute(paused(weekly(newcomer(), 0), 1, 5)).first_due == day(7)


def test_a_record_sent_in_a_pause_does_not_end_it() -> None:
    assert compute(paused(weekly(newcomer(), 0, 10), 3, 40)).first_due == day(40)


def test_who_comes_back_has_missed_nothing() -> None:
    facts = report(paused(weekly(newcomer(), 0), 3, 60), 60)
    assert compute(facts).missed == ()


def test_missed_before_a_pause_stays_missed() -> None:
    facts = report(paused(weekly(newcomer(), 0), 20, 60), 60)
    assert compute(facts).missed == (day(7),)


def test_a_shorter_interval_makes_nobody_late() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    assert compute(facts).first_due == day(42)
    assert compute(wish(facts, 38, WishOf.PATIENT, 7)).first_due == day(38)


def test_who_is_late_stays_late_when_the_interval_becomes_shorter() -> None:
    facts = weekly(newcomer(), 0, 7, 14, 21, 28)
    assert compute(wish(facts, 46, WishOf.PATIENT, 7)).first_due == day(42)


@given(first=DAYS, last_before=st.integers(1, 60), days=INTERVALS, on=DAYS)
def test_no_change_of_interval_makes_anybody_late(
    first: date, last_before: int, days: int, on: date
) -> None:
    last = first - timedelta(days=last_before)
    new = after_change(first, last, days, on)
    if first >= on:
        assert new >= on
    else:
        assert new <= first or new == last + timedelta(days=days)


@given(facts=stories())
def test_two_occasions_are_never_due_within_seven_days(facts: PlanFacts) -> None:
    """Whenever it is asked, the next one lies seven days or more after the last record."""
    for step in sorted(facts.reports, key=lambda each: each.at):
        so_far = replace(
            facts,
            **{
                name: tuple(each for each in getattr(facts, name) if each.at <= step.at)
                for name in ("reports", "rated", "events", "moods", "wishes", "reviews")
            },
        )
        found = compute(so_far)
        assert found.last is not None
        assert found.first_due - found.last >= timedelta(days=7)


@given(facts=stories())
def test_nothing_is_missed_in_a_pause(facts: PlanFacts) -> None:
    for pause in facts.pauses:
        assert not any(pause.since <= each < pause.resumes_on for each in compute(facts).missed)


@given(facts=stories(), ahead=st.integers(0, 400))
def test_during_a_pause_nothing_is_late(facts: PlanFacts, ahead: int) -> None:
    found = compute(facts)
    today = facts.starts_on + timedelta(days=ahead)
    for pause in facts.pauses:
        if pause.since <= today < pause.resumes_on:
            due = rules.due(found.first_due, found.interval.days, today)
            assert (due.missed, due.days_late) == (0, 0)


@given(first=DAYS, every=INTERVALS, span=st.integers(0, 800))
def test_days_missed_are_as_many_as_the_count_says(first: date, every: int, span: int) -> None:
    until = first + timedelta(days=span)
    listed = list(missed_days(first, every, until, ()))
    assert len(listed) == rules.due(first, every, until).missed
    assert all((each - first).days % every == 0 for each in listed)


@given(facts=stories())
def test_the_pages_count_from_the_log_what_the_plan_counts(facts: PlanFacts) -> None:
    """The trend page knows only days, intervals and pauses, and finds the same gaps."""
    days = [record.on for record in firsts(facts.reports)]
    log = [(each.at.astimezone(ZONE).date(), each.days) for each in decisions(facts)]
    # Two things of one day have no order there.
    assume(len({*days, *(on for on, _ in log[1:])}) == len(days) + len(log) - 1)
    assume(not days or days[0] < min((on for on, _ in log[1:]), default=date.max))
    before = list(missed_days(facts.starts_on, 7, days[0], facts.pauses)) if days else []
    found = [
        gap
        for one, following in pairwise(days)
        for gap in missed_between(one, following, log, facts.pauses)
    ]
    assert before + found == list(compute(facts).missed)


@given(facts=stories(), numbers=st.lists(st.integers(0, 1095), min_size=1, max_size=3))
def test_a_pause_without_a_day_moves_nothing(facts: PlanFacts, numbers: list[int]) -> None:
    """Pausing and resuming at once forgives nobody who is late."""
    days_ = [day(number, facts.starts_on) for number in numbers]
    none = tuple(Pause(each, each) for each in days_)
    with_them = compute(replace(facts, pauses=(*facts.pauses, *none)))
    without = compute(facts)
    assert (with_them.first_due, with_them.missed) == (without.first_due, without.missed)


def test_pauses_only_push_back() -> None:
    assert after_pauses(day(7), [Pause(day(0), day(3))]) == day(7)
    assert after_pauses(day(7), [Pause(day(0), day(3)), Pause(day(5), day(30))]) == day(30)

"""Steps of an offer, deadlines, the weekly pattern, and what an outcome needs. Pure."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.appointments import rules
from osteopro.appointments.rules import Pattern, Refused
from osteopro.appointments.terms import NotTold, OfferAct, OfferState, VisitOutcome
from osteopro.sites import packaged
from osteopro.sites.service_time import ServiceHours, ServiceTime

SHANGHAI = ZoneInfo("Asia/Shanghai")
SERVICE = ServiceTime(packaged.china(), ServiceHours(SHANGHAI, time(8, 30), time(17, 30)))
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
WEEK = Pattern(
    first=date(2026, 11, 24),
    last=date(2026, 12, 4),
    weekdays=frozenset({2, 4}),
    times=(time(9, 0), time(9, 20)),
    minutes=20,
    per_week=20,
)


@given(st.lists(st.sampled_from(OfferAct), max_size=8))
def test_an_offer_that_ended_stays_ended_and_only_live_ones_go_on(acts: list[OfferAct]) -> None:
    state = OfferState.OFFERED
    for act in acts:
        try:
            state, before = rules.after(state, act), state
        except Refused:
            continue
        assert before in rules.LIVE
    if state not in rules.LIVE:
        for act in OfferAct:
            with pytest.raises(Refused):
                rules.after(state, act)


def test_a_place_is_free_again_unless_it_was_used() -> None:
    assert set(OfferState) - rules.FREES - rules.LIVE == {OfferState.SEEN, OfferState.NO_SHOW}


@pytest.mark.parametrize(
    ("starts", "until"),
    [
        # Next week: the second working day at closing.
        ("2026-12-01T01:00", "2026-11-25T09:30"),
        # The day after tomorrow in the morning: two hours before.
        ("2026-11-25T01:00", "2026-11-24T23:00"),
        # In an hour: until it begins.
        ("2026-11-23T03:00", "2026-11-23T03:00"),
    ],
)
def test_an_answer_is_wanted_in_time_for_somebody_else_to_have_the_place(
    starts: str, until: str
) -> None:
    begins = datetime.fromisoformat(starts).replace(tzinfo=UTC)
    found = rules.answer_by(MONDAY, begins, SERVICE)
    assert found == datetime.fromisoformat(until).replace(tzinfo=UTC)


def test_the_reminder_leaves_the_day_before_on_the_clinics_own_wall() -> None:
    # 00:30 in Shanghai is still the day before in UTC.
    starts = datetime(2026, 11, 24, 16, 30, tzinfo=UTC)
    assert rules.remind_at(starts, SHANGHAI) == datetime(2026, 11, 24, 2, 0, tzinfo=UTC)


def test_a_pattern_gives_places_on_its_days_in_their_order() -> None:
    plan = rules.planned(
        WEEK, SHANGHAI, SERVICE.calendar.is_working_day, MONDAY, present=(), in_week={}
    )
    days = [at.astimezone(SHANGHAI).strftime("%m-%d %H:%M") for at in plan.starts]
    assert days[:3] == ["11-24 09:00", "11-24 09:20", "11-26 09:00"]
    assert (len(days), plan.over, plan.present) == (8, 0, 0)


def test_no_place_on_a_holiday_and_none_in_the_past() -> None:
    # 1 and 2 October 2026 are days off; the Tuesday before is a day of work.
    pattern = Pattern(
        date(2026, 9, 29), date(2026, 10, 2), frozenset({1, 2, 3, 4, 5}), (time(9),), 30, 9
    )
    noon = datetime(2026, 9, 29, 4, 0, tzinfo=UTC)
    plan = rules.planned(
        pattern, SHANGHAI, SERVICE.calendar.is_working_day, noon, present=(), in_week={}
    )
    assert [at.astimezone(SHANGHAI).day for at in plan.starts] == [30]


def test_a_week_takes_no_more_than_its_number_and_the_next_one_begins_anew() -> None:
    pattern = Pattern(WEEK.first, WEEK.last, WEEK.weekdays, WEEK.times, WEEK.minutes, per_week=3)
    plan = rules.planned(
        pattern,
        SHANGHAI,
        SERVICE.calendar.is_working_day,
        MONDAY,
        present=(),
        in_week={date(2026, 11, 23): 2},
    )
    weeks = [rules.week_of(at.astimezone(SHANGHAI).date()).day for at in plan.starts]
    assert (weeks, plan.over) == ([23, 30, 30, 30], 4)


def test_what_is_there_already_is_not_entered_twice_and_takes_no_room() -> None:
    taken = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
    plan = rules.planned(
        WEEK, SHANGHAI, SERVICE.calendar.is_working_day, MONDAY, present=[taken], in_week={}
    )
    assert (taken in plan.starts, plan.present) == (False, 1)


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"first": date(2026, 11, 20)}, "batch-in-the-past"),
        ({"last": date(2026, 11, 23)}, "batch-ends-before"),
        ({"last": date(2027, 3, 1)}, "batch-too-long"),
        ({"weekdays": frozenset()}, "batch-is-empty"),
        ({"times": ()}, "batch-is-empty"),
        ({"minutes": 4}, "batch-minutes"),
        ({"minutes": 121, "times": (time(9),)}, "batch-minutes"),
        ({"minutes": 21}, "batch-overlaps"),
        ({"per_week": 0}, "batch-quota"),
        ({}, None),
    ],
)
def test_a_pattern_that_cannot_be_meant_is_refused(
    changes: dict[str, object], code: str | None
) -> None:
    given_ = {name: getattr(WEEK, name) for name in Pattern.__slots__} | changes
    assert rules.pattern_problem(Pattern(**given_), date(2026, 11, 23)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("outcomes", "medicine", "line", "not_told", "code"),
    [
        ((), "", "好好走路", None, "outcome-needed"),
        (
            (VisitOutcome.NO_CHANGE, VisitOutcome.TESTS),
            "",
            "查骨密度",
            None,
            "outcome-changes-or-not",
        ),
        ((VisitOutcome.MEDICINE,), " ", "药换了", None, "outcome-medicine-needed"),
        ((VisitOutcome.TESTS,), "", "", None, "outcome-line-or-reason"),
        ((VisitOutcome.TESTS,), "", "查骨密度", NotTold.OTHER, "outcome-line-or-reason"),
        ((VisitOutcome.TESTS,), "", "长" * 101, None, "outcome-line-too-long"),
        ((VisitOutcome.TESTS,), "", "", NotTold.RESULTS_FIRST, None),
        ((VisitOutcome.MEDICINE, VisitOutcome.TESTS), "换针剂", "药换了", None, None),
    ],
)
def test_an_outcome_says_what_was_done_and_what_the_patient_reads(
    outcomes: tuple[VisitOutcome, ...],
    medicine: str,
    line: str,
    not_told: NotTold | None,
    code: str | None,
) -> None:
    found = rules.outcome_problem(outcomes, medicine=medicine, line=line, not_told=not_told)
    assert found == code


def test_nobody_misses_a_time_that_has_not_come() -> None:
    starts = MONDAY + timedelta(hours=3)
    assert rules.too_early(OfferAct.NO_SHOW, starts, MONDAY)
    assert rules.too_early(OfferAct.SEE, starts, MONDAY)
    assert not rules.too_early(OfferAct.SEE, starts, starts - timedelta(hours=1))
    assert not rules.too_early(OfferAct.NO_SHOW, starts, starts)

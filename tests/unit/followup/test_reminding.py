"""What a day asks for while a record does not come (clinical content 7.3 to 7.5)."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import reminding, rules
from osteopro.followup.reminding import CallReason, Step

SHANGHAI = ZoneInfo("Asia/Shanghai")
DUE = date(2026, 11, 23)
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31), timezones=st.just(UTC))
zones = st.sampled_from([SHANGHAI, ZoneInfo("Europe/Berlin"), ZoneInfo("America/Sao_Paulo")])


def on_day(days: int, **more: bool) -> Step:
    today = DUE + timedelta(days=days)
    options = {"by_phone": False, "urgent": False, **more}
    return reminding.step(rules.due(DUE, 14, today), today, **options)


def local(day: date, wall: time) -> datetime:
    return datetime.combine(day, wall, SHANGHAI)


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (-1, Step()),
        (0, Step(message=1)),
        (1, Step(message=2)),
        (2, Step(message=3)),
        (3, Step(call=CallReason.LATE)),
        (13, Step(call=CallReason.LATE)),
        (14, Step(message=1)),
    ],
)
def test_three_messages_then_a_call_then_the_next_cycle(days: int, expected: Step) -> None:
    assert on_day(days) == expected


def test_who_was_urgent_is_phoned_after_one_day() -> None:
    assert on_day(0, urgent=True) == Step(message=1)
    assert on_day(1, urgent=True) == Step(message=2, call=CallReason.URGENT)
    assert on_day(4, urgent=True) == Step(call=CallReason.URGENT)


def test_who_reports_by_phone_gets_a_call_and_no_message() -> None:
    steps = {on_day(days, by_phone=True) for days in range(14)}
    assert steps == {Step(call=CallReason.BY_PHONE)}


@pytest.mark.parametrize(
    ("wall", "quiet"),
    [
        (time(8, 29, 59), True),
        (time(8, 30), False),
        (time(19, 59, 59), False),
        (time(20, 0), True),
        (time(0, 0), True),
    ],
)
def test_quiet_hours(wall: time, quiet: bool) -> None:
    assert reminding.is_quiet(local(DUE, wall), SHANGHAI) is quiet


@pytest.mark.parametrize(
    ("days", "wall", "leaves"),
    [
        (0, time(9, 29), False),
        (0, time(9, 30), True),
        (0, time(19, 59), True),
        (0, time(20, 0), False),
        (1, time(9, 30), False),  # its day is over: it lapses
        (-1, time(12, 0), False),  # the clock was set back
    ],
)
def test_a_message_leaves_on_its_own_day_only(days: int, wall: time, leaves: bool) -> None:
    at = local(DUE + timedelta(days=days), wall)
    assert reminding.may_leave(DUE, 1, at, SHANGHAI) is leaves


@given(moments, zones)
def test_what_may_leave_is_never_in_quiet_hours(now: datetime, zone: ZoneInfo) -> None:
    today = now.astimezone(zone).date()
    for number in (1, 2, 3):
        on = today - timedelta(days=number - 1)
        if reminding.may_leave(on, number, now, zone):
            assert not reminding.is_quiet(now, zone)


@given(moments, zones)
def test_after_quiet_hours_is_the_next_moment_that_is_not_quiet(
    now: datetime, zone: ZoneInfo
) -> None:
    later = reminding.after_quiet(now, zone)
    assert now <= later < now + timedelta(hours=14)
    assert not reminding.is_quiet(later, zone)
    if later > now:
        assert later.astimezone(zone).time() == reminding.QUIET_UNTIL


@given(st.dates(date(2026, 1, 1), date(2027, 1, 1)), st.integers(7, 14), st.integers(0, 60))
def test_a_cycle_asks_for_three_messages_at_most(first: date, every: int, days: int) -> None:
    due = rules.due(first, every, first + timedelta(days=days))
    cycle = [due.on + timedelta(days=each) for each in range(every)]
    steps = [
        reminding.step(rules.due(first, every, day), day, by_phone=False, urgent=False)
        for day in cycle
    ]
    assert [step.message for step in steps if step.message] == [1, 2, 3]
    assert [step.call for step in steps[:3]] == [None] * 3
    assert {step.call for step in steps[3:]} == {CallReason.LATE}


@given(st.lists(st.dates(date(2026, 11, 1), date(2026, 12, 15)), max_size=40))
def test_however_the_due_day_moves_there_is_one_a_day_and_three_in_seven(
    days: list[date],
) -> None:
    sent: list[date] = []
    for day in days:
        if reminding.has_room(sent, day):
            sent.append(day)
    assert len(set(sent)) == len(sent)
    for start in sent:
        week = [day for day in sent if start <= day < start + timedelta(days=7)]
        assert len(week) <= reminding.MESSAGES

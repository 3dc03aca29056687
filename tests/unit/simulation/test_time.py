"""Who does what when: habits of patients, pace of managers, and time that never runs back."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup.terms import Outcome
from osteopro.patients.terms import Channel
from osteopro.records.terms import ByWhom
from osteopro.simulation import managers
from osteopro.simulation.chance import stream
from osteopro.simulation.habits import Habit, at_home, awake, habit_of
from osteopro.simulation.people import residents
from osteopro.simulation.timeline import Timeline
from osteopro.sites import packaged
from osteopro.sites.service_time import ServiceHours, ServiceTime
from osteopro.triage.terms import Level

ZONE = ZoneInfo("Asia/Shanghai")
TODAY = date(2026, 11, 23)
START = TODAY - timedelta(days=182)
SERVICE = ServiceTime(packaged.china(), ServiceHours(ZONE, time(8, 30), time(17, 30)))
moments = st.datetimes(
    min_value=datetime(2026, 3, 1), max_value=datetime(2026, 12, 1), timezones=st.just(ZONE)
)


def habits() -> list[Habit]:
    people = residents(1, 40, TODAY)
    return [habit_of(p, START, TODAY, stream(1, "habit", p.number)) for p in people]


def test_most_records_come_and_come_near_the_due_day() -> None:
    due = TODAY - timedelta(days=60)
    source = stream(1, "days")
    days = [habit.day_of(due, source) for habit in habits() for _ in range(25)]
    sent = [(day - due).days for day in days if day]
    assert 0.75 < len(sent) / len(days) < 0.98
    assert -1 <= min(sent) <= max(sent) <= 6
    assert Counter(sent).most_common(1)[0][0] == 0


def test_some_fall_silent_for_weeks_and_nobody_is_heard_then() -> None:
    silent = [h for h in habits() if h.silence]
    assert 1 <= len(silent) <= 15
    begins, ends = silent[0].silence or (TODAY, TODAY)
    assert timedelta(weeks=2) <= ends - begins <= timedelta(weeks=4)
    assert silent[0].day_of(begins + timedelta(days=7), stream(1, "days")) is None


def test_in_the_last_weeks_everybody_keeps_to_their_days() -> None:
    """Outside the scenes nobody is silent or late by chance when the demo opens."""
    due, source = TODAY - timedelta(days=5), stream(1, "days")
    days = [habit.day_of(due, source) for habit in habits() for _ in range(5)]
    assert {(day - due).days for day in days if day} == {-1, 0, 1}
    assert None not in days


def test_who_reports_by_phone_tells_when_to_call() -> None:
    phoned = [p for p in residents(1, 40, TODAY) if p.channel == Channel.PHONE]
    assert all(person.contact.call_times for person in phoned)
    assert len({person.contact.call_times for person in phoned}) >= 3


def test_who_answers_follows_the_channel() -> None:
    source = stream(1, "authors")
    authors = {channel: set[ByWhom]() for channel in Channel}
    for habit in habits():
        authors[habit.channel] |= {habit.author(source) for _ in range(30)}
    assert authors == {
        Channel.ONLINE: {ByWhom.SELF},
        Channel.ONLINE_WITH_HELPER: {ByWhom.SELF_READ, ByWhom.PROXY},
        Channel.PHONE: {ByWhom.STAFF_PHONE},
    }


def test_people_write_by_day() -> None:
    hours = {at_home(TODAY, ZONE, stream(n, "hours")).hour for n in range(200)}
    assert min(hours) >= 7
    assert max(hours) <= 21


@given(moments)
def test_awake_is_by_day_and_not_later(moment: datetime) -> None:
    at = awake(moment, ZONE)
    assert time(6, 30) <= at.time() < time(21, 30)
    assert moment - timedelta(hours=9, minutes=1) < at <= moment


@given(moments, st.sampled_from(list(Level)), st.integers(0, 10_000))
def test_managers_work_in_service_time_and_not_before_the_record(
    received: datetime, level: Level, seed: int
) -> None:
    if level == Level.EMERGENCY:
        due = SERVICE.emergency_due(received, on_call=False)
    else:
        due = SERVICE.end_of_nth_working_day(received, 1)
    at = managers.gets_to_it(received, due, level, SERVICE, stream(seed, "pace"))
    assert at >= received
    if level == Level.EMERGENCY:
        assert at <= due
    else:
        assert SERVICE.is_open(at)


def test_deadlines_are_nearly_always_kept() -> None:
    received = datetime(2026, 11, 18, 10, 0, tzinfo=ZONE)
    due = SERVICE.end_of_nth_working_day(received, 1)
    source = stream(1, "pace")
    opened = [
        managers.gets_to_it(received, due, Level.ATTENTION, SERVICE, source) for _ in range(400)
    ]
    kept = sum(at <= due for at in opened) / 400
    assert 0.85 < kept < 1


def test_urgent_records_end_by_phone_or_with_a_physician() -> None:
    source = stream(1, "ends")
    for level in (Level.URGENT, Level.EMERGENCY):
        ways = {managers.ending(level, source, by_phone=False) for _ in range(60)}
        assert ways == {Outcome.CALLED, Outcome.ESCALATED}


def test_who_has_no_screen_is_phoned() -> None:
    source = stream(1, "ends")
    ways = [managers.ending(Level.ROUTINE, source, by_phone=True) for _ in range(60)]
    assert Outcome.REPLIED not in ways


def test_acts_happen_in_order_and_time_never_runs_back() -> None:
    start = datetime(2026, 11, 23, 1, 0, tzinfo=UTC)
    timeline, seen = Timeline(start), []

    def act(name: str) -> None:
        seen.append((name, timeline.now()))

    def earlier() -> None:
        act("second")
        timeline.at(start, lambda: act("third"))

    timeline.at(start + timedelta(hours=2), earlier)
    timeline.at(start + timedelta(hours=1), lambda: act("first"))
    timeline.at(start + timedelta(hours=9), lambda: act("never"))
    timeline.run(start + timedelta(hours=5))
    assert [name for name, _ in seen] == ["first", "second", "third"]
    assert [at for _, at in seen] == sorted(at for _, at in seen)
    assert timeline.now() == start + timedelta(hours=5)


@pytest.mark.parametrize("name", ["cast", "scenes"])
def test_material_is_there(name: str) -> None:
    assert (packaged.CHINA.parents[2] / "simulation" / "data" / f"{name}.json").exists()

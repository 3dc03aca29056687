"""The scenes name items and codes that exist, and find their moments at any hour."""

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.instruments.library import load_instruments
from osteopro.instruments.terms import Kind
from osteopro.simulation.material import material
from osteopro.simulation.scenes import moment_of
from osteopro.sites import packaged
from osteopro.sites.service_time import ServiceHours, ServiceTime

RECORD = Kind.RECORD
ZONE = ZoneInfo("Asia/Shanghai")
SERVICE = ServiceTime(packaged.china(), ServiceHours(ZONE, time(8, 30), time(17, 30)))
SCENES: dict[str, Any] = material("scenes")["scenes"]
ACTS = [(name, act) for name, scene in SCENES.items() for act in scene["acts"]]
moments = st.datetimes(
    min_value=datetime(2026, 9, 20), max_value=datetime(2026, 12, 20), timezones=st.just(ZONE)
)


def test_every_member_of_the_cast_has_a_scene_and_the_other_way_round() -> None:
    parts = [part["scene"] for part in material("cast")["cast"]]
    assert sorted(parts) == sorted(SCENES)
    assert len(set(parts)) == len(parts)


@pytest.mark.parametrize(("name", "act"), ACTS)
def test_given_answers_exist_in_the_forms(name: str, act: dict[str, Any]) -> None:
    forms = [each.questionnaire for each in load_instruments().values() if each.kind == RECORD]
    for link_id, value in act.get("given", {}).items():
        items = [form.item(link_id) for form in forms if link_id in form.nodes]
        assert items, f"{name}: {link_id}"
        for code in value if isinstance(value, list) else [value]:
            known = isinstance(code, dict) or all(item.option(code) for item in items)
            assert known, f"{name}: {link_id} {code}"


@pytest.mark.parametrize(("name", "act"), ACTS)
def test_events_exist(name: str, act: dict[str, Any]) -> None:
    assert act["do"] != "event" or act["kind"] in material("events")["events"], name


@given(moments)
def test_scenes_lie_in_the_past_and_in_order_at_any_hour(now: datetime) -> None:
    for scene in SCENES.values():
        found = [moment_of(act["when"], now, SERVICE) for act in scene["acts"]]
        assert found == sorted(found)
        assert all(at <= now for at in found)


@given(moments)
def test_phone_calls_and_joining_happen_in_opening_hours(now: datetime) -> None:
    at = moment_of({"service_minutes_ago": 35}, now, SERVICE)
    assert SERVICE.is_open(at)
    assert at <= now - timedelta(minutes=35)


@given(moments)
def test_an_emergency_of_today_is_not_overdue_when_the_demo_opens(now: datetime) -> None:
    """But for the ten minutes after eight, when one from just before is the first task."""
    at = moment_of({"minutes_ago": 9}, now, SERVICE)
    just_eight = time(8, 0) <= now.time() < time(8, 10)
    assert just_eight or SERVICE.emergency_due(at, on_call=False) > now

"""Who is on call is told once of a night's emergencies, whoever is killed in the middle."""

import signal
from collections import Counter
from typing import Any

import pytest

from tests.crash.gateway import DIE, handed
from tests.crash.place import Place

WORKERS = 4
EMERGENCIES = 5


def _called_out(place: Place) -> list[str]:
    keys = [message["key"] for message in handed(place)]
    return [key for key in keys if key.startswith("alert:on-call:")]


@pytest.fixture
def night(place: Place, patients: list[dict[str, Any]]) -> Place:
    """Emergencies of the day are open when the clinic shuts and somebody is on call."""
    chosen = [str(each["patient_id"]) for each in patients[:EMERGENCIES]]
    place.inside("emergencies", *chosen)
    return place


def _evening(place: Place, minutes: int = 0, **more: str) -> Any:
    return place.start_inside("evening", str(minutes), **more).wait(120)


def _check_each_once(place: Place) -> None:
    keys = place.inside("facts")
    assert keys["trail_breaks"] == []
    asked = [m["key"] for m in keys["messages"] if m["key"].startswith("alert:on-call:")]
    assert len(asked) == len(set(asked)) == 2 * EMERGENCIES  # by mail and by text message
    assert Counter(_called_out(place)).keys() == {key for key in asked if key.endswith(":sms")}


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_while_alerts_leave(night: Place, moment: str) -> None:
    assert _evening(night, **{DIE: f"{moment}:3"}) == -signal.SIGKILL
    assert _evening(night) == 0
    # The lease of the dead worker has run out.
    assert _evening(night, 5) == 0
    times = Counter(_called_out(night))
    assert sum(times.values()) - len(times) <= (moment == "after")
    _check_each_once(night)


def test_four_workers_at_once(night: Place) -> None:
    workers = [night.start_inside("evening", "0") for _ in range(WORKERS)]
    assert [worker.wait(120) for worker in workers] == [0] * WORKERS
    assert set(Counter(_called_out(night)).values()) == {1}
    _check_each_once(night)

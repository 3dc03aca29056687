"""Reminders and calls come once each, whoever is killed and however many work at once."""

import signal
from collections import Counter
from typing import Any

import pytest

from tests.crash.gateway import DIE, handed
from tests.crash.place import COMMAND_SECONDS, Place

WORKERS = 4
LATE, SILENT = "3", "15"


def _reminders(place: Place) -> list[str]:
    keys = [message["key"] for message in handed(place)]
    return [key for key in keys if key.startswith("reminder:")]


def _all_at_once(place: Place, day: str) -> None:
    workers = [place.start_inside("morning", day) for _ in range(WORKERS)]
    assert [worker.wait(COMMAND_SECONDS) for worker in workers] == [0] * WORKERS


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_killed_while_reminders_leave(
    place: Place, patients: list[dict[str, Any]], moment: str
) -> None:
    place.inside("due", "0")
    dying = place.start_inside("morning", "1", **{DIE: f"{moment}:7"})
    assert dying.wait(COMMAND_SECONDS) == -signal.SIGKILL
    place.inside("morning", "1")
    before = Counter(_reminders(place))
    assert len(before) >= len(patients) - 1  # one is held by the lease of the dead worker
    # Its day is over when the lease is: it lapses, and the second message has its own day.
    place.inside("morning", "2")
    times = Counter(_reminders(place))
    on_second_day = [key for key in times if key.endswith(":3")]
    assert len(on_second_day) == len(patients)
    assert set(times.values()) == {1}
    facts = place.inside("facts")
    assert facts["trail_breaks"] == []


def test_four_workers_at_once_on_every_job(place: Place, patients: list[dict[str, Any]]) -> None:
    everybody = {patient["patient_id"] for patient in patients}
    _all_at_once(place, "1")
    assert Counter(_reminders(place)) == Counter(set(_reminders(place)))
    assert len(_reminders(place)) == len(everybody)
    _all_at_once(place, LATE)
    _all_at_once(place, SILENT)
    waiting = [tuple(each) for each in place.inside("waiting")]
    assert len(set(waiting)) == len(waiting)
    for kind in ("call", "silence"):
        assert Counter(pk for pk, found, _source in waiting if found == kind) == Counter(everybody)
    facts = place.inside("facts")
    assert {run["problem"] for run in facts["job_runs"]} == {""}
    assert facts["trail_breaks"] == []

"""Messages survive a worker that is killed at any moment: none lost, none marked twice."""

import random
import signal
import time
from collections import Counter
from typing import Any

import pytest

from tests.crash.gateway import DIE, handed
from tests.crash.place import COMMAND_SECONDS, Place

# Longer than the lease of a message that a killed worker had in its hands.
AFTER_THE_LEASE = "5"
KILLS = 5


def _wait_for_message(place: Place, more_than: int) -> None:
    last = time.monotonic() + 30
    while len(handed(place)) <= more_than and time.monotonic() < last:
        time.sleep(0.005)


def _check_all_sent(place: Place, facts: dict[str, Any], kills: int) -> None:
    sent = handed(place)
    times = Counter(message["key"] for message in sent)
    messages = [each for each in facts["messages"] if each["channel"] == "sms"]
    assert messages
    assert {message["key"] for message in messages} == set(times)
    assert {message["state"] for message in messages} == {"sent"}
    # Marked once each; a repeat says the same as the first, under the same key.
    assert {message["attempts"] for message in messages} == {1}
    assert len({(m["key"], m["to"], m["text"]) for m in sent}) == len(times)
    assert sum(times.values()) - len(times) <= kills
    assert facts["trail_breaks"] == []


@pytest.mark.parametrize("moment", ["before", "after"])
def test_a_worker_that_dies_with_a_message_in_its_hands(place: Place, moment: str) -> None:
    dying = place.start_inside("due", "0", **{DIE: f"{moment}:3"})
    assert dying.wait(COMMAND_SECONDS) == -signal.SIGKILL
    held = place.inside("due", "0", "+", "facts")["messages"]
    assert [(m["channel"], m["state"]) for m in held].count(("sms", "waiting")) == 1
    facts = place.inside("due", AFTER_THE_LEASE, "+", "facts")
    repeats = len(handed(place)) - len({m["key"] for m in handed(place)})
    assert repeats == (moment == "after")
    _check_all_sent(place, facts, kills=1)


def test_a_worker_killed_at_random_moments(place: Place) -> None:
    dice = random.Random(2026)
    for _ in range(KILLS):
        before = len(handed(place))
        worker = place.start_inside("due", "0")
        _wait_for_message(place, before)
        time.sleep(dice.uniform(0, 0.06))
        worker.kill()
        worker.wait()
    facts = place.inside("due", AFTER_THE_LEASE, "+", "facts")
    _check_all_sent(place, facts, KILLS)


def test_two_workers_at_once_send_each_message_once(place: Place) -> None:
    workers = [place.start_inside("due", "0") for _ in range(2)]
    assert [worker.wait(COMMAND_SECONDS) for worker in workers] == [0, 0]
    _check_all_sent(place, place.inside("facts"), kills=0)


def test_workers_that_seal_a_day_at_the_same_moment_seal_it_once(place: Place) -> None:
    days = ["2026-01-01", "2026-01-02", "2026-01-03"]
    workers = [place.start_inside("seal_together", "4", *days) for _ in range(4)]
    assert [worker.wait(COMMAND_SECONDS) for worker in workers] == [0, 0, 0, 0]
    facts = place.inside("facts")
    assert facts["seals"] == days
    assert facts["trail_breaks"] == []

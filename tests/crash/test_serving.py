"""How the server starts, does due work, survives and stops."""

import os
import signal
from typing import Any

import pytest

from tests.crash.client import Browser
from tests.crash.gateway import handed
from tests.crash.place import Place
from tests.crash.server import Server, serving, soon

PAGE = "/staff/signin/"
REFUSED = 2


def _opens(place: Place) -> bool:
    try:
        return Browser(place).get(PAGE).status == 200
    except OSError:
        return False


def test_pages_and_due_work_come_from_one_command_and_stop_together(
    place: Place, patients: list[dict[str, Any]]
) -> None:
    server = Server(place)
    try:
        server.wait_until_open()
        assert _opens(place)
        # Links were waiting to be sent: the loop runs, and runs once.
        assert soon(lambda: len(handed(place)) >= len(patients))
        assert server.stop() == 0
    finally:
        server.kill()
    assert len(handed(place)) == len(patients)
    runs = place.inside("facts")["job_runs"]
    assert {run["job"] for run in runs} >= {"messages", "deadlines", "silence", "seal"}
    assert {run["problem"] for run in runs} == {""}


def test_a_killed_worker_is_replaced_and_due_work_goes_on(
    place: Place, patients: list[dict[str, Any]]
) -> None:
    with serving(place) as server:
        assert soon(lambda: bool(handed(place)))
        (worker,) = server.workers()
        os.kill(worker, signal.SIGKILL)
        assert soon(lambda: server.workers() not in ([], [worker]) and _opens(place))
        # What the first worker had in its hands waits for its lease; the rest goes out.
        assert soon(lambda: len(handed(place)) >= len(patients) - 1)


def test_workers_do_not_outlive_a_killed_parent(place: Place) -> None:
    server = Server(place)
    try:
        server.wait_until_open()
        assert _opens(place)
        os.kill(server.process.pid, signal.SIGKILL)
        server.process.wait()
        assert soon(lambda: not server.members())
    finally:
        server.kill()


def test_more_than_one_worker(place: Place) -> None:
    """Refused on SQLite, which has one writer; on PostgreSQL they answer."""
    if place.on_sqlite:
        refused = place.osteopro("serve", "--bind", f"127.0.0.1:{place.port}", "--workers", "2")
        assert refused.returncode == REFUSED
        assert "one writer" in refused.stderr
        return
    with serving(place, "--workers", "2") as server:
        assert soon(lambda: len(server.workers()) == 2)
        assert all(_opens(place) for _ in range(20))


@pytest.mark.parametrize("secret", ["OSTEOPRO_SECRET_KEY", "OSTEOPRO_IDENTITY_KEYS"])
def test_production_refuses_the_secrets_of_the_demo(place: Place, secret: str) -> None:
    demo = place.inside("demo_secrets")
    refused = place.osteopro("serve", "--bind", f"127.0.0.1:{place.port}", **{secret: demo[secret]})
    assert refused.returncode == REFUSED
    assert secret in refused.stderr


def test_a_database_that_is_not_up_to_date_is_refused(place: Place) -> None:
    back = place.osteopro("migrate", "schedule", "zero", "--verbosity", "0")
    assert back.returncode == 0, back.stderr
    refused = place.osteopro("serve", "--bind", f"127.0.0.1:{place.port}")
    assert refused.returncode == REFUSED
    assert "osteopro migrate" in refused.stderr

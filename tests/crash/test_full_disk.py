"""A database that cannot be written: said in words, nothing half-stored, no restart needed."""

import resource
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.crash import journey
from tests.crash.gateway import handed
from tests.crash.place import Place
from tests.crash.server import Server, serving, soon

OUR_FAULT = "我们这边出了问题"
SERVER_ERRORS = range(500, 600)


@contextmanager
def unwritable(place: Place, server: Server) -> Iterator[None]:
    """Nothing can be written to the database inside the block; reading goes on."""
    refuse = _full_disk(server) if place.on_sqlite else _read_only(place)
    with refuse:
        yield


@contextmanager
def _full_disk(server: Server) -> Iterator[None]:
    """The operating system refuses every write to a file, as when the disk is full."""
    (worker,) = server.workers()
    before = resource.prlimit(worker, resource.RLIMIT_FSIZE)
    resource.prlimit(worker, resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.prlimit(worker, resource.RLIMIT_FSIZE, before)


@contextmanager
def _read_only(place: Place) -> Iterator[None]:
    """PostgreSQL stops writing when its disk is full; the same refusal by a switch."""
    _switch(place, "on")
    try:
        yield
    finally:
        _switch(place, "off")


def _switch(place: Place, state: str) -> None:
    """Read only or not, from now on: connections that are open now are cut."""
    may_write = "-c default_transaction_read_only=off"
    with psycopg.connect(place.database_url, autocommit=True, options=may_write) as database:
        name = sql.Identifier(database.info.dbname)
        database.execute(
            sql.SQL("ALTER DATABASE {} SET default_transaction_read_only = {}").format(
                name, sql.Literal(state)
            )
        )
        database.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )


def _stored(place: Place) -> dict[str, Any]:
    """What a half-stored record would change: due work goes on meanwhile and is left out."""
    facts = place.inside("facts")
    keys = [message["key"] for message in facts["messages"]]
    return {**facts, "messages": keys, "job_runs": None, "seals": None}


@pytest.fixture
def filled(place: Place, patients: list[dict[str, Any]]) -> tuple[Mapping[str, Any], str]:
    """A patient with a filled form that is not sent, and its uuid."""
    patient = patients[0]
    number = str(patient["patient_id"])
    return patient, place.inside("fill", number)[number]


def test_a_record_that_cannot_be_stored_says_so_and_is_sent_later(
    place: Place, filled: tuple[Mapping[str, Any], str]
) -> None:
    patient, uuid = filled
    with serving(place) as server:
        browser = journey.enter(place, patient)
        check = browser.get(f"/me/record/{uuid}/check/")
        before = _stored(place)
        with unwritable(place, server):
            refused = journey.send(browser, check)
            assert refused.status in SERVER_ERRORS
            assert OUR_FAULT in refused.body
            assert _stored(place) == before
        sent = journey.send(browser, check)
        assert (sent.status, sent.path) == (200, f"/me/record/{uuid}/done/")
    facts = place.inside("facts")
    assert list(facts["records"]) == [uuid]
    assert journey.is_whole(facts["records"][uuid])
    assert facts["trail_breaks"] == []


def test_pages_can_be_read_while_nothing_can_be_written(
    place: Place, filled: tuple[Mapping[str, Any], str]
) -> None:
    patient, uuid = filled
    with serving(place) as server:
        browser = journey.enter(place, patient)
        with unwritable(place, server):
            assert browser.get(f"/me/record/{uuid}/check/").status == 200


def test_due_work_goes_on_after_the_database_was_away(
    place: Place, filled: tuple[Mapping[str, Any], str]
) -> None:
    patient, uuid = filled
    with serving(place) as server:
        browser = journey.enter(place, patient)
        check = browser.get(f"/me/record/{uuid}/check/")
        with unwritable(place, server):
            journey.send(browser, check)
        journey.send(browser, check)
        alerts = [m["key"] for m in place.inside("facts")["messages"] if "alert" in m["key"]]
        texts = {key for key in alerts if key.endswith(":sms")}
        assert texts
        assert soon(lambda: texts <= {message["key"] for message in handed(place)})

"""What holds for every test."""

import os
import sqlite3
from collections.abc import Iterator

import pytest
from django.db import connection
from django.test import TransactionTestCase
from hypothesis import settings

from osteopro.audit import append_only
from osteopro.triage.validity import asking

# Two cores shared by everything make single examples slow; CI tries the same examples every time,
# so that a failure belongs to the change and not to the dice.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


class Pristine:
    """The database as it was before the first test that really commits."""

    def __init__(self) -> None:
        self._copy: sqlite3.Connection | None = None

    def keep(self) -> None:
        """Copy it once; on PostgreSQL it is emptied by Django instead."""
        if self._copy is None and connection.vendor == "sqlite":
            connection.ensure_connection()
            self._copy = sqlite3.connect(":memory:")
            connection.connection.backup(self._copy)

    def restore(self) -> bool:
        """Put the copy in place of whatever a test left; False where there is none."""
        if self._copy is None:
            return False
        connection.ensure_connection()
        self._copy.backup(connection.connection)
        return True


@pytest.fixture(autouse=True, scope="session")
def tables_may_be_emptied() -> Iterator[None]:
    """Let tests with real commits leave the database as they found it.

    Django deletes every row, which the append-only triggers refuse. They go just before and come
    back with the post-migrate signal that ends the emptying. On SQLite the file is put back whole
    instead: that takes a twentieth of the time, and a browser test spends a third of its own on it.
    """
    case = TransactionTestCase
    setup, teardown = case._fixture_setup, case._fixture_teardown  # type: ignore[attr-defined]
    pristine = Pristine()

    def begin(tests: type[TransactionTestCase]) -> None:
        pristine.keep()
        setup.__func__(tests)

    def empty(test: TransactionTestCase) -> None:
        if not pristine.restore():
            append_only.uninstall()
            teardown(test)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_setup", classmethod(begin))
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield


@pytest.fixture(autouse=True)
def nobody_is_drawn(monkeypatch: pytest.MonkeyPatch) -> None:
    """One report in twenty is drawn for a call by its id, and test ids are random: a test that
    wants somebody drawn says so."""
    monkeypatch.setattr(asking, "drawn", lambda *_: False)


@pytest.fixture
def asks_gently() -> None:
    """For tests in which the one question before sending may come."""


@pytest.fixture(autouse=True)
def nobody_is_asked_first(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Tests answer faster than anybody, and would be asked to look again."""
    if "asks_gently" not in request.fixturenames:
        monkeypatch.setattr("osteopro.followup.gently.to_ask_now", lambda *_: None)

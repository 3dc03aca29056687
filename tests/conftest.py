"""What holds for every test."""

import os
from collections.abc import Iterator

import pytest
from django.test import TransactionTestCase
from hypothesis import settings

from osteopro.audit import append_only

# Two cores shared by everything make single examples slow; CI tries the same examples every time,
# so that a failure belongs to the change and not to the dice.
settings.register_profile("here", deadline=None)
settings.register_profile("ci", deadline=None, derandomize=True)
settings.load_profile("ci" if os.environ.get("CI") else "here")


@pytest.fixture(autouse=True, scope="session")
def tables_may_be_emptied() -> Iterator[None]:
    """Let tests with real commits empty the database afterwards.

    Django does that by deleting every row, which the append-only triggers refuse. They go just
    before and come back with the post-migrate signal that ends the emptying.
    """
    teardown = TransactionTestCase._fixture_teardown  # type: ignore[attr-defined]

    def empty(case: TransactionTestCase) -> None:
        append_only.uninstall()
        teardown(case)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(TransactionTestCase, "_fixture_teardown", empty)
        yield

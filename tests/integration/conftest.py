"""What holds for tests with a database."""

import io
import logging
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.cache import cache
from pytest_django import Settings

from osteopro import clock, logs
from osteopro.instruments import queries as instruments_queries
from osteopro.patients import queries as patients_queries
from osteopro.sites import queries as sites_queries
from osteopro.triage import queries as triage_queries
from tests import builders

# Monday 23 November 2026, 10:00 in Shanghai: an ordinary working morning.
MONDAY = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def forget_compiled(db: None) -> None:
    """Compiled forms and rules belong to a database; each test has its own."""
    instruments_queries.forget()
    triage_queries.forget()
    sites_queries.forget()
    patients_queries.profile_at.cache_clear()
    cache.clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    """Hashing that is slow on purpose would be most of the time of these tests."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def monday() -> Iterator[datetime]:
    """The clock stands still on a working morning."""
    with clock.frozen(MONDAY):
        yield MONDAY


@pytest.fixture
def clinic(db: None, monday: datetime) -> builders.Clinic:
    """A clinic with staff, on that Monday: no test depends on the day it is run."""
    return builders.clinic()


@pytest.fixture
def wang_xiuying(clinic: builders.Clinic) -> builders.Someone:
    """Mrs Wang, in Nurse Li's panel, with a record due today."""
    return builders.patient(clinic)


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that would stand in the log file."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logs.formatter())
    root = logging.getLogger()
    level, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    root.level = level

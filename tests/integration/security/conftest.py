"""What the tests of attacks share: the product's pages, and its log as it would be written."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from osteopro import logs
from tests.integration.web_patient.conftest import signed_in, wang  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    """Hashed names of static files exist only after collectstatic."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}


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

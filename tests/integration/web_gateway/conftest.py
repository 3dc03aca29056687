"""Requests without a browser."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_django import Settings

from osteopro import logs


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    """No collected files are needed to answer a machine."""
    settings.STATIC_ROOT = tmp_path


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    """Everything that is logged meanwhile, as it would be written."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    handler.setFormatter(logs.formatter())
    root = logging.getLogger()
    level, root.level = root.level, logging.INFO
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    root.level = level

"""Requests without a browser."""

from pathlib import Path

import pytest
from pytest_django import Settings


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    """No collected files are needed to answer a machine."""
    settings.STATIC_ROOT = tmp_path

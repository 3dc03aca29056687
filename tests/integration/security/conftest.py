"""What the tests of attacks share: the product's pages, and its log as it would be written."""

from pathlib import Path

import pytest
from pytest_django import Settings

from tests.integration.web_patient.conftest import signed_in, wang  # noqa: F401 - fixtures


@pytest.fixture(autouse=True)
def plain_static_files(settings: Settings, tmp_path: Path) -> None:
    """Hashed names of static files exist only after collectstatic."""
    settings.STATIC_ROOT = tmp_path
    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES = settings.STORAGES | {"staticfiles": plain}

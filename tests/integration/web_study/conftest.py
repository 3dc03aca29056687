"""Pages for researchers, opened as they do."""

import pytest
from django.test import Client

from tests import studies
from tests.builders import Clinic
from tests.integration.web_care.conftest import (
    SignIn as SignIn,
)
from tests.integration.web_care.conftest import (
    plain_static_files as plain_static_files,
)
from tests.integration.web_care.conftest import (
    sign_in as sign_in,
)
from tests.studies import Studied


@pytest.fixture
def study(clinic: Clinic) -> Studied:
    return studies.study(clinic)


@pytest.fixture
def zhou(study: Studied, sign_in: SignIn) -> Client:
    """Who leads the study."""
    return sign_in(study.zhou)


@pytest.fixture
def qin(study: Studied, sign_in: SignIn) -> Client:
    """Who analyses."""
    return sign_in(study.qin)

"""A study for every test that asks for one."""

import pytest

from tests import studies
from tests.builders import Clinic
from tests.studies import Studied


@pytest.fixture
def study(clinic: Clinic) -> Studied:
    return studies.study(clinic)

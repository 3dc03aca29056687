"""A running product with a study, and researchers in front of it."""

import pytest

from tests import builders, studies
from tests.browser.care.conftest import Open as Open
from tests.browser.care.conftest import open_page as open_page
from tests.browser.care.conftest import problems_of as problems_of
from tests.browser.care.conftest import product as product
from tests.studies import Studied


@pytest.fixture
def study(product: None) -> Studied:
    return studies.study(builders.clinic())

"""The widths and languages in which pages are opened.

Half of them tell nearly everything: a page too wide for a phone is so in the longer language, a
text that is missing is missing at every width. `make test-peers` opens all of them.
"""

import os

import pytest

_ALL = bool(os.environ.get("OSTEOPRO_ALL_SIZES"))
PHONE = {"width": 360, "height": 740}
COMPUTER = {"width": 1366, "height": 768}

_STAFF = [(1366, "zh-hans"), (360, "en"), (1366, "en"), (360, "zh-hans")]
STAFF_SIZES = pytest.mark.parametrize(("width", "language"), _STAFF if _ALL else _STAFF[:2])

_PATIENTS = [
    pytest.param(PHONE, "zh-hans", id="phone-zh"),
    pytest.param(COMPUTER, "en", id="computer-en"),
    pytest.param(PHONE, "en", id="phone-en"),
    pytest.param(COMPUTER, "zh-hans", id="computer-zh"),
]
PATIENT_SIZES = pytest.mark.parametrize(
    ("viewport", "language"), _PATIENTS if _ALL else _PATIENTS[:3]
)

_STORIES = [(360, "zh-hans"), (1366, "en"), (1366, "zh-hans"), (360, "en")]
STORY_SIZES = pytest.mark.parametrize(("width", "language"), _STORIES if _ALL else _STORIES[:2])

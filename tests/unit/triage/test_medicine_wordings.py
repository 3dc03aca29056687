"""The medicine stop against wordings made to get past it, and innocent ones made to trip it."""

import json
from pathlib import Path
from typing import Any

import pytest

from osteopro.triage.ruleset import Ruleset

WORDINGS: Any = json.loads((Path(__file__).parent / "medicine_wordings.json").read_text("utf-8"))
LANGUAGES = ("zh-CN", "en")


def test_there_are_enough_of_both() -> None:
    for kind in ("stop", "pass"):
        found = [text for language in LANGUAGES for text in WORDINGS[kind][language]]
        assert len(set(found)) == len(found) >= 60


@pytest.mark.parametrize("language", LANGUAGES)
def test_wordings_that_change_a_medicine_are_stopped(ruleset: Ruleset, language: str) -> None:
    wordings = WORDINGS["stop"][language]
    missed = [text for text in wordings if not ruleset.stop.wording(text)]
    assert len(missed) / len(wordings) <= 0.02, missed


@pytest.mark.parametrize("language", LANGUAGES)
def test_innocent_wordings_go_out(ruleset: Ruleset, language: str) -> None:
    wordings = WORDINGS["pass"][language]
    stopped = {
        text: ruleset.stop.wording(text)[0] for text in wordings if ruleset.stop.wording(text)
    }
    assert len(stopped) / len(wordings) <= 0.02, stopped


def test_what_slips_through_is_known(ruleset: Ruleset) -> None:
    """When one of these is stopped one day, it moves to the others and leaves the docs."""
    missed = [text for language in LANGUAGES for text in WORDINGS["missed"][language]]
    assert [text for text in missed if ruleset.stop.wording(text)] == []

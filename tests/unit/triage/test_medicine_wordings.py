"""The medicine stop against wordings made to get past it, and innocent ones made to trip it."""

import json
from pathlib import Path
from typing import Any

import pytest

from osteopro.triage.medicine import parse_stop
from osteopro.triage.ruleset import Ruleset

HERE = Path(__file__).parent
WORDINGS: Any = json.loads((HERE / "medicine_wordings.json").read_text("utf-8"))
# Written by somebody who had not read the patterns; what each list is says its note.
STRANGERS: Any = json.loads((HERE / "medicine_wordings_independent.json").read_text("utf-8"))
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


def test_strangers_lists_are_lists() -> None:
    each = [
        text
        for lists in STRANGERS["lists"].values()
        for kind in ("stop", "pass")
        for language in LANGUAGES
        for text in lists[kind][language]
    ]
    assert len(set(each)) == len(each) == 308


@pytest.mark.parametrize("name", STRANGERS["lists"])
def test_strangers_wordings(ruleset: Ruleset, name: str) -> None:
    """Nearly all that change a medicine are stopped, nearly all innocent ones go out."""
    lists = STRANGERS["lists"][name]
    stopped, passed = (
        [
            bool(ruleset.stop.wording(text))
            for language in LANGUAGES
            for text in lists[kind][language]
        ]
        for kind in ("stop", "pass")
    )
    assert sum(stopped) / len(stopped) >= 0.95
    assert sum(passed) / len(passed) <= 0.03


def test_what_is_wrong_with_strangers_wordings_is_known(ruleset: Ruleset) -> None:
    """What changes here changes in docs/explanation/validity.md."""
    found: dict[str, set[str]] = {"stop": set(), "pass": set()}
    for lists in STRANGERS["lists"].values():
        for kind, wrong in (("stop", False), ("pass", True)):
            for language in LANGUAGES:
                found[kind] |= {
                    text
                    for text in lists[kind][language]
                    if bool(ruleset.stop.wording(text)) == wrong
                }
    assert found == {"stop": set(STRANGERS["missed"]), "pass": set(STRANGERS["stopped"])}


@pytest.mark.parametrize(
    ("text", "stopped"),
    [
        ("这几天先停一停弯腰的动作。", False),  # `unless` in the same sentence
        ("弯腰的动作做完了。先停几天再说。", True),  # not in another one
        ("不要自己停药。", False),  # a warning is not read
        ("不要自己停药，先停三天看看。", True),  # what is beside it is
        ("药放着。", True),  # about a medicine, in no frame that changes nothing
        ("药的事请问医生。", False),
    ],
)
def test_how_patterns_are_read(ruleset: Ruleset, text: str, stopped: bool) -> None:
    assert bool(ruleset.stop.wording(text)) is stopped


def test_a_list_of_words_that_is_not_there_is_refused() -> None:
    document = {
        "words": {},
        "cut": [],
        "patterns": [{"id": "x", "pattern": "<nothing>药"}],
        "text": {},
    }
    with pytest.raises(KeyError):
        parse_stop(document)

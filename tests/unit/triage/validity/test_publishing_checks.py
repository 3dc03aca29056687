"""What must be right before a set of checks is published."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from osteopro.instruments.library import load_instruments
from osteopro.triage.validity.checkset import build_checks, read_document
from osteopro.triage.validity.publishing import problems


def test_the_packaged_checks_may_be_published() -> None:
    assert problems(build_checks(read_document()), load_instruments()) == []


def _no_fact(document: Any) -> None:
    document["checks"][0]["when"][0]["if"] = "sparkle > 3.0"


def _no_item(document: Any) -> None:
    document["facts"]["pain_rest"]["item"] = "sym-nothing"


def _no_kind(document: Any) -> None:
    document["facts"]["pace"]["kind"] = "gut-feeling"


def _one_language(document: Any) -> None:
    del document["questions"]["jump"]["text"]["en"]


def _no_question(document: Any) -> None:
    document["checks"][0]["when"][0]["ask"] = "rude"


def _no_place(document: Any) -> None:
    document["asking"]["order"].remove("V2")


def _wrong_type(document: Any) -> None:
    document["checks"][0]["when"][0]["if"] = "qol_same == 'twelve' || qol_same > 'x'"


@pytest.mark.parametrize(
    ("spoil", "words"),
    [
        (_no_fact, "sparkle is no fact"),
        (_no_item, "no form asks sym-nothing"),
        (_no_kind, "kind gut-feeling is unknown"),
        (_one_language, "a text is missing in en"),
        (_no_question, "there is no question rude"),
        (_no_place, "V2 asks, but has no place"),
        (_wrong_type, "V1 on opros-qol"),
    ],
)
def test_what_is_wrong_is_said(spoil: Callable[[Any], None], words: str) -> None:
    document = copy.deepcopy(read_document())
    spoil(document)
    found = problems(build_checks(document), load_instruments())
    assert [sentence for sentence in found if words in sentence], found

"""The words around a physician's line."""

import copy
from pathlib import Path

import orjson
import pytest

from osteopro.appointments import closing, rules
from osteopro.appointments.closing import Closing, LinesError
from osteopro.appointments.terms import VisitOutcome

DOCUMENT = orjson.loads((Path(closing.CURRENT) / "lines.json").read_bytes())


def test_every_outcome_has_a_line_short_enough_to_be_sent_with_another() -> None:
    for each in closing.lines().lines:
        for text in each.text.values():
            assert len(text) <= rules.LINE_LENGTH
        assert len(each.text["zh-CN"]) * 2 < rules.LINE_LENGTH
    assert {each.outcome for each in closing.lines().lines} == set(VisitOutcome)


def test_braces_in_a_persons_words_are_only_braces() -> None:
    told = closing.told(Closing("张{0}", "11月18日", "", "药{不变}", "问{day}"), "zh-CN")
    assert told == "张{0}看过您的记录（11月18日）。\n药{不变}\n您想问的，张{0}这样回答：问{day}"


def test_without_a_record_it_says_only_that_they_met() -> None:
    told = closing.told(Closing("Dr Zhang", None, "23 November", "Walk daily."), "en")
    assert told == "You saw Dr Zhang on 23 November.\nWalk daily."


def test_a_line_stands_once() -> None:
    (tests, *_) = [each for each in closing.lines().lines if each.code == "tests"]
    line = tests.text["zh-CN"]
    assert closing.with_lines("", ["tests"], "zh-CN") == line
    assert closing.with_lines(f"好。{line}", ["tests"], "zh-CN") == f"好。{line}"
    assert closing.with_lines("好。", ["tests", "nonsense"], "zh-CN") == f"好。\n{line}"


@pytest.mark.parametrize("spoil", ["outcome", "language", "place", "frame"])
def test_a_document_that_would_tell_half_is_refused(spoil: str) -> None:
    document = copy.deepcopy(DOCUMENT)
    if spoil == "outcome":
        document["lines"] = document["lines"][1:]
    elif spoil == "language":
        del document["lines"][0]["en"]
    elif spoil == "place":
        document["frame"]["read"]["en"] = "It was read."
    else:
        del document["frame"]["reply"]
    with pytest.raises(LinesError):
        closing.parse_lines(document)

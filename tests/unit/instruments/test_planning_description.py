"""What a form may say about when it is asked, and the sentence for each mistake."""

from typing import Any

import pytest

from osteopro.instruments.library import load_instruments
from osteopro.instruments.planning import planning_problems

RIGHT = {
    "schedule": {"after_days": [0, 28, 84], "with_long": 2, "by_proxy": False},
    "signals": [{"signal": "fall", "item": "rf-check", "codes": ["fall"]}],
    "steady": "symptoms",
}


def problems(about: dict[str, Any]) -> list[str]:
    form = next(each for each in load_instruments().values() if each.code == "opros-fu")
    return planning_problems(about, form.questionnaire, form.spec)


def test_forms_of_the_library_describe_themselves_rightly() -> None:
    form = next(each for each in load_instruments().values() if each.code == "opros-fu")
    right = {**RIGHT, "steady": form.planning.steady}
    assert form.planning.steady
    assert problems(right) == []
    assert problems({}) == []


@pytest.mark.parametrize(
    ("about", "sentence"),
    [
        ({"schedule": []}, "schedule has after_days, with_long and by_proxy, nothing else"),
        ({"schedule": {"after_days": [1], "every": 3}}, "nothing else"),
        ({"schedule": {"after_days": []}}, "schedule needs after_days, whole numbers"),
        ({"schedule": {"after_days": [0]}}, "the last above 0"),
        ({"schedule": {"after_days": [True]}}, "whole numbers"),
        ({"schedule": {"after_days": [-1, 7]}}, "whole numbers"),
        ({"schedule": {"after_days": [7], "with_long": "2"}}, "with_long is a whole number"),
        ({"schedule": {"after_days": [7], "by_proxy": 1}}, "by_proxy true or false"),
        ({"signals": {}}, "signals is not a list"),
        ({"signals": [7]}, "signal 1 is unknown"),
        ({"signals": [{"signal": "storm", "item": "rf-check", "codes": []}]}, "is unknown"),
        ({"signals": [{"signal": "fall", "item": "x", "codes": []}]}, "an item the form lacks"),
        (
            {"signals": [{"signal": "fall", "item": "rf-check", "codes": ["fall"], "on": "x"}]},
            "an item the form lacks",
        ),
        ({"signals": [{"signal": "fall", "item": "rf-check"}]}, "either codes or at_least"),
        (
            {"signals": [{"signal": "fall", "item": "rf-check", "codes": ["flood", "ape"]}]},
            "unknown codes: ape, flood",
        ),
        ({"steady": "nothing"}, "steady names 'nothing', which is no scale of the form"),
    ],
)
def test_each_mistake_has_its_sentence(about: dict[str, Any], sentence: str) -> None:
    found = problems(about)
    assert len(found) == 1
    assert found[0].startswith("instrument: ")
    assert sentence in found[0]

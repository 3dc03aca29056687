import copy
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from osteopro.instruments.definition import DefinitionError
from osteopro.instruments.library import Instrument
from osteopro.instruments.scoring import band, parse_spec

LABEL = {"zh-CN": "分", "en": "Score"}


@pytest.fixture
def scoring() -> dict[str, Any]:
    return {
        "version": "1",
        "item_scores": {"KNEE-NRS": {"factor": 10}, "stick": {"factor": 1}},
        "scales": [
            {
                "id": "A",
                "label": LABEL,
                "items": ["k1", "k2", "k3"],
                "method": "mean",
                "min_answered": 2,
                "needs_one_of": {"items": ["k1"], "reason": "no-rest"},
                "direction": "higher-worse",
                "meaningful_change": 20,
                "bands": [{"from": 0, "label": LABEL}, {"from": 25, "label": {"en": "more"}}],
            },
            {
                "id": "B",
                "label": LABEL,
                "scales": ["A"],
                "method": "mean",
                "direction": "higher-worse",
            },
        ],
    }


def test_parse_spec_reads_scales_rules_and_words(knee: Instrument, scoring: dict[str, Any]) -> None:
    spec = parse_spec(scoring, knee.questionnaire)
    scale = spec.scale("A")
    assert (scale.min_answered, scale.size) == (2, 3)
    assert scale.meaningful_change == 20
    assert spec.scale("B").min_answered == 1
    assert spec.rules["k2"].scores["7"] == 70
    assert spec.rules["stick"].of(Fraction(1)) == 1
    assert band(scale, Fraction(249, 10)) == LABEL
    assert band(scale, Fraction(25)) == {"en": "more"}
    with pytest.raises(KeyError):
        spec.scale("C")


def _scale(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["scales"][0].update(changes)


def _rules(**changes: Any) -> Callable[[dict[str, Any]], None]:
    return lambda document: document["item_scores"].update(changes)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda d: d.update(colour="red"), "'colour' is unknown"),
        (lambda d: d.pop("version"), "version is missing"),
        (lambda d: d.update(elsewhere=["k1"]), "k1 is an item of this form"),
        (lambda d: d["item_scores"].pop("KNEE-NRS"), "k1 has no rule"),
        (_rules(**{"KNEE-NSR": {"factor": 1}}), "neither an item nor an option set"),
        (_rules(k1={"factor": 0}), "factor must be above 0"),
        (_rules(k1={"factor": "x"}), "'x' is no number"),
        (_rules(k1={"factor": 1, "weight": 2}), "'weight' is unknown"),
        (_rules(side={"factor": 1}), "several answers"),
        (_rules(note={"factor": 1}), "text items have no number"),
        (_rules(falls={"factor": 1, "reverse": True}), "needs minValue and maxValue"),
        (_scale(items=["k1", "k9"], min_answered=1), "k9 is no item of this form"),
        (_scale(items=["k1", "k1"]), "named twice"),
        (_scale(items=[]), "either items or scales"),
        (_scale(min_answered=4), "min_answered must be from 1 to 3"),
        (_scale(min_answered=True), "min_answered must be from 1 to 3"),
        (_scale(method="median"), "'median' is unknown"),
        (_scale(method="sum"), "needs prorate"),
        (_scale(prorate=True), "prorate belongs to sum"),
        (_scale(direction="up"), "'up' is unknown"),
        (_scale(label={}), "label is missing"),
        (_scale(needs_one_of={"items": ["falls"], "reason": "x"}), "needs_one_of"),
        (_scale(meaningful_change="many"), "'many' is no number"),
        (_scale(bands=[{"from": 9, "label": LABEL}, {"from": 1, "label": LABEL}]), "rising"),
        (_scale(fills="falls"), "no read-only number item"),
        (_scale(id="B"), "used twice"),
        (lambda d: d["scales"][1].update(scales=["C"]), "no scale listed before"),
    ],
)
def test_parse_spec_names_the_problem(
    knee: Instrument,
    scoring: dict[str, Any],
    change: Callable[[dict[str, Any]], None],
    words: str,
) -> None:
    document = copy.deepcopy(scoring)
    change(document)
    with pytest.raises(DefinitionError) as raised:
        parse_spec(document, knee.questionnaire)
    assert any(words in problem for problem in raised.value.problems), raised.value.problems


def test_parse_spec_takes_items_of_other_forms_named_on_purpose(
    knee: Instrument, scoring: dict[str, Any]
) -> None:
    scoring["scales"][0]["items"] = ["k1", "k9"]
    spec = parse_spec({**scoring, "elsewhere": ["k9"]}, knee.questionnaire)
    assert spec.scale("A").items == ("k1", "k9")

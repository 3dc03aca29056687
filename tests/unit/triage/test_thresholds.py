"""Lines on the staff's charts stand where the rules fire, not where somebody wrote them."""

import json
from dataclasses import replace
from fractions import Fraction

import pytest

from osteopro.instruments.library import load_instruments
from osteopro.triage.publishing import problems
from osteopro.triage.ruleset import Threshold, load_ruleset
from osteopro.ui.charts import Threshold as Line

FORMS = load_instruments()
FULL = next(each for each in FORMS.values() if each.code == "opros-full")
LINES = tuple(load_ruleset().thresholds.values())
ON_MEDICINE = {"on_bone_med": True}


def options(name: str) -> dict[int, str]:
    """The codes of an item's answers by their raw number."""
    item = FULL.questionnaire.item(name)
    return {o.weight: o.code for o in item.options if o.weight is not None}


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_the_rule_fires_exactly_on_the_side_of_its_line(bench, fired, line: Threshold) -> None:
    drawn = Line(line.value, line.label["zh-CN"], line.above)
    for raw, code in options(line.name).items():
        # The usual value is the same, so that no rule about a change speaks for it.
        steady = {line.name: code}
        history = [bench.response(steady, code="opros-full", days_ago=days) for days in (28, 14, 7)]
        result = bench.run(
            bench.response(steady, code="opros-full"), history=history, profile=ON_MEDICINE
        )
        assert (line.rule in fired(result)) is drawn.reached(raw), (line.name, raw)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_the_label_names_the_value(line: Threshold) -> None:
    assert all(str(line.value) in words for words in line.label.values())
    assert line.value in options(line.name)


def test_every_symptom_that_is_drawn_has_its_line_or_none_by_design() -> None:
    drawn = {name for scale in FULL.spec.scales for name in scale.items}
    assert drawn - {line.name for line in LINES} == set()


def test_a_line_without_its_rule_or_its_item_is_not_published() -> None:
    rules = load_ruleset()
    wrong = Threshold("sym-nothing", Fraction(1), True, "T-X99", {"zh-CN": "x", "en": "x"})
    found = problems(replace(rules, thresholds={"sym-nothing": wrong}), FORMS)
    assert json.dumps(found).count("sym-nothing") == 2

"""Tables and picture of a result, whatever is in it."""

import math
from xml.etree import ElementTree

import pytest

from osteopro.simulation.exaggeration.measures import Figure, Interval
from osteopro.simulation.exaggeration.picture import picture
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.questions import MAIN, SWEEPS, main_tasks, sweep_tasks
from osteopro.simulation.exaggeration.report import (
    TITLES,
    Report,
    as_json,
    markdown,
    shown,
    terminal,
)
from osteopro.simulation.exaggeration.world import world

SVG = "{http://www.w3.org/2000/svg}"


def report(each: Interval, *, sweeps: bool = True) -> Report:
    """Every figure of every rule is the same interval, every share the same share."""
    share = Interval(0.4, 0.1, each.n)
    figures = {f: share if TITLES[f][1] else each for f in Figure}
    tasks = [*main_tasks(world(), [1], 1), *sweep_tasks(world(), [1] if sweeps else [], 1)]
    results = {(task.point, task.policy): figures for task in tasks}
    return Report(world(), [1, 2], 1, [1] if sweeps else [], 1, results)


def test_every_rule_figure_and_assumption_is_in_every_table() -> None:
    made = report(Interval(0.25, 0.05, 2))
    for text in (terminal(made), markdown(made)):
        for words in (
            *(policy.name for policy in POLICIES.values()),
            *(title for title, _ in TITLES.values()),
            *(sweep.name for sweep in SWEEPS.values()),
        ):
            assert words in text
    assert TITLES.keys() == set(Figure)


def test_the_json_has_every_value_of_every_assumption() -> None:
    made = as_json(report(Interval(1.5, 0.5, 2)))
    for code, sweep in SWEEPS.items():
        found = made["sensitivity"]["sweeps"][code]
        assert [each["value"] for each in found] == list(sweep.values)
        assert all(each[rule]["gain"]["mean"] == 1.5 for each in found for rule in sweep.rules)


def test_without_sensitivity_there_is_only_the_main_table() -> None:
    made = report(Interval(1.0, 0.5, 2), sweeps=False)
    assert {point for point, _ in made.results} == {MAIN}
    assert "###" not in markdown(made)
    assert as_json(made)["sensitivity"]["sweeps"] == {}


@pytest.mark.parametrize(
    "each",
    [
        Interval(3.0, 1.0, 5),
        Interval(-2.0, 5.0, 5),
        Interval(0.0, 0.0, 5),
        Interval(40.0, math.nan, 1),
        Interval(math.nan, math.nan, 0),
    ],
)
def test_the_picture_can_always_be_drawn_and_stays_inside(each: Interval) -> None:
    for sweeps in (True, False):
        root = ElementTree.fromstring(picture(report(each, sweeps=sweeps)))
        _, _, width, height = map(float, root.attrib["viewBox"].split())
        for dot in root.iter(f"{SVG}circle"):
            assert 0 <= float(dot.attrib["cx"]) <= width
            assert 0 <= float(dot.attrib["cy"]) <= height
        assert "nan" not in "".join(" ".join(e.attrib.values()) for e in root.iter())


def test_what_was_not_measured_is_a_dash() -> None:
    assert shown(Interval(math.nan, math.nan, 0), share=False) == "–"
    assert shown(Interval(2.0, math.nan, 1), share=False) == "2.0"
    assert shown(Interval(2.04, 0.26, 9), share=False) == "2.0 ± 0.3"
    assert shown(Interval(0.5, 0.1, 9), share=True) == "50 % ± 10"

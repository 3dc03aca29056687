"""All figures of a round, with intervals that repeat themselves."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings

from osteopro.research.agreement import intervals
from osteopro.research.agreement.coded import Marked, Text
from osteopro.research.agreement.coefficients import Result
from osteopro.research.agreement.judging import (
    DEFAULT_MEASURE,
    DEFAULT_UNIT,
    judge,
    judge_categories,
    pairs,
)
from osteopro.research.agreement.terms import Block, Measure, NoInterval, Undefined, Unit
from tests.unit.research.agreement.asking import texts


def study(interviews: int = 6, coders: str = "AB", length: int = 400) -> list[Text]:
    """Coders who mark nine statements of ten in each interview, a little apart."""
    source = random.Random(7)
    made = []
    for number in range(interviews):
        marked = tuple(
            Marked(
                coder, at + source.randrange(4), at + 15 + source.randrange(4), source.choice("xy")
            )
            for at in range(0, length - 40, 40)
            for coder in coders
            if source.random() < 0.9
        )
        turns = tuple((at, at + 40) for at in range(0, length, 40))
        made.append(Text(str(number), length, frozenset(coders), marked, turns))
    return made


@pytest.mark.parametrize("unit", list(Unit))
def test_the_same_input_has_the_same_figures_in_any_order(unit: Unit) -> None:
    assert judge(study(), unit, draws=99) == judge(study(), unit, draws=99)
    first, again = (judge(each, unit, draws=9) for each in (study(), study()[::-1]))
    assert first.sha256 == again.sha256
    assert {m: j.result for m, j in first.figures.items()} == {
        m: j.result for m, j in again.figures.items()
    }


def test_the_default_is_nominal_alpha_by_character() -> None:
    agreement = judge(study())
    assert agreement.unit is DEFAULT_UNIT is Unit.CHARACTER
    judged = agreement.figures[DEFAULT_MEASURE]
    assert judged.result.value is not None
    assert judged.interval.low is not None
    assert judged.interval.high is not None
    assert judged.interval.low < judged.result.value < judged.interval.high
    assert set(agreement.figures) == set(Measure)
    assert (agreement.drawn, agreement.coders) == (Block.INTERVIEW, ("A", "B"))


@pytest.mark.parametrize(
    ("unit", "drawn"),
    [(Unit.STATEMENT, Block.UNIT), (Unit.TURN, Block.UNIT), (Unit.CHARACTER, Block.TURN)],
)
def test_of_one_interview_its_parts_are_drawn(unit: Unit, drawn: Block) -> None:
    agreement = judge(study(1), unit)
    assert agreement.drawn is drawn
    assert agreement.figures[Measure.PERCENT].interval.low is not None
    assert agreement.figures[Measure.UNITISING].interval.missing is NoInterval.ONE_BLOCK


def test_an_interval_that_cannot_be_says_why() -> None:
    (one,) = study(1)
    without = Text(one.key, one.length, one.coders, one.marked)
    figures = judge([without]).figures
    assert figures[Measure.PERCENT].interval.missing is NoInterval.ONE_BLOCK
    statements = judge(study(), Unit.STATEMENT).figures[Measure.COHEN]
    assert statements.result.undefined is Undefined.ONLY_MARKED
    assert statements.interval.missing is NoInterval.NO_FIGURE
    empty = judge([]).figures
    assert {each.result.undefined for each in empty.values()} == {Undefined.EMPTY}


def test_draws_without_figure_make_no_interval() -> None:
    rare = Text("0", 100, frozenset("AB"), (Marked("A", 0, 9), Marked("B", 0, 9)))
    rest = [Text(str(each), 100, frozenset("AB")) for each in range(1, 5)]
    judged = judge([rare, *rest]).figures[Measure.KRIPPENDORFF]
    assert judged.result.value == 1
    assert judged.interval.missing is NoInterval.UNSTEADY


def test_an_interval_holds_the_middle_of_the_draws() -> None:
    """The mean of 100 blocks of 0 and 100 of 1: its standard error is 0.0354."""

    def mean(blocks: object) -> dict[Measure, Result]:
        values = list(blocks)  # type: ignore[call-overload]
        return {Measure.PERCENT: Result(Measure.PERCENT, Fraction(sum(values), len(values)))}

    blocks = [0, 1] * 100
    found = intervals.judged(mean(blocks), blocks, mean, "ab12")[Measure.PERCENT].interval
    assert found.low is not None
    assert found.high is not None
    assert abs(float(found.low) - (0.5 - 1.96 * 0.0354)) < 0.01
    assert abs(float(found.high) - (0.5 + 1.96 * 0.0354)) < 0.01


def test_categories_are_judged_where_two_coders_marked_the_same() -> None:
    agreement = judge_categories(study(), ["x", "y", "z"])
    assert agreement.unit is Unit.MEANING
    cohen = agreement.figures[Measure.COHEN]
    assert cohen.result.value is not None
    assert cohen.interval.low is not None
    other = judge_categories(study(), ["x", "y"], draws=9)
    assert other.sha256 != agreement.sha256


def test_whether_the_same_was_marked_does_not_ask_for_the_category() -> None:
    marked = (Marked("A", 0, 9, "x"), Marked("B", 0, 9, "y"), Marked("B", 5, 9, "x"))
    text = Text("1", 20, frozenset("AB"), marked)
    assert judge([text]).figures[Measure.UNITISING].result.value == 1
    categories = judge_categories([text]).figures[Measure.UNITISING].result
    assert categories.undefined is Undefined.OVERLAPPING


@settings(max_examples=20)
@given(texts())
def test_every_text_has_figures_or_reasons(given_text: Text) -> None:
    for unit in Unit:
        for judged in judge([given_text], unit, draws=40).figures.values():
            assert (judged.result.value is None) == (judged.result.undefined is not None)
            low, high, missing = judged.interval.low, judged.interval.high, judged.interval.missing
            assert (low is None) == (high is None) == (missing is not None)
            assert low is None or high is None or low <= high


def test_each_two_coders_have_their_own_figure() -> None:
    marked = (Marked("A", 0, 9, "x"), Marked("B", 0, 9, "x"), Marked("C", 0, 9, "y"))
    more = (Marked("A", 10, 19, "y"), Marked("B", 10, 19, "y"), Marked("C", 10, 19, "x"))
    text = Text("1", 30, frozenset("ABC"), (*marked, *more))
    found = pairs([text], Unit.MEANING)
    assert {key: each.value for key, each in found.items()} == {
        ("A", "B"): 1,
        ("A", "C"): -1,
        ("B", "C"): -1,
    }
    assert {each.value for each in pairs([text], Unit.CHARACTER).values()} == {1}
    assert pairs([], Unit.TURN) == {}

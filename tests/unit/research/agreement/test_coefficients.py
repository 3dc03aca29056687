"""Coefficients on units: published figures, and what holds for every table."""

from collections import Counter
from fractions import Fraction
from itertools import permutations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.agreement.coefficients import COEFFICIENTS, every_pair
from osteopro.research.agreement.table import Table, counted, of_two, single_units, table, together
from osteopro.research.agreement.terms import Measure, Undefined
from tests.unit.research.agreement.asking import tables

# 1,000 units, A marks 150, B marks 100, both mark 50.
TWO = counted(["A", "B"], {("m", "m"): 50, ("m", "l"): 100, ("l", "m"): 50, ("l", "l"): 800})
KNOWN = {
    Measure.PERCENT: 0.85,
    Measure.COHEN: 0.318181818,
    Measure.KRIPPENDORFF: 0.314628571,
    Measure.FLEISS: 0.314285714,
    Measure.BRENNAN_PREDIGER: 0.7,
    Measure.GWET: 0.808,
}
EVERY = pytest.mark.parametrize("measure", list(COEFFICIENTS))


@pytest.mark.parametrize(("measure", "value"), KNOWN.items())
def test_the_known_figures(measure: Measure, value: float) -> None:
    result = COEFFICIENTS[measure](TWO)
    assert result.value is not None
    assert round(float(result.value), 9 if value not in (0.85, 0.7, 0.808) else 3) == value
    assert (result.units, result.undefined) == (1000, None)


def test_krippendorffs_own_example_with_missing_values() -> None:
    """Computing Krippendorff's Alpha-Reliability (2011), section C: 4 coders, 12 units, 0.743."""
    lines = ("123321412...", "1233224125.3", ".3332342251.", "12332441251.")
    rows = [
        [None if value == "." else value for value in unit] for unit in zip(*lines, strict=True)
    ]
    result = COEFFICIENTS[Measure.KRIPPENDORFF](table("ABCD", rows))
    assert result.value is not None
    assert round(float(result.value), 3) == 0.743
    assert result.units == 11


def test_a_unit_that_one_coder_judged_changes_nothing() -> None:
    rows = [["x", "y"], ["x", "x"], ["y", "y"]]
    for measure, count in COEFFICIENTS.items():
        with_more = count(table("AB", [*rows, ["x", None], [None, "y"], [None, None]]))
        assert with_more == count(table("AB", rows)), measure


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        (table("AB", []), Undefined.EMPTY),
        (table("A", [["x"], ["y"]]), Undefined.ONE_CODER),
        (table("AB", [["x", None], [None, "y"]]), Undefined.NO_PAIRS),
        (table("AB", [["x", "x"]] * 5), Undefined.ONE_CATEGORY),
    ],
)
def test_what_has_no_figure_says_why(given: Table, reason: Undefined) -> None:
    for measure, count in COEFFICIENTS.items():
        if (measure, reason) == (Measure.PERCENT, Undefined.ONE_CATEGORY):
            assert count(given).value == 1
        else:
            assert (count(given).value, count(given).undefined) == (None, reason), measure


def test_cohens_kappa_is_for_two_and_every_two_have_one() -> None:
    three = table("ABC", [["x", "x", "y"], ["y", "y", "y"], ["x", "y", "x"]])
    assert COEFFICIENTS[Measure.COHEN](three).undefined is Undefined.NOT_TWO_CODERS
    pairs = every_pair(three)
    assert list(pairs) == [("A", "B"), ("A", "C"), ("B", "C")]
    assert pairs["A", "B"].value == Fraction(2, 5)


def test_without_what_all_left_out_chance_is_unknown() -> None:
    marked = counted(["A", "B"], {("m", "m"): 3, ("m", "l"): 1}, ["m", "l"], only_marked=True)
    values = {measure: count(marked) for measure, count in COEFFICIENTS.items()}
    assert values[Measure.PERCENT].value == Fraction(3, 4)
    assert values[Measure.BRENNAN_PREDIGER].value == Fraction(1, 2)
    for measure in (Measure.COHEN, Measure.KRIPPENDORFF, Measure.FLEISS, Measure.GWET):
        assert values[measure].undefined is Undefined.ONLY_MARKED


def test_categories_that_nobody_chose_count_where_chance_is_even() -> None:
    rows = [["x", "x"], ["x", "y"]]
    offered = table("AB", rows, ["x", "y", "z", "w"])
    assert COEFFICIENTS[Measure.BRENNAN_PREDIGER](offered).value == Fraction(1, 3)
    assert COEFFICIENTS[Measure.KRIPPENDORFF](offered) == COEFFICIENTS[Measure.KRIPPENDORFF](
        table("AB", rows)
    )


def test_a_table_that_cannot_be_is_refused() -> None:
    with pytest.raises(ValueError, match="one place"):
        table("AB", [["x"]])
    with pytest.raises(ValueError, match="twice"):
        table("AA", [["x", "y"]])
    with pytest.raises(ValueError, match="different coders"):
        together([table("AB", []), table("AC", [])])


@EVERY
@given(given_table=tables(), order=st.randoms(use_true_random=False))
def test_the_order_of_coders_does_not_matter(
    measure: Measure, given_table: Table, order: object
) -> None:
    places = list(range(len(given_table.coders)))
    order.shuffle(places)  # type: ignore[attr-defined]
    rows: Counter[tuple[str | None, ...]] = Counter()
    for row, count in given_table.rows.items():
        rows[tuple(row[at] for at in places)] += count
    turned = counted([given_table.coders[at] for at in places], rows)
    assert COEFFICIENTS[measure](turned) == COEFFICIENTS[measure](given_table)


@EVERY
@given(given_table=tables())
def test_other_names_for_the_categories_change_nothing(
    measure: Measure, given_table: Table
) -> None:
    expected = COEFFICIENTS[measure](given_table)
    for names in permutations("xyz"):
        other = dict(zip("xyz", names, strict=True))
        rows = {
            tuple(value and other[value] for value in row): count
            for row, count in given_table.rows.items()
        }
        assert COEFFICIENTS[measure](counted(given_table.coders, rows)) == expected


@EVERY
@given(given_table=tables())
def test_no_figure_is_above_one_and_each_has_a_value_or_a_reason(
    measure: Measure, given_table: Table
) -> None:
    result = COEFFICIENTS[measure](given_table)
    assert (result.value is None) == (result.undefined is not None)
    assert result.value is None or result.value <= 1


@EVERY
@given(values=st.lists(st.sampled_from("xyz"), min_size=2), coders=st.integers(2, 4))
def test_coders_who_always_agree_have_one(measure: Measure, values: list[str], coders: int) -> None:
    same = table([str(each) for each in range(coders)], [[value] * coders for value in values])
    result = COEFFICIENTS[measure](same)
    if measure is Measure.COHEN and coders > 2:
        assert result.undefined is Undefined.NOT_TWO_CODERS
    elif len(set(values)) == 1 and measure is not Measure.PERCENT:
        assert result.undefined is Undefined.ONE_CATEGORY
    else:
        assert result.value == 1


@given(tables())
def test_counting_rows_together_or_one_by_one_is_the_same(given_table: Table) -> None:
    alone = list(single_units(given_table))
    assert len(alone) == given_table.units
    if alone:
        assert Counter(together(alone).rows) == +Counter(given_table.rows)


@given(tables(fewest=2, most=2))
def test_of_two_coders_alpha_is_fleiss_with_the_correction_for_few_units(
    given_table: Table,
) -> None:
    alpha = COEFFICIENTS[Measure.KRIPPENDORFF](given_table)
    kappa = COEFFICIENTS[Measure.FLEISS](given_table)
    assert alpha.undefined == kappa.undefined
    if alpha.value is not None and kappa.value is not None:
        n = 2 * alpha.units
        assert alpha.value == kappa.value + (1 - kappa.value) / n


@given(tables(fewest=3))
def test_two_coders_of_many_are_judged_as_if_alone(given_table: Table) -> None:
    one, other = given_table.coders[:2]
    alone = table([one, other], [row[:2] for row in _unrolled(given_table)], "xyz")
    two = of_two(given_table, one, other)
    assert COEFFICIENTS[Measure.COHEN](two) == COEFFICIENTS[Measure.COHEN](alone)


def _unrolled(given_table: Table) -> list[tuple[str | None, ...]]:
    return [row for row, count in given_table.rows.items() for _ in range(count)]

"""Alpha for unitising."""

from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.agreement.coded import Marked, Text
from osteopro.research.agreement.terms import Undefined
from osteopro.research.agreement.unitising import alpha_u, places_only, sums
from tests.unit.research.agreement.asking import texts


def two(*marked: Marked, length: int = 200, coders: str = "AB") -> Text:
    return Text("1", length, frozenset(coders), marked)


def test_observed_disagreement_of_the_books_example() -> None:
    """Content Analysis, 3rd edition, replacement of 12.4, figure 12.11: the five comparisons are
    (15 - 15) + 23 + 2 * 3 + 10 + (5 - 5) = 39, so 7.8 on average."""
    text = two(
        Marked("A", 0, 15, "a"), Marked("B", 0, 15, "a"),
        Marked("A", 20, 34, "b"), Marked("B", 29, 43, "c"),
        Marked("A", 50, 53, "c"),
        Marked("A", 60, 70, "b"), Marked("B", 65, 70, "a"),
        Marked("A", 80, 85, "c"), Marked("B", 80, 85, "c"),
    )  # fmt: skip
    assert alpha_u([text]).observed == Fraction(39, 5)


@pytest.mark.parametrize(
    ("other", "alpha"),
    [
        (Marked("B", 0, 10, "x"), Fraction(1)),
        (Marked("B", 5, 15, "x"), Fraction(0)),
        (Marked("B", 10, 20, "x"), Fraction(-1)),
        (Marked("B", 0, 10, "y"), Fraction(1, 3)),
    ],
)
def test_small_cases(other: Marked, alpha: Fraction) -> None:
    assert alpha_u([two(Marked("A", 0, 10, "x"), other)]).value == alpha


def test_a_coder_who_marked_nothing_disagrees_with_who_did() -> None:
    marked = (Marked("A", 0, 10), Marked("B", 0, 10))
    assert alpha_u([two(*marked)]).value == 1
    assert alpha_u([two(*marked, coders="ABC")]).value == Fraction(-1, 3)


@pytest.mark.parametrize(
    ("given_texts", "reason"),
    [
        ([], Undefined.EMPTY),
        ([two(Marked("A", 0, 5), coders="A")], Undefined.ONE_CODER),
        ([two()], Undefined.NOTHING_MARKED),
        ([two(Marked("A", 0, 5))], Undefined.NO_PAIRS),
        ([two(Marked("A", 0, 5), Marked("A", 4, 9), Marked("B", 0, 5))], Undefined.OVERLAPPING),
    ],
)
def test_what_has_no_figure_says_why(given_texts: list[Text], reason: Undefined) -> None:
    result = alpha_u(given_texts)
    assert (result.value, result.undefined) == (None, reason)


def test_without_values_overlapping_stretches_of_a_coder_are_one() -> None:
    text = two(Marked("A", 0, 5, "x"), Marked("A", 4, 9, "y"), Marked("B", 0, 9, "z"))
    assert alpha_u([places_only(text)]).value == 1


def test_a_text_of_one_coder_adds_nothing() -> None:
    both = two(Marked("A", 0, 10), Marked("B", 5, 15))
    alone = Text("2", 50, frozenset("A"), (Marked("A", 0, 40),))
    assert alpha_u([both, alone]) == alpha_u([both])


def slowly(text: Text) -> Fraction | None:
    """By definition: every pair of stretches, every offset at which they overlap."""
    marked = list(text.marked)
    found: list[Fraction] = []
    for one, other in combinations(sorted(text.coders), 2):
        mine, theirs = text.by(one), text.by(other)
        meets = [(a, b) for a in mine for b in theirs if a.start < b.end and b.start < a.end]
        for a, b in meets:
            common = min(a.end, b.end) - max(a.start, b.start)
            both = a.length + b.length - common
            found.append(Fraction(both - (common if a.value == b.value else 0)))
        met = {each for pair in meets for each in pair}
        found += [Fraction(2 * each.length) for each in (*mine, *theirs) if each not in met]
    ways = weight = Fraction(0)
    for a, b in combinations(marked, 2):
        sum_ab = a.length + b.length
        shared = Fraction(a.length * b.length, sum_ab)
        ways += sum_ab * (sum_ab - shared - (shared if a.value == b.value else 0))
        weight += sum_ab
    if len(marked) < 2:
        return None
    return 1 - (sum(found, Fraction(0)) / len(found)) / (ways / weight)


@given(texts())
def test_the_sums_give_what_the_definition_gives(text: Text) -> None:
    assert alpha_u([text]).value == slowly(text)


@given(texts(), st.permutations("ABC"))
def test_the_names_of_coders_and_values_do_not_matter(text: Text, names: list[str]) -> None:
    other = dict(zip("ABC", names, strict=True))
    values = {"x": "z", "y": "x", "z": "y"}
    turned = tuple(
        Marked(other[each.coder], each.start, each.end, values[each.value]) for each in text.marked
    )
    assert alpha_u([Text("1", text.length, text.coders, turned)]) == alpha_u([text])


@given(texts())
def test_alpha_is_at_most_one_and_is_one_only_for_the_same(text: Text) -> None:
    value = alpha_u([text]).value
    cuts = {
        frozenset((each.start, each.end, each.value) for each in text.by(coder))
        for coder in text.coders
    }
    if value is not None:
        assert value <= 1
        assert (value == 1) == (len(cuts) == 1)


@given(texts("1"), texts("2"))
def test_texts_one_after_the_other_are_one_long_text(one: Text, other: Text) -> None:
    moved = tuple(
        Marked(each.coder, each.start + one.length, each.end + one.length, each.value)
        for each in other.marked
    )
    whole = Text("1", one.length + other.length, one.coders, one.marked + moved)
    assert alpha_u([one, other]) == alpha_u([whole])
    assert sums(one).length + sums(other).length == sums(whole).length

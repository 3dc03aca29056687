"""From marked stretches to units."""

from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.agreement.coded import Marked, Text, fingerprint, joined
from osteopro.research.agreement.coefficients import COEFFICIENTS
from osteopro.research.agreement.places import places, shared
from osteopro.research.agreement.table import together
from osteopro.research.agreement.terms import Measure, Undefined, Unit
from osteopro.research.agreement.units import (
    categories_of_statements,
    marked_or_left,
    turn_by_turn,
)
from tests.unit.research.agreement.asking import CODERS, texts

M, L = "marked", "left"
AB = frozenset("AB")


def text(*marked: Marked, length: int = 1000, coders: frozenset[str] = AB, **more: object) -> Text:
    return Text("1", length, coders, marked, **more)  # type: ignore[arg-type]


def test_nvivos_figure_by_character() -> None:
    """1,000 characters: 50 both, 150 one only, 800 nobody."""
    (counted,) = marked_or_left(
        [text(Marked("A", 100, 250), Marked("B", 200, 300))], Unit.CHARACTER
    )
    assert counted.rows == {(L, L): 800, (M, L): 100, (M, M): 50, (L, M): 50}
    assert COEFFICIENTS[Measure.PERCENT](counted).value == Fraction(85, 100)
    cohen = COEFFICIENTS[Measure.COHEN](counted).value
    assert cohen is not None
    assert round(float(cohen), 4) == 0.3182


def test_the_same_statement_shares_more_than_half_of_the_longer() -> None:
    one = Marked("A", 0, 10)
    assert len(places([one, Marked("B", 4, 12)])) == 1
    assert len(places([one, Marked("B", 5, 15)])) == 2
    assert len(places([one, Marked("B", 0, 20)])) == 2
    assert len(places([one, Marked("A", 1, 10)])) == 2
    assert shared(one, Marked("B", 10, 20)) == 0


def test_partners_that_share_most_come_together_first() -> None:
    chain = [Marked("A", 0, 10), Marked("B", 3, 13), Marked("C", 4, 14), Marked("A", 7, 17)]
    assert [sorted(place.coders) for place in places(chain)] == [["A", "B", "C"], ["A"]]


def test_by_statement_only_what_somebody_marked_is_there() -> None:
    (counted,) = marked_or_left(
        [text(Marked("A", 0, 10), Marked("B", 1, 10), Marked("B", 50, 60))], Unit.STATEMENT
    )
    assert counted.rows == {(M, M): 1, (L, M): 1}
    assert COEFFICIENTS[Measure.KRIPPENDORFF](counted).undefined is Undefined.ONLY_MARKED


def test_by_turn_a_touch_marks_the_turn() -> None:
    turns = ((0, 20), (20, 40), (40, 60), (70, 80))
    (counted,) = marked_or_left(
        [text(Marked("A", 10, 21), Marked("B", 20, 25), Marked("B", 60, 70), turns=turns)],
        Unit.TURN,
    )
    assert counted.rows == {(M, L): 1, (M, M): 1, (L, L): 2}


def test_what_is_outside_turns_belongs_to_none() -> None:
    spoken = text(Marked("A", 5, 35), length=50, turns=((0, 10), (20, 30)))
    assert [each.rows for each in turn_by_turn(spoken, ("A", "B"))] == [
        {(L, L): 5, (M, L): 5},
        {(M, L): 10},
    ]


def test_who_did_not_look_has_no_value_and_who_found_nothing_left_it() -> None:
    coders = frozenset("ABC")
    read = text(Marked("A", 0, 4), length=10, coders=AB)
    other = Text("2", 10, coders, (Marked("C", 0, 10),))
    for unit in (Unit.CHARACTER, Unit.STATEMENT):
        first, second = marked_or_left([read, other], unit)
        assert first.coders == second.coders == ("A", "B", "C")
        assert {row[2] for row in first.rows} == {None}
        assert set(second.rows) == {(L, L, M)}


def test_categories_of_a_statement_are_compared_where_two_marked_it() -> None:
    same = text(
        Marked("A", 0, 10, "pain"),
        Marked("B", 0, 9, "fear"),
        Marked("A", 20, 30, "fear"),
        Marked("B", 21, 30, "fear"),
        Marked("B", 50, 60, "pain"),
    )
    (counted,) = categories_of_statements([same], ["hope"])
    assert counted.rows == {("pain", "fear"): 1, ("fear", "fear"): 1, (None, "pain"): 1}
    assert counted.categories == {"pain", "fear", "hope"}
    assert COEFFICIENTS[Measure.PERCENT](counted).value == Fraction(1, 2)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"marked": (Marked("A", 5, 5),)}, "stretch"),
        ({"marked": (Marked("A", 5, 11),)}, "stretch"),
        ({"marked": (Marked("C", 5, 6),)}, "somebody"),
        ({"turns": ((5, 5),)}, "turn"),
        ({"turns": ((5, 8), (7, 9))}, "overlap"),
    ],
)
def test_a_text_that_cannot_be_is_refused(change: dict[str, object], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        Text("1", 10, AB, **change)  # type: ignore[arg-type]


def test_stretches_that_overlap_are_one() -> None:
    assert joined([(5, 9), (0, 6), (9, 12), (1, 2)]) == [(0, 9), (9, 12)]


@given(texts())
def test_by_character_is_what_counting_characters_one_by_one_gives(given_text: Text) -> None:
    slow: Counter[tuple[str, ...]] = Counter()
    for at in range(given_text.length):
        slow[
            tuple(
                M if any(each.start <= at < each.end for each in given_text.by(coder)) else L
                for coder in CODERS
            )
        ] += 1
    (fast,) = marked_or_left([given_text], Unit.CHARACTER)
    assert fast.rows == slow
    by_turn = turn_by_turn(given_text, fast.coders)
    assert together(by_turn).rows == slow
    assert [each.units for each in by_turn] == [end - start for start, end in given_text.turns]


@given(texts())
def test_by_turn_is_what_looking_at_each_turn_gives(given_text: Text) -> None:
    slow = Counter(
        tuple(
            M if any(s.start < end and start < s.end for s in given_text.by(coder)) else L
            for coder in CODERS
        )
        for start, end in given_text.turns
    )
    (fast,) = marked_or_left([given_text], Unit.TURN)
    assert fast.rows == slow


@given(texts(), st.permutations("ABC"))
def test_places_hold_each_stretch_once_and_each_coder_once_whatever_the_order(
    given_text: Text, names: list[str]
) -> None:
    found = places(given_text.marked)
    assert Counter(each for place in found for each in place.marked) == Counter(given_text.marked)
    assert all(len(place.marked) == len(place.coders) for place in found)
    other = dict(zip("ABC", names, strict=True))
    turned = [
        Marked(other[each.coder], each.start, each.end, each.value)
        for each in reversed(given_text.marked)
    ]
    expected = {
        frozenset(Marked(other[s.coder], s.start, s.end, s.value) for s in place.marked)
        for place in found
    }
    assert {frozenset(place.marked) for place in places(turned)} == expected


@given(texts(coders="AB"))
def test_two_coders_of_separate_stretches_are_partners_exactly_when_they_share_enough(
    given_text: Text,
) -> None:
    together_with = {frozenset(place.marked) for place in places(given_text.marked)}
    for one in given_text.by("A"):
        for other in given_text.by("B"):
            enough = shared(one, other) > Fraction(1, 2)
            assert (frozenset((one, other)) in together_with) == enough


@given(texts())
def test_the_fingerprint_is_of_the_content_not_of_the_order(given_text: Text) -> None:
    turned = Text(
        given_text.key,
        given_text.length,
        given_text.coders,
        tuple(reversed(given_text.marked)),
        given_text.turns,
    )
    other = Text("2", 5, AB)
    assert fingerprint([given_text, other]) == fingerprint([other, turned])
    assert fingerprint([given_text]) != fingerprint([given_text, other])
    assert fingerprint([given_text]) != fingerprint([given_text], "turn")

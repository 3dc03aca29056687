"""What each interview brought first."""

from dataclasses import replace

from osteopro.research.chain import Chain, Statement
from osteopro.research.firsts import Brought, brought
from osteopro.research.terms import StatementState

ACCEPTED = StatementState.ACCEPTED
# Two interviews; the second says one thing again and one that is new, in a sub-theme.
CHAIN = Chain(
    interviews={"i1": "p1", "i2": "p2"},
    statements={
        "a": Statement("i1", ACCEPTED),
        "b": Statement("i2", ACCEPTED),
        "c": Statement("i2", ACCEPTED),
        "d": Statement("i2", StatementState.PROPOSED),
    },
    meanings=frozenset({"burden", "calm", "nobody said"}),
    carries=frozenset({("a", "burden"), ("b", "burden"), ("c", "calm")}),
    clusters=frozenset({"k1", "k2"}),
    in_cluster=frozenset({("burden", "k1"), ("calm", "k2"), ("nobody said", "k1")}),
    themes={"mixed": None, "support": None, "safe": "support", "empty": None},
    in_theme=frozenset({("k1", "mixed"), ("k2", "safe")}),
)


def test_a_meaning_is_of_the_first_who_said_it_and_so_is_all_above_it() -> None:
    assert brought(CHAIN, ["i1", "i2"]) == {
        "i1": Brought(1, 1, 1, 1),
        # Its sub-theme and the theme above that are both new.
        "i2": Brought(2, 1, 1, 2),
    }


def test_the_order_of_interviews_decides() -> None:
    assert brought(CHAIN, ["i2", "i1"]) == {"i2": Brought(2, 2, 2, 3), "i1": Brought(1, 0, 0, 0)}


def test_who_is_not_in_the_order_or_withdrew_brings_nothing() -> None:
    assert brought(CHAIN, ["i2"]) == {"i2": Brought(2, 2, 2, 3)}
    gone = replace(
        CHAIN,
        interviews={"i1": "p1"},
        statements={"a": CHAIN.statements["a"]},
        carries=frozenset({("a", "burden")}),
    )
    assert brought(gone, ["i1", "i2"])["i2"] == Brought()

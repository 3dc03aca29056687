"""From a theme to who said it."""

from typing import Any

import pytest
from hypothesis import given

from osteopro.research.chain import Chain, Check, Statement, Structure, without
from osteopro.research.coverage import Asked, Quoted, check_coverage, quote_coverage
from osteopro.research.terms import Checked
from osteopro.research.tracing import (
    ClusterTrace,
    MeaningTrace,
    ThemeTrace,
    participants,
    support,
    trace,
)
from tests.unit.research.studies import ACCEPTED, WHOLE, studies, study


def test_a_theme_down_to_statements_and_participants() -> None:
    sub = ThemeTrace(
        "T2",
        (ClusterTrace("c2", (MeaningTrace("m2", (("s3", "P1"),)),)),),
        (),
        frozenset({"P1"}),
    )
    assert trace(study(), "T2") == sub
    assert trace(study(), "T1") == ThemeTrace(
        "T1",
        (ClusterTrace("c1", (MeaningTrace("m1", (("s1", "P1"), ("s2", "P2"))),)),),
        (sub,),
        frozenset({"P1", "P2"}),
    )


def test_a_theme_that_is_not_there_or_goes_round() -> None:
    with pytest.raises(KeyError):
        trace(study(), "T9")
    with pytest.raises(ValueError, match="circle"):
        trace(study(themes={"T1": "T2", "T2": "T1"}), "T1")
    assert support(study(themes={"T1": "T2", "T2": "T1"}))["T1"] == {"s1", "s2", "s3"}


def test_two_interviews_of_one_participant_are_one_person() -> None:
    assert participants(study()) == {"T1": {"P1", "P2"}, "T2": {"P1"}}


def test_who_is_quoted_and_who_is_not() -> None:
    assert quote_coverage(study()) == {"P1": Quoted(2, 1), "P2": Quoted(1, 0)}


@pytest.mark.invariant(9)
def test_checks_answered_of_those_who_may_be_asked() -> None:
    assert check_coverage(study()) == Asked(2, 2)
    checks = (Check("k", "f1", "P1", Checked.NO_ANSWER), Check("k2", "f1", "P2"))
    assert check_coverage(study(checks=checks)) == Asked(0, 2)
    assert check_coverage(study(recontact=frozenset({"P2"}))) == Asked(1, 1)
    newer = study(structures=(*WHOLE["structures"], Structure("f2", True, "d2")))
    assert check_coverage(newer) == Asked(1, 2)


def test_without_a_participant_nothing_of_theirs_is_left() -> None:
    left = without(study(), "P1")
    assert left.participants == {"P2"}
    assert set(left.statements) == {"s2"}
    assert left.carries == {("s2", "m1")}
    assert left.quoted == frozenset()
    assert left.checks == WHOLE["checks"][1:]
    assert left.themes == WHOLE["themes"]
    assert without(study(), "P9") == study()


@pytest.mark.parametrize(
    "change",
    [
        {"carries": frozenset({("s9", "m1")})},
        {"carries": frozenset({("s1", "m9")})},
        {"in_cluster": frozenset({("m1", "c9")})},
        {"in_theme": frozenset({("c1", "T9")})},
        {"themes": {"T1": None, "T2": "T9"}},
        {"readings": frozenset({("i9", "li")})},
        {"statements": {"s1": Statement("i9", ACCEPTED)}},
        {"structures": (Structure("f1", True, "d9"),)},
        {"checks": (Check("k", "f9", "P1"),)},
        {"checks": (Check("k", "f1", "P9"),)},
        {"checks": (Check("k", "f1", "P1", Checked.AMENDED, "f9"),)},
        {"recontact": frozenset({"P9"})},
        {"quoted": frozenset({"s9"})},
    ],
)
def test_a_chain_that_names_what_is_not_there_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="not there"):
        study(**change)


@given(studies())
def test_support_is_what_the_traces_hold(chain: Chain) -> None:
    for theme, statements in support(chain).items():
        found = trace(chain, theme)
        assert _statements(found) == statements
        assert found.participants == participants(chain)[theme]


@given(studies())
def test_who_withdraws_takes_exactly_what_rests_on_them_alone(chain: Chain) -> None:
    for person in chain.participants:
        left = participants(without(chain, person))
        for theme, people in participants(chain).items():
            assert left[theme] == people - {person}


@given(studies())
def test_quotes_and_statements_add_up(chain: Chain) -> None:
    coverage = quote_coverage(chain)
    assert coverage.keys() == chain.participants
    assert sum(each.accepted for each in coverage.values()) == len(chain.accepted)
    assert sum(each.quoted for each in coverage.values()) == len(chain.accepted & chain.quoted)


def _statements(found: ThemeTrace) -> set[Any]:
    own = {each for cluster in found.clusters for m in cluster.meanings for each, _ in m.statements}
    return own.union(*(_statements(each) for each in found.themes))

"""A known problem rests; what is urgent, worse or unknown never does."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.followup import known_problems
from osteopro.followup.known_problems import PAUSED, Known
from osteopro.triage.case import Assessment, Fired, MessageRef
from osteopro.triage.ruleset import Ruleset, load_ruleset
from osteopro.triage.terms import Level, highest

TODAY = date(2026, 11, 23)
BECAUSE = {"zh-CN": "痛", "en": "pain"}
ITEMS = ("one", "two")


@pytest.fixture(scope="module")
def ruleset() -> Ruleset:
    return load_ruleset()


def known(rule: str = "T-A01", until: date = TODAY, **basis: int) -> Known:
    return Known(1, rule, until, ITEMS, {item: (raw, True) for item, raw in basis.items()})


levels = st.sampled_from(list(Level))
fired = st.builds(
    Fired,
    id=st.sampled_from(["T-A01", "T-A03", "T-U08", "T-E01"]),
    level=levels,
    because=st.just(BECAUSE),
    tags=st.just(()),
)
answers = st.dictionaries(
    st.sampled_from(ITEMS), st.one_of(st.none(), st.integers(0, 10)), max_size=2
)
problems = st.builds(
    Known,
    problem_id=st.just(1),
    rule=st.sampled_from(["T-A01", "T-A03", "T-U08", "T-E01"]),
    until=st.dates(TODAY - timedelta(days=2), TODAY + timedelta(days=14)),
    items=st.just(ITEMS),
    basis=st.dictionaries(
        st.sampled_from(ITEMS), st.tuples(st.integers(0, 10), st.booleans()), max_size=2
    ),
)


@given(st.lists(fired, unique_by=lambda f: f.id), st.lists(problems), answers)
def test_what_is_urgent_or_worse_is_never_silenced(
    rules: list[Fired], every: list[Known], now: Mapping[str, int | None]
) -> None:
    level = highest([rule.level for rule in rules])
    before = Assessment(level, tuple(rules), (), MessageRef("M-ROU", ()), (), "x")
    after = known_problems.rested(before, every, now, TODAY, load_ruleset())
    assert [rule.id for rule in after.rules] == [rule.id for rule in rules], "all stay listed"
    for was, became in zip(rules, after.rules, strict=True):
        if became == was:
            continue
        assert was.level is Level.ATTENTION
        assert became.level is Level.ROUTINE
        assert PAUSED in became.tags
        resting = [each for each in every if each.rule == was.id and each.until >= TODAY]
        assert any(_not_worse(each, now) for each in resting)
    assert after.level is highest([rule.level for rule in after.rules])
    if level.rank >= Level.URGENT.rank:
        assert after.level is level


def _not_worse(each: Known, now: Mapping[str, int | None]) -> bool:
    def fine(item: str, value: int | None) -> bool:
        if value is None or item not in each.basis:
            return False
        raw, higher_is_worse = each.basis[item]
        return value <= raw if higher_is_worse else value >= raw

    return bool(now) and all(fine(item, value) for item, value in now.items())


@pytest.mark.parametrize(
    ("now", "rests"),
    [
        ({"one": 6}, True),
        ({"one": 5, "two": 2}, True),
        ({"one": 7}, False),
        ({"one": 6, "two": 3}, False),
        ({"one": None}, False),
        ({"one": 6, "two": None}, False),
        ({}, False),
    ],
)
def test_it_rests_while_no_answer_is_worse(now: dict[str, int | None], rests: bool) -> None:
    assert known_problems.rests(known(one=6, two=2), now, TODAY) is rests


def test_its_day_is_the_last() -> None:
    assert known_problems.rests(known(one=6), {"one": 6}, TODAY)
    assert not known_problems.rests(known(one=6), {"one": 6}, TODAY + timedelta(days=1))


@pytest.mark.parametrize(
    ("days", "code"), [(-1, "problem-in-the-past"), (0, None), (14, None), (15, "problem-too-long")]
)
def test_it_rests_for_14_days_at_most(days: int, code: str | None) -> None:
    assert known_problems.until_problem(TODAY, TODAY + timedelta(days=days)) == code
    assert known_problems.until_problem(TODAY, None) == "problem-in-the-past"


def test_of_our_rules_only_those_that_read_answers_alone_may_rest(ruleset: Ruleset) -> None:
    may = {rule.id for rule in ruleset.rules if known_problems.items_of(rule, ruleset)}
    assert {"T-A01", "T-A02", "T-A03", "T-A12"} <= may
    assert all(rule.startswith("T-A") for rule in may), "no red flag"
    assert may.isdisjoint({"T-A07", "T-A13", "T-A14", "T-A15", "T-A16"})

"""Saturation: two interviews in a row with nothing new, judged by all."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.research.saturation import (
    Entry,
    Finding,
    Saturation,
    Standing,
    State,
    judged,
    replaced,
    saturation,
    standing_entries,
)

TEAM = frozenset({1, 2})
PAPER = [9, 5, 3, 2, 2, 1, 1, 1, 0, 1, 1, 0, 0, 0]


def entry(interview: int, new: int, judged_new: bool | None = None, **changes: object) -> Entry:
    found = Entry(interview, 4, new, 0, 0, judged_new, TEAM, TEAM)
    return replace(found, **changes)  # type: ignore[arg-type]


def study(*judgements: bool | None) -> list[Entry]:
    return [entry(at, bool(new), new) for at, new in enumerate(judgements, 1)]


def test_fourteen_interviews_are_saturated_at_the_thirteenth() -> None:
    entries = [entry(at, new, new > 0) for at, new in enumerate(PAPER, 1)]
    reached = State(Standing.REACHED, 13)
    assert saturation(entries) == Saturation(reached, reached, (), ())
    assert saturation(entries[:12]).state == State(Standing.NOT_REACHED)
    assert saturation(entries[:13]).state == reached


def test_a_later_finding_opens_it_again_until_it_is_reached_again() -> None:
    assert saturation(study(True, False, False, True)).state == State(Standing.REOPENED, 3, 4)
    assert saturation(study(True, False, False, True, False)).state.standing is Standing.REOPENED
    assert saturation(study(True, False, False, True, False, False)).state == State(
        Standing.REACHED, 6
    )


def test_the_teams_judgement_counts_and_the_counts_only_suggest() -> None:
    entries = [entry(1, 5, True), entry(2, 1, False), entry(3, 1, False)]
    found = saturation(entries)
    assert found.state == State(Standing.REACHED, 3)
    assert found.suggested == State(Standing.NOT_REACHED)
    assert found.apart == (2, 3)


def test_counts_suggest_before_anybody_judged() -> None:
    found = saturation([entry(at, new) for at, new in enumerate(PAPER, 1)])
    assert found.suggested == State(Standing.REACHED, 13)
    assert found.state == State(Standing.NOT_REACHED)
    assert found.undecided == tuple(range(1, 15))
    assert found.apart == ()


@pytest.mark.parametrize("kind", ["new_meanings", "new_clusters", "new_themes"])
def test_what_looks_new(kind: str) -> None:
    assert not entry(1, 0).looks_new
    assert entry(1, 0, **{kind: 1}).looks_new


def test_nothing_new_must_be_said_by_all_and_new_by_anybody() -> None:
    alone = frozenset({1})
    assert judged(entry(1, 0, False, deciders=alone)) is Finding.OPEN
    assert judged(entry(1, 0, True, deciders=alone)) is Finding.NEW
    assert judged(entry(1, 0, False, team=frozenset())) is Finding.OPEN
    assert judged(entry(1, 0, False, deciders=TEAM | {3})) is Finding.NOTHING_NEW
    assert entry(1, 0, False, deciders=alone).missing == {2}
    entries = [*study(True, False), entry(3, 0, False, deciders=alone)]
    assert saturation(entries).state == State(Standing.NOT_REACHED)
    assert saturation(entries).undecided == (3,)


def test_an_interview_that_is_missing_or_undecided_breaks_the_row() -> None:
    first, second, third, fourth = study(True, False, None, False)
    assert saturation([first, second, third, fourth]).state == State(Standing.NOT_REACHED)
    assert saturation([first, second, fourth]).state == State(Standing.NOT_REACHED)
    assert saturation(study(False, False, None)).state == State(Standing.REACHED, 2)


def test_a_later_entry_replaces_and_both_are_kept() -> None:
    entries = [*study(True, False, False), entry(3, 1, True)]
    assert saturation(entries).state == State(Standing.NOT_REACHED)
    assert list(standing_entries(entries)) == [1, 2, 3]
    assert replaced(entries) == (entries[2],)


def test_no_entry_at_all() -> None:
    nothing = State(Standing.NOT_REACHED)
    assert saturation([]) == Saturation(nothing, nothing, (), ())


@pytest.mark.parametrize("change", [{"interview": 0}, {"new_meanings": -1}])
def test_an_entry_that_cannot_be_is_refused(change: dict[str, int]) -> None:
    with pytest.raises(ValueError, match="below 0"):
        saturation([replace(entry(1, 0), **change)])


JUDGEMENTS = st.lists(st.none() | st.booleans(), max_size=12)


@given(JUDGEMENTS, st.randoms(use_true_random=False))
def test_the_order_of_interviews_counts_not_the_order_of_entries(
    judgements: list[bool | None], order: object
) -> None:
    entries = study(*judgements)
    turned = entries.copy()
    order.shuffle(turned)  # type: ignore[attr-defined]
    assert saturation(turned) == saturation(entries)


@given(JUDGEMENTS)
def test_reached_means_two_in_a_row_and_nothing_new_since(judgements: list[bool | None]) -> None:
    state = saturation(study(*judgements)).state
    pairs = [
        at + 2
        for at in range(len(judgements) - 1)
        if judgements[at] is False and judgements[at + 1] is False
    ]
    last_new = max((at for at, new in enumerate(judgements, 1) if new), default=0)
    since = [at for at in pairs if at > last_new]
    if since:
        assert state == State(Standing.REACHED, since[0])
    elif pairs:
        assert state.standing is Standing.REOPENED
        assert state.by is not None
        assert judgements[state.by - 1] is True
        assert state.at is not None
        assert state.at < state.by
    else:
        assert state == State(Standing.NOT_REACHED)


@given(JUDGEMENTS)
def test_a_new_finding_is_never_reached(judgements: list[bool | None]) -> None:
    assert saturation(study(*judgements, True)).state.standing is not Standing.REACHED

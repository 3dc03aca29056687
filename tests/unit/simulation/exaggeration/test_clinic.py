"""Days of the clinic: everybody counted once, no slot used twice, the same seed the same days."""

from collections import Counter
from functools import cache

import pytest

from osteopro.simulation.exaggeration.clinic import Days, live
from osteopro.simulation.exaggeration.measures import gains
from osteopro.simulation.exaggeration.people import Belief, Strategy, people
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.trials import flipped
from osteopro.simulation.exaggeration.world import World
from osteopro.triage.terms import Level
from tests.unit.simulation.exaggeration.small import small

SEEDS = range(1, 4)


def lived(code: str, seed: int = 1, world: World | None = None) -> Days:
    return live(world, seed, POLICIES[code]) if world else lived_small(code, seed)


@cache
def lived_small(code: str, seed: int) -> Days:
    return live(small(), seed, POLICIES[code])


@pytest.mark.parametrize("code", POLICIES)
def test_every_need_of_every_patient_is_counted_once(code: str) -> None:
    world = small()
    days = lived(code)
    expected = {(p.number, o.number): o.level for p in people(world, 1) for o in p.onsets}
    begun = [spell for spell in days.spells if not spell.worsened]
    assert {(s.person, s.onset): s.level for s in begun} == expected
    assert len(begun) == len(expected)
    worse = Counter((s.person, s.onset) for s in days.spells if s.worsened)
    assert set(worse.values()) <= {1}
    assert all(expected[need] is Level.ATTENTION for need in worse)


@pytest.mark.parametrize("code", POLICIES)
def test_no_slot_is_used_twice_and_every_wish_ends_in_a_visit_or_waits(code: str) -> None:
    world = small(slots=2, reserved=1)
    days = lived(code, world=world)
    slots = [visit.slot for visit in days.visits]
    assert len(set(slots)) == len(slots)
    assert set(slots) <= set(range(days.offered))
    assert days.offered == world.days * world.slots
    assert len(days.asked) == len(days.visits) + days.waiting
    assert all(visit.asked <= visit.at for visit in days.visits)


@pytest.mark.parametrize("code", POLICIES)
def test_a_need_is_over_with_the_next_visit(code: str) -> None:
    days = lived(code)
    at = {(visit.person, visit.at) for visit in days.visits}
    for spell in days.spells:
        if spell.seen is None:
            assert not any(p == spell.person and when > spell.since for p, when in at)
        else:
            assert (spell.person, spell.seen) in at
            between = [w for p, w in at if p == spell.person and spell.since < w < spell.seen]
            assert between == []


@pytest.mark.parametrize("code", POLICIES)
def test_the_same_seed_is_the_same_days(code: str) -> None:
    assert lived(code) == live(small(), 1, POLICIES[code])
    assert lived(code, 1).visits != lived(code, 2).visits


def test_the_same_people_meet_the_same_needs_under_every_rule() -> None:
    found = {
        code: {(s.person, s.onset, s.since) for s in lived(code).spells if not s.worsened}
        for code in POLICIES
    }
    assert len({frozenset(needs) for needs in found.values()}) == 1


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("code", POLICIES)
def test_nobody_urgent_waits_less_than_by_true_need(code: str, seed: int) -> None:
    world = small(worsens=0.0, onsets={Level.ROUTINE: 4.0, Level.ATTENTION: 3.0, Level.URGENT: 3.0})
    waits = [
        sum(
            s.waited(world.days) for s in lived(each, seed, world).spells if s.level is Level.URGENT
        )
        for each in ("truth", code)
    ]
    assert 0 < waits[0] <= waits[1]


@pytest.mark.parametrize("code", ["first-come", "truth"])
def test_where_no_report_is_read_exaggerating_changes_nothing(code: str) -> None:
    world = small()
    days = lived(code)
    [(person, other)] = flipped(world, 1, 1)
    same = live(world, 1, POLICIES[code], {person: other})
    assert same.visits == days.visits
    assert {gain for _, gain in gains(world, person, days, same)} == {0.0}


def test_phoning_is_only_where_a_rule_asks_for_it() -> None:
    assert {code: lived(code).talks > 0 for code in POLICIES} == {
        "first-come": False,
        "loudest": False,
        "ours": True,
        "proposed": True,
        "truth": False,
    }


def test_who_is_honest_never_exaggerates_and_who_always_does_always_does() -> None:
    by_strategy = {wish.strategy: set[bool]() for wish in lived("ours").asked}
    for wish in lived("ours").asked:
        by_strategy[wish.strategy].add(wish.exaggerates)
    assert by_strategy[Strategy.HONEST] == {False}
    assert by_strategy[Strategy.ALWAYS] == {True}


def test_experience_teaches() -> None:
    belief = Belief(small().beliefs)
    before = belief.gain
    belief.hear(30.0, exaggerated=True)
    assert belief.gain < before
    belief.hear(60.0, exaggerated=False)
    assert belief.gain > before


def test_learners_exaggerate_more_where_it_brings_more() -> None:
    def share(code: str) -> float:
        last = [
            wish.exaggerates
            for seed in SEEDS
            for wish in lived(code, seed, small(strategic=1.0, learning=1.0)).asked
            if wish.at > 80
        ]
        return sum(last) / len(last)

    assert share("loudest") > share("first-come") + 0.1

"""Figures: gains of the same person, intervals over seeds, nothing made of nothing."""

import math

import pytest

from osteopro.simulation.exaggeration.cases import Spell
from osteopro.simulation.exaggeration.clinic import Asked, Days
from osteopro.simulation.exaggeration.measures import Figure, figures, gains, interval
from osteopro.simulation.exaggeration.people import Strategy
from osteopro.simulation.exaggeration.trials import Task, experiment, flipped, tried
from osteopro.triage.terms import Level
from tests.unit.simulation.exaggeration.small import small


def days(*spells: Spell, asked: tuple[Asked, ...] = ()) -> Days:
    return Days(spells, (), asked, 100, 50, 0, (Strategy.HONEST, Strategy.ALWAYS))


def test_waits_are_counted_by_level_and_the_unseen_wait_to_the_end() -> None:
    world = small(days=160)
    found = figures(
        world,
        days(
            Spell(0, 0, Level.URGENT, 30.0, seen=31.0),
            Spell(1, 0, Level.URGENT, 30.0, seen=33.0),
            Spell(0, 1, Level.ATTENTION, 40.0, seen=50.0),
            Spell(1, 1, Level.ATTENTION, 40.0, seen=90.0),
            Spell(1, 2, Level.ROUTINE, 130.0),
            Spell(1, 3, Level.URGENT, 5.0, seen=19.0),  # before anything is measured
        ),
    )
    assert found[Figure.URGENT] == 2.0
    assert found[Figure.LATE] == 0.5
    assert found[Figure.ATTENTION] == 30.0
    assert found[Figure.HONEST] == 10.0
    assert found[Figure.ROUTINE] == 30.0
    assert found[Figure.LONG] == 0.4
    assert found[Figure.TALKS] == 0.5
    assert Figure.LEARNED not in found


def test_only_wishes_near_the_end_say_what_was_learned() -> None:
    wishes = (
        Asked(10.0, Strategy.LEARNS, True),
        Asked(150.0, Strategy.LEARNS, True),
        Asked(151.0, Strategy.LEARNS, False),
        Asked(152.0, Strategy.HONEST, False),
    )
    found = figures(small(days=160), days(asked=wishes))
    assert (found[Figure.LEARNED], found[Figure.EXAGGERATE]) == (0.5, 1 / 3)


def test_a_gain_is_how_much_earlier_the_same_need_is_seen() -> None:
    honest = days(Spell(0, 0, Level.ROUTINE, 30.0, seen=50.0), Spell(1, 0, Level.ROUTINE, 30.0))
    loud = days(Spell(0, 0, Level.ROUTINE, 30.0, seen=34.0), Spell(1, 0, Level.ROUTINE, 30.0))
    assert gains(small(), 0, honest, loud) == [(Level.ROUTINE, 16.0)]


def test_only_people_with_one_strategy_are_flipped_and_to_the_other() -> None:
    found = flipped(small(strategic=0.5, learning=0.5), 1, 100)
    assert {strategy for _, strategy in found} == {Strategy.HONEST, Strategy.ALWAYS}
    assert 0 < len(found) < 40


@pytest.mark.parametrize(
    ("values", "mean", "half"),
    [
        ([2.0, 4.0], 3.0, 12.706),
        ([1.0, 2.0, 3.0], 2.0, 4.303 / math.sqrt(3)),
        ([float(n) for n in range(41)], 20.0, 2.021 * 11.979 / math.sqrt(41)),
    ],
)
def test_intervals_are_those_of_student(values: list[float], mean: float, half: float) -> None:
    found = interval(values)
    assert found.mean == mean
    assert found.half == pytest.approx(half, rel=2e-3)


def test_one_value_has_no_interval_and_none_has_no_mean() -> None:
    assert (interval([3.0]).mean, math.isnan(interval([3.0]).half)) == (3.0, True)
    assert math.isnan(interval([]).mean)


def test_the_result_does_not_depend_on_the_number_of_workers() -> None:
    world = small(days=80)
    tasks = [Task("main", world, "ours", seed, 1) for seed in (1, 2)]
    one = experiment(tasks, workers=1, progress=lambda: None)
    two = experiment(tasks, workers=2, progress=lambda: None)
    assert repr(one) == repr(two)
    assert tried(tasks[0]) == tried(tasks[0])

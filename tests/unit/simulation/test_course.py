"""Severity wanders within bounds, events pass, advice helps."""

from datetime import date, timedelta

import pytest

from osteopro.simulation.chance import stream
from osteopro.simulation.course import Course, begin, severity
from osteopro.simulation.people import residents

TODAY = date(2026, 11, 23)
START = TODAY - timedelta(days=182)


def course_of(seed: int, number: int) -> Course:
    return begin(residents(seed, 40, TODAY)[number], START, stream(seed, "course", number))


def test_half_a_year_stays_within_bounds_and_follow_up_helps() -> None:
    before, after = 0.0, 0.0
    for number in range(40):
        course = course_of(1, number)
        before += severity(course.latent())
        for _ in range(182):
            course.next_day()
            assert all(0 <= value <= 1 for value in course.latent().values())
        assert course.today == TODAY
        assert 30 < course.kilos < 95
        after += severity(course.latent())
    assert after < before


def test_same_seed_lives_the_same_life() -> None:
    first, again = course_of(1, 20), course_of(1, 20)
    happened = [event for _ in range(182) for event in first.next_day()]
    assert happened == [event for _ in range(182) for event in again.next_day()]
    assert first.latent() == again.latent()


def test_an_event_hurts_at_once_and_passes() -> None:
    course = course_of(1, 20)
    pain = course.latent()["pain"]
    course.befall("back")
    assert course.latent()["pain"] == pytest.approx(min(1, pain + 0.22))
    for _ in range(90):
        course.next_day()
    assert course.before(10_000)["pain"] == pytest.approx(min(1, pain + 0.22))
    assert sum(wave.at("pain") for wave in course.waves) < 0.1


def test_who_takes_no_medicine_misses_none() -> None:
    number = next(p.number for p in residents(1, 40, TODAY) if not p.profile.on_bone_med)
    course = course_of(1, number)
    kinds = {event.kind for _ in range(2000) for event in course.next_day()}
    assert kinds.isdisjoint({"missed", "side-effect"})
    assert "exercise" in kinds


def test_advice_that_is_taken_lowers_the_worst_trouble() -> None:
    course = course_of(1, 20)
    worst = max(course.home, key=course.home.__getitem__)
    before = course.home[worst]
    course.advised(0.1)
    assert course.home[worst] == pytest.approx(before * 0.9)

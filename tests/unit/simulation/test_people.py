"""The synthetic clinic looks like the paper's sample, and nobody in it can be rung up."""

from collections import Counter
from datetime import date, timedelta

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from osteopro.patients.search import normal_phone
from osteopro.patients.terms import Channel, Education, Sex
from osteopro.simulation.chance import clip, pick, quota, stream, uuid
from osteopro.simulation.people import LOW_SCHOOLING, Resident, phone, residents

TODAY = date(2026, 11, 23)


@pytest.fixture(scope="module")
def clinic() -> list[Resident]:
    return residents(1, 40, TODAY)


def share(people: list[Resident], fits: object) -> float:
    return sum(map(fits, people)) / len(people)  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", [1, 2, 20261123])
def test_forty_patients_follow_the_papers_sample(seed: int) -> None:
    people = residents(seed, 40, TODAY)
    assert share(people, lambda p: p.sex == Sex.FEMALE) == pytest.approx(0.714, abs=0.03)
    assert share(people, lambda p: p.education in LOW_SCHOOLING) == pytest.approx(0.643, abs=0.05)
    assert share(people, lambda p: "mobility" in p.complaints) == 1
    assert share(people, lambda p: "pain" in p.complaints) == pytest.approx(0.714, abs=0.03)
    assert share(people, lambda p: "weight" in p.complaints) == pytest.approx(0.571, abs=0.03)
    assert share(people, lambda p: p.fracture) == pytest.approx(8 / 14, abs=0.03)
    ages = [p.age(TODAY) for p in people]
    assert 55 <= min(ages) <= max(ages) <= 78
    assert sum(ages) / 40 == pytest.approx(67.7, abs=2)
    assert len({p.channel for p in people}) == len(Channel)
    assert {p.education for p in people} >= set(Education) - {Education.UNKNOWN}


def test_same_seed_same_people_another_seed_others(clinic: list[Resident]) -> None:
    assert residents(1, 40, TODAY) == clinic
    assert residents(2, 40, TODAY) != clinic


def test_numbers_are_possible_but_can_belong_to_nobody(clinic: list[Resident]) -> None:
    numbers = [p.person.phone for p in clinic] + [p.person.emergency_phone for p in clinic]
    assert len(set(numbers)) == len(numbers)
    for text in (*numbers, phone(999_999, kind=2)):
        number = phonenumbers.parse(text)
        assert phonenumbers.is_possible_number(number)
        assert not phonenumbers.is_valid_number(number)
        assert normal_phone(text) == text


def test_names_differ_and_ages_hold_for_three_weeks(clinic: list[Resident]) -> None:
    assert len({p.person.name for p in clinic}) == 40
    for resident in clinic:
        assert resident.age(TODAY) == resident.age(TODAY + timedelta(days=20))


def test_nobody_is_overdue_for_an_injection_by_chance(clinic: list[Resident]) -> None:
    due = [p.profile.next_dose_due for p in clinic if p.profile.next_dose_due]
    assert due
    assert min(due) > TODAY


@pytest.mark.parametrize("count", [1, 2, 15, 16, 17, 300])
def test_a_clinic_of_any_size_has_distinct_people(count: int) -> None:
    people = residents(3, count, TODAY)
    assert [p.number for p in people] == list(range(count))
    assert len({p.person.name for p in people}) == count


@given(
    count=st.integers(0, 200),
    weights=st.dictionaries(st.text(max_size=3), st.floats(0.01, 1), min_size=1, max_size=6),
    seed=st.integers(),
)
def test_quota_is_never_off_by_a_whole_person(
    count: int, weights: dict[str, float], seed: int
) -> None:
    values = quota(stream(seed, "quota"), count, weights)
    counts = Counter(values)
    assert len(values) == count
    for value, weight in weights.items():
        assert abs(counts[value] - count * weight / sum(weights.values())) < 1 + 1e-9


def test_streams_are_apart_and_repeat() -> None:
    first, again, other = stream(1, "a"), stream(1, "a"), stream(1, "b")
    assert first.random() == again.random() != other.random()
    assert uuid(stream(1, "u")) == uuid(stream(1, "u"))
    assert uuid(stream(1, "u")).version == 4


def test_pick_never_takes_what_has_no_weight() -> None:
    source = stream(1, "pick")
    assert {pick(source, {"a": 1.0, "b": 0.0}) for _ in range(50)} == {"a"}
    assert clip(1.5) == 1.0
    assert clip(-1, low=-0.5) == -0.5

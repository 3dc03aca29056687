"""Clinics to be crashed. Each test gets a copy of one that was made once."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.crash.place import Place, new_place
from tests.crash.server import free_port

PATIENTS = 40


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The longest goes first, so that no worker is alone with it at the end."""
    items.sort(key=lambda item: "test_weeks" not in item.nodeid)


@dataclass(frozen=True)
class Seeded:
    """A clinic nobody touches, and its patients: id, link token, birth date."""

    place: Place
    patients: list[dict[str, Any]]


@pytest.fixture(scope="session")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seeded]:
    """The clinic that all others are copied from."""
    with new_place(tmp_path_factory.mktemp("seeded"), port=8150) as place:
        yield Seeded(place, place.inside("seed", str(PATIENTS)))


@pytest.fixture
def place(seeded: Seeded, tmp_path: Path) -> Iterator[Place]:
    """A clinic with forty patients, for one test."""
    with new_place(tmp_path / "clinic", free_port(), like=seeded.place) as copy:
        yield copy


@pytest.fixture
def patients(seeded: Seeded) -> list[dict[str, Any]]:
    """The patients of `place`."""
    return seeded.patients

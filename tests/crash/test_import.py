"""Bringing in a file goes on where it was killed: nobody twice, nobody lost, the report right."""

import signal
from pathlib import Path

import pytest

from tests import patient_files
from tests.crash.conftest import PATIENTS
from tests.crash.place import COMMAND_SECONDS, Place

PEOPLE = 12
COMMAND = ("--site", "main", "--by", "chen-main")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A file of a dozen people."""
    path = tmp_path / "patients.csv"
    path.write_bytes(patient_files.file(*patient_files.people(PEOPLE)))
    return path


@pytest.mark.parametrize(
    ("moment", "number", "there"),
    [("staged", 0, 0), ("inside", 5, 4), ("between", PEOPLE, PEOPLE)],
)
def test_a_killed_import_goes_on_with_the_same_command(
    place: Place, file: Path, moment: str, number: int, there: int
) -> None:
    dying = place.start_inside("import_dying", str(file), moment, str(number))
    assert dying.wait(COMMAND_SECONDS) == -signal.SIGKILL
    found = place.inside("imported")
    assert (found["patients"], len(found["phones"])) == (PATIENTS + there, there)
    again = place.osteopro("import_patients", str(file), *COMMAND)
    assert again.returncode == 0, again.stderr
    begun = "This file was begun before: going on where it stopped.\n" if number else ""
    assert again.stdout == f"{begun}{PEOPLE} added, 0 were here, 0 refused.\n"
    found = place.inside("imported")
    assert found["patients"] == PATIENTS + PEOPLE
    assert len(set(found["phones"])) == len(found["phones"]) == PEOPLE
    assert found["trail_breaks"] == []
    assert found["batches"] == (["done"] if number else ["staged", "done"])
    once_more = place.osteopro("import_patients", str(file), *COMMAND)
    assert once_more.stdout == f"0 added, {PEOPLE} were here, 0 refused.\n"
    assert place.inside("imported")["patients"] == PATIENTS + PEOPLE


def test_due_work_goes_on_with_a_file_whose_command_was_killed(place: Place, file: Path) -> None:
    dying = place.start_inside("import_dying", str(file), "inside", "3")
    assert dying.wait(COMMAND_SECONDS) == -signal.SIGKILL
    place.inside("due", "1")
    found = place.inside("imported")
    assert (found["patients"], found["batches"]) == (PATIENTS + PEOPLE, ["done"])
    assert len(set(found["phones"])) == PEOPLE

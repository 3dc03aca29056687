"""`osteopro import_patients`: the same check and the same gate from the command line."""

from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from osteopro.followup.importing.columns import COLUMNS
from osteopro.patients.models import ImportBatch, Patient
from tests import builders
from tests.patient_files import file, people, person

pytestmark = pytest.mark.django_db
BY = ["--site", "main", "--by", "chen-main"]
HOW_TO = Path(__file__).parents[3] / "docs" / "how-to" / "import-patients.md"


def refused(*arguments: str) -> list[str]:
    with pytest.raises(CommandError) as error:
        call_command("import_patients", *arguments)
    assert error.value.returncode == 2
    assert not Patient.objects.exists()
    assert not ImportBatch.objects.exists()
    return str(error.value).split("\n")


def test_people_come_in_and_the_same_again_adds_nobody(
    clinic: builders.Clinic, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(file(*people(3)))
    call_command("import_patients", str(path), *BY, "--check")
    assert capsys.readouterr().out == "3 can be added; 0 were added before.\n"
    assert not Patient.objects.exists()
    call_command("import_patients", str(path), *BY)
    assert capsys.readouterr().out == "3 added, 0 were here, 0 refused.\n"
    call_command("import_patients", str(path), *BY)
    assert capsys.readouterr().out == "0 added, 3 were here, 0 refused.\n"
    assert Patient.objects.count() == 3


def test_each_problem_is_a_line(clinic: builders.Clinic, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    rows = [person(1), person(2, sex="?", phone="1"), person(3, phone="13800000001")]
    path.write_bytes(file(*rows))
    assert refused(str(path), *BY) == [
        "3: Phone: Is not a phone number (1 digits).",
        "3: Sex: May only be: female, male.",
        "4: probably row 2 (same phone).",
    ]
    assert refused(str(path), *BY, "--check", "--lang", "zh")[1] == "3: 性别：只能填：女、男。"


def test_what_the_command_itself_needs(clinic: builders.Clinic, tmp_path: Path) -> None:
    path = tmp_path / "p.csv"
    path.write_bytes(b"PK\x03\x04")
    assert refused(str(path), *BY)[0].startswith("This is not a CSV file.")
    (missing,) = refused(str(tmp_path / "none.csv"), *BY)
    assert missing.endswith("none.csv: No such file or directory")
    assert refused(str(path), "--site", "west", "--by", "li-main") == [
        "--site: there is no clinic 'west'."
    ]
    assert refused(str(path), "--site", "main", "--by", "zhang-main") == [
        "--by: 'zhang-main' does not follow patients at this clinic."
    ]


def test_the_guide_explains_every_column() -> None:
    words = HOW_TO.read_text(encoding="utf-8")
    for column in COLUMNS.values():
        needed = "yes" if column.required else ""
        assert f"| {column.title['en']} | {column.title['zh-CN']} | {needed} |" in words

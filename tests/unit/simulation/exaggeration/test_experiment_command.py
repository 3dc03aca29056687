"""`osteopro experiment exaggeration`: tables, JSON and a picture, the same for the same seed."""

import json
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.core.management import CommandError, call_command

from osteopro.simulation.exaggeration.measures import Figure
from osteopro.simulation.exaggeration.policies import POLICIES
from osteopro.simulation.exaggeration.report import TITLES

SMALL = ("--seeds=2", "--days=110", "--patients=20", "--slots=1", "--workers=1")


def run(out: Path, *more: str) -> dict[str, str]:
    call_command("experiment", "exaggeration", f"--out={out}", *SMALL, *more)
    return {path.name: path.read_text(encoding="utf-8") for path in out.iterdir()}


def test_the_three_files_say_the_same(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = run(tmp_path, "--sensitivity=0")
    said = capsys.readouterr().out
    result = json.loads(files["result.json"])
    assert result["main"].keys() == POLICIES.keys()
    assert all(result["main"][code].keys() == set(Figure) for code in POLICIES)
    assert result["world"]["patients"] == 20
    for policy in POLICIES.values():
        for text in (said, files["table.md"], files["picture.svg"]):
            assert policy.name in text
    for title, _ in TITLES.values():
        assert title in said
        assert title in files["table.md"]
    assert "nan" not in "".join(files.values())
    ElementTree.fromstring(files["picture.svg"])
    assert run(tmp_path / "again", "--sensitivity=0") == files


@pytest.mark.parametrize(
    ("option", "said"),
    [
        ("--days=20", "--days must be 106 to 3650."),
        ("--seeds=0", "--seeds must be 1 to 1000."),
        ("--strategic=1.5", "--strategic must be 0 to 1."),
        ("--call-error=0.6", "--call-error must be 0 to 0.5."),
        ("--slots=0", "--slots must be 1 to 2000."),
    ],
)
def test_what_cannot_be_is_refused(option: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=said) as refused:
        call_command("experiment", "exaggeration", f"--out={tmp_path}", *SMALL, option)
    assert refused.value.returncode == 2
    assert list(tmp_path.iterdir()) == []

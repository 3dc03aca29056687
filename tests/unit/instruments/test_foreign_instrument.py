"""A hospital's own form of another shape works from its files alone."""

import json
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from osteopro.instruments.answers import Answers
from osteopro.instruments.commands import cli_export, cli_import, cli_score
from osteopro.instruments.definition import DefinitionError
from osteopro.instruments.library import Instrument, load_instruments
from osteopro.instruments.scoring import fill_calculated, score


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"k1": "3", "k2": "5", "k3": "8", "stick": True, "km": Decimal(2)}, (16, 21, 9)),
        ({"k1": "3", "k2": "5", "k3": "8", "stick": False}, (16, 16, "not-administered")),
        ({"k1": "3", "k3": "8", "stick": True, "km": Decimal(20)}, ("33/2", "too-few-answers", 0)),
        ({"k1": "3"}, ("too-few-answers", "too-few-answers", "not-administered")),
    ],
)
def test_score_of_a_foreign_form(
    knee: Instrument, values: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    answers = Answers(knee.questionnaire, values, complete=True)
    found = [
        entry.reason if entry.value is None else entry.value for entry in score(knee.spec, answers)
    ]
    numbers = [
        Fraction(entry) if not str(entry).startswith(("too", "not")) else entry
        for entry in expected
    ]
    assert found == numbers


def test_fill_calculated_gives_the_hidden_items_their_scores(knee: Instrument) -> None:
    for values, filled in (
        ({"k1": "3", "k2": "5", "k3": "8"}, {"total": 16}),
        ({"k1": "3", "k2": "8"}, {"total": Decimal("16.500000")}),
        ({"k1": "3"}, {}),
    ):
        answers = Answers(knee.questionnaire, values, complete=True)
        assert fill_calculated(knee.spec, score(knee.spec, answers)) == filled


def test_foreign_form_is_filled_checked_and_scored_from_its_files(
    knee: Instrument, knee_folder: Path, respond: Any
) -> None:
    response = respond(knee, {"k1": "3", "k2": "5", "k3": "8", "stick": True, "km": Decimal("2.5")})
    report = cli_score(json.dumps(response).encode(), load_instruments(knee_folder))
    assert report == {
        "questionnaire": knee.canonical,
        "scores": [
            {"scale": "PAIN", "value": 16.0, "display": 16.0, "answered": 3, "asked": 3,
             "reason": None},
            {"scale": "ALL", "value": 21.0, "display": 21.0, "answered": 4, "asked": 4,
             "reason": None},
            {"scale": "REACH", "value": 8.75, "display": 8.8, "answered": 1, "asked": 1,
             "reason": None},
        ],
    }  # fmt: skip


def test_foreign_form_is_exported_and_recognised_as_shown(knee_folder: Path) -> None:
    known = load_instruments(knee_folder)
    exported = cli_export("knee", None, known)
    report = cli_import(json.dumps(exported).encode())
    assert report["tier"] == "renders"
    assert {entry["where"] for entry in report["not_run"]} == {"total", "score-ALL", "score-REACH"}


def test_load_instruments_lists_the_problems_of_every_folder(knee_folder: Path) -> None:
    folder = knee_folder / "knee" / "2.1"
    about = json.loads((folder / "instrument.json").read_text())
    (folder / "instrument.json").write_text(json.dumps({**about, "kind": "song", "version": "3"}))
    other = knee_folder / "hip" / "1"
    other.mkdir(parents=True)
    (other / "questionnaire.json").write_text("{")
    with pytest.raises(DefinitionError) as raised:
        load_instruments.__wrapped__(knee_folder)
    assert [problem.split(":")[0] for problem in raised.value.problems] == [
        "hip/1",
        "knee/2.1",
        "knee/2.1",
    ]


def test_load_instruments_refuses_a_folder_under_another_name(knee_folder: Path) -> None:
    (knee_folder / "knee").rename(knee_folder / "hip")
    with pytest.raises(DefinitionError, match=r"hip/2\.1 is not the code and version"):
        load_instruments.__wrapped__(knee_folder)


def test_digest_changes_with_the_content_only(knee: Instrument, knee_folder: Path) -> None:
    folder = knee_folder / "knee" / "2.1"
    scoring = json.loads((folder / "scoring.json").read_text())
    (folder / "scoring.json").write_text(json.dumps(scoring, indent=4))
    assert load_instruments.__wrapped__(knee_folder)[knee.canonical].digest == knee.digest
    scoring["item_scores"]["KNEE-NRS"]["factor"] = 2
    (folder / "scoring.json").write_text(json.dumps(scoring))
    assert load_instruments.__wrapped__(knee_folder)[knee.canonical].digest != knee.digest

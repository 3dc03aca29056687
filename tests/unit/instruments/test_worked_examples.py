"""Every `worked_examples.json` of the library gives exactly the scores it says."""

from decimal import Decimal
from fractions import Fraction
from typing import Any

import orjson
import pytest

from osteopro.instruments.answers import Answers, values_from_json
from osteopro.instruments.library import LIBRARY, Instrument
from osteopro.instruments.scoring import displayed, score

FILES = sorted(LIBRARY.glob("*/*/worked_examples.json"))
EXAMPLES = [
    pytest.param(file.parent.parent.name, example, id=f"{file.parent.parent.name}-{example['id']}")
    for file in FILES
    for example in orjson.loads(file.read_bytes())["examples"]
]


@pytest.mark.parametrize(("code", "example"), EXAMPLES)
def test_score_of_a_worked_example(
    library: dict[str, Instrument], code: str, example: dict[str, Any]
) -> None:
    instrument = library[code]
    values = values_from_json(instrument.questionnaire, example["values"])
    answers = Answers(instrument.questionnaire, values, complete=example.get("complete", True))
    scores = {found.scale: found for found in score(instrument.spec, answers)}
    assert set(example["scores"]) <= set(scores)
    for scale, expected in example["scores"].items():
        found = scores[scale]
        actual = {
            "value": found.value,
            "display": displayed(found.value),
            "answered": found.answered,
            "asked": found.asked,
            "reason": found.reason,
        }
        assert {key: actual[key] for key in expected} == {
            key: _read(key, value) for key, value in expected.items()
        }, scale


def test_worked_examples_hold_every_vector_of_the_content_pack() -> None:
    ids = {example.values[1]["id"] for example in EXAMPLES}
    assert {f"S{n}" for n in range(1, 10)} | {f"Q{n}" for n in range(1, 8)} <= ids


def _read(key: str, value: Any) -> Any:
    if value is None or key not in ("value", "display"):
        return value
    return Fraction(value) if key == "value" else Decimal(value)

"""The weights are data, and wrong data is refused."""

from typing import Any

import orjson
import pytest

from osteopro.appointments.ruleset import (
    CURRENT,
    PriorityRulesError,
    parse_rules,
    priority_rules,
)

DOCUMENT = orjson.loads((CURRENT / "priority.json").read_bytes())


def test_the_version_is_the_name_of_its_folder() -> None:
    assert priority_rules().version == CURRENT.name


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"weights": {**DOCUMENT["weights"], "S": 11}}, "shares of 100"),
        ({"weights": {"V": 110, "E": -10, "W": 0, "S": 0, "N": 0}}, "shares of 100"),
        ({"verified": {"routine": "0", "attention": "1"}}, "every level that can queue"),
        ({"verified": {**DOCUMENT["verified"], "emergency": "1"}}, "every level that can queue"),
        ({"event": {"none": "0"}}, "every kind of event"),
        ({"unverified": {**DOCUMENT["unverified"], "V": "1.5"}}, "from 0 to 1"),
        ({"need": {**DOCUMENT["need"], "care": "0.6"}}, "from 0 to 1"),
        ({"reserved": {}}, "not a set of priority rules"),
    ],
)
def test_what_cannot_be_used_is_refused(changes: dict[str, Any], said: str) -> None:
    with pytest.raises(PriorityRulesError, match=said):
        parse_rules({**DOCUMENT, **changes})

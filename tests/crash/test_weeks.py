"""Six weeks of a clinic whose workers are killed again and again: all that is due, once.

The whole year is `make test-year` (docs/explanation/reminders.md).
"""

from tests.year.__main__ import run
from tests.year.table import differences

WEEKS, PATIENTS, SEED = 6, 8, 5


def test_what_is_due_is_as_calculated_whoever_is_killed() -> None:
    result = run(WEEKS, PATIENTS, SEED)
    assert differences(result) == [], "\n".join(result["stories"])
    assert result["kills"] > 20
    assert result["doubled"] > 5
    compared = {name: found["expected"] for name, found in result["compared"].items()}
    assert compared["due days, each morning"] > 200
    assert compared["forms"] > 20
    assert compared["reminders"] > 20
    assert compared["calls"] > 5
    assert compared["escalations"] > 3

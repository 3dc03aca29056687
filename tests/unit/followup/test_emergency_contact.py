"""When the emergency contact is phoned: after three tries in a row, whatever the hour."""

import pytest

from osteopro.followup.attempts import emergency_contact_due
from osteopro.followup.terms import CallOutcome as Call


@pytest.mark.parametrize(
    ("outcomes", "due"),
    [
        ([], False),
        ([Call.NO_ANSWER] * 2, False),
        ([Call.NO_ANSWER] * 3, True),
        ([Call.NO_ANSWER, Call.BUSY, Call.NO_ANSWER], True),
        ([Call.NO_ANSWER, Call.CUT_OFF, Call.BUSY, Call.NO_ANSWER], True),
        ([Call.NO_ANSWER] * 3 + [Call.REACHED], False),
        ([Call.REACHED] + [Call.NO_ANSWER] * 3, True),
        ([Call.NO_ANSWER, Call.WRONG_NUMBER, Call.NO_ANSWER], False),
    ],
)
def test_three_unheard_tries_in_a_row(outcomes: list[Call], due: bool) -> None:
    assert emergency_contact_due(outcomes) is due

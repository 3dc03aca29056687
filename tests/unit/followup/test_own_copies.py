"""Who prints a patient's own copy, and for which day it may be asked."""

from datetime import date
from zoneinfo import ZoneInfo

import pytest

from osteopro.enrolment.terms import State
from osteopro.followup.own_copies import Team, refusal
from osteopro.followup.terms import CopyRefusal

ZONE = ZoneInfo("Asia/Shanghai")
MANAGER, BACKUP, SOMEBODY = 1, 2, 3


@pytest.mark.parametrize(
    ("account", "state", "may"),
    [
        (MANAGER, State.ACTIVE, True),
        (BACKUP, State.ACTIVE, True),
        (SOMEBODY, State.ACTIVE, False),
        (MANAGER, None, True),
        (MANAGER, State.LEFT, True),
        (MANAGER, State.DIED, False),
    ],
)
def test_only_the_own_team_and_only_to_the_patient(
    account: int, state: State | None, may: bool
) -> None:
    assert Team((MANAGER, BACKUP, None), state, ZONE).hands_over(account) is may


@pytest.mark.parametrize(
    ("asked_on", "why"),
    [
        (date(2026, 11, 23), None),
        (date(2026, 10, 1), None),
        (date(2026, 11, 24), CopyRefusal.NOT_YET),
    ],
)
def test_nobody_asked_on_a_day_to_come(asked_on: date, why: CopyRefusal | None) -> None:
    assert refusal(asked_on, date(2026, 11, 23)) is why

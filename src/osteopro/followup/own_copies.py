"""A printed copy of somebody's own data, made by their team for who has no phone: the rules.

Patients take it themselves after a code to their phone (`/me/data/copy/`). Who cannot asks their
manager, who writes down when it was asked for and how they knew who asked.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta
from zoneinfo import ZoneInfo

from osteopro.enrolment.terms import State
from osteopro.followup.terms import CopyRefusal

# What is noted in the patient's trail when it is asked for, and when its pages are opened.
ASKED = "copy.asked"
PRINTED = "copy-printed"
# How long the pages stay open to who wrote the wish down.
OPEN_FOR = timedelta(minutes=15)
# The newest part of it, when not everything is wanted.
NEWEST = timedelta(days=91)


@dataclass(frozen=True, slots=True)
class Team:
    """Who looks after one patient (the manager, the backup, and who answers for them now), and
    on which clock."""

    accounts: Collection[int | None]
    enrolment: State | None
    zone: ZoneInfo

    def hands_over(self, account: int) -> bool:
        """Whether this account may print the copy: the patient's own team, and nobody else; for
        who died there is nobody to hand it to."""
        return account in self.accounts and self.enrolment != State.DIED


def refusal(asked_on: date, today: date) -> CopyRefusal | None:
    """Why a wish of that day cannot be written down; None when it can."""
    return CopyRefusal.NOT_YET if asked_on > today else None

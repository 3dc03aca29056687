"""Whether somebody of the staff sits beside the patient while a form is sent (7.6). Pure but for
the clock: what it needs stands in the patient's row, so that a record costs no query more."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from osteopro import clock
from osteopro.followup.models import CareState
from osteopro.instruments.terms import Mode
from osteopro.records.actions import Submission

# Nobody sits beside for longer, whether they said that they got up or not.
SITS_FOR = timedelta(hours=3)


def who(row: CareState) -> int | None:
    """The account of who sits beside this patient now."""
    sits: dict[str, Any] | None = row.beside
    if sits is None or clock.now() > datetime.fromisoformat(sits["at"]) + SITS_FOR:
        return None
    account: int = sits["by"]
    return account


def together(row: CareState, submission: Submission) -> Submission:
    """What arrives as it was filled in: on the patient's phone or the clinic's tablet with
    somebody beside is in person. What was answered before they sat down came alone, and a call
    stays a call."""
    account = who(row)
    if account is None or row.beside is None or submission.mode != Mode.ONLINE:
        return submission
    if submission.authored < datetime.fromisoformat(row.beside["at"]):
        return submission
    return replace(submission, mode=Mode.IN_PERSON, beside=account)

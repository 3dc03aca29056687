"""What came of an alert: what is certain from how a record ended, and nothing guessed. Pure.

Indicator I-6 (clinical content 10) asks of every alert whether it led to something. What the
ending itself proves is taken from it; everything else only the manager can say.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from osteopro.followup.rules import Ending
from osteopro.followup.terms import CameOf, EmergencyOutcome, Outcome
from osteopro.triage.terms import Level

_REACHED_CARE = (EmergencyOutcome.WENT_TO_ER, EmergencyOutcome.AMBULANCE, EmergencyOutcome.SEEN)


def certain(ending: Ending, *, advised: bool) -> CameOf | None:
    """What the ending proves by itself; None when only the manager can tell.

    Care that was reached outweighs how it was arranged, a referral outweighs a call, and a call
    the advice beside it.
    """
    if ending.emergency_outcome in _REACHED_CARE:
        return CameOf.SEEN
    if ending.emergency_outcome is not None:
        return CameOf.REFERRED if ending.outcome is Outcome.ESCALATED else None
    if ending.outcome is Outcome.ESCALATED:
        return CameOf.REFERRED
    if ending.outcome is Outcome.CALLED:
        return CameOf.CONTACT
    return CameOf.ADVICE_CHANGED if advised else None


def alerts(reasons: Iterable[Mapping[str, Any]]) -> dict[str, Level]:
    """The fired rules that make a record an alert, with their levels (resolution 72)."""
    return {
        str(reason["id"]): Level(reason["level"])
        for reason in reasons
        if reason["because"] and Level(reason["level"]).rank >= Level.ATTENTION.rank
    }

"""What came of an alert: what is certain from how a record ended, and nothing guessed. Pure.

Indicator I-6 (clinical content 10) asks of every alert whether it led to something. What the
ending itself proves is taken from it; the rest the manager says with one key. Without either an
alert does not end, so the share is of all that were reviewed.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import CameOf, EmergencyOutcome, Outcome
from osteopro.triage.terms import Level

UNSAID = "came-of-unsaid"
# An emergency ends only with one of these, so nobody is ever asked about one.
_OF_EMERGENCY: Mapping[EmergencyOutcome, CameOf] = {
    EmergencyOutcome.WENT_TO_ER: CameOf.SEEN,
    EmergencyOutcome.AMBULANCE: CameOf.SEEN,
    EmergencyOutcome.SEEN: CameOf.SEEN,
    EmergencyOutcome.FALSE_ENTRY: CameOf.NOTHING,
    EmergencyOutcome.UNREACHABLE: CameOf.REFERRED,
}


def certain(ending: Ending, *, advised: bool, spoke: bool, seen: bool = False) -> CameOf | None:
    """What the ending proves by itself; None when only the manager can tell.

    `advised`: the reply has advice that was not in force already; `spoke`: a call reached the
    patient about it; `seen`: they came to a visit since. What became of an emergency and a visit
    outweigh how they were arranged, a referral outweighs a call, and a call the advice beside it.
    """
    if ending.emergency_outcome is not None:
        return _OF_EMERGENCY[ending.emergency_outcome]
    if seen:
        return CameOf.SEEN
    if ending.outcome is Outcome.ESCALATED:
        return CameOf.REFERRED
    if ending.outcome is Outcome.CALLED or spoke:
        return CameOf.CONTACT
    return CameOf.ADVICE_CHANGED if advised else None


def told(ending: Ending, *, advised: bool, spoke: bool, seen: bool = False) -> CameOf | None:
    """What came of an alert that ends like this, as the manager said it or the ending proves.

    None only for a record that another one of the same day replaced: that one is the alert.
    Raises OutcomeRefused where nobody said it and nothing proves it.
    """
    came = ending.came_of or certain(ending, advised=advised, spoke=spoke, seen=seen)
    if came is None and ending.outcome is not Outcome.NO_REPLY:
        raise OutcomeRefused(UNSAID)
    return came


def alerts(reasons: Iterable[Mapping[str, Any]]) -> dict[str, Level]:
    """The fired rules that make a record an alert, with their levels (resolution 72)."""
    return {
        str(reason["id"]): Level(reason["level"])
        for reason in reasons
        if reason["because"] and Level(reason["level"]).rank >= Level.ATTENTION.rank
    }

"""The call to make first of all on the page of an urgent record: at night it is read on a phone."""

from dataclasses import dataclass

from django.utils.translation import ngettext

from osteopro import clock
from osteopro.followup.queries.review import Sitting
from osteopro.followup.terms import CallOutcome
from osteopro.triage.terms import Level
from osteopro.web.care import labels
from osteopro.web.care.words import when


@dataclass(frozen=True, slots=True)
class CallNow:
    """`tries` says what was tried since the record came, "" before the first time."""

    emergency: bool
    tries: str


def call_now(sitting: Sitting) -> CallNow | None:
    """What stands first on the page of an open urgent or emergency record until a call reached
    the patient; None on every other."""
    item = sitting.item
    if item is None or not sitting.open or item.level.rank < Level.URGENT.rank:
        return None
    since = [call for call in sitting.calls if call.at >= item.opened_at]
    if any(call.outcome is CallOutcome.REACHED for call in since):
        return None
    if not since:
        return CallNow(item.level is Level.EMERGENCY, "")
    last = max(since, key=lambda call: call.at)
    line = ngettext(
        "Tried %(num)s time. %(when)s: %(what)s",
        "Tried %(num)s times. Last %(when)s: %(what)s",
        len(since),
    )
    tries = line % {
        "num": len(since),
        "when": when(last.at, sitting.clinic.zone, clock.now()),
        "what": labels.CALLS[last.outcome],
    }
    return CallNow(item.level is Level.EMERGENCY, tries)

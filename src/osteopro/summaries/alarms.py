"""What was urgent, how it ended, and what was verified in a talk."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from osteopro.followup import standing
from osteopro.followup.models import Verification
from osteopro.records.models import Assessment
from osteopro.summaries import rules
from osteopro.triage.terms import Level

# More rows than anybody has; a limit all the same.
_ALARMS, _TALKS = 40, 40


@dataclass(frozen=True, slots=True)
class FiredAlarm:
    """An assessment at urgent or above, with what became of its record."""

    on: date
    occasion: UUID
    level: Level
    rules: Sequence[Mapping[str, Any]]
    outcome: str
    called: bool


def alarms(patient_id: int, since: datetime, zone: ZoneInfo) -> tuple[FiredAlarm, ...]:
    """What was urgent since then, newest first, one for each sitting at its highest level."""
    rows = Assessment.objects.filter(
        patient_id=patient_id,
        at__gte=since,
        level__in=[Level.URGENT, Level.EMERGENCY],
        response__isnull=False,
    )
    columns = ("response__occasion", "at", "level", "rules")
    fired = list(rows.order_by("-at", "-pk").values_list(*columns)[:_ALARMS])
    fired.sort(key=lambda each: each[2] != Level.EMERGENCY)
    highest = rules.different(fired, by=lambda each: each[0])
    ends = _ends({each[0] for each in highest})
    found = [
        FiredAlarm(
            at.astimezone(zone).date(),
            occasion,
            Level(level),
            why,
            *ends.get(occasion, ("", False)),
        )
        for occasion, at, level, why in highest
    ]
    return tuple(sorted(found, key=lambda each: each.on, reverse=True))


def _ends(occasions: Collection[UUID]) -> Mapping[UUID, tuple[str, bool]]:
    """How these sittings ended, and whether the patient was spoken to about it."""
    rows = standing.reviews().filter(occasion__in=occasions).order_by("pk")
    columns = ("occasion", "outcome", "emergency_outcome", "call")
    return {
        occasion: (emergency or outcome, call is not None)
        for occasion, outcome, emergency, call in rows.values_list(*columns)
    }


def verified(patient_id: int, since: datetime, zone: ZoneInfo) -> Mapping[UUID, date]:
    """The days on which somebody talked about a sitting to verify it."""
    rows = Verification.objects.filter(patient_id=patient_id, at__gte=since).order_by("-at")[
        :_TALKS
    ]
    return {
        occasion: at.astimezone(zone).date() for occasion, at in rows.values_list("occasion", "at")
    }

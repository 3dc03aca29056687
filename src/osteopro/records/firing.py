"""Which rules fired on what was stored, and by which version of the rules."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import QuerySet

from osteopro.records.models import Assessment


def fired_in(response_id: int) -> list[dict[str, Any]]:
    """The rules that fired on a response, as they were stored; [] for one never assessed."""
    rows = Assessment.objects.filter(response_id=response_id).values_list("rules", flat=True)
    return list(rows.first() or [])


def rulesets_of(occasion_id: UUID) -> Mapping[str, str]:
    """The version of the rules by which each rule fired in a sitting; one query."""
    return _versions(Assessment.objects.filter(response__occasion=occasion_id).order_by("pk"))


def rulesets_of_silence(patient_id: int, noted_at: datetime) -> Mapping[str, str]:
    """The same of the silence that was noted then; one query."""
    silences = Assessment.objects.filter(patient_id=patient_id, response=None, at__lte=noted_at)
    return _versions(silences.order_by("-at", "-pk")[:1])


def _versions(rows: QuerySet[Assessment]) -> Mapping[str, str]:
    return {
        rule["id"]: ruleset
        for fired, ruleset in rows.values_list("rules", "ruleset")
        for rule in fired
    }

"""The past of one patient in short, for the plan: versions, levels, what was completed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Max

from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Values, values_from_json
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind
from osteopro.records.models import Assessment, Response
from osteopro.records.queries import COUNTED, latest_versions


def completed(
    patient_id: int, without: UUID | None, since: datetime | None = None
) -> list[tuple[Instrument, int, datetime]]:
    """Each form with how often it was completed and when last, but for one occasion; only what
    came `since` then."""
    rows = latest_versions().filter(patient_id=patient_id, status__in=COUNTED)
    if since is not None:
        rows = rows.filter(received__gte=since)
    if without is not None:
        rows = rows.exclude(occasion=without)
    counted = rows.order_by().values("instrument_id").annotate(n=Count("pk"), last=Max("received"))
    return [
        (instruments_queries.published_by_id(pk).instrument, n, last)
        for pk, n, last in counted.values_list("instrument_id", "n", "last")
    ]


@dataclass(frozen=True, slots=True)
class StoredVersion:
    """One stored version of a form in short; `replaced_at` a correction took its place."""

    pk: int
    occasion: UUID
    instrument: Instrument
    complete: bool
    received: datetime
    replaced_at: datetime | None
    by_whom: str
    values: Values

    @property
    def kind(self) -> Kind:
        return self.instrument.kind


def versions(patient_id: int) -> list[StoredVersion]:
    """Every version of every form, oldest first."""
    rows = Response.objects.filter(patient_id=patient_id).order_by("received", "pk")
    columns = ("pk", "occasion", "instrument_id", "status", "received")
    more = ("superseded_by__received", "by_whom", "values")
    return [_version(*row) for row in rows.values_list(*columns, *more)]


def _version(
    pk: int,
    occasion: UUID,
    instrument_id: int,
    status: str,
    received: datetime,
    replaced_at: datetime | None,
    by_whom: str,
    values: Mapping[str, Any],
) -> StoredVersion:
    instrument = instruments_queries.published_by_id(instrument_id).instrument
    return StoredVersion(
        pk=pk,
        occasion=occasion,
        instrument=instrument,
        complete=status in COUNTED,
        received=received,
        replaced_at=replaced_at,
        by_whom=by_whom,
        values=values_from_json(instrument.questionnaire, values),
    )


def assessments(patient_id: int) -> list[tuple[UUID, datetime, str]]:
    """Occasion, moment and level of every assessment of a form, oldest first."""
    rows = Assessment.objects.filter(patient_id=patient_id, response__isnull=False)
    return list(rows.order_by("pk").values_list("response__occasion", "at", "level"))


def last_received(patient_id: int) -> datetime | None:
    """When anything this patient filled in last arrived: a record, a diary entry, any form."""
    rows = Response.objects.filter(patient_id=patient_id)
    return rows.aggregate(last=Max("received"))["last"]  # type: ignore[no-any-return]

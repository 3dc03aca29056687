"""A record that arrived: what the rules said, who answers by when, what it is compared with."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from osteopro.followup import context, deadlines
from osteopro.followup.models import OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.instruments.definition import Text
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment, Response
from osteopro.records.queries import COUNTED, StoredResponse
from osteopro.triage.case import MessageRef
from osteopro.triage.terms import Level


@dataclass(frozen=True)
class Judged:
    """What the rules said: level, the message for the patient, the words of the fired rules."""

    level: Level
    message: MessageRef
    reasons: tuple[Text, ...]
    at: datetime


@dataclass(frozen=True)
class Sent:
    """A record that arrived. `previous` is the last one before it that may be compared:
    given by the same kind of person. `newer` corrected it."""

    response: StoredResponse
    judged: Judged
    promised: datetime | None
    previous: StoredResponse | None
    newer: UUID | None


def sent(patient_id: int, uuid: UUID) -> Sent | None:
    """This patient's completed record, or None. Four queries."""
    rows = Response.objects.select_related("assessment", "superseded_by").defer("content")
    row = rows.filter(patient_id=patient_id, uuid=uuid, status__in=COUNTED).first()
    if row is None:
        return None
    response = records_queries.stored(row)
    newer = getattr(row, "superseded_by", None)
    return Sent(
        response=response,
        judged=_judged(row.assessment),
        promised=deadlines.promised(patient_id, str(response.occasion)),
        previous=_previous(response),
        newer=newer.uuid if newer else None,
    )


def emergency(patient_id: int, occasion: UUID, *, helping: bool = False) -> Judged | None:
    """The newest emergency of one sitting; for who is `helping` the newest that was answered
    with a helper: another's message may tell what was said in private."""
    rows = Assessment.objects.filter(patient_id=patient_id, response__occasion=occasion)
    found = rows.filter(level=Level.EMERGENCY).order_by("-at", "-pk")
    if helping:
        found = found.select_related("response").defer("response__content")
        return next((_judged(row) for row in found if _with_helper(row.response)), None)
    row = found.first()
    return _judged(row) if row else None


def for_helpers(response: StoredResponse) -> bool:
    """Whether a helper may look at this record again: it was filled in with one."""
    return context.was_helped(response.instrument, response.values, response.by_whom)


def _with_helper(row: Response | None) -> bool:
    return row is not None and for_helpers(records_queries.stored(row))


def received_at(patient_id: int, uuid: UUID) -> datetime | None:
    """When this record arrived; None if it did not."""
    rows = Response.objects.filter(patient_id=patient_id, uuid=uuid)
    return rows.values_list("received", flat=True).first()


def answer_due(patient_id: int, source: str) -> datetime | None:
    """By when somebody answers what a patient wrote or asked about a reply."""
    items = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.MESSAGE, source=source, closed_at__isnull=True
    )
    return items.values_list("due_at", flat=True).first()


def next_answer(patient_id: int) -> datetime | None:
    """By when somebody answers the earliest thing that waits; None when nothing does."""
    items = OpenItem.objects.filter(
        patient_id=patient_id,
        closed_at__isnull=True,
        kind__in=[ItemKind.RECORD, ItemKind.MESSAGE],
    )
    return items.order_by("due_at").values_list("due_at", flat=True).first()


def _previous(response: StoredResponse) -> StoredResponse | None:
    rows = records_queries.latest_versions().filter(
        patient_id=response.patient_id,
        kind=response.kind,
        status__in=COUNTED,
        effective__lt=response.effective,
    )
    # A handful is enough to find one by the same kind of person.
    before = rows.exclude(occasion=response.occasion).defer("content").order_by("-effective", "-pk")
    found = (records_queries.stored(row) for row in before[:5])
    return next((one for one in found if one.proxy == response.proxy), None)


def _judged(row: Any) -> Judged:
    message: Mapping[str, Any] = row.message
    return Judged(
        level=Level(row.level),
        message=MessageRef(message["code"], tuple(message["add"])),
        reasons=tuple(rule["because"] for rule in row.rules if rule["level"] == row.level),
        at=row.at,
    )

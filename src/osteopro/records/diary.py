"""Diary entries: what happened between records, as the patient noted it."""

from osteopro.instruments.terms import Kind
from osteopro.records.queries import UNREAD, StoredResponse, latest_versions, stored


def entries(patient_id: int, limit: int, offset: int = 0) -> list[StoredResponse]:
    """The entries of one patient, latest versions, newest first; one query."""
    rows = latest_versions().filter(patient_id=patient_id, kind=Kind.DIARY).defer(*UNREAD)
    rows = rows.order_by("-effective", "-pk")[offset : offset + limit]
    return [stored(row) for row in rows]

"""The log of a study."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import LogEntry
from osteopro.research.terms import LogKind


@dataclass(frozen=True, slots=True)
class LogView:
    """An entry of the log."""

    guid: UUID
    kind: LogKind
    at: datetime
    by: int
    topic: str
    text: str
    reason: str
    people: tuple[UUID, ...]
    about_kind: str
    about: str


def log(study_id: int, kind: LogKind | None = None, *, limit: int = 200) -> list[LogView]:
    """Entries, the newest first. One query."""
    rows = LogEntry.objects.filter(study_id=study_id)
    if kind is not None:
        rows = rows.filter(kind=kind)
    return [_entry(row) for row in rows.order_by("-pk")[:limit]]


def _entry(row: LogEntry) -> LogView:
    return LogView(
        guid=row.guid,
        kind=LogKind(row.kind),
        at=row.at,
        by=row.by,
        topic=row.topic,
        text=row.text,
        reason=row.reason,
        people=tuple(UUID(each) for each in row.people),
        about_kind=row.about_kind,
        about=row.about,
    )

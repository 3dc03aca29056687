"""What left the study as a file."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import ExportRun, ReportRelease


@dataclass(frozen=True, slots=True)
class Left:
    """A file that left: of which kind, when, by whom (None: from the command line), its hash;
    of a report the reasons that were given."""

    kind: str
    at: datetime
    by: int | None
    sha256: str
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Earlier:
    """How a report was made that left already: it can be made again to the same bytes."""

    at: datetime
    lines: int
    sha256: str


def left(study_id: int) -> list[Left]:
    """Every file, the newest first. One query."""
    rows = ExportRun.objects.filter(study_id=study_id).select_related("weighed").order_by("-pk")
    return [_left(row) for row in rows]


def earlier(study_id: int, guid: UUID) -> Earlier | None:
    """The report that left under this guid, if one did. One query."""
    rows = ReportRelease.objects.filter(run__study_id=study_id, run__guid=guid)
    row = rows.values_list("run__at", "lines", "run__sha256").first()
    return Earlier(*row) if row else None


def given_reasons(study_id: int) -> dict[str, str]:
    """Why findings could leave before, by their keys; the newest word counts. One query."""
    rows = ReportRelease.objects.filter(run__study_id=study_id).order_by("pk")
    return {
        key: reason
        for answers in rows.values_list("answers", flat=True)
        for _, key, reason in answers
    }


def _left(row: ExportRun) -> Left:
    weighed = getattr(row, "weighed", None)
    return Left(
        kind=row.kind,
        at=row.at,
        by=row.by,
        sha256=row.sha256,
        reasons=tuple(reason for _, _, reason in weighed.answers) if weighed else (),
    )

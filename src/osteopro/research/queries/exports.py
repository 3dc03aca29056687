"""What left a study, and what would leave it now."""

from dataclasses import dataclass
from datetime import datetime

from osteopro.access.terms import Viewer
from osteopro.research.exchange.leaving import prepared
from osteopro.research.exchange.telling import Told, told
from osteopro.research.models import ExportRun
from osteopro.research.refi.losses import Loss, from_json
from osteopro.research.refi.writer import NotWritableError
from osteopro.research.terms import Profile

MOST = 50


@dataclass(frozen=True, slots=True)
class Run:
    """A file that left; `by` is None for nobody of the team, at the server."""

    kind: str
    at: datetime
    by: int | None
    sha256: str
    losses: tuple[Loss, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """A file as it would leave now: its length and hash, what could not go along, and where it
    still says who somebody is."""

    length: int
    sha256: str
    losses: tuple[Loss, ...]
    told: Told


def runs(study_id: int) -> list[Run]:
    """The last files that left, the newest first. One query."""
    # Reports are listed on their own page.
    rows = ExportRun.objects.filter(study=study_id, weighed__isnull=True).order_by("-pk")[:MOST]
    return [Run(row.kind, row.at, row.by, row.sha256, from_json(row.losses)) for row in rows]


def preview(viewer: Viewer, study_id: int, profile: Profile) -> Preview | None:
    """The file as it would leave for this person; None when the study has nothing of what such a
    file holds. For who may take files out (`Task.REPORT`)."""
    try:
        file = prepared(study_id, viewer.account_id, profile)
    except NotWritableError:
        return None
    return Preview(len(file.data), file.sha256, file.losses, told(study_id, file))

"""The texts of steps 5 and 6, in versions."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import Narrative
from osteopro.research.passages import Cite, Passage, parted
from osteopro.research.terms import NarrativeKind


@dataclass(frozen=True, slots=True)
class NarrativeView:
    """A version; `passages` name the themes they speak of by guid."""

    narrative_id: int
    guid: UUID
    kind: NarrativeKind
    version: int
    text: str
    text_translated: str
    passages: tuple[Passage, ...]
    source_version: int | None
    at: datetime
    by: int
    approved_at: datetime | None
    approved_by: int | None


def narratives(study_id: int, kind: NarrativeKind) -> list[NarrativeView]:
    """Every version, the newest first. Two queries."""
    rows = Narrative.objects.filter(study_id=study_id, kind=kind).select_related("source")
    return [_view(row) for row in rows.prefetch_related("cites__theme").order_by("-version")]


def current(study_id: int, kind: NarrativeKind) -> NarrativeView | None:
    """The newest version that was approved."""
    return next((each for each in narratives(study_id, kind) if each.approved_at), None)


def _view(row: Narrative) -> NarrativeView:
    cites = [Cite(each.start, each.end, each.theme.guid) for each in row.cites.all()]
    return NarrativeView(
        narrative_id=row.pk,
        guid=row.guid,
        kind=NarrativeKind(row.kind),
        version=row.version,
        text=row.text,
        text_translated=row.text_translated,
        passages=parted(row.text, sorted(cites, key=lambda each: each.start)),
        source_version=row.source.version if row.source else None,
        at=row.at,
        by=row.by,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
    )

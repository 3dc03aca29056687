"""The statements behind one theme, and which of them stand in the report."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef, Subquery

from osteopro.research.models import ReportQuote
from osteopro.research.queries import standing


@dataclass(frozen=True, slots=True)
class Said:
    """A statement, who said it, and whether it is quoted under the theme."""

    statement: UUID
    participant: int
    words: str
    quoted: bool


def statements_of(study_id: int, guid: UUID) -> list[Said]:
    """Statements of a theme and its sub-themes: those quoted first, in the order of the report, the
    others by participant. One query."""
    quoted = ReportQuote.objects.filter(
        statement=OuterRef("pk"), theme__guid=guid, removed_at__isnull=True
    )
    number = "version__transcript__interview__participant__number"
    rows = (
        standing.behind(study_id, guid)
        .annotate(chosen=Exists(quoted), place=Subquery(quoted.values("order")[:1]))
        .order_by("-chosen", "place", number, "start", "pk")
    )
    return [Said(*row) for row in rows.values_list("guid", number, "quote", "chosen")]

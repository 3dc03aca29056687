"""One statement with everything that hangs on it, and statements found by their words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research import marks
from osteopro.research.models import DeviantCase, StatementMeaning
from osteopro.research.queries import standing

MOST_FOUND = 20


@dataclass(frozen=True, slots=True)
class Meant:
    """A meaning it has, and the theme that this stands in ("" for none)."""

    meaning: UUID
    name: str
    theme: UUID | None
    theme_name: str


@dataclass(frozen=True, slots=True)
class Against:
    """A theme it does not fit; `row` names the note."""

    row: UUID
    theme: UUID
    theme_name: str
    comment: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class StatementView:
    """A statement that stands. `label` is how the analysis calls it: S7-03."""

    guid: UUID
    label: str
    participant: int
    words: str
    memo: str
    meant: tuple[Meant, ...]
    against: tuple[Against, ...]


def statement(study_id: int, guid: UUID) -> StatementView | None:
    """A statement that the analysis rests on; None for others. Three queries."""
    rows = standing.statements(study_id).select_related(
        "version__transcript__interview__participant"
    )
    row = rows.filter(guid=guid).first()
    if row is None:
        return None
    interview = row.version.transcript.interview
    number = interview.participant.number
    return StatementView(
        guid=guid,
        label=marks.label(number, interview.seq, row.no),
        participant=number,
        words=row.quote,
        memo=row.memo,
        meant=_meant(row.pk),
        against=_against(row.pk),
    )


def told(study_id: int, guid: UUID) -> tuple[str, str] | None:
    """Of a statement that stands its newest translation and the language of it ("" for none);
    None for one that does not. One query."""
    rows = standing.statements(study_id).filter(guid=guid).order_by("-translations__pk")
    row = rows.values_list("translations__text", "translations__language").first()
    return None if row is None else (row[0] or "", row[1] or "")


def found(study_id: int, words: str) -> list[tuple[UUID, int, str]]:
    """Statements that hold these words, with the participant; twenty at most. One query."""
    number = "version__transcript__interview__participant__number"
    rows = standing.statements(study_id).filter(quote__icontains=words)
    columns = ("guid", number, "quote")
    return list(rows.order_by(number, "start", "pk").values_list(*columns)[:MOST_FOUND])


def _meant(statement_id: int) -> tuple[Meant, ...]:
    rows = StatementMeaning.objects.filter(
        statement_id=statement_id, removed_at__isnull=True, meaning__removed_at__isnull=True
    ).order_by("pk")
    theme = "meaning__cluster__theme"
    columns = ("meaning__guid", "meaning__label", f"{theme}__guid", f"{theme}__name")
    return tuple(
        Meant(guid, name, of, of_name or "")
        for guid, name, of, of_name in rows.values_list(*columns)
    )


def _against(statement_id: int) -> tuple[Against, ...]:
    rows = DeviantCase.objects.filter(
        statement_id=statement_id, removed_at__isnull=True, theme__removed_at__isnull=True
    ).order_by("pk")
    columns = ("guid", "theme__guid", "theme__name", "comment", "at", "by")
    return tuple(Against(*row) for row in rows.values_list(*columns))

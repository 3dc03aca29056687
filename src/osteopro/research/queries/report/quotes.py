"""Quotes of the report. Their numbers are made, so none stands twice."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from osteopro.research.models import ReportQuote, StudyConsent, Translation
from osteopro.research.queries import standing
from osteopro.research.queries.themes import Board
from osteopro.research.terms import ConsentScope


@dataclass(frozen=True, slots=True)
class Quote:
    """Words of a participant under a theme; `number` is the theme's and its place in it: 3a.2."""

    statement: UUID
    theme: UUID
    number: str
    participant: int
    words: str
    translated: str


def quotes(study_id: int, board: Board) -> list[Quote]:
    """Chosen quotes in the order of the themes. Only accepted statements of participants whose
    consent to being quoted holds (invariant 10). Three queries."""
    rows = (
        ReportQuote.objects.filter(
            theme__study_id=study_id,
            removed_at__isnull=True,
            statement__in=standing.statements(study_id),
        )
        .order_by("order", "pk")
        .values_list(
            "theme__guid",
            "statement__guid",
            "statement__quote",
            "statement__version__transcript__interview__participant__number",
            "statement__version__transcript__interview__participant__screening_id",
        )
    )
    allowed = _may_be_quoted(study_id)
    chosen = [row for row in rows if row[4] in allowed]
    translated = _translations([row[1] for row in chosen])
    found: list[Quote] = []
    for theme, number in _numbered(board):
        of_theme = [row for row in chosen if row[0] == theme]
        for place, (_, statement, words, participant, _) in enumerate(of_theme, start=1):
            found.append(
                Quote(
                    statement=statement,
                    theme=theme,
                    number=f"{number}.{place}",
                    participant=participant,
                    words=words,
                    translated=translated.get(statement, ""),
                )
            )
    return found


def _numbered(board: Board) -> list[tuple[UUID, str]]:
    found: list[tuple[UUID, str]] = []
    for number, theme in enumerate(board.themes, start=1):
        found.append((theme.guid, str(number)))
        found += [
            (child.guid, f"{number}{chr(ord('a') + place)}")
            for place, child in enumerate(theme.children)
        ]
    return found


def _may_be_quoted(study_id: int) -> set[int]:
    rows = StudyConsent.objects.filter(screening__study_id=study_id, withdrawn_at__isnull=True)
    return {pk for pk, scopes in rows.values_list("screening_id", "scopes") if _quotes(scopes)}


def _quotes(scopes: Sequence[str]) -> bool:
    return ConsentScope.QUOTES in scopes


def _translations(statements: Sequence[UUID]) -> dict[UUID, str]:
    rows = Translation.objects.filter(statement__guid__in=statements, language="en")
    return dict(rows.order_by("pk").values_list("statement__guid", "text"))

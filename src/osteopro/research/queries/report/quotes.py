"""Quotes of the report. Their numbers are made, so none stands twice."""

from collections.abc import Collection, Sequence
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


def quotes(study_id: int, board: Board, allowed: Collection[int]) -> list[Quote]:
    """Chosen quotes in the order of the themes. Only accepted statements of those participants, by
    their numbers, who may be quoted (invariant 10). Two queries."""
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
        )
    )
    chosen = [row for row in rows if row[3] in allowed]
    translated = _translations([row[1] for row in chosen])
    found: list[Quote] = []
    for theme, number in numbered(board):
        of_theme = [row for row in chosen if row[0] == theme]
        for place, (_, statement, words, participant) in enumerate(of_theme, start=1):
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


def speakers(study_id: int) -> dict[int, int]:
    """The number of who said each statement that counts, by its id. One query."""
    number = "version__transcript__interview__participant__number"
    return dict(standing.statements(study_id).values_list("pk", number))


def numbered(board: Board) -> list[tuple[UUID, str]]:
    """Each theme with its number in the report: 3, a sub-theme of it 3a."""
    found: list[tuple[UUID, str]] = []
    for number, theme in enumerate(board.themes, start=1):
        found.append((theme.guid, str(number)))
        found += [
            (child.guid, f"{number}{chr(ord('a') + place)}")
            for place, child in enumerate(theme.children)
        ]
    return found


def quotable(study_id: int) -> frozenset[int]:
    """Numbers of the participants whose consent to being quoted holds. One query."""
    rows = StudyConsent.objects.filter(
        screening__study_id=study_id,
        screening__participant__isnull=False,
        withdrawn_at__isnull=True,
    ).values_list("screening__participant__number", "scopes")
    return frozenset(number for number, scopes in rows if _quotes(scopes))


def _quotes(scopes: Sequence[str]) -> bool:
    return ConsentScope.QUOTES in scopes


def _translations(statements: Sequence[UUID]) -> dict[UUID, str]:
    rows = Translation.objects.filter(statement__guid__in=statements, language="en")
    return dict(rows.order_by("pk").values_list("statement__guid", "text"))

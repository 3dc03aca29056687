"""Which statements and meanings the analysis rests on: those agreed upon, not those of one coder
in a round that others coded too (invariants 5 and 6)."""

from uuid import UUID

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from osteopro.research.agreed import holding
from osteopro.research.models import Meaning, Round, Statement, StatementMeaning
from osteopro.research.terms import RoundMode, StatementState

_OPEN = Q(coders__submitted_at__isnull=True)


def rounds(study_id: int) -> QuerySet[Round]:
    """Consensus rounds, and rounds that one person alone coded and handed in."""
    alone = Round.objects.annotate(n=Count("coders"), open=Count("coders", filter=_OPEN)).filter(
        n=1, open=0, consensus__isnull=True
    )
    settled = Q(mode=RoundMode.CONSENSUS) | Q(pk__in=alone.values("pk"))
    return Round.objects.filter(settled, study_id=study_id)


def statements(study_id: int) -> QuerySet[Statement]:
    """Accepted statements of those rounds, without those of who has withdrawn."""
    return Statement.objects.filter(
        round__in=rounds(study_id),
        state=StatementState.ACCEPTED,
        version__transcript__interview__participant__screening__in=holding(),
    )


def meanings(study_id: int) -> QuerySet[Meaning]:
    """Meanings of those rounds."""
    return Meaning.objects.filter(round__in=rounds(study_id), removed_at__isnull=True)


def behind(study_id: int, theme: UUID) -> QuerySet[Statement]:
    """The statements behind a theme and its sub-themes."""
    inside = Q(meaning__cluster__theme__guid=theme)
    inside |= Q(meaning__cluster__theme__parent__guid=theme)
    links = StatementMeaning.objects.filter(
        inside, statement=OuterRef("pk"), removed_at__isnull=True, meaning__removed_at__isnull=True
    )
    return statements(study_id).filter(Exists(links))

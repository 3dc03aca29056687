"""How far a study is on Colaizzi's seven steps, as one of its team may see it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q

from osteopro.research.agreed import holding
from osteopro.research.models import (
    MemberCheck,
    Narrative,
    Reading,
    Statement,
    StatementMeaning,
    Theme,
)
from osteopro.research.queries import rounds
from osteopro.research.queries.rounds import seen_by
from osteopro.research.terms import NarrativeKind, StatementState


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the steps. `read` is of this person; statements are what the team agreed, and
    their own where a round is not brought together yet; `meant` are those with a meaning."""

    read: int
    transcripts: int
    statements: int
    meant: int
    themes: int
    sub_themes: int
    description: int
    structure: int
    answered: int
    checks: int


def counts(study_id: int, account_id: int) -> Counts:
    """Six queries, whatever there is."""
    newest = {each.transcript_id for each in rounds.frozen(study_id)}
    own = Reading.objects.filter(coder=account_id, version__transcript__in=newest)
    mine = Q(state=StatementState.PROPOSED, coder=account_id, round__consensus__isnull=True)
    stand = Statement.objects.filter(
        mine | Q(state=StatementState.ACCEPTED),
        round__study_id=study_id,
        version__transcript__interview__participant__screening__in=holding(),
    )
    links = StatementMeaning.objects.filter(statement=OuterRef("pk"), removed_at__isnull=True)
    statements = seen_by(account_id, stand).annotate(means=Exists(links))
    counted = statements.aggregate(all=Count("pk"), meant=Count("pk", filter=Q(means=True)))
    themes = Theme.objects.filter(study_id=study_id, removed_at__isnull=True).aggregate(
        whole=Count("pk", filter=Q(parent__isnull=True)),
        parts=Count("pk", filter=Q(parent__isnull=False)),
    )
    texts = dict(
        Narrative.objects.filter(study_id=study_id)
        .values_list("kind")
        .annotate(newest=Max("version"))
        .order_by()
    )
    checks = MemberCheck.objects.filter(narrative__study_id=study_id).aggregate(
        all=Count("participant", distinct=True),
        answered=Count("participant", distinct=True, filter=Q(answered_at__isnull=False)),
    )
    return Counts(
        read=own.values("version__transcript").distinct().count(),
        transcripts=len(newest),
        statements=counted["all"],
        meant=counted["meant"],
        themes=themes["whole"],
        sub_themes=themes["parts"],
        description=texts.get(NarrativeKind.EXHAUSTIVE, 0),
        structure=texts.get(NarrativeKind.STRUCTURE, 0),
        answered=checks["answered"],
        checks=checks["all"],
    )

"""How far a study is on Colaizzi's seven steps, as one of its team may see it."""

from dataclasses import dataclass

from django.db.models import Count, Exists, Max, OuterRef, Q

from osteopro.research.agreed import holding
from osteopro.research.models import (
    Interview,
    MemberCheck,
    Narrative,
    Reading,
    Statement,
    StatementMeaning,
    StudyConsent,
    Theme,
)
from osteopro.research.queries import rounds, studies
from osteopro.research.queries.rounds import seen_by
from osteopro.research.terms import ConsentScope, Duty, NarrativeKind, StatementState


@dataclass(frozen=True, slots=True)
class Counts:
    """Counts of the steps. `read` is of this person, or of all who analyse for who does not;
    statements are what the team agreed, and their own where a round is not brought together yet;
    `meant` are those with a meaning, `coded` transcripts that have some; `may_be_asked` agreed to
    be asked again."""

    read: int
    transcripts: int
    statements: int
    meant: int
    coded: int
    themes: int
    sub_themes: int
    description: int
    structure: int
    asked: int
    answered: int
    may_be_asked: int


def counts(study_id: int, account_id: int) -> Counts:
    """Nine queries, whatever there is."""
    newest = {each.transcript_id for each in rounds.frozen(study_id)}
    mine = Q(state=StatementState.PROPOSED, coder=account_id, round__consensus__isnull=True)
    stand = Statement.objects.filter(
        mine | Q(state=StatementState.ACCEPTED),
        round__study_id=study_id,
        version__transcript__interview__participant__screening__in=holding(),
    )
    links = StatementMeaning.objects.filter(statement=OuterRef("pk"), removed_at__isnull=True)
    statements = seen_by(account_id, stand).annotate(means=Exists(links))
    counted = statements.aggregate(
        all=Count("pk"),
        meant=Count("pk", filter=Q(means=True)),
        coded=Count("version__transcript", distinct=True),
    )
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
        read=_read(study_id, account_id, newest),
        transcripts=len(newest),
        statements=counted["all"],
        meant=counted["meant"],
        coded=counted["coded"],
        themes=themes["whole"],
        sub_themes=themes["parts"],
        description=texts.get(NarrativeKind.EXHAUSTIVE, 0),
        structure=texts.get(NarrativeKind.STRUCTURE, 0),
        asked=checks["all"],
        answered=checks["answered"],
        may_be_asked=_may_be_asked(study_id),
    )


def _read(study_id: int, account_id: int, transcripts: set[int]) -> int:
    analyse = {each.account_id for each in studies.with_duty(study_id, [Duty.CODE])}
    readers = analyse & {account_id} or analyse
    rows = Reading.objects.filter(version__transcript__in=transcripts, coder__in=readers)
    read = set(rows.values_list("version__transcript", "coder"))
    return sum(all((each, who) in read for who in readers) for each in transcripts if readers)


def _may_be_asked(study_id: int) -> int:
    met = Interview.objects.filter(
        participant__study_id=study_id, started_at__isnull=False, cancelled_at__isnull=True
    )
    consents = StudyConsent.objects.filter(
        screening__in=met.values("participant__screening"), withdrawn_at__isnull=True
    )
    scopes = consents.values_list("scopes", flat=True)
    return sum(ConsentScope.RECONTACT in each for each in scopes)

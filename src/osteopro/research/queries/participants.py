"""Participants by number: what they agreed to and what is known of them. Never who they are."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Count, Q, QuerySet

from osteopro.research.models import Interview, Participant, StudyConsent
from osteopro.research.terms import ConsentScope, ConsentWay, SubjectKind


class NoSuchParticipant(LookupError):
    """Nobody has this number in this study."""


@dataclass(frozen=True, slots=True)
class ConsentView:
    """What was agreed to, on which version of the paper, and whether it was taken back."""

    guid: UUID
    version: str
    way: ConsentWay
    signed_at: datetime
    by: int
    witness: int | None
    scopes: frozenset[ConsentScope]
    withdrawn_at: datetime | None
    withdrawn_why: str

    @property
    def in_force(self) -> bool:
        return self.withdrawn_at is None


@dataclass(frozen=True, slots=True)
class ParticipantView:
    """A participant. `consents` oldest first; the last one counts. `interviews` took place,
    `planned` are still to come."""

    participant_id: int
    guid: UUID
    number: int
    screening_no: int
    screening_guid: UUID
    subject: SubjectKind
    at: datetime
    consents: tuple[ConsentView, ...]
    interviews: int
    planned: int

    @property
    def consent(self) -> ConsentView:
        return self.consents[-1]

    @property
    def in_force(self) -> bool:
        return self.consent.in_force


def participants(study_id: int) -> list[ParticipantView]:
    """Everybody who ever agreed, by number. Three queries."""
    return _views(Participant.objects.filter(study_id=study_id))


def participant(study_id: int, number: int) -> ParticipantView:
    """One of them. Raises NoSuchParticipant. Three queries."""
    found = _views(Participant.objects.filter(study_id=study_id, number=number))
    if not found:
        raise NoSuchParticipant(number)
    return found[0]


def consented(study_id: int, scope: ConsentScope | None = None) -> frozenset[int]:
    """Ids of participants whose consent is in force, with this scope if one is asked for: what of
    others may stand in reports and exports (invariant 1). One query."""
    found = scopes_in_force(study_id)
    return frozenset(pk for pk, scopes in found.items() if scope is None or scope in scopes)


def scopes_in_force(study_id: int) -> dict[int, list[str]]:
    """What each participant agrees to now, by their id; without who withdrew. One query."""
    rows = StudyConsent.objects.filter(
        screening__study_id=study_id,
        screening__participant__isnull=False,
        withdrawn_at__isnull=True,
    )
    return dict(rows.values_list("screening__participant", "scopes"))


def _views(rows: QuerySet[Participant]) -> list[ParticipantView]:
    found = list(rows.select_related("screening").order_by("number"))
    consents: dict[int, list[StudyConsent]] = defaultdict(list)
    for each in (
        StudyConsent.objects.filter(screening_id__in=[row.screening_id for row in found])
        .select_related("paper")
        .order_by("pk")
    ):
        consents[each.screening_id].append(each)
    held = _interviews([row.pk for row in found])
    return [_view(row, consents[row.screening_id], held.get(row.pk, (0, 0))) for row in found]


def _interviews(participant_ids: Sequence[int]) -> Mapping[int, tuple[int, int]]:
    """Interviews that took place and those still to come, by participant."""
    rows = Interview.objects.filter(
        participant_id__in=participant_ids, cancelled_at__isnull=True
    ).values("participant_id")
    counted = rows.annotate(
        held=Count("pk", filter=Q(ended_at__isnull=False)),
        planned=Count("pk", filter=Q(started_at__isnull=True)),
    )
    return {row["participant_id"]: (row["held"], row["planned"]) for row in counted}


def _view(
    row: Participant, consents: Iterable[StudyConsent], held: tuple[int, int]
) -> ParticipantView:
    return ParticipantView(
        participant_id=row.pk,
        guid=row.guid,
        number=row.number,
        screening_no=row.screening.no,
        screening_guid=row.screening.guid,
        subject=SubjectKind(row.screening.subject),
        at=row.at,
        consents=tuple(_consent(each) for each in consents),
        interviews=held[0],
        planned=held[1],
    )


def _consent(row: StudyConsent) -> ConsentView:
    return ConsentView(
        guid=row.guid,
        version=row.paper.version if row.paper else "",
        way=ConsentWay(row.way),
        signed_at=row.signed_at,
        by=row.by,
        witness=row.witness,
        scopes=frozenset(ConsentScope(each) for each in row.scopes),
        withdrawn_at=row.withdrawn_at,
        withdrawn_why=row.withdrawn_why,
    )

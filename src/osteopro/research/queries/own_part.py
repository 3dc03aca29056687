"""What somebody sees of the studies in which they were asked to take part, on their own page."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.patients import study_vault
from osteopro.patients.terms import StudySubject
from osteopro.research import stages
from osteopro.research.models import Approach, Paper, Screening, Study, StudyConsent
from osteopro.research.stages import Asked, Stage
from osteopro.research.terms import Approached, ApproachWay, ConsentScope, PaperKind, Screened

# What is shown at all: asked here, agreed elsewhere and not signed yet, taking part, stopped.
_SHOWN = frozenset({Stage.ON_PAGE, Stage.TO_CONSENT, Stage.TAKES_PART, Stage.WITHDRAWN})


@dataclass(frozen=True, slots=True)
class OwnPart:
    """A study from the side of who is asked. `information` and `consent` are the words to read,
    `paper` the version that is signed; `asked_by` an account of staff."""

    guid: UUID
    title: str
    title_translated: str
    phenomenon: str
    minutes: tuple[int, int]
    asked_by: int
    asked_at: datetime
    stage: Stage
    closed: bool
    information: str
    consent: str
    paper: UUID | None
    scopes: frozenset[ConsentScope]
    since: datetime | None

    @property
    def waits(self) -> bool:
        """Whether an answer is wanted."""
        return not self.closed and self.stage in {Stage.ON_PAGE, Stage.TO_CONSENT}

    @property
    def takes_part(self) -> bool:
        return self.stage is Stage.TAKES_PART

    def shown(self, language: str) -> str:
        """The title in the reader's language, else as it was given."""
        return (self.title_translated if language.startswith("en") else "") or self.title


def own_parts(subject: StudySubject) -> list[OwnPart]:
    """The studies somebody was asked for, the newest first. One query for who never was, else five
    however many."""
    return parts_of(study_vault.guids_of(subject))


def parts_of(guids: Collection[UUID]) -> list[OwnPart]:
    """The same for who stands under these guids in the key."""
    if not guids:
        return []
    rows = list(Screening.objects.filter(guid__in=guids).select_related("study").order_by("-pk"))
    ids = [row.pk for row in rows]
    made: dict[int, list[Approach]] = defaultdict(list)
    for each in Approach.objects.filter(screening_id__in=ids).order_by("pk"):
        made[each.screening_id].append(each)
    consents: dict[int, list[StudyConsent]] = defaultdict(list)
    for given in StudyConsent.objects.filter(screening_id__in=ids).order_by("pk"):
        consents[given.screening_id].append(given)
    papers = _papers([row.study_id for row in rows])
    found = [_part(row, made[row.pk], consents[row.pk], papers) for row in rows if made[row.pk]]
    return [each for each in found if each.stage in _SHOWN]


def own_part(subject: StudySubject, guid: UUID) -> OwnPart | None:
    """One of them; None for another's, and for who was not asked."""
    return next((each for each in own_parts(subject) if each.guid == guid), None)


Newest = dict[tuple[int, str], Paper]


def _papers(study_ids: list[int]) -> Newest:
    kinds = [PaperKind.INFORMATION, PaperKind.CONSENT]
    rows = Paper.objects.filter(study_id__in=study_ids, kind__in=kinds).order_by("pk")
    return {(row.study_id, row.kind): row for row in rows}


def _part(
    row: Screening, made: list[Approach], consents: list[StudyConsent], papers: Newest
) -> OwnPart:
    study: Study = row.study
    information = papers.get((study.pk, PaperKind.INFORMATION))
    paper = papers.get((study.pk, PaperKind.CONSENT))
    held = next((each for each in consents if each.withdrawn_at is None), None)
    return OwnPart(
        guid=row.guid,
        title=study.title,
        title_translated=study.title_translated,
        phenomenon=study.phenomenon,
        minutes=(study.minutes_from, study.minutes_to),
        asked_by=made[-1].by,
        asked_at=made[-1].at,
        stage=stages.stage(
            Screened(row.result),
            [Asked(ApproachWay(each.way), Approached(each.outcome)) for each in made],
            consented=held is not None,
            withdrawn=bool(consents) and held is None,
        ),
        closed=study.closed_at is not None,
        information=information.text if information else "",
        consent=paper.text if paper else "",
        paper=paper.guid if paper else None,
        scopes=frozenset(ConsentScope(each) for each in held.scopes) if held else frozenset(),
        since=held.signed_at if held else None,
    )

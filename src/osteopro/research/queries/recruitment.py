"""From the first screening to the participants. Nobody is named here: everybody is a number."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.audit import queries as audit_queries
from osteopro.audit.terms import study_stream
from osteopro.followup import study_pool
from osteopro.research import sampling, screening, stages
from osteopro.research.models import (
    Approach,
    Criterion,
    Screening,
    ScreeningAnswer,
    StudyConsent,
)
from osteopro.research.sampling import Cells, Margin, Reached
from osteopro.research.screening import Judged
from osteopro.research.stages import Asked, Opening, Stage
from osteopro.research.terms import (
    Approached,
    ApproachWay,
    CriterionKind,
    Met,
    Screened,
    SubjectKind,
)

# The event of an opening in the study's trail.
KEY_OPENED = "key.opened"


class NoSuchScreening(LookupError):
    """Nobody has this number in this study."""


@dataclass(frozen=True, slots=True)
class CriterionView:
    """A criterion; `retired` ones are shown for who was screened by them."""

    guid: UUID
    subject: SubjectKind
    kind: CriterionKind
    text: str
    text_translated: str
    retired: bool

    def shown(self, language: str) -> str:
        """Its words in the reader's language, else as they were given."""
        return (self.text_translated if language.startswith("en") else "") or self.text


@dataclass(frozen=True, slots=True)
class Answer:
    """A criterion for somebody: whether it is met, what shows it, who found out and when."""

    criterion: CriterionView
    met: Met
    evidence: str
    at: datetime | None
    by: int | None

    @property
    def guid(self) -> UUID:
        return self.criterion.guid

    @property
    def judged(self) -> Judged:
        return Judged(self.criterion.kind, self.met)


@dataclass(frozen=True, slots=True)
class ApproachView:
    at: datetime
    by: int
    way: ApproachWay
    understood: bool | None
    outcome: Approached
    reason: str


@dataclass(frozen=True, slots=True)
class ScreeningView:
    """Somebody who was looked at. `failed` are the criteria that keep them out, `participant` the
    number they got."""

    no: int
    guid: UUID
    subject: SubjectKind
    at: datetime
    by: int
    result: Screened
    cells: Cells
    stage: Stage
    failed: tuple[CriterionView, ...]
    approaches: tuple[ApproachView, ...]
    participant: int | None

    @property
    def agreed(self) -> bool:
        return self.participant is not None


@dataclass(frozen=True, slots=True)
class Flow:
    """How many came how far (COREQ 12 and 13), and what kept the others out."""

    looked_at: int
    eligible: int
    approached: int
    agreed: int
    withdrawn: int
    # By criterion; one person may fail several.
    excluded: tuple[tuple[CriterionView, int], ...]
    # In the words that were written down.
    refused: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class OpeningView:
    """The key to somebody's name was opened."""

    at: datetime
    by: int
    reason: Opening


def openings(study_id: int, guid: UUID) -> list[OpeningView]:
    """When the key of this row was opened, by whom and why, oldest first. One query."""
    lines = audit_queries.of_object(study_stream(study_id), KEY_OPENED, guid)
    return [OpeningView(each.at, each.actor or 0, Opening(each.reason)) for each in lines]


def criteria(study_id: int, *, retired: bool = False) -> list[CriterionView]:
    """Criteria in their order; with `retired` those taken out too. One query."""
    rows = Criterion.objects.filter(study_id=study_id)
    if not retired:
        rows = rows.filter(retired_at__isnull=True)
    return [_criterion(row) for row in rows.order_by("order", "pk")]


def looked_at(study_id: int) -> list[UUID]:
    """The rows of everybody who was looked at for the study. One query."""
    return list(Screening.objects.filter(study_id=study_id).values_list("guid", flat=True))


def matrix(
    study_id: int, site_ids: Collection[int], wanted: Cells
) -> tuple[tuple[Margin, ...], sampling.Span]:
    """The sampling matrix of who fills the wanted cells, and how many of them can still be asked.
    Queries do not depend on how many people there are."""
    found = screenings(study_id)
    pool = [
        cells
        for cells in map(
            sampling.cells_of, study_pool.pool(site_ids, [each.guid for each in found])
        )
        if sampling.fits(cells, wanted)
    ]
    reached = [
        Reached(each.cells, bool(each.approaches), each.agreed)
        for each in found
        if sampling.fits(each.cells, wanted)
    ]
    return sampling.matrix(pool, reached), sampling.span(len(pool))


def screenings(study_id: int) -> list[ScreeningView]:
    """Everybody who was looked at, in order. Five queries."""
    rows = Screening.objects.filter(study_id=study_id).select_related("participant")
    return _views(list(rows.order_by("no")), criteria(study_id, retired=True))


def screening_of(study_id: int, no: int) -> ScreeningView:
    """One of them. Raises NoSuchScreening."""
    row = Screening.objects.filter(study_id=study_id, no=no).select_related("participant").first()
    if row is None:
        raise NoSuchScreening(no)
    return _views([row], criteria(study_id, retired=True))[0]


def answers(study_id: int, no: int) -> list[Answer]:
    """The criteria in force for this person with what was found out. Raises NoSuchScreening."""
    row = Screening.objects.filter(study_id=study_id, no=no).first()
    if row is None:
        raise NoSuchScreening(no)
    return judged(row)


def judged(row: Screening) -> list[Answer]:
    """The criteria in force for a row with what was found out. Two queries."""
    newest = _newest([row.pk])[row.pk]
    asked = Criterion.objects.filter(
        study_id=row.study_id, subject=row.subject, retired_at__isnull=True
    )
    return [_answer(_criterion(each), newest.get(each.pk)) for each in asked.order_by("order")]


def stage_of(row: Screening) -> Stage:
    """Where a row stands on the way into the study. Two queries."""
    made = Approach.objects.filter(screening=row).order_by("pk").values_list("way", "outcome")
    consents = StudyConsent.objects.filter(screening=row).values_list("withdrawn_at", flat=True)
    return _stage(row, made, list(consents))


def flow(study_id: int, found: Sequence[ScreeningView] | None = None) -> Flow:
    """How many came how far; of those `found` when they are at hand."""
    every = screenings(study_id) if found is None else found
    excluded: Counter[CriterionView] = Counter()
    for each in every:
        if each.result is Screened.NOT_ELIGIBLE:
            excluded.update(each.failed)
    refused = Counter(each.approaches[-1].reason for each in every if each.stage is Stage.REFUSED)
    return Flow(
        looked_at=len(every),
        eligible=sum(each.result is Screened.ELIGIBLE for each in every),
        approached=sum(bool(each.approaches) for each in every),
        agreed=sum(each.agreed for each in every),
        withdrawn=sum(each.stage is Stage.WITHDRAWN for each in every),
        excluded=tuple(excluded.most_common()),
        refused=tuple(refused.most_common()),
    )


def _views(rows: Sequence[Screening], known: Iterable[CriterionView]) -> list[ScreeningView]:
    ids = [row.pk for row in rows]
    newest = _newest(ids)
    by_guid = {each.guid: each for each in known}
    approaches: dict[int, list[Approach]] = defaultdict(list)
    for made in Approach.objects.filter(screening_id__in=ids).order_by("pk"):
        approaches[made.screening_id].append(made)
    consents: dict[int, list[datetime | None]] = defaultdict(list)
    for pk, ended in StudyConsent.objects.filter(screening_id__in=ids).values_list(
        "screening_id", "withdrawn_at"
    ):
        consents[pk].append(ended)
    return [
        _view(row, newest[row.pk].values(), by_guid, approaches[row.pk], consents[row.pk])
        for row in rows
    ]


def _view(
    row: Screening,
    given: Iterable[ScreeningAnswer],
    known: Mapping[UUID, CriterionView],
    made: Sequence[Approach],
    consents: Sequence[datetime | None],
) -> ScreeningView:
    found = [_answer(known[each.criterion.guid], each) for each in given]
    participant = getattr(row, "participant", None)
    return ScreeningView(
        no=row.no,
        guid=row.guid,
        subject=SubjectKind(row.subject),
        at=row.at,
        by=row.by,
        result=Screened(row.result),
        cells=row.cells,
        stage=_stage(row, [(each.way, each.outcome) for each in made], consents),
        failed=tuple(each.criterion for each in found if screening.fails(each.judged)),
        approaches=tuple(_approach(each) for each in made),
        participant=participant.number if participant else None,
    )


def _stage(
    row: Screening, made: Iterable[tuple[str, str]], consents: Sequence[datetime | None]
) -> Stage:
    return stages.stage(
        Screened(row.result),
        [Asked(ApproachWay(way), Approached(outcome)) for way, outcome in made],
        consented=None in consents,
        withdrawn=bool(consents) and None not in consents,
    )


def _newest(screening_ids: Sequence[int]) -> Mapping[int, dict[int, ScreeningAnswer]]:
    """The answers that count, by screening and criterion."""
    found: dict[int, dict[int, ScreeningAnswer]] = {pk: {} for pk in screening_ids}
    rows = ScreeningAnswer.objects.filter(screening_id__in=screening_ids)
    for each in rows.select_related("criterion").order_by("pk"):
        found[each.screening_id][each.criterion_id] = each
    return found


def _answer(criterion: CriterionView, given: ScreeningAnswer | None) -> Answer:
    if given is None:
        return Answer(criterion, Met.UNKNOWN, "", None, None)
    return Answer(criterion, Met(given.met), given.evidence, given.at, given.by)


def _criterion(row: Criterion) -> CriterionView:
    return CriterionView(
        guid=row.guid,
        subject=SubjectKind(row.subject),
        kind=CriterionKind(row.kind),
        text=row.text,
        text_translated=row.text_translated,
        retired=row.retired_at is not None,
    )


def _approach(row: Approach) -> ApproachView:
    return ApproachView(
        at=row.at,
        by=row.by,
        way=ApproachWay(row.way),
        understood=row.understood,
        outcome=Approached(row.outcome),
        reason=row.reason,
    )

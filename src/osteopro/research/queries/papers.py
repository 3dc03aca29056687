"""Papers and guide of a study."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro.research.models import GuideVersion, Paper
from osteopro.research.terms import GuidePart, PaperKind


@dataclass(frozen=True, slots=True)
class PaperView:
    """A version of a document."""

    guid: UUID
    kind: PaperKind
    version: str
    text: str
    file_name: str
    file_type: str
    file: UUID | None
    sha256: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class QuestionView:
    part: GuidePart
    text: str
    text_translated: str


@dataclass(frozen=True, slots=True)
class GuideView:
    """A version of the interview guide."""

    guide_id: int
    no: int
    at: datetime
    by: int
    piloted: bool
    approved_at: datetime | None
    approved_by: int | None
    questions: tuple[QuestionView, ...]


def papers(study_id: int) -> list[PaperView]:
    """Every version, the newest first. One query."""
    rows = Paper.objects.filter(study_id=study_id).order_by("-pk")
    return [
        PaperView(
            guid=row.guid,
            kind=PaperKind(row.kind),
            version=row.version,
            text=row.text,
            file_name=row.file_name,
            file_type=row.file_type,
            file=row.file,
            sha256=row.sha256,
            at=row.at,
            by=row.by,
        )
        for row in rows
    ]


def guides(study_id: int) -> list[GuideView]:
    """Every version with its questions, the newest first. Two queries."""
    rows = GuideVersion.objects.filter(study_id=study_id).prefetch_related("questions")
    return [_guide(row) for row in rows.order_by("-no")]


def guide_in_force(study_id: int) -> GuideView | None:
    """The newest version that was approved."""
    return next((each for each in guides(study_id) if each.approved_at), None)


def _guide(row: GuideVersion) -> GuideView:
    questions = sorted(row.questions.all(), key=lambda each: each.order)
    return GuideView(
        guide_id=row.pk,
        no=row.no,
        at=row.at,
        by=row.by,
        piloted=row.piloted,
        approved_at=row.approved_at,
        approved_by=row.approved_by,
        questions=tuple(
            QuestionView(GuidePart(each.part), each.text, each.text_translated)
            for each in questions
        ),
    )

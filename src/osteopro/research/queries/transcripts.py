"""Where the transcripts of a study stand. Nothing of what was said."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from osteopro.patients import study_drafts
from osteopro.research.agreed import holding
from osteopro.research.models import Interview, Review, Transcript, TranscriptVersion
from osteopro.research.rules import REVIEW_WITHIN
from osteopro.research.terms import RecordingState, Stage


class NoSuchTranscript(LookupError):
    """This study has no such interview, or it is not typed yet."""


@dataclass(frozen=True, slots=True)
class VersionView:
    """A version: when it was made, by whom, from which file."""

    version_id: int
    guid: UUID
    no: int
    stage: Stage
    length: int
    sha256: str
    source: dict[str, object]
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class ReviewView:
    """The second reading of what was typed, and which version it became."""

    version_id: int
    became: int | None
    reviewer: int
    started_at: datetime
    finished_at: datetime | None
    changes: int | None


@dataclass(frozen=True, slots=True)
class TranscriptView:
    """The transcript of an interview; before it is begun all but the interview is empty."""

    interview_id: int
    number: int
    seq: int
    held: bool
    cancelled: bool
    minutes: int | None
    transcript_id: int | None
    transcriber: int | None
    draft_at: datetime | None
    # Its participant takes part no longer: no words of it are shown.
    withdrawn: bool
    versions: tuple[VersionView, ...]
    review: ReviewView | None

    @property
    def newest(self) -> VersionView | None:
        return self.versions[-1] if self.versions else None

    @property
    def stage(self) -> Stage | None:
        """Of the newest version; None while nothing is typed to its end."""
        return self.newest.stage if self.newest else None

    @property
    def names_stand(self) -> bool:
        """Whether what the second reader made is still what is worked with."""
        return bool(self.review and self.newest and self.review.became == self.newest.version_id)

    @property
    def typed(self) -> VersionView | None:
        """The newest version before the second reading."""
        return next((each for each in self.versions[::-1] if each.stage is Stage.RAW), None)

    @property
    def review_due(self) -> datetime | None:
        """Until when the second person has read it."""
        return self.typed.at + REVIEW_WITHIN if self.typed else None

    def of(self, stage: Stage) -> VersionView | None:
        """The newest version at a stage."""
        return next((each for each in self.versions[::-1] if each.stage is stage), None)


def transcripts(study_id: int) -> list[TranscriptView]:
    """Every interview of a study by number of participant. Four queries, however many."""
    return [_view(row) for row in _rows(study_id)]


def transcript(study_id: int, interview_id: int) -> TranscriptView:
    """Where one stands. Raises NoSuchTranscript for an interview of another study."""
    row = _rows(study_id).filter(pk=interview_id).first()
    if row is None:
        raise NoSuchTranscript(interview_id)
    return _view(row)


def draft(transcript_id: int) -> str:
    """What was typed so far. Two queries."""
    return study_drafts.words(
        Transcript.objects.values_list("guid", flat=True).get(pk=transcript_id)
    )


def _rows(study_id: int) -> "QuerySet[Interview]":
    versions = TranscriptVersion.objects.select_related("review").order_by("no")
    return (
        Interview.objects.filter(participant__study_id=study_id)
        .annotate(holds=Exists(holding().filter(screening=OuterRef("participant__screening"))))
        .select_related("participant", "transcript")
        .prefetch_related("recordings", Prefetch("transcript__versions", versions))
        .order_by("participant__number", "seq")
    )


def _view(row: Interview) -> TranscriptView:
    found: Transcript | None = getattr(row, "transcript", None)
    versions = list(found.versions.all()) if found else []
    reviews = [review for each in versions if (review := getattr(each, "review", None))]
    sounds = [r.ms for r in row.recordings.all() if r.state == RecordingState.WHOLE and r.ms]
    spoken = (row.ended_at - row.started_at) if row.ended_at and row.started_at else None
    milliseconds = sum(sounds) or (spoken.total_seconds() * 1000 if spoken else None)
    return TranscriptView(
        interview_id=row.pk,
        number=row.participant.number,
        seq=row.seq,
        held=row.ended_at is not None,
        cancelled=row.cancelled_at is not None,
        minutes=None if milliseconds is None else round(milliseconds / 60_000),
        transcript_id=found.pk if found else None,
        transcriber=found.transcriber if found else None,
        draft_at=found.draft_at if found else None,
        withdrawn=not getattr(row, "holds", False),
        versions=tuple(_version(each) for each in versions),
        review=_review(reviews[-1]) if reviews else None,
    )


def _version(row: TranscriptVersion) -> VersionView:
    return VersionView(
        version_id=row.pk,
        guid=row.guid,
        no=row.no,
        stage=Stage(row.stage),
        length=row.length,
        sha256=row.sha256,
        source=row.source,
        at=row.at,
        by=row.by,
    )


def _review(row: Review) -> ReviewView:
    return ReviewView(
        version_id=row.version_id,
        became=row.became_id,
        reviewer=row.reviewer,
        started_at=row.started_at,
        finished_at=row.finished_at,
        changes=row.changes,
    )

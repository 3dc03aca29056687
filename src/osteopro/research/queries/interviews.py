"""Interviews of a study, as planned and as held, with what was recorded and noted."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch

from osteopro.patients import study_vault
from osteopro.research import agreed, interviewing, sounds
from osteopro.research.agreed import may_hear
from osteopro.research.interviewing import Agreed, State, Times
from osteopro.research.models import (
    FieldNote,
    Interview,
    Participant,
    Recording,
    StudyConsent,
    TranscriptVersion,
)
from osteopro.research.terms import GuidePart, NoteKind, RecordingState, Stage


class NoSuchInterview(LookupError):
    """There is none in this study."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A participant who may be interviewed: their consent stands."""

    participant_id: int
    number: int
    held: int


@dataclass(frozen=True, slots=True)
class SoundView:
    """A recording: what it is and how much of it is there. Its parts only where they were read."""

    guid: UUID
    state: RecordingState
    file_type: str
    bytes: int
    sha256: str
    ms: int | None
    device: str
    at: datetime
    by: int
    wiped_at: datetime | None
    wiped_by: int | None
    # How many of its parts are there, and how many there are when it is whole.
    there: int
    parts: int


@dataclass(frozen=True, slots=True)
class InterviewView:
    """An interview with where its recording and its transcript stand."""

    interview_id: int
    guid: UUID
    number: int
    seq: int
    interviewer: int
    guide_id: int | None
    guide_no: int | None
    planned_at: datetime
    place: str
    others: str
    room: dict[str, Any] | None
    own_manager_why: str
    times: Times
    stopped_why: str
    cancelled_why: str
    asked: dict[str, int]
    repeats: int | None
    agreed: Agreed | None
    sounds: tuple[SoundView, ...]
    # Of the newest version of its transcript; None before there is one.
    stage: Stage | None
    typing: bool

    @property
    def state(self) -> State:
        """Where it stands."""
        return self.times.state

    @property
    def minutes(self) -> Fraction | None:
        """How long it was; None before it is over."""
        lasted = self.times.lasted
        return None if lasted is None else interviewing.minutes(lasted)


@dataclass(frozen=True, slots=True)
class NoteView:
    """A field note."""

    guid: UUID
    kind: NoteKind
    t_ms: int | None
    text: str
    at: datetime
    by: int


@dataclass(frozen=True, slots=True)
class Asked:
    """A question of the guide, and when in the interview it was asked (ms), if it was."""

    guid: UUID
    part: GuidePart
    text: str
    text_translated: str
    at_ms: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """A sealed part of a recording: the name of its file in the vault, and its size."""

    file: UUID
    bytes: int


@dataclass(frozen=True, slots=True)
class Sound:
    """A whole recording as it is played: its parts in order."""

    file_type: str
    bytes: int
    parts: tuple[Part, ...]


def interviews(study_id: int) -> list[InterviewView]:
    """Every interview in the order of its day. Four queries."""
    rows = _rows(study_id).order_by("planned_at", "pk")
    return [_view(row) for row in rows]


def interview(study_id: int, interview_id: int) -> InterviewView:
    """One of them. Raises NoSuchInterview."""
    row = _rows(study_id).filter(pk=interview_id).first()
    if row is None:
        raise NoSuchInterview(interview_id)
    return _view(row)


def candidates(study_id: int) -> list[Candidate]:
    """Participants whose consent stands, by number, with how many interviews they had. Three
    queries."""
    rows = Participant.objects.filter(study_id=study_id).prefetch_related(
        _consents("screening__consents"), "interviews"
    )
    return [
        Candidate(
            row.pk, row.number, sum(each.ended_at is not None for each in row.interviews.all())
        )
        for row in rows.select_related("screening").order_by("number")
        if _stands(agreed.newest(list(row.screening.consents.all())))
    ]


def own_manager(participant_id: int, account_id: int) -> bool:
    """Whether this member of staff is the participant's own follow-up manager: yes or no, and
    nothing of who the participant is."""
    guid = Participant.objects.values_list("screening__guid", flat=True).get(pk=participant_id)
    return study_vault.is_own_manager(guid, account_id)


def notes(interview_id: int) -> list[NoteView]:
    """Field notes by their moment; those about the whole come last. None of who withdrew. One
    query."""
    rows = FieldNote.objects.filter(
        interview_id=interview_id, interview__participant__screening__in=agreed.holding()
    )
    found = [
        NoteView(row.guid, NoteKind(row.kind), row.t_ms, row.text, row.at, row.by)
        for row in rows.order_by("pk")
    ]
    return sorted(found, key=lambda each: (each.t_ms is None, each.t_ms or 0))


def questions(of: InterviewView) -> list[Asked]:
    """The guide that this interview follows, with what was asked. One query."""
    guide = Interview.objects.select_related("guide").get(pk=of.interview_id).guide
    rows = guide.questions.order_by("order") if guide else []
    return [
        Asked(
            row.guid,
            GuidePart(row.part),
            row.text,
            row.text_translated,
            of.asked.get(str(row.guid)),
        )
        for row in rows
    ]


def sound(study_id: int, recording: UUID) -> Sound | None:
    """A whole recording of this study to be played; None for any other, and once the consent to
    it was taken back. Three queries."""
    rows = Recording.objects.filter(
        guid=recording, interview__participant__study_id=study_id, state=RecordingState.WHOLE
    )
    row = rows.select_related("interview__participant").first()
    if row is None or may_hear(row.interview.participant):
        return None
    parts = row.parts.order_by("no").values_list("file", "bytes")
    return Sound(row.file_type, row.bytes, tuple(Part(*each) for each in parts))


def _stands(found: Agreed | None) -> bool:
    return found is not None and found.withdrawn_at is None


def _consents(path: str) -> Any:
    return Prefetch(path, queryset=StudyConsent.objects.order_by("-pk"))


def _rows(study_id: int) -> Any:
    recordings = Recording.objects.annotate(there=Count("parts")).order_by("pk")
    newest = TranscriptVersion.objects.order_by("no").only("transcript_id", "stage", "no")
    return (
        Interview.objects.filter(participant__study_id=study_id)
        .select_related("participant__screening", "guide", "transcript")
        .prefetch_related(
            _consents("participant__screening__consents"),
            Prefetch("recordings", queryset=recordings),
            Prefetch("transcript__versions", queryset=newest),
        )
    )


def _view(row: Interview) -> InterviewView:
    transcript = getattr(row, "transcript", None)
    versions = list(transcript.versions.all()) if transcript else []
    return InterviewView(
        interview_id=row.pk,
        guid=row.guid,
        number=row.participant.number,
        seq=row.seq,
        interviewer=row.interviewer,
        guide_id=row.guide_id,
        guide_no=row.guide.no if row.guide else None,
        planned_at=row.planned_at,
        place=row.place,
        others=row.others,
        room=row.room,
        own_manager_why=row.own_manager_why,
        times=Times(row.started_at, row.ended_at, row.cancelled_at),
        stopped_why=row.stopped_why,
        cancelled_why=row.cancelled_why,
        asked=dict(row.asked),
        repeats=row.repeats_id,
        agreed=agreed.newest(list(row.participant.screening.consents.all())),
        sounds=_sounds(list(row.recordings.all())),
        stage=Stage(versions[-1].stage) if versions else None,
        typing=transcript is not None,
    )


def _sounds(rows: Sequence[Any]) -> tuple[SoundView, ...]:
    return tuple(
        SoundView(
            guid=row.guid,
            state=RecordingState(row.state),
            file_type=row.file_type,
            bytes=row.bytes,
            sha256=row.sha256,
            ms=row.ms,
            device=row.device,
            at=row.at,
            by=row.by,
            wiped_at=row.wiped_at,
            wiped_by=row.wiped_by,
            there=row.there,
            parts=len(sounds.parts_of(row.bytes, row.part_bytes)),
        )
        for row in rows
    )

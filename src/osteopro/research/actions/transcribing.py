"""A transcript is begun, typed or brought as a file; every step another version, none changed."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import versions
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import Interview, Review, Transcript
from osteopro.research.newest import WRONG_STAGE, drop_draft, locked_transcript, present_version
from osteopro.research.rules import Task
from osteopro.research.terms import Stage
from osteopro.research.text.normal import kept
from osteopro.research.text.turns import Turn

OTHER = "other-transcriber"
EMPTY = "empty-transcript"


@dataclass(frozen=True, slots=True)
class Typed:
    """A transcript as it comes: its text, who speaks where if that is known, and where it is
    from."""

    text: str
    turns: tuple[Turn, ...] | None = None
    source: dict[str, Any] | None = None


@journal.action
def begin_transcript(*, by: Actor, study_id: int, interview_id: int) -> int:
    """Take an interview to type; who took it is its transcriber. Returns the transcript's id."""
    acting(by, study_id, Task.TRANSCRIBE)
    interview = (
        Interview.objects.select_for_update(of=("self",))
        .select_related("participant")
        .get(pk=interview_id, participant__study_id=study_id)
    )
    must_take_part(interview.participant)
    present = Transcript.objects.filter(interview=interview).first()
    if present is not None:
        journal.nothing_changed()
        return present.pk
    row = Transcript.objects.create(
        guid=uuid4(), interview=interview, transcriber=by.person, began_at=clock.now()
    )
    note(by, study_id, "transcript.begun", row)
    return row.pk


@journal.action
def finish_typing(*, by: Actor, study_id: int, transcript_id: int, typed: Typed, key: UUID) -> int:
    """What was typed or brought becomes a version, to be read by a second person. The 24 hours
    run from now. Returns the version's id. Raises Refused for an empty text."""
    acting(by, study_id, Task.TRANSCRIBE)
    row = locked_transcript(study_id, transcript_id)
    if (present := present_version(key)) is not None:
        return present
    if row.transcriber != by.person:
        raise Refused(OTHER)
    if Review.objects.filter(version__transcript=row, finished_at__isnull=True).exists():
        raise Refused("review-started")
    if row.versions.exclude(stage=Stage.RAW).exists():
        raise Refused(WRONG_STAGE)
    version = versions.keep(
        by,
        row,
        stage=Stage.RAW,
        text=text_to_keep(typed.text),
        turns=typed.turns,
        source=typed.source,
        parent=row.versions.order_by("-no").first(),
        key=key,
    )
    drop_draft(row)
    note(by, study_id, "transcript.version", version, no=version.no, stage=Stage.RAW)
    return version.pk


def text_to_keep(raw: str) -> str:
    """What was typed, in the one form. Raises Refused for an empty text."""
    text = kept(raw).text
    if not text.strip():
        raise Refused(EMPTY)
    return text

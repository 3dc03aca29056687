"""What is typed of a transcript, and what a second reader changes, is kept with every pause."""

from datetime import datetime

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.patients import study_drafts
from osteopro.research.actions.transcribing import OTHER
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import Review, Transcript
from osteopro.research.newest import locked_transcript
from osteopro.research.rules import Task

TYPED_ELSEWHERE = "typed-elsewhere"


@journal.action
def save_draft(
    *,
    by: Actor,
    study_id: int,
    transcript_id: int,
    text: str,
    seen: datetime | None = None,
) -> datetime:
    """Keep what was typed so far. Only who types or reviews it; the trail says so once a day.

    `seen` is when the draft was kept on which this one goes on. Raises Refused when another
    window kept another one meanwhile, with its time. Returns when it was kept.
    """
    acting(by, study_id, Task.TRANSCRIBE)
    row = locked_transcript(study_id, transcript_id)
    if _writer(row) != by.person:
        raise Refused(OTHER)
    if row.draft_at is not None and study_drafts.words(row.guid) == text:
        journal.nothing_changed()
        return row.draft_at
    if row.draft_at is not None and row.draft_at != seen:
        raise Refused(TYPED_ELSEWHERE, (row.draft_at.isoformat(),))
    now = clock.now()
    first = row.draft_at is None or row.draft_at.date() != now.date()
    study_drafts.keep(row.guid, text)
    row.draft_at = now
    row.save(update_fields=["draft_at"])
    if first:
        note(by, study_id, "transcript.typed", row)
    else:
        journal.nothing_changed()
    return now


def _writer(row: Transcript) -> int:
    """Whose turn it is: who types, or who reads it again."""
    review = Review.objects.filter(version__transcript=row, finished_at__isnull=True).first()
    return review.reviewer if review else row.transcriber

"""Colaizzi's step 1: whole transcripts are read, more than once, to get a feeling of them."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.agreed import must_take_part
from osteopro.research.doing import Refused, acting, note
from osteopro.research.models import Reading, TranscriptVersion
from osteopro.research.rules import Task
from osteopro.research.terms import Stage

NOT_FROZEN = "not-frozen"


@journal.action
def note_reading(
    *,
    by: Actor,
    study_id: int,
    version_id: int,
    key: UUID,
    minutes: int | None = None,
    impression: str = "",
) -> None:
    """Note that this person read a whole frozen transcript: how long, and what stays with them."""
    acting(by, study_id, Task.ANALYSE)
    if Reading.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    rows = TranscriptVersion.objects.select_related("transcript__interview__participant")
    version = rows.filter(
        pk=version_id, transcript__interview__participant__study_id=study_id, stage=Stage.FROZEN
    ).first()
    if version is None:
        raise Refused(NOT_FROZEN)
    must_take_part(version.transcript.interview.participant)
    earlier = Reading.objects.filter(version__transcript=version.transcript_id, coder=by.person)
    row = Reading.objects.create(
        guid=key,
        version=version,
        coder=by.person,
        pass_no=earlier.count() + 1,
        minutes=minutes,
        impression=impression,
        at=clock.now(),
    )
    note(by, study_id, "reading.noted", row, pass_no=row.pass_no)

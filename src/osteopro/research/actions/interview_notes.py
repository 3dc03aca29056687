"""What is written down during an interview: field notes, and which questions were asked."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research import interviewing
from osteopro.research.actions.interviewing import (
    NOT_BEGUN,
    NOT_PLANNED,
    locked_interview,
    own_interview,
    times_of,
)
from osteopro.research.doing import Refused, acting, note
from osteopro.research.interviewing import State
from osteopro.research.models import FieldNote, GuideQuestion
from osteopro.research.rules import Task
from osteopro.research.terms import NoteKind
from osteopro.research.unnamed import unnamed


@journal.action
def keep_note(
    *,
    by: Actor,
    study_id: int,
    interview_id: int,
    kind: NoteKind,
    text: str,
    t_ms: int | None,
    key: UUID,
) -> None:
    """Keep a field note, at `t_ms` from the start or (None) about the whole. It may come later
    than it was written, from a device that was away from the net. Raises Refused."""
    acting(by, study_id, Task.INTERVIEW)
    if FieldNote.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    row = locked_interview(study_id, interview_id)
    times, now = times_of(row), clock.now()
    if times.state not in (State.RUNNING, State.HELD):
        raise Refused(NOT_BEGUN)
    unnamed(row.participant.screening.guid, text)
    kept = FieldNote.objects.create(
        guid=key,
        interview=row,
        kind=kind,
        t_ms=None if t_ms is None else interviewing.moment_in(times, t_ms, now),
        text=text,
        at=now,
        by=by.person,
    )
    note(by, study_id, "interview.noted", kept, interview=row.pk, note=kind)


@journal.action
def tick_question(
    *, by: Actor, study_id: int, interview_id: int, question: UUID, t_ms: int | None
) -> None:
    """A question of the guide was asked at `t_ms` from the start; None takes the tick back."""
    row = own_interview(by, study_id, interview_id)
    times = times_of(row)
    if times.state not in (State.RUNNING, State.HELD):
        raise Refused(NOT_BEGUN)
    guide = row.guide_id
    if guide is None or not GuideQuestion.objects.filter(guide_id=guide, guid=question).exists():
        raise Refused(NOT_PLANNED)
    asked = {each: at for each, at in row.asked.items() if each != str(question)}
    if t_ms is not None:
        # The first tick counts.
        at = row.asked.get(str(question), interviewing.moment_in(times, t_ms, clock.now()))
        asked[str(question)] = at
    if asked == row.asked:
        journal.nothing_changed()
        return
    row.asked = asked
    row.save(update_fields=["asked"])
    note(by, study_id, "interview.asked", row, question=str(question), asked=t_ms is not None)

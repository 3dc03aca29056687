"""What the team writes of itself in the log of a study. Nothing in it is changed or taken away."""

from collections.abc import Sequence
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.doing import acting, note
from osteopro.research.models import LogEntry
from osteopro.research.rules import Task
from osteopro.research.terms import LogKind


@journal.action
def write_log(
    *,
    by: Actor,
    study_id: int,
    kind: LogKind,
    text: str,
    key: UUID,
    topic: str = "",
    reason: str = "",
    people: Sequence[UUID] = (),
    about_kind: str = "",
    about: str = "",
) -> None:
    """Write an entry. `people` are members: who met, who decided. `about` names a row or gate."""
    acting(by, study_id, Task.DISCUSS)
    if LogEntry.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    row = LogEntry.objects.create(
        guid=key,
        study_id=study_id,
        kind=kind,
        at=clock.now(),
        by=by.person,
        topic=topic,
        text=text,
        reason=reason,
        people=[str(each) for each in people],
        about_kind=about_kind,
        about=about,
    )
    note(by, study_id, f"log.{kind}", row, about_kind=about_kind, about=about)

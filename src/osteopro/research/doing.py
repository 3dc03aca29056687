"""What every action of a study begins and ends with: who acts, and the line in its trail."""

from typing import Any

from django.db.models import Model

from osteopro.audit import journal
from osteopro.audit.terms import Actor, study_stream
from osteopro.research import rules
from osteopro.research.models import Member, Study
from osteopro.research.rules import Task


class NotAllowed(PermissionError):
    """This person may not do that in this study."""


CLOSED = "closed"


class Refused(Exception):
    """An action that cannot be done as things stand; `code` says why, `about` names rows."""

    def __init__(self, code: str, about: tuple[str, ...] = ()) -> None:
        super().__init__(code)
        self.code = code
        self.about = about


def locked(study_id: int) -> Study:
    """The study, for one writer at a time."""
    return Study.objects.select_for_update().get(pk=study_id)


def acting(by: Actor, study_id: int, task: Task, *, closed_too: bool = False) -> Member:
    """Who acts, as one of the team. Raises NotAllowed, and Refused once the study is closed; but
    for what goes on then: what participants ask for, and what is kept no longer (`closed_too`)."""
    row = (
        Member.objects.filter(study_id=study_id, account=by.person, left_at__isnull=True)
        .select_related("study")
        .first()
    )
    if row is None or not rules.may(row.duties, task):
        raise NotAllowed(task)
    closed = row.study.closed_at is not None and not closed_too
    if closed and task is not Task.REPORT:
        raise Refused(CLOSED)
    return row


def note(
    by: Actor, study_id: int, kind: str, row: Model | None = None, reason: str = "", **detail: Any
) -> None:
    """A line in the trail of the study. `row` is what was changed; `detail` holds ids and codes.

    Names and words of participants never stand in it.
    """
    of = row._meta.model_name if row is not None else "study"
    journal.record(
        kind,
        by=by,
        object_type=str(of),
        object_id=getattr(row, "guid", study_id),
        stream=study_stream(study_id),
        reason=reason,
        **detail,
    )

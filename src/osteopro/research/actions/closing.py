"""A study is closed by a decision, and opened again by another."""

from datetime import date
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit import queries as audit_queries
from osteopro.audit.terms import Actor, study_stream
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.research.actions.logging import write_log
from osteopro.research.doing import Refused, acting, locked, note
from osteopro.research.models import Member
from osteopro.research.queries import closing
from osteopro.research.rules import Task
from osteopro.research.terms import LogKind

WHY_CLOSED = "why-closed"
WIPE_BY = "wipe-by"
CLOSED_ELSEWHERE = "closed-elsewhere"
CLOSED = "study.closed"


@journal.action
def close_study(
    *, by: Actor, study_id: int, topic: str, reason: str, key: UUID, wipe_by: date | None = None
) -> None:
    """Nothing is changed in it from now on, but for what participants ask for and what is wiped;
    files may still be taken out. The decision, called `topic`, is kept in the log.

    While recordings are there, `wipe_by` says until when they are kept. Raises Refused: no reason,
    no such day.
    """
    member = acting(by, study_id, Task.SET_UP, closed_too=True)
    study = locked(study_id)
    if study.closed_at is not None:
        journal.nothing_changed()
        return
    if not reason:
        raise Refused(WHY_CLOSED)
    if closing.sounds(study_id) and (wipe_by is None or wipe_by < clock.today(HOSPITAL)):
        raise Refused(WIPE_BY)
    until = wipe_by.isoformat() if wipe_by else ""
    _decided(by, member, topic, reason, key, about_kind=closing.KEPT_UNTIL, about=until)
    study.closed_at = clock.now()
    study.save(update_fields=["closed_at"])
    note(by, study_id, CLOSED, study, log=str(key))


@journal.action
def reopen_study(*, by: Actor, study_id: int, topic: str, reason: str, key: UUID) -> None:
    """It goes on. Raises Refused: no reason, or a study that came as a file and was closed where
    it came from."""
    member = acting(by, study_id, Task.SET_UP, closed_too=True)
    study = locked(study_id)
    if study.closed_at is None:
        journal.nothing_changed()
        return
    if not reason:
        raise Refused(WHY_CLOSED)
    if not audit_queries.of_object(study_stream(study_id), CLOSED, study.guid):
        raise Refused(CLOSED_ELSEWHERE)
    study.closed_at = None
    study.save(update_fields=["closed_at"])
    note(by, study_id, "study.reopened", study, log=str(key))
    _decided(by, member, topic, reason, key, about_kind="reopening")


def _decided(
    by: Actor,
    member: Member,
    topic: str,
    reason: str,
    key: UUID,
    *,
    about_kind: str,
    about: str = "",
) -> None:
    """The decision in the log, while the study is open."""
    write_log(
        by=by,
        study_id=member.study_id,
        kind=LogKind.DECISION,
        topic=topic,
        text=reason,
        people=[member.guid],
        about_kind=about_kind,
        about=about,
        key=key,
    )

"""The criteria by which people are screened; taken out they stay for who was screened by them."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.research.doing import acting, locked, note
from osteopro.research.models import Criterion
from osteopro.research.rules import Task
from osteopro.research.terms import CriterionKind, SubjectKind


@journal.action
def add_criterion(
    *,
    by: Actor,
    study_id: int,
    subject: SubjectKind,
    kind: CriterionKind,
    text: str,
    text_translated: str = "",
    key: UUID,
) -> None:
    """Screen by one more criterion from now on; it stands last."""
    acting(by, study_id, Task.SET_UP)
    study = locked(study_id)
    if Criterion.objects.filter(guid=key).exists():
        journal.nothing_changed()
        return
    last = Criterion.objects.filter(study=study).order_by("-order").first()
    row = Criterion.objects.create(
        guid=key,
        study=study,
        subject=subject,
        kind=kind,
        order=last.order + 1 if last else 1,
        text=text,
        text_translated=text_translated,
    )
    note(by, study_id, "criterion.added", row, subject=subject, criterion=kind)


@journal.action
def retire_criterion(*, by: Actor, study_id: int, guid: UUID) -> None:
    """Screen by it no longer. Who was screened by it stays as they were judged."""
    acting(by, study_id, Task.SET_UP)
    locked(study_id)
    row = Criterion.objects.get(study_id=study_id, guid=guid)
    if row.retired_at is not None:
        journal.nothing_changed()
        return
    row.retired_at = clock.now()
    row.save(update_fields=["retired_at"])
    note(by, study_id, "criterion.retired", row)


@journal.action
def move_criterion(*, by: Actor, study_id: int, guid: UUID, up: bool) -> None:
    """Let a criterion change places with the one of its kind before it, or after it."""
    acting(by, study_id, Task.SET_UP)
    locked(study_id)
    row = Criterion.objects.get(study_id=study_id, guid=guid)
    beside = Criterion.objects.filter(
        study_id=study_id, subject=row.subject, kind=row.kind, retired_at__isnull=True
    )
    other = (
        beside.filter(order__lt=row.order).order_by("-order").first()
        if up
        else beside.filter(order__gt=row.order).order_by("order").first()
    )
    if other is None:
        journal.nothing_changed()
        return
    row.order, other.order = other.order, row.order
    Criterion.objects.bulk_update([row, other], ["order"])
    note(by, study_id, "criterion.moved", row, up=up)

"""What a patient has learnt: the welcome page by page, and that it was tried out."""

from collections.abc import Collection
from typing import Any

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import state
from osteopro.followup.models import Learning
from osteopro.followup.terms import Company, Lesson


@journal.action
def note_learnt(*, by: Actor, patient_id: int, lessons: Collection[Lesson]) -> None:
    """These pages of the welcome were gone through; one done before keeps its time."""
    row = _locked(patient_id)
    new = [lesson for lesson in Lesson if lesson in lessons and lesson not in row.lessons]
    if not new:
        journal.nothing_changed()
        return
    row.lessons |= dict.fromkeys(new, clock.now().isoformat())
    row.save()
    _record("welcome.learnt", by, patient_id, lessons=new)


@journal.action
def put_off_welcome(*, by: Actor, patient_id: int) -> None:
    """The rest of the welcome another time: it no longer comes first, the home page offers it."""
    row = _locked(patient_id)
    if row.put_off_at is not None:
        journal.nothing_changed()
        return
    row.put_off_at = clock.now()
    row.save()
    _record("welcome.put-off", by, patient_id)


@journal.action
def note_tried(*, by: Actor, patient_id: int, company: Company) -> None:
    """The invented questions were tried out now; what was answered is nowhere."""
    row = _locked(patient_id)
    row.tried_at, row.tried_with = clock.now(), company
    row.save()
    _record("practice.tried", by, patient_id, company=company)


def _locked(patient_id: int) -> Learning:
    """The row of this patient, alone until the end of the transaction."""
    state.locked(patient_id)
    return Learning.objects.get_or_create(patient_id=patient_id)[0]


def _record(kind: str, by: Actor, patient_id: int, **detail: Any) -> None:
    journal.record(
        kind,
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        **detail,
    )

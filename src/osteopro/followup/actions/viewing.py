"""What looking leaves behind: who has a record open, and that it was read."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import actions as audit_actions
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup.models import Opened


@journal.action
def note_opened(*, by: Actor, patient_id: int, occasion: UUID) -> None:
    """This member of staff has the record open from now on; the read goes into the trail."""
    Opened.objects.update_or_create(
        occasion=occasion, account=by.person, defaults={"at": clock.now()}
    )
    audit_actions.note_read(
        by=by, patient_id=patient_id, object_type="occasion", object_id=occasion
    )


@journal.action
def note_list_read(*, by: Actor, what: str) -> None:
    """A list of patients was looked at: one event for all of it, whoever stands in it."""
    journal.record("list.read", by=by, object_type="list", object_id=what)

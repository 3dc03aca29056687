"""A way in that was locked comes before a person: somebody tried, or cannot get in."""

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, state
from osteopro.followup.actions.asking import put_request
from osteopro.followup.terms import ItemKind


@journal.action
def note_locked_out(*, by: Actor, patient_id: int, lock: str) -> None:
    """Tell the manager that a link or card stands locked after wrong birth dates (ux 2.1).

    `lock` names it ("card:12"): told once, however often it is tried after that.
    """
    row = state.locked(patient_id)
    if deadlines.has_item(patient_id, ItemKind.LOCKED, lock):
        journal.nothing_changed()
        return
    put_request(row, ItemKind.LOCKED, lock, "locked-out", known_new=True)
    row.save()
    journal.record("item.opened", by=by, object_type="lock", object_id=lock, patient_id=patient_id)

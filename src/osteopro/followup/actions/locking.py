"""A way in that was locked comes before a person: somebody tried, or cannot get in."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, state
from osteopro.followup.models import OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.triage.terms import Level


@journal.action
def note_locked_out(*, by: Actor, patient_id: int, lock: str) -> None:
    """Tell the manager that a link or card stands locked after wrong birth dates (ux 2.1).

    `lock` names it ("card:12"): told once, however often it is tried after that.
    """
    row = state.locked(patient_id)
    if OpenItem.objects.filter(patient_id=patient_id, kind=ItemKind.LOCKED, source=lock).exists():
        journal.nothing_changed()
        return
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.LOCKED,
            source=lock,
            level=Level.ROUTINE,
            promise=deadlines.request(state.clinic(row), clock.now()),
            reasons=[state.remark("locked-out")],
        ),
        known_new=True,
    )
    row.save()
    journal.record("item.opened", by=by, object_type="lock", object_id=lock, patient_id=patient_id)

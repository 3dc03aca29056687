"""Nothing is heard of somebody any more (clinical content 6.5): a call, then they have left."""

from datetime import date, timedelta

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.leaving import REASON_OF_SILENCE, Wanted
from osteopro.enrolment.leaving import leave as leave_rules
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import deadlines, looking_back, reminding, state
from osteopro.followup.actions.leaving import leave
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind, Lane
from osteopro.triage.terms import Level


@journal.action
def see_to_silence(*, by: Actor, patient_id: int) -> bool:
    """After 42 days a call to make; after 56 days, and 14 since that call was asked for, they
    have left. True when something was done.

    Nobody is let go while something urgent about them is open. Everything is looked at again
    under the patient's lock: a second worker finds nothing left to do.
    """
    row = state.locked(patient_id)
    done = row.active and _step(by, row)
    if not done:
        journal.nothing_changed()
    return done


def _step(by: Actor, row: CareState) -> bool:
    rules = leave_rules()
    since = looking_back.last_sign(row)
    silent = state.today(row) - since
    if silent < rules.call_after:
        return False
    source = reminding.silent_source(since)
    call = OpenItem.objects.filter(
        patient_id=row.patient_id, kind=ItemKind.CALL, source=source
    ).first()
    if call is None:
        _ask_for_call(by, row, source, since)
        return True
    asked_for = state.today(row) - call.opened_at.astimezone(state.clinic(row).zone).date()
    long_enough = silent >= rules.leave_after and asked_for >= _patience()
    if not long_enough or row.lane == Lane.NOW.rank:
        return False
    gone = Wanted(State.LEFT_SILENT, DecidedBy.SYSTEM, (REASON_OF_SILENCE,))
    leave(by=by, patient_id=row.patient_id, wanted=gone)
    return True


def _patience() -> timedelta:
    """How long a call is tried, also when due work stood still meanwhile."""
    rules = leave_rules()
    return rules.leave_after - rules.call_after


def _ask_for_call(by: Actor, row: CareState, source: str, since: date) -> None:
    clinic, now = state.clinic(row), clock.now()
    item = state.open_item(
        row,
        NewItem(
            kind=ItemKind.CALL,
            source=source,
            level=Level.ROUTINE,
            promise=lambda _level: deadlines.closing(clinic, now, 1),
            reasons=[state.remark(reminding.CallReason.SILENT)],
        ),
        known_new=True,
    )
    row.save()
    journal.record(
        "call.wanted",
        by=by,
        object_type="item",
        object_id=item.pk,
        patient_id=row.patient_id,
        why=reminding.CallReason.SILENT,
        since=since.isoformat(),
    )

"""Nothing is heard of somebody any more (clinical content 6.5): a call, then they have left."""

from datetime import timedelta

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.leaving import REASON_OF_SILENCE, Wanted
from osteopro.enrolment.leaving import leave as leave_rules
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import looking_back, reminding, state
from osteopro.followup.actions.leaving import leave
from osteopro.followup.actions.tending import want_call
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import ItemKind, Lane


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
        reason, day = reminding.CallReason.SILENT, since.isoformat()
        want_call(by, row, source, reason, working_days=1, known_new=True, since=day)
        row.save()
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

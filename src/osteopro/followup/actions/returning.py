"""Coming back after leaving: all goes on as it was; what was not asked was not missed."""

from datetime import date

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment.terms import State
from osteopro.followup import deadlines, departed, planning, state
from osteopro.followup.actions import pausing
from osteopro.followup.models import CareState, Leaving, LeavingUndone, OpenItem, Pause
from osteopro.followup.terms import ItemKind, PauseReason


def come_back(by: Actor, row: CareState, left: Leaving) -> None:
    """Part of an action: `row` is locked, changed and not saved."""
    LeavingUndone.objects.create(leaving=left, at=clock.now(), by=by.account_id)
    row.ended = ""
    before = left.before
    until = date.fromisoformat(before["resumes_on"]) if before["paused"] else None
    today = state.today(row)
    waits = not before["active"] and not before["paused"]
    row.active, row.paused = not waits, False
    pausing.was_away(by, row, left.at.astimezone(state.clinic(row).zone).date())
    now, reasons = State.ACTIVE, list[str]()
    if waits:
        now, reasons = State.PAUSED, before["reasons"]
    elif until is not None and until > today:
        now, reasons = State.PAUSED, [before["why"]]
        _pause_again(by, row, until, PauseReason(before["why"]))
    _open_again(row, left)
    OpenItem.objects.filter(
        patient_id=row.patient_id, kind=ItemKind.LEAVING, closed_at__isnull=True
    ).update(closed_at=clock.now(), closed_by=by.account_id or departed.SYSTEM)
    state.rewrite(row)
    enrolment_actions.change_state(by=by, patient_id=row.patient_id, state=now, reasons=reasons)
    journal.record(
        "programme.returned",
        by=by,
        object_type="patient",
        object_id=row.patient_id,
        patient_id=row.patient_id,
    )


def _pause_again(by: Actor, row: CareState, until: date, why: PauseReason) -> None:
    """The rest of the pause that ran when they left."""
    Pause.objects.create(
        patient_id=row.patient_id,
        at=clock.now(),
        by=by.account_id,
        starts_on=state.today(row),
        resumes_on=until,
        reason=why,
    )
    row.active, row.paused, row.resumes_on = False, True, until
    planning.replan(by, row)


def _open_again(row: CareState, left: Leaving) -> None:
    """What ended with leaving waits again, with time to see to it."""
    clinic = state.clinic(row)
    for item in OpenItem.objects.filter(pk__in=left.closed, closed_at=left.at):
        anew = deadlines.request(clinic, clock.now())(state.level_of(item.level))
        item.due_at, item.lead_at = max(item.due_at, anew.due), max(item.lead_at, anew.lead)
        item.closed_at = item.closed_by = None
        item.told = 0
        item.save(update_fields=["due_at", "lead_at", "closed_at", "closed_by", "told"])

"""Somebody who takes part no longer fits the programme: a clinician decides (6.2)."""

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import deadlines, rules, state
from osteopro.followup.models import OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import Doubt, ItemKind
from osteopro.triage.terms import Level


@journal.action
def ask_clinician_about(*, by: Actor, patient_id: int, doubt: Doubt, note: str = "") -> bool:
    """Put before a clinician that somebody turned 81 or that an exclusion appeared.

    Nobody is removed by this. `note` are the words of who asks. True when it is new; age is
    asked about once, an exclusion once a day.
    """
    row = state.locked(patient_id)
    source = rules.doubt_source(doubt, state.today(row))
    known = deadlines.has_item(patient_id, ItemKind.CRITERIA, source)
    if known or not (row.active or row.paused):
        journal.nothing_changed()
        return False
    item = state.open_item(
        row,
        NewItem(
            kind=ItemKind.CRITERIA,
            source=source,
            level=Level.ATTENTION,
            promise=deadlines.request(state.clinic(row), clock.now()),
            reasons=[state.remark(doubt.value) | {"note": note.strip()}],
        ),
        known_new=True,
    )
    row.save()
    journal.record(
        "criteria.doubted",
        by=by,
        object_type="item",
        object_id=item.pk,
        patient_id=patient_id,
        doubt=doubt,
    )
    return True


@journal.action
def keep_in_programme(*, by: Actor, patient_id: int, reason: str) -> None:
    """A clinician decides that somebody goes on although they no longer fit.

    Raises OutcomeRefused without a reason or from who may not decide.
    """
    row = state.locked(patient_id)
    if not rules.may_judge(by.capacity):
        raise rules.OutcomeRefused("leave-needs-clinician")
    if not reason.strip():
        raise rules.OutcomeRefused("criteria-need-reason")
    waiting = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.CRITERIA, closed_at__isnull=True
    )
    ids = list(waiting.values_list("pk", flat=True))
    if not ids:
        journal.nothing_changed()
        return
    waiting.update(closed_at=clock.now(), closed_by=by.person)
    state.rewrite(row)
    row.save()
    journal.record(
        "criteria.judged",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        items=ids,
        reason=reason.strip(),
    )

"""A manager sets the level of a record."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, deadlines, rules, state
from osteopro.followup.actions.calling import was_reached
from osteopro.followup.actions.ending import open_record, wait_no_longer
from osteopro.followup.models import CareState, LevelChange, OpenItem
from osteopro.messaging import actions as messaging_actions
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level


@journal.action
def set_level(
    *,
    by: Actor,
    patient_id: int,
    occasion: UUID,
    level: Level,
    reason: str,
    call_id: int | None = None,
) -> None:
    """Set the level of a record that is open: up at any time, down only after a reached call.

    Raises OutcomeRefused, AlreadyEnded. A higher level brings an earlier deadline and
    its alerts; a lower one keeps the promise that was given.
    """
    row = state.locked(patient_id)
    item = open_record(patient_id, occasion)
    before = state.level_of(item.level)
    rules.check_level_change(before, level, reason, talked=was_reached(item, call_id))
    LevelChange.objects.create(
        item=item,
        at=clock.now(),
        by=by.person,
        before=item.level,
        after=level.rank,
        reason=reason.strip(),
        call_id=call_id,
    )
    item.level = level.rank
    if level.rank > before.rank:
        _press(row, item)
    item.save()
    state.rewrite(row)
    row.save()
    messaging_actions.enqueue(alerts.for_record(row, occasion, level))
    journal.record(
        "level.changed",
        by=by,
        object_type="occasion",
        object_id=occasion,
        patient_id=patient_id,
        before=before,
        after=level,
        # The words stand with the change; the trail says only that there were some.
        reasoned=bool(reason.strip()),
    )


def _press(row: CareState, item: OpenItem) -> None:
    """A higher level: an earlier deadline, of which nobody was told at this level yet, and no
    earlier reply is enough. Not saved here."""
    level = state.level_of(item.level)
    new = deadlines.for_level(
        state.clinic(row), triage_queries.current().ruleset, level, clock.now()
    )
    item.due_at, item.lead_at = min(item.due_at, new.due), min(item.lead_at, new.lead)
    item.told, item.passed_to = 0, None
    item.reply = None
    wait_no_longer(item)

"""Due work of follow-up care. Each function asks what should be and is not, and makes it so.

Running one twice changes nothing the second time; a day missed heals itself.
"""

from datetime import timedelta

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor, system
from osteopro.followup import actions, alerts, deadlines, rules, state
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import outbox
from osteopro.messaging.models import OutboundMessage
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.triage.terms import Level

TOLD_BACKUP, TOLD_LEAD = 1, 2
A_DAY = timedelta(days=1)


def send_messages() -> int:
    """Send what is due; what cannot be delivered to a patient comes to the manager."""
    return outbox.send_due(on_failure=_undelivered)


def keep_left_drafts() -> int:
    """Store forms left half-way that must not wait, and those whose time is over."""
    now = clock.now()
    kept = 0
    for draft in records_queries.drafts_to_look_at(now - records_rules.LEFT_AFTER, now):
        expired = draft.expires_at <= now
        kept += actions.keep_left_draft(
            by=system("left-drafts"),
            patient_id=draft.patient_id,
            draft_uuid=draft.uuid,
            expired=expired,
        )
    return kept


def note_silence() -> int:
    """Put people before their manager who missed two records in a row."""
    now = clock.now()
    # Somebody whose first due day is a fortnight past has missed two at the shortest interval.
    horizon = (
        now - rules.SILENT_AFTER_MISSED * timedelta(days=rules.FIRST_INTERVAL) + A_DAY
    ).date()
    quiet = CareState.objects.filter(active=True, next_due_on__lte=horizon)
    ids = quiet.order_by("patient_id").values_list("patient_id", flat=True)
    return sum(actions.note_silence(by=system("silence"), patient_id=pk) for pk in ids)


def tell_of_missed_deadlines() -> int:
    """A deadline that passed goes to the backup, then to the programme lead (3.1)."""
    now = clock.now()
    waiting = OpenItem.objects.filter(closed_at__isnull=True, told__lt=TOLD_LEAD, due_at__lte=now)
    told = 0
    for item in waiting.order_by("due_at", "pk"):
        stage = TOLD_LEAD if item.lead_at <= now else TOLD_BACKUP
        if item.told < stage:
            tell_of_missed_deadline(by=system("deadlines"), item_id=item.pk, stage=stage)
            told += 1
    return told


@journal.action
def tell_of_missed_deadline(*, by: Actor, item_id: int, stage: int) -> None:
    """Alert backup or lead about one item, and note that they were told."""
    item = OpenItem.objects.get(pk=item_id)
    row = state.locked(item.patient_id)
    level = state.level_of(item.level)
    name = "lead" if stage == TOLD_LEAD else "backup"
    for account_id in _told(row, stage):
        messaging_actions.enqueue(alerts.for_missed_deadline(item, account_id, level, name))
    OpenItem.objects.filter(pk=item_id).update(told=stage)
    journal.record(
        "deadline.missed",
        by=by,
        object_type="item",
        object_id=item_id,
        patient_id=item.patient_id,
        told=name,
        level=level,
    )


def _told(row: CareState, stage: int) -> list[int]:
    if stage == TOLD_LEAD:
        return alerts.leads(row.site_id)
    return [row.backup] if row.backup is not None else []


def _undelivered(row: OutboundMessage) -> None:
    if row.patient_id is not None and row.kind != "sign-in-code":
        note_undelivered(by=system("messages"), patient_id=row.patient_id, message_id=row.pk)


@journal.action
def note_undelivered(*, by: Actor, patient_id: int, message_id: int) -> None:
    """A message to a patient was given up: the manager should phone."""
    row = state.locked(patient_id)
    state.open_item(
        row,
        NewItem(
            kind=ItemKind.DELIVERY,
            source=str(message_id),
            level=Level.ROUTINE,
            promise=deadlines.request(state.clinic(row), clock.now()),
            reasons=[state.remark("undelivered")],
        ),
        known_new=False,
    )
    row.save()
    journal.record(
        "message.undelivered",
        by=by,
        object_type="outbound",
        object_id=message_id,
        patient_id=patient_id,
    )

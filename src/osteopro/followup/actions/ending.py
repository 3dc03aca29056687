"""Ending what waits for a manager, and what was judged with it."""

from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import rules, state
from osteopro.followup.models import CareState, OpenItem, Review
from osteopro.followup.terms import ItemKind

AWAITS_UNDERSTOOD = state.AWAITS_UNDERSTOOD


class AlreadyEnded(RuntimeError):
    """Somebody ended this record meanwhile; `by` and `at` say who and when."""

    def __init__(self, by: int | None, at: datetime | None) -> None:
        super().__init__("already ended")
        self.by = by
        self.at = at


@journal.action
def close_item(*, by: Actor, patient_id: int, item_id: int) -> None:
    """End something other than a record: a silence that was phoned, a message that was answered.

    Records end by `record_review`. Closing what is closed changes nothing.
    """
    row = state.locked(patient_id)
    item = OpenItem.objects.get(pk=item_id, patient_id=patient_id)
    if item.kind == ItemKind.RECORD:
        raise rules.OutcomeRefused("record-needs-outcome")
    if item.closed_at is not None:
        journal.nothing_changed()
        return
    settle(row, item, by, clock.now(), closed=True, message_id=None)
    journal.record(
        "item.closed",
        by=by,
        object_type="item",
        object_id=item_id,
        patient_id=patient_id,
        item=item.kind,
    )


def open_record(patient_id: int, occasion: UUID) -> OpenItem:
    """The open item of a sitting. Raises AlreadyEnded."""
    item = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.RECORD, source=str(occasion)
    ).first()
    if item is None or item.closed_at is not None:
        raise AlreadyEnded(item.closed_by if item else None, item.closed_at if item else None)
    return item


def settle(
    row: CareState,
    item: OpenItem,
    by: Actor,
    now: datetime,
    *,
    closed: bool,
    message_id: int | None,
) -> None:
    """Write down that an item ended, or which reply it waits for, and where the patient stands."""
    if closed:
        item.closed_at, item.closed_by = now, by.person
    item.reply = message_id
    item.reasons = [r for r in item.reasons if r["id"] != AWAITS_UNDERSTOOD]
    if message_id is not None and not closed:
        item.reasons.insert(0, state.remark(AWAITS_UNDERSTOOD))
    item.save(update_fields=["closed_at", "closed_by", "reply", "reasons"])
    row.judged = row.judged | dict.fromkeys(rules_of(item), now.isoformat())
    state.rewrite(row)
    row.save()


def reopen(row: CareState, item: OpenItem) -> None:
    """Put an item back as it was before it was ended or answered."""
    item.closed_at = item.closed_by = item.reply = None
    item.reasons = [r for r in item.reasons if r["id"] != AWAITS_UNDERSTOOD]
    item.save(update_fields=["closed_at", "closed_by", "reply", "reasons"])
    row.judged = judged_rules(item.patient_id)
    state.rewrite(row)
    row.save()


def rules_of(item: OpenItem) -> list[str]:
    """Ids of the rules that put an item here; remarks without words are not rules."""
    return [str(reason["id"]) for reason in item.reasons if reason["because"]]


def judged_rules(patient_id: int) -> dict[str, str]:
    """Each rule a manager has judged on a standing review, and when last."""
    standing = Review.objects.filter(patient_id=patient_id, void__isnull=True)
    found: dict[str, str] = {}
    for fired, at in standing.order_by("at", "pk").values_list("rules", "at"):
        found |= dict.fromkeys(fired, at.isoformat())
    return found

"""Ending what waits for a manager, and what was judged with it."""

from datetime import datetime, timedelta
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import precision, request_rules, rules, standing, state
from osteopro.followup.actions import alerting, requesting
from osteopro.followup.actions.calling import spoke_since
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.terms import CameOf, ItemKind

# Longer than any rule looks back at what was judged (28 days, clinical content 3.2).
JUDGED_FOR = timedelta(days=35)
# What these kinds need instead of being ticked off.
_NEEDS = {
    ItemKind.RECORD: "record-needs-outcome",
    ItemKind.ESCALATION: "escalation-needs-answer",
    ItemKind.CRITERIA: "leave-needs-clinician",
    ItemKind.VERIFY: "talk-needs-answers",
    ItemKind.REQUEST: "request-needs-answer",
    ItemKind.VISIT: "visit-is-placed",
    ItemKind.MESSAGE: "message-needs-outcome",
}


class AlreadyEnded(RuntimeError):
    """Somebody ended this record meanwhile; `by` and `at` say who and when."""

    def __init__(self, by: int | None, at: datetime | None) -> None:
        super().__init__("already ended")
        self.by = by
        self.at = at


@journal.action
def close_item(*, by: Actor, patient_id: int, item_id: int, came_of: CameOf | None = None) -> None:
    """End what needs no more than being done, such as a silence that was phoned.

    Records end by `record_review`, questions to a physician by `answer_escalation`, messages
    and requests by `answer_talk`; a call that was asked for needs one that reached the patient,
    a silence such a call or the word of what came of it (I-6). Closing what is closed changes
    nothing.
    """
    row = state.locked(patient_id)
    item = OpenItem.objects.get(pk=item_id, patient_id=patient_id)
    if needed := _NEEDS.get(ItemKind(item.kind)):
        raise rules.OutcomeRefused(needed)
    if item.closed_at is not None:
        journal.nothing_changed()
        return
    if item.source.startswith(request_rules.SOURCE) and not spoke_since(item):
        raise rules.OutcomeRefused("call-not-reached")
    if item.kind == ItemKind.SILENCE:
        alerting.keep(item, row.site_id, _came_of_silence(item, came_of))
    if not requesting.spoke(by, row, item):
        item.closed_at, item.closed_by = clock.now(), by.person
        item.save(update_fields=["closed_at", "closed_by"])
    state.rewrite(row)
    row.save()
    journal.record(
        "item.closed",
        by=by,
        object_type="item",
        object_id=item_id,
        patient_id=patient_id,
        item=item.kind,
    )


def _came_of_silence(item: OpenItem, came_of: CameOf | None) -> CameOf:
    came = came_of
    if came is None and alerting.visited_since(item):
        came = CameOf.SEEN
    if came is None and spoke_since(item):
        came = CameOf.CONTACT
    if came is None:
        raise rules.OutcomeRefused(precision.UNSAID)
    return came


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
    *,
    closed: tuple[datetime, int] | None,
    reply: int | None,
) -> None:
    """Write down how an item stands after an outcome was given or taken back.

    `closed` says when and by whom it ended; while it is open, `reply` is the message to
    which the patient is to say 看懂了. `row` is changed but not saved.
    """
    item.closed_at, item.closed_by = closed or (None, None)
    item.reply = None if closed else reply
    wait_no_longer(item)
    if item.reply is not None:
        item.reasons.insert(0, state.remark(state.AWAITS_UNDERSTOOD))
    item.save(update_fields=["closed_at", "closed_by", "reply", "reasons"])
    row.judged = judged_rules(item.patient_id)
    state.rewrite(row)


def wait_no_longer(item: OpenItem) -> None:
    """Drop the words that say for what an item waits. Not saved here."""
    item.reasons = [r for r in item.reasons if r["id"] != state.AWAITS_UNDERSTOOD]


def rules_of(item: OpenItem) -> list[str]:
    """Ids of the rules that put an item here; remarks without words are not rules."""
    return [str(reason["id"]) for reason in item.reasons if reason["because"]]


def judged_rules(patient_id: int) -> dict[str, str]:
    """Each rule a manager has judged of late on a review that stands, and when last."""
    since = clock.now() - JUDGED_FOR
    lately = standing.reviews().filter(patient_id=patient_id, at__gte=since)
    found: dict[str, str] = {}
    for fired, at in lately.order_by("at", "pk").values_list("rules", "at"):
        found |= dict.fromkeys(fired, at.isoformat())
    return found

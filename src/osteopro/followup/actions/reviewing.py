"""What a manager does with a record: reads it, answers it, phones, hands it on, ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, deadlines, rules, state
from osteopro.followup.models import (
    Call,
    CareState,
    Escalation,
    LevelChange,
    OpenItem,
    Review,
    ReviewVoid,
    Seen,
)
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, ItemKind, Outcome
from osteopro.messaging import actions as messaging_actions
from osteopro.records import queries as records_queries
from osteopro.sites.service_time import DeadlineKind, DeadlineRule
from osteopro.triage import queries as triage_queries
from osteopro.triage.medicine import Match
from osteopro.triage.terms import Level

ESCALATED_URGENT = DeadlineRule(DeadlineKind.SERVICE_HOURS, 4)
ESCALATED = DeadlineRule(DeadlineKind.WORKING_DAYS, 1)


class AlreadyEnded(RuntimeError):
    """Somebody ended this record meanwhile; `by` and `at` say who and when."""

    def __init__(self, by: int | None, at: datetime | None) -> None:
        super().__init__("already ended")
        self.by = by
        self.at = at


class RecordChanged(RuntimeError):
    """The patient corrected or completed the record after the manager opened it."""


class MedicineWording(RuntimeError):
    """The reply speaks of medicine or doses, which cannot be decided remotely (3.5)."""

    def __init__(self, found: Sequence[Match]) -> None:
        super().__init__("medicine wording")
        self.found = tuple(found)


class TooLateToUndo(RuntimeError):
    """The reply is on its way already."""


@dataclass(frozen=True)
class Answered:
    """What came of an ending. `closed` is False while an urgent reply waits for 看懂了."""

    review_id: int
    message_id: int | None
    undo_until: datetime
    closed: bool


@journal.action
def mark_seen(*, by: Actor, patient_id: int, occasion: UUID) -> None:
    """Say "I have read this": a staff act that the patient sees. Once per person."""
    if Seen.objects.filter(occasion=occasion, by=by.account_id).exists():
        journal.nothing_changed()
        return
    Seen.objects.create(
        patient_id=patient_id, occasion=occasion, at=clock.now(), by=by.account_id
    )
    journal.record(
        "record.seen",
        by=by,
        object_type="occasion",
        object_id=occasion,
        patient_id=patient_id,
    )


@journal.action
def record_call(
    *,
    by: Actor,
    patient_id: int,
    outcome: CallOutcome,
    note: str = "",
    occasion: UUID | None = None,
) -> int:
    """Keep one attempt to phone and what came of it; returns its id."""
    call = Call.objects.create(
        patient_id=patient_id,
        occasion=occasion,
        at=clock.now(),
        by=by.account_id,
        outcome=outcome,
        note=note.strip(),
    )
    journal.record(
        "call.recorded",
        by=by,
        object_type="call",
        object_id=call.pk,
        patient_id=patient_id,
        outcome=outcome,
    )
    return call.pk


@journal.action
def record_review(
    *,
    by: Actor,
    patient_id: int,
    occasion: UUID,
    ending: Ending,
    versions: Sequence[UUID],
    quote: str = "",
    advice: Sequence[str] = (),
    approved: Sequence[str] = (),
    physician: int | None = None,
) -> Answered:
    """End a record in one of the four ways, as the manager decided.

    `versions` are the responses the manager saw: RecordChanged if they are no longer
    the latest. `approved` are library texts inserted unchanged, which the medicine stop
    does not read; everything typed is read (MedicineWording), for a physician it is
    noted instead. Raises AlreadyEnded, OutcomeRefused. A reply stays with us until
    `undo_until`; then the patient can read it and is told by text message.
    """
    row = state.locked(patient_id)
    item = _open_record(patient_id, occasion)
    _check_same(occasion, versions)
    level = state.level_of(item.level)
    rules.check_ending(ending, level, superseded=False)
    override = _check_wording(by, ending, approved)
    mark_seen(by=by, patient_id=patient_id, occasion=occasion)
    now = clock.now()
    message_id = _reply(by, patient_id, occasion, ending, quote, advice, now)
    call_id = _call(by, patient_id, occasion, ending)
    if ending.outcome == Outcome.ESCALATED:
        _escalate(by, row, occasion, ending, level, physician)
    review = Review.objects.create(
        patient_id=patient_id,
        item=item,
        occasion=occasion,
        at=now,
        by=by.account_id,
        level=item.level,
        outcome=ending.outcome,
        reason=ending.reason or "",
        emergency_outcome=ending.emergency_outcome or "",
        message=message_id,
        call_id=call_id,
        rules=_rules_of(item),
    )
    closed = rules.closes(ending.outcome, level)
    _settle(row, item, by, now, closed=closed, message_id=message_id)
    journal.record(
        "record.reviewed",
        by=by,
        object_type="review",
        object_id=review.pk,
        patient_id=patient_id,
        outcome=ending.outcome,
        level=level,
        medicine_override=override,
    )
    return Answered(review.pk, message_id, rules.undo_until(now), closed)


@journal.action
def undo_review(*, by: Actor, patient_id: int, review_id: int) -> None:
    """Take back an outcome, and its reply, before the patient could see it (ux R32)."""
    row = state.locked(patient_id)
    review = Review.objects.select_related("item").get(pk=review_id, patient_id=patient_id)
    if ReviewVoid.objects.filter(review=review).exists():
        journal.nothing_changed()
        return
    if review.by != by.account_id or clock.now() > rules.undo_until(review.at):
        raise TooLateToUndo
    ReviewVoid.objects.create(review=review, at=clock.now(), by=by.account_id)
    if review.message is not None:
        messaging_actions.void_message(by=by, patient_id=patient_id, message_id=review.message)
    item = review.item
    item.closed_at = item.closed_by = item.reply = None
    item.save(update_fields=["closed_at", "closed_by", "reply"])
    row.judged = judged_rules(patient_id)
    state.rewrite(row)
    row.save()
    journal.record(
        "review.undone",
        by=by,
        object_type="review",
        object_id=review_id,
        patient_id=patient_id,
    )


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
    item = _open_record(patient_id, occasion)
    before = state.level_of(item.level)
    rules.check_level_change(before, level, reason, talked=_reached(patient_id, occasion, call_id))
    LevelChange.objects.create(
        item=item,
        at=clock.now(),
        by=by.account_id,
        before=item.level,
        after=level.rank,
        reason=reason.strip(),
        call_id=call_id,
    )
    item.level = level.rank
    if level.rank > before.rank:
        new = deadlines.for_level(
            state.clinic(row), triage_queries.current().ruleset, level, clock.now()
        )
        item.due_at, item.lead_at = min(item.due_at, new.due), min(item.lead_at, new.lead)
    item.save(update_fields=["level", "due_at", "lead_at"])
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
        reason=reason.strip(),
    )


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
    _settle(row, item, by, clock.now(), closed=True, message_id=None)
    journal.record(
        "item.closed",
        by=by,
        object_type="item",
        object_id=item_id,
        patient_id=patient_id,
        item=item.kind,
    )


def judged_rules(patient_id: int) -> dict[str, str]:
    """Each rule a manager has judged on a standing review, and when last."""
    standing = Review.objects.filter(patient_id=patient_id, void__isnull=True)
    found: dict[str, str] = {}
    for fired, at in standing.order_by("at", "pk").values_list("rules", "at"):
        found |= dict.fromkeys(fired, at.isoformat())
    return found


def _open_record(patient_id: int, occasion: UUID) -> OpenItem:
    item = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.RECORD, source=str(occasion)
    ).first()
    if item is None or item.closed_at is not None:
        raise AlreadyEnded(item.closed_by if item else None, item.closed_at if item else None)
    return item


def _check_same(occasion: UUID, versions: Sequence[UUID]) -> None:
    latest = {each.uuid for each in records_queries.occasion(occasion)}
    if latest != set(versions):
        raise RecordChanged


def _check_wording(by: Actor, ending: Ending, approved: Sequence[str]) -> bool:
    """True when a physician went past the stop, which is noted in the audit trail."""
    typed = f"{ending.body}\n{ending.question if ending.outcome != Outcome.ESCALATED else ''}"
    for text in sorted(approved, key=len, reverse=True):
        typed = typed.replace(text, "")
    found = triage_queries.current().ruleset.stop.wording(typed)
    if found and by.capacity != Role.PHYSICIAN:
        raise MedicineWording(found)
    return bool(found)


def _reply(
    by: Actor,
    patient_id: int,
    occasion: UUID,
    ending: Ending,
    quote: str,
    advice: Sequence[str],
    now: datetime,
) -> int | None:
    if not ending.body.strip():
        return None
    message_id = messaging_actions.write_to_patient(
        by=by,
        patient_id=patient_id,
        body=ending.body.strip(),
        visible_at=rules.undo_until(now),
        quote=quote,
        occasion=occasion,
        advice=advice,
    )
    notice = alerts.reply_notice(patient_id, message_id, rules.undo_until(now))
    messaging_actions.enqueue([notice])
    return message_id


def _call(by: Actor, patient_id: int, occasion: UUID, ending: Ending) -> int | None:
    if ending.outcome != Outcome.CALLED:
        return None
    return record_call(
        by=by,
        patient_id=patient_id,
        outcome=CallOutcome.REACHED,
        note=ending.note,
        occasion=occasion,
    )


def _escalate(
    by: Actor,
    row: CareState,
    occasion: UUID,
    ending: Ending,
    level: Level,
    physician: int | None,
) -> None:
    if physician is None:
        raise rules.OutcomeRefused("escalation-needs-physician")
    now = clock.now()
    rule = ESCALATED_URGENT if level.rank >= Level.URGENT.rank else ESCALATED
    due = state.clinic(row).service.deadlines(rule, now).due
    question = Escalation.objects.create(
        patient_id=row.patient_id,
        occasion=occasion,
        at=now,
        by=by.account_id,
        physician=physician,
        question=ending.question.strip(),
        due_at=due,
        told_patient=ending.body.strip(),
    )
    messaging_actions.enqueue(alerts.escalation(question.pk, row.patient_id, physician, level))


def _settle(
    row: CareState,
    item: OpenItem,
    by: Actor,
    now: datetime,
    *,
    closed: bool,
    message_id: int | None,
) -> None:
    if closed:
        item.closed_at, item.closed_by = now, by.account_id
    item.reply = message_id
    item.save(update_fields=["closed_at", "closed_by", "reply"])
    row.judged = row.judged | dict.fromkeys(_rules_of(item), now.isoformat())
    state.rewrite(row)
    row.save()


def _rules_of(item: OpenItem) -> list[str]:
    return [str(reason["id"]) for reason in item.reasons if reason["because"]]


def _reached(patient_id: int, occasion: UUID, call_id: int | None) -> bool:
    return Call.objects.filter(
        Q(occasion=occasion) | Q(occasion__isnull=True),
        pk=call_id,
        patient_id=patient_id,
        outcome=CallOutcome.REACHED,
    ).exists()

"""What a manager does with a record: reads it, answers it, phones, hands it on, ends it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import alerts, rules, state
from osteopro.followup.actions.calling import record_call
from osteopro.followup.actions.ending import open_record, reopen, rules_of, settle
from osteopro.followup.actions.escalating import escalate
from osteopro.followup.models import Review, ReviewVoid, Seen
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, Outcome
from osteopro.messaging import actions as messaging_actions
from osteopro.records import queries as records_queries
from osteopro.triage import queries as triage_queries
from osteopro.triage.medicine import Match


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
    if Seen.objects.filter(occasion=occasion, by=by.person).exists():
        journal.nothing_changed()
        return
    Seen.objects.create(patient_id=patient_id, occasion=occasion, at=clock.now(), by=by.person)
    journal.record(
        "record.seen",
        by=by,
        object_type="occasion",
        object_id=occasion,
        patient_id=patient_id,
    )


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
    item = open_record(patient_id, occasion)
    _check_same(occasion, versions)
    level = state.level_of(item.level)
    rules.check_ending(ending, level, superseded=False)
    override = _check_wording(by, ending, approved)
    mark_seen(by=by, patient_id=patient_id, occasion=occasion)
    now = clock.now()
    message_id = _reply(by, patient_id, occasion, ending, quote, advice, now)
    call_id = _call(by, patient_id, occasion, ending)
    if ending.outcome == Outcome.ESCALATED:
        escalate(by, row, occasion, ending, level, physician)
    review = Review.objects.create(
        patient_id=patient_id,
        item=item,
        occasion=occasion,
        at=now,
        by=by.person,
        level=item.level,
        outcome=ending.outcome,
        reason=ending.reason or "",
        emergency_outcome=ending.emergency_outcome or "",
        message=message_id,
        call_id=call_id,
        rules=rules_of(item),
    )
    closed = rules.closes(ending.outcome, level)
    settle(row, item, by, now, closed=closed, message_id=message_id)
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
    if review.by != by.person or clock.now() > rules.undo_until(review.at):
        raise TooLateToUndo
    ReviewVoid.objects.create(review=review, at=clock.now(), by=by.person)
    if review.message is not None:
        messaging_actions.void_message(by=by, patient_id=patient_id, message_id=review.message)
    item = review.item
    reopen(row, item)
    journal.record(
        "review.undone",
        by=by,
        object_type="review",
        object_id=review_id,
        patient_id=patient_id,
    )


def _check_same(occasion: UUID, versions: Sequence[UUID]) -> None:
    latest = {each.uuid for each in records_queries.occasion(occasion)}
    if latest != set(versions):
        raise RecordChanged


def _check_wording(by: Actor, ending: Ending, approved: Sequence[str]) -> bool:
    """True when a physician went past the stop, which is noted in the audit trail."""
    typed = f"{ending.body}\n{ending.question if ending.outcome != Outcome.ESCALATED else ''}"
    return check_typed(by, typed, approved)


def check_typed(by: Actor, typed: str, approved: Sequence[str]) -> bool:
    """The medicine stop (3.5) on what was typed; `approved` texts in it are not read.

    Raises MedicineWording; True when a physician went past it, which is to be noted.
    """
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

"""Taking back an outcome, and what holds without it."""

from datetime import datetime
from uuid import UUID

from django.db.models import Q

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import planning, rules, standing, state
from osteopro.followup.actions import escalating, requesting, telling
from osteopro.followup.actions.ending import settle
from osteopro.followup.models import Call, CallVoid, CareState, OpenItem, Review, ReviewVoid
from osteopro.followup.terms import ItemKind, Outcome
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.terms import ReceiptKind
from osteopro.records import queries as records_queries
from osteopro.triage.terms import Level


class TooLateToUndo(RuntimeError):
    """The reply is on its way already."""


@journal.action
def undo_review(*, by: Actor, patient_id: int, review_id: int) -> None:
    """Take back an outcome, and its reply, before the patient could see it (ux R32).

    What another outcome ended meanwhile stays ended. Raises TooLateToUndo, also for
    somebody else's outcome.
    """
    row = state.locked(patient_id)
    review = Review.objects.select_related("item").get(pk=review_id, patient_id=patient_id)
    if ReviewVoid.objects.filter(review=review).exists():
        journal.nothing_changed()
        return
    if review.by != by.person or clock.now() > rules.undo_until(review.at):
        raise TooLateToUndo
    ReviewVoid.objects.create(review=review, at=clock.now(), by=by.person)
    if review.message is not None:
        unsay(by, patient_id, review.message)
    escalating.withdraw(by, row, review)
    requesting.open_again(row, review.at, review.by)
    for item in _ended_by(review):
        _restore(row, item)
    state.rewrite(row)
    planning.replan(by, row)
    row.save()
    journal.record(
        "review.undone",
        by=by,
        object_type="review",
        object_id=review_id,
        patient_id=patient_id,
    )


@journal.action
def undo_call(*, by: Actor, patient_id: int, call_id: int) -> None:
    """Take back an attempt in which nobody spoke and the wrong key was pressed (ux R32).

    Raises TooLateToUndo after twenty seconds, for a colleague's attempt, and for a call in
    which somebody spoke or which an outcome names.
    """
    state.locked(patient_id)
    call = Call.objects.get(pk=call_id, patient_id=patient_id)
    if CallVoid.objects.filter(call=call).exists():
        journal.nothing_changed()
        return
    too_late = clock.now() > rules.undo_until(call.at)
    if call.by != by.person or too_late or call.started_at or call.reviews.exists():
        raise TooLateToUndo
    CallVoid.objects.create(call=call, at=clock.now(), by=by.person)
    journal.record(
        "call.undone", by=by, object_type="call", object_id=call_id, patient_id=patient_id
    )


def unsay(by: Actor, patient_id: int, message_id: int) -> None:
    """A message is taken back: nobody phones about it, and what it told is told no more. Part of
    an action, which rewrites the patient's row."""
    messaging_actions.void_message(by=by, patient_id=patient_id, message_id=message_id)
    telling.stop_telling(by, patient_id, message_id)
    escalating.answers_untold(patient_id, message_id)


def _ended_by(review: Review) -> list[OpenItem]:
    """What the outcome was about: a sitting, or every message that was answered together."""
    if review.item.kind == ItemKind.RECORD:
        return [review.item]
    same = Q(closed_at=review.at, closed_by=review.by)
    if review.message is not None:
        same |= Q(reply=review.message)
    messages = OpenItem.objects.filter(patient_id=review.patient_id, kind=ItemKind.MESSAGE)
    return list(messages.filter(same).order_by("pk"))


def _restore(row: CareState, item: OpenItem) -> None:
    """Let the outcomes that stand decide how the item stands: the last that ended it, else
    the last reply that waits for 看懂了."""
    left = list(standing.reviews().filter(item=item, at__gte=_news(item)).order_by("-at", "-pk"))
    ended = next((each for each in left if _closes(each)), None)
    if ended is not None:
        settle(row, item, closed=(ended.at, ended.by), reply=None)
        return
    replies = (each.message for each in left if each.outcome == Outcome.REPLIED)
    reply = next(replies, None)
    settle(row, item, closed=_understood(row, item, reply), reply=reply)


def _news(item: OpenItem) -> datetime:
    """Since when what is known now is known: earlier outcomes do not answer it."""
    if item.kind != ItemKind.RECORD:
        return item.opened_at
    sitting = records_queries.occasion(UUID(item.source))
    return max([item.opened_at, *(each.received for each in sitting)])


def _closes(review: Review) -> bool:
    return rules.closes(Outcome(review.outcome), state.level_of(review.level))


def _understood(row: CareState, item: OpenItem, reply: int | None) -> tuple[datetime, int] | None:
    """When the patient said 看懂了 to an earlier reply while a later one was in the way."""
    turn = messaging_queries.turn(row.patient_id, reply) if reply else None
    at = turn.receipts.get(ReceiptKind.UNDERSTOOD) if turn else None
    if at is None or item.level == Level.EMERGENCY.rank:
        return None
    return at, row.patient.account_id

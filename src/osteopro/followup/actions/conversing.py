"""What a manager does about the talk with a patient: answers it, phones, hands it on, ends it.

Messages and requests end in the same four ways as records, with the same time to take it back.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import request_rules, rules, state
from osteopro.followup.actions import requesting
from osteopro.followup.actions.beginning import begin_talk, write
from osteopro.followup.actions.calling import record_call
from osteopro.followup.actions.ending import AlreadyEnded, settle
from osteopro.followup.actions.escalating import escalate
from osteopro.followup.actions.repeating import AlreadySent, message_of
from osteopro.followup.actions.reviewing import Answered, check_typed
from osteopro.followup.models import CareState, OpenItem, Review
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, DeclineReason, ItemKind, Outcome, RequestAct
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import queries as messaging_queries


@dataclass(frozen=True)
class About:
    """What an answer is about: items by id, and which of the requests among them it declines.

    A message that came after the page was opened is not among them, and goes on waiting.
    """

    items: Sequence[int] = ()
    declines: Mapping[int, DeclineReason] = field(default_factory=dict)


@journal.action
def answer_talk(
    *,
    by: Actor,
    patient_id: int,
    ending: Ending,
    about: About,
    approved: Sequence[str] = (),
    physician: int | None = None,
    key: UUID | None = None,
) -> Answered:
    """End what waits in the talk with a patient in one of the four ways (design invariant 6).

    An urgent message that is replied to waits on for 看懂了. Raises AlreadyEnded when nothing of
    `about` waits any more, OutcomeRefused, MedicineWording; the same form (`key`) again gives
    the first answer, with other content AlreadySent.
    """
    row = state.locked(patient_id)
    digest = _digest(ending, about)
    if (earlier := _sent_before(by, patient_id, key, digest)) is not None:
        journal.nothing_changed()
        return _answered(earlier)
    waiting = _waiting(patient_id, about)
    leading = max(waiting, key=lambda item: (item.level, -item.pk))
    rules.check_talk_ending(ending, state.level_of(leading.level))
    if ending.outcome == Outcome.ESCALATED and physician is None:
        raise rules.OutcomeRefused("escalation-needs-physician")
    override = check_typed(by, ending.body, approved)
    review = _write_down(by, row, leading, ending, key, digest)
    _end_all(by, row, waiting, ending, about, review)
    messaging_actions.note_seen(by=by, patient_id=patient_id, message_ids=_messages(waiting))
    if ending.outcome == Outcome.ESCALATED and physician is not None:
        escalate(row, review, ending, physician)
    row.save()
    journal.record(
        "talk.answered",
        by=by,
        object_type="review",
        object_id=review.pk,
        patient_id=patient_id,
        outcome=ending.outcome,
        level=state.level_of(leading.level),
        ended=len(waiting),
        medicine_override=override,
    )
    return _answered(review)


@journal.action
def reply_to_message(
    *,
    by: Actor,
    patient_id: int,
    body: str,
    approved: Sequence[str] = (),
    key: UUID | None = None,
) -> int:
    """Write to a patient: an answer to every message that waits, else the beginning of a talk.

    Returns the message's id. Raises what `answer_talk` and `begin_talk` raise.
    """
    state.locked(patient_id)
    waiting = OpenItem.objects.filter(
        patient_id=patient_id, kind=ItemKind.MESSAGE, closed_at__isnull=True
    )
    items = list(waiting.order_by("pk").values_list("pk", flat=True))
    earlier = message_of(by, patient_id, key, body.strip())
    journal.nothing_changed()
    if earlier is not None:
        return earlier
    if not items:
        return begin_talk(by=by, patient_id=patient_id, body=body, approved=approved, key=key)
    answered = answer_talk(
        by=by,
        patient_id=patient_id,
        ending=Ending(Outcome.REPLIED, body=body),
        about=About(items),
        approved=approved,
        key=key,
    )
    if answered.message_id is None:
        raise RuntimeError("a reply without a message")
    return answered.message_id


def _waiting(patient_id: int, about: About) -> list[OpenItem]:
    """What of it still waits. Raises AlreadyEnded."""
    asked = OpenItem.objects.filter(patient_id=patient_id, pk__in=list(about.items)).order_by("pk")
    found = [each for each in asked if each.kind == ItemKind.MESSAGE or _is_request(each)]
    waiting = [each for each in found if each.closed_at is None]
    if not waiting:
        last = max(found, key=lambda each: each.closed_at or each.opened_at, default=None)
        raise AlreadyEnded(last.closed_by if last else None, last.closed_at if last else None)
    return waiting


def _is_request(item: OpenItem) -> bool:
    """A visit that has a place is not answered in the talk."""
    return item.source.startswith(request_rules.SOURCE) and item.kind != ItemKind.VISIT


def _messages(waiting: Sequence[OpenItem]) -> list[int]:
    """The patient's own messages among what waits."""
    named = (each.source.partition(":") for each in waiting if each.kind == ItemKind.MESSAGE)
    return [int(number) for what, _, number in named if what == "message"]


def _write_down(
    by: Actor,
    row: CareState,
    leading: OpenItem,
    ending: Ending,
    key: UUID | None,
    digest: str,
) -> Review:
    """The outcome with the reply and the call it names; for a talk there is no occasion."""
    body, level = ending.body.strip(), state.level_of(leading.level)
    called = ending.outcome == Outcome.CALLED
    return Review.objects.create(
        key=key,
        digest=digest,
        patient_id=row.patient_id,
        site_id=row.site_id,
        item=leading,
        at=clock.now(),
        by=by.person,
        level=leading.level,
        outcome=ending.outcome,
        reason=ending.reason or "",
        message=write(by, row, body, level, key) if body else None,
        call_id=_call(by, row.patient_id, ending) if called else None,
    )


def _call(by: Actor, patient_id: int, ending: Ending) -> int:
    return record_call(by=by, patient_id=patient_id, outcome=CallOutcome.REACHED, note=ending.note)


def _end_all(
    by: Actor,
    row: CareState,
    waiting: Sequence[OpenItem],
    ending: Ending,
    about: About,
    review: Review,
) -> None:
    """End each item at the moment of the review, by which taking it back finds them again."""
    for item in waiting:
        request = requesting.request_of(item)
        if request is not None:
            declined = about.declines.get(item.pk)
            answers = request_rules.act_of(ending.outcome)
            act = RequestAct.DECLINE if declined else answers
            requesting.end(by, row, request, act, at=review.at, declined=declined)
            continue
        ends = rules.closes(ending.outcome, state.level_of(item.level))
        settle(row, item, closed=(review.at, by.person) if ends else None, reply=review.message)
    state.rewrite(row)


def _digest(ending: Ending, about: About) -> str:
    said = [asdict(ending), sorted(about.items), sorted(about.declines.items())]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


def _sent_before(by: Actor, patient_id: int, key: UUID | None, digest: str) -> Review | None:
    earlier = Review.objects.filter(patient_id=patient_id, key=key).first() if key else None
    if earlier is not None and (earlier.by, earlier.digest) != (by.person, digest):
        raise AlreadySent(key)
    # The form began a talk before anything waited.
    if earlier is None and key and messaging_queries.by_key(patient_id, key) is not None:
        raise AlreadySent(key)
    return earlier


def _answered(review: Review) -> Answered:
    return Answered(
        review_id=review.pk,
        message_id=review.message,
        undo_until=rules.undo_until(review.at),
        closed=rules.closes(Outcome(review.outcome), state.level_of(review.level)),
    )

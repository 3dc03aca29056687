"""What a manager does with a record: reads it, answers it, phones, hands it on, ends it."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import planning, precision, rules, standing, state
from osteopro.followup.actions import advising, alerting, requesting
from osteopro.followup.actions.advising import Advising, Chosen
from osteopro.followup.actions.calling import record_call, spoke_since
from osteopro.followup.actions.ending import open_record, rules_of, settle
from osteopro.followup.actions.escalating import escalate
from osteopro.followup.actions.repeating import AlreadySent
from osteopro.followup.actions.seeing import mark_seen
from osteopro.followup.actions.telling import tell
from osteopro.followup.models import CareState, OpenItem, Review
from osteopro.followup.rules import Ending
from osteopro.followup.terms import CallOutcome, CameOf, Outcome
from osteopro.instruments.terms import Kind
from osteopro.messaging import actions as messaging_actions
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ResponseStatus
from osteopro.triage import queries as triage_queries
from osteopro.triage.medicine import Match
from osteopro.triage.terms import Level

# Enough of the newest records to find another one of the same day.
NEWEST = 5


class RecordChanged(RuntimeError):
    """The patient corrected or completed the record after the manager opened it."""


class MedicineWording(RuntimeError):
    """The reply speaks of medicine or doses, which cannot be decided remotely (3.5)."""

    def __init__(self, found: Sequence[Match]) -> None:
        super().__init__("medicine wording")
        self.found = tuple(found)


@dataclass(frozen=True)
class Answered:
    """What came of an ending. `closed` is False while an urgent reply waits for 看懂了."""

    review_id: int
    message_id: int | None
    undo_until: datetime
    closed: bool


@journal.action
def record_review(
    *,
    by: Actor,
    patient_id: int,
    occasion: UUID,
    ending: Ending,
    versions: Sequence[UUID],
    quote: str = "",
    advice: Sequence[Chosen] = (),
    checked: bool = False,
    approved: Sequence[str] = (),
    physician: int | None = None,
    key: UUID | None = None,
    call_id: int | None = None,
) -> Answered:
    """End a record in one of the four ways, as the manager decided.

    `versions` are the responses the manager saw: RecordChanged if they are no longer
    the latest. `approved` are library texts inserted unchanged, which the medicine stop
    does not read; everything typed is read (MedicineWording), for a physician it is
    noted instead. `advice` stands in the reply as the library has it, and nothing that is
    blocked for this patient is sent (AdviceRefused); `checked`: physician or physiotherapist
    agreed to the exercise. Raises AlreadyEnded, OutcomeRefused. The reply leaves at `undo_until`.

    The same form (`key`) again gives the first answer; with other content AlreadySent. `call_id`:
    the call by which it ends was noted already, in the same transaction."""
    row = state.locked(patient_id)
    digest = _digest(ending)
    if (earlier := _sent_before(by, patient_id, occasion, key, digest)) is not None:
        journal.nothing_changed()
        return _answered(earlier)
    item = open_record(patient_id, occasion)
    if (earlier := _just_answered(by, item, digest)) is not None:
        journal.nothing_changed()
        return _answered(earlier)
    sitting = records_queries.occasion(occasion)
    override = _check(by, row, item, sitting, ending, versions, approved, physician)
    given = advising.weighed(row, sitting, advice, body=ending.body, checked=checked)
    mark_seen(by=by, patient_id=patient_id, occasion=occasion)
    review = _write_down(by, row, item, ending, key, digest, quote, given, call_id)
    alerting.keep(item, row.site_id, _came_of(item, ending, given), review)
    answered = _answered(review)
    requesting.end_with_record(by, row, occasion, ending.outcome, review.at)
    ended = (review.at, by.person) if answered.closed else None
    settle(row, item, closed=ended, reply=review.message)
    if ending.outcome == Outcome.ESCALATED and physician is not None:
        escalate(row, review, ending, physician)
    planning.replan(by, row)
    row.save()
    journal.record(
        "record.reviewed",
        by=by,
        object_type="review",
        object_id=review.pk,
        patient_id=patient_id,
        outcome=ending.outcome,
        level=state.level_of(item.level),
        medicine_override=override,
    )
    return answered


def _write_down(
    by: Actor,
    row: CareState,
    item: OpenItem,
    ending: Ending,
    key: UUID | None,
    digest: str,
    quote: str,
    advice: Sequence[Advising],
    call_id: int | None,
) -> Review:
    """The judgement with the reply and the call it names."""
    now, occasion = clock.now(), UUID(item.source)
    return Review.objects.create(
        key=key,
        digest=digest,
        patient_id=row.patient_id,
        site_id=row.site_id,
        item=item,
        occasion=occasion,
        at=now,
        by=by.person,
        level=item.level,
        outcome=ending.outcome,
        reason=ending.reason or "",
        emergency_outcome=ending.emergency_outcome or "",
        message=_reply(by, row, item, ending, quote, advice, now),
        call_id=call_id or _call(by, row.patient_id, occasion, ending),
        rules=rules_of(item),
        waited_s=round(state.clinic(row).service.between(item.opened_at, now).total_seconds()),
    )


def _came_of(item: OpenItem, ending: Ending, given: Sequence[Advising]) -> CameOf | None:
    """What came of it, if it was an alert; raises OutcomeRefused where nobody can know."""
    if not precision.alerts(item.reasons):
        return None
    return precision.told(
        ending,
        advised=any(choice.last_sent is None for _, choice in given),
        spoke=spoke_since(item),
        seen=alerting.visited_since(item),
    )


def _digest(ending: Ending) -> str:
    return hashlib.sha256(json.dumps(asdict(ending), sort_keys=True).encode()).hexdigest()


def _sent_before(
    by: Actor, patient_id: int, occasion: UUID, key: UUID | None, digest: str
) -> Review | None:
    earlier = Review.objects.filter(patient_id=patient_id, key=key).first() if key else None
    if earlier is None:
        return None
    if (earlier.by, earlier.occasion, earlier.digest) != (by.person, occasion, digest):
        raise AlreadySent(key)
    return earlier


def _just_answered(by: Actor, item: OpenItem, digest: str) -> Review | None:
    """The same reply a moment ago to a record that waits for 看懂了: a double click."""
    since = clock.now() - rules.UNDO
    mine = standing.reviews().filter(item=item, by=by.person, digest=digest, at__gte=since)
    return mine.filter(message=item.reply).first() if item.reply is not None else None


def _answered(review: Review) -> Answered:
    return Answered(
        review_id=review.pk,
        message_id=review.message,
        undo_until=rules.undo_until(review.at),
        closed=rules.closes(Outcome(review.outcome), state.level_of(review.level)),
    )


def _check(
    by: Actor,
    row: CareState,
    item: OpenItem,
    sitting: Sequence[StoredResponse],
    ending: Ending,
    versions: Sequence[UUID],
    approved: Sequence[str],
    physician: int | None,
) -> bool:
    """Everything that may stand in the way; True when the medicine stop was passed over."""
    if {each.uuid for each in sitting} != set(versions):
        raise RecordChanged
    rules.check_ending(
        ending,
        state.level_of(item.level),
        superseded=ending.outcome == Outcome.NO_REPLY and _superseded(row, sitting),
        corrected=any(each.status == ResponseStatus.AMENDED for each in sitting),
        spoke=spoke_since(item),
    )
    if ending.outcome == Outcome.ESCALATED and physician is None:
        raise rules.OutcomeRefused("escalation-needs-physician")
    return _check_wording(by, ending, approved)


def _superseded(row: CareState, sitting: Sequence[StoredResponse]) -> bool:
    """Whether the patient sent another record later on the same day."""
    zone = state.clinic(row).zone
    mine = [each for each in sitting if each.kind == Kind.RECORD]
    return any(
        other.complete
        and other.occasion != own.occasion
        and other.effective > own.effective
        and other.effective.astimezone(zone).date() == own.effective.astimezone(zone).date()
        for own in mine
        for other in records_queries.latest_records(row.patient_id, NEWEST)
    )


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
    row: CareState,
    item: OpenItem,
    ending: Ending,
    quote: str,
    advice: Sequence[Advising],
    now: datetime,
) -> int | None:
    if not ending.body.strip():
        return None
    visible_at = rules.undo_until(now)
    message_id = messaging_actions.write_to_patient(
        by=by,
        patient_id=row.patient_id,
        body=ending.body.strip(),
        visible_at=visible_at,
        quote=quote,
        occasion=UUID(item.source),
        advice=[chosen.code for chosen, _ in advice],
    )
    advising.keep(by, row, message_id, ending.body, advice)
    tell(row, message_id, visible_at, urgent=item.level >= Level.URGENT.rank)
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

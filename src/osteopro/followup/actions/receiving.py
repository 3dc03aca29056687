"""The one door for records: from the patient's pages, the phone, or another system."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.terms import State
from osteopro.followup import (
    alerts,
    assessing,
    beside,
    checking,
    deadlines,
    departed,
    known_problems,
    state,
)
from osteopro.followup.actions import wishing
from osteopro.followup.actions.advising import hear_tried
from osteopro.followup.actions.considering import want_talk
from osteopro.followup.actions.knowing import in_force, wake
from osteopro.followup.actions.returning import come_back
from osteopro.followup.actions.tending import end_calls
from osteopro.followup.checking import NOT_CHECKED, Looked
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.state import NewItem
from osteopro.followup.terms import ItemKind
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers
from osteopro.instruments.library import Instrument
from osteopro.instruments.scoring import score, with_calculated
from osteopro.instruments.terms import Kind
from osteopro.messaging import actions as messaging_actions
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.records.actions import Stored, Submission
from osteopro.records.queries import DraftView, StoredResponse, Surroundings
from osteopro.records.terms import DraftState, ResponseStatus
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import Assessment
from osteopro.triage.terms import Level


@dataclass(frozen=True)
class Receipt:
    """What became of a record: its level, and when the manager will have answered."""

    uuid: UUID
    occasion: UUID
    level: Level
    reply_by: datetime | None
    repeated: bool


@journal.action
def receive_record(
    *,
    by: Actor,
    patient_id: int,
    submission: Submission,
    left: bool = True,
    assessed_today: bool = False,
) -> Receipt:
    """Store a record exactly once, score it, assess it, and put it before the manager.

    One durable transaction. The same submission again returns the first receipt; the same uuid
    with other answers raises records.actions.Conflict, a draft that changed since it was read
    DraftMoved, one that is closed DraftClosed. `left` is False for the snapshot of an emergency
    answer in a form still being filled; `assessed_today`: the clinician judged them (3.6, note).
    """
    row = state.locked(patient_id)
    published = instruments_queries.published(submission.canonical)
    around = records_queries.surroundings(
        patient_id,
        before=records_rules.effective(submission.authored, clock.now()),
        instrument_id=published.row_id,
        occasion_id=submission.occasion,
        uuid=submission.uuid,
        joined=state.joined(row),
    )
    form = published.instrument
    submission = beside.together(row, _calculated(submission, form))
    if around.same is None:
        _close_draft(by, patient_id, submission)
    stored = records_actions.store_response(
        by=by,
        patient_id=patient_id,
        submission=submission,
        present=around.same,
        supersedes=around.standing.pk if around.standing else None,
    )
    if stored.repeated:
        journal.nothing_changed()
        return _earlier(patient_id, submission, stored)
    answers = _answers(submission, form)
    records_actions.store_scores(stored.response_id, score(form.spec, answers))
    arrived = assessing.Arrived(submission, stored, answers, left)
    assessment = assessing.assess(row, around.history, arrived, assessed_today)
    found = checking.look(row, around.history, arrived)
    _keep(by, row, stored.response_id, assessment, found)
    hear_tried(by, patient_id, submission, form)
    wishing.hear_wish(by, row, arrived, form, sent_before=bool(around.sitting))
    item = _put_before_manager(row, arrived, assessment, form, around)
    want_talk(by, row, arrived, item, found, known_new=not around.sitting)
    _move_clock(by, row, arrived, form, around)
    row.save()
    if item is not None and item.closed_at is None:
        level = state.level_of(item.level)
        messaging_actions.enqueue(alerts.for_record(row, submission.occasion, level))
    due = item.due_at if item else None
    return Receipt(stored.uuid, submission.occasion, assessment.level, due, repeated=False)


def _answers(submission: Submission, form: Instrument) -> Answers:
    return Answers(form.questionnaire, submission.values, complete=_complete(submission))


def _close_draft(by: Actor, patient_id: int, submission: Submission) -> None:
    """The draft goes together with the record it becomes, as it was read: nothing saved
    meanwhile on another device is lost."""
    if submission.draft_revision is not None:
        records_actions.close_draft(
            by=by,
            patient_id=patient_id,
            draft_uuid=submission.uuid,
            state=DraftState.SENT,
            revision=submission.draft_revision,
        )


def _calculated(submission: Submission, form: Instrument) -> Submission:
    """Totals that the form carries in hidden items are ours, never the sender's."""
    values = with_calculated(form.spec, form.questionnaire, submission.values)
    return replace(submission, values=values)


def _complete(submission: Submission) -> bool:
    return submission.status in (ResponseStatus.COMPLETED, ResponseStatus.AMENDED)


def _earlier(patient_id: int, submission: Submission, stored: Stored) -> Receipt:
    level = records_queries.level_of(stored.response_id)
    due = deadlines.promised(patient_id, str(submission.occasion))
    return Receipt(stored.uuid, submission.occasion, Level(level), due, repeated=True)


def _keep(
    by: Actor,
    row: CareState,
    response_id: int | None,
    assessment: Assessment,
    found: Looked = NOT_CHECKED,
) -> None:
    """What the rules said; a known problem that got worse rests no more. `row` is not saved."""
    wake(by, row, known_problems.worsened(assessment, in_force(row)))
    records_actions.store_assessment(
        patient_id=row.patient_id,
        response_id=response_id,
        ruleset=assessment.ruleset,
        level=assessment.level,
        rules=assessing.fired_json(assessment.rules),
        tags=assessment.tags,
        message={"code": assessment.message.code, "add": list(assessment.message.add)},
        advice=assessment.advice,
        checks=found.checks,
        flags=checking.flags_json(found.flags),
    )


def _put_before_manager(
    row: CareState,
    arrived: assessing.Arrived,
    assessment: Assessment,
    instrument: Instrument,
    around: Surroundings,
) -> OpenItem | None:
    """Records always wait for a manager; other forms only at attention or higher (72)."""
    if instrument.kind != Kind.RECORD and assessment.level == Level.ROUTINE:
        return None
    submission = arrived.submission
    return state.open_item(
        row,
        NewItem(
            kind=ItemKind.RECORD,
            source=str(submission.occasion),
            level=assessment.level,
            promise=deadlines.for_record(
                state.clinic(row),
                triage_queries.current().ruleset,
                assessment,
                instrument,
                arrived.answers,
                arrived.stored.received,
            ),
            reasons=_reasons(assessment, instrument, arrived.answers, submission),
            again=_complete(submission),
        ),
        known_new=not around.sitting,
    )


def _reasons(
    assessment: Assessment, instrument: Instrument, answers: Answers, submission: Submission
) -> list[dict[str, Any]]:
    """What the worklist says in words: fired rules, what was asked for, how the record came.

    A rule that fired on a form beside the record carries that form's kind, so that the words
    can name it: the manager opens the record and must know what to look for.
    """
    found = assessing.fired_json(assessment.rules)
    if instrument.kind != Kind.RECORD:
        found = [rule | {"form": instrument.kind} for rule in found]
    if wish := deadlines.wishes(instrument, answers):
        found.append(state.remark(f"wish-{wish}"))
    if submission.status in (ResponseStatus.AMENDED, ResponseStatus.STOPPED):
        found.append(state.remark(submission.status))
    return found


def _move_clock(
    by: Actor,
    row: CareState,
    arrived: assessing.Arrived,
    form: Instrument,
    around: Surroundings,
) -> None:
    """A submitted follow-up record moves the next due day; correcting one does not (7.1).

    Nobody needs to phone about it any more: looked for only if somebody may have been asked to.
    """
    submission, received = arrived.submission, arrived.stored.received
    first = around.standing is None or not around.standing.complete
    if form.kind == Kind.RECORD and _complete(submission) and first:
        _heard_again(by, row)
        tended = row.tended_on is not None and row.tended_on >= row.next_due_on
        state.note_record(row, received, full=form.baseline, by_whom=submission.by_whom)
        if tended and row.open_items > 1:
            end_calls(by, row)


def _heard_again(by: Actor, row: CareState) -> None:
    """Who fell silent and reports takes part again (6.5)."""
    if row.ended == State.LEFT_SILENT and (left := departed.latest(row.patient_id)):
        come_back(by, row, left)
        end_calls(by, row)


@journal.action
def keep_left_draft(
    *, by: Actor, patient_id: int, draft_uuid: UUID, expired: bool, cut_off: bool = False
) -> bool:
    """Store a form that was left half-way as it stands, if it must not wait (resolution 2).

    That is when leaving it now would be urgent or higher, or when its time is over or the
    call in which it was asked was `cut_off`, and something was answered. A form that was cut
    off can be gone on with, one whose time is over is closed. What is stored of it already
    (an emergency, the record that a correction began with) is not stored again. True when kept.
    """
    row = state.locked(patient_id)
    draft = records_queries.draft(patient_id, draft_uuid)
    if draft is None or draft.state != DraftState.OPEN:
        journal.nothing_changed()
        return False
    around = records_queries.surroundings(
        patient_id,
        before=clock.now(),
        instrument_id=instruments_queries.published(draft.instrument.canonical).row_id,
        occasion_id=draft.occasion,
    )
    records_actions.looked_at(draft_uuid, draft.revision)
    keep = _says_something_new(draft, around) and (
        expired or cut_off or _must_not_wait(row, draft, around.history)
    )
    if keep:
        receive_record(by=by, patient_id=patient_id, submission=assessing.of_left(draft))
    if expired:
        records_actions.close_draft(
            by=by,
            patient_id=patient_id,
            draft_uuid=draft_uuid,
            state=DraftState.LEFT,
            revision=draft.revision,
        )
    else:
        journal.nothing_changed()
    return keep


def _says_something_new(draft: DraftView, around: Surroundings) -> bool:
    if not draft.given:
        return False
    return around.standing is None or draft.answers.enabled_values() != around.standing.values


def _must_not_wait(row: CareState, draft: DraftView, history: Sequence[StoredResponse]) -> bool:
    assessment = assessing.assess_left(row, history, draft)
    return assessment.level.rank >= Level.URGENT.rank


@journal.action
def note_silence(*, by: Actor, patient_id: int) -> bool:
    """Put somebody who missed two records in a row before the manager (T-A14). True when new."""
    row = state.locked(patient_id)
    missed = assessing.missed_in_row(row)
    source = row.next_due_on.isoformat()
    if not row.active or not missed or deadlines.has_item(patient_id, ItemKind.SILENCE, source):
        journal.nothing_changed()
        return False
    around = records_queries.surroundings(patient_id, before=clock.now())
    assessment = assessing.assess(row, around.history, None)
    if assessment.level == Level.ROUTINE:
        journal.nothing_changed()
        return False
    _keep(by, row, None, assessment)
    state.open_item(row, _silence(row, assessment, source), known_new=True)
    row.save()
    journal.record(
        "silence.noted",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        missed=missed,
    )
    return True


def _silence(row: CareState, assessment: Assessment, source: str) -> NewItem:
    ruleset = triage_queries.current().ruleset
    clinic = state.clinic(row)
    return NewItem(
        kind=ItemKind.SILENCE,
        source=source,
        level=assessment.level,
        promise=deadlines.of_level(clinic, ruleset, clock.now()),
        reasons=assessing.fired_json(assessment.rules),
    )

"""A form being filled: begun, answered item by item, interrupted by an emergency."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import assessing, context, state
from osteopro.followup.actions.receiving import Receipt, receive_record
from osteopro.followup.models import CareState
from osteopro.instruments.answers import Values
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Mode
from osteopro.patients.terms import MedicineClass
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.records.actions import DraftClosed, Submission
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.triage.case import MessageRef


@dataclass(frozen=True)
class Saved:
    """What came of saving an answer: the emergency to show before the next question, if any."""

    emergency: MessageRef | None
    receipt: Receipt | None = None


class TooLateToCorrect(RuntimeError):
    """Patients correct a record themselves for 24 hours; then their manager does it."""


@journal.action
def start_form(
    *,
    by: Actor,
    patient_id: int,
    instrument: Instrument,
    mode: Mode,
    language: str,
    by_whom: ByWhom,
    corrects: UUID | None = None,
) -> UUID:
    """Begin a form with the facts its hidden items need, or return the one that is open.

    A correction starts from the answers that were sent.
    """
    row = state.locked(patient_id)
    before = records_queries.response(corrects) if corrects else None
    if before and not records_rules.may_correct(before.received, clock.now()):
        raise TooLateToCorrect(corrects)
    author = instrument.item_for("author")
    first: dict[str, Any] = dict(before.values) if before else {}
    if author:
        first[author] = by_whom.value
    return records_actions.start_draft(
        by=by,
        patient_id=patient_id,
        canonical=instrument.canonical,
        mode=mode,
        language=language,
        context=_facts(row, instrument, by_whom),
        first_answers={k: v for k, v in first.items() if not _hidden(instrument, k)},
        corrects=corrects,
        occasion=before.occasion if before else None,
        expires_at=_expires(row),
    )


@journal.action
def save_answers(
    *,
    by: Actor,
    patient_id: int,
    draft_uuid: UUID,
    values: Values,
    circumstances: dict[str, Any] | None = None,
) -> Saved:
    """Keep checked answers in the draft; an emergency among them is sent on at once.

    The emergency is judged on given answers only (resolution 1) and its record kept
    even if the form is never finished. Raises DraftClosed.
    """
    row = state.locked(patient_id)
    records_actions.save_answers(
        by=by,
        patient_id=patient_id,
        draft_uuid=draft_uuid,
        values=values,
        circumstances=circumstances,
    )
    draft = records_queries.draft(patient_id, draft_uuid)
    if draft is None:
        raise DraftClosed(draft_uuid)
    emergency = assessing.interrupt(row, draft)
    if emergency is None:
        return Saved(None)
    submission = assessing.snapshot(draft, assessing.EMERGENCY)
    if records_queries.response(submission.uuid) is not None:
        return Saved(emergency.message)
    receipt = receive_record(by=by, patient_id=patient_id, submission=submission, left=False)
    return Saved(emergency.message, receipt)


def send_form(*, by: Actor, patient_id: int, draft_uuid: UUID) -> Receipt:
    """Send a filled form: the draft is read, then received in one transaction.

    Pressing twice, or on two devices, gives the same receipt. Raises DraftClosed for a
    form this patient never began, records.actions.Conflict when it arrived otherwise.
    """
    draft = records_queries.draft(patient_id, draft_uuid)
    if draft is None:
        raise DraftClosed(draft_uuid)
    return receive_record(by=by, patient_id=patient_id, submission=_submission(draft))


def _submission(draft: records_queries.DraftView) -> Submission:
    values = dict(draft.answers.enabled_values())
    status = ResponseStatus.AMENDED if draft.corrects else ResponseStatus.COMPLETED
    return Submission(
        uuid=draft.uuid,
        canonical=draft.instrument.canonical,
        values=values,
        status=status,
        authored=clock.now(),
        mode=draft.mode,
        by_whom=assessing.author_of(draft.instrument, values),
        language=draft.language,
        occasion=draft.occasion,
        supersedes=draft.corrects,
    )


def _facts(row: CareState, instrument: Instrument, by_whom: ByWhom) -> dict[str, Any]:
    return context.facts(
        row.patient_id,
        instrument,
        by_whom,
        on_bone_med=row.profile.med_class != MedicineClass.NONE,
        baseline=row.last_full_at is None,
    )


def _hidden(instrument: Instrument, link_id: str) -> bool:
    node = instrument.questionnaire.nodes.get(link_id)
    return node is None or node.hidden or node.read_only


def _expires(row: CareState) -> datetime:
    """After 14 days, or when the next record is due, whichever is first (resolution 2)."""
    now = clock.now()
    zone = state.clinic(row).zone
    latest = now + records_rules.DRAFT_LIFE
    next_due = datetime.combine(row.next_due_on, datetime.min.time(), zone)
    return min(latest, next_due) if next_due > now + timedelta(days=1) else latest

"""A form being filled: begun, answered item by item, interrupted by an emergency."""

from dataclasses import dataclass
from datetime import datetime, time
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.access.terms import Role
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import assessing, context, rules, state
from osteopro.followup.actions import carrying, helping
from osteopro.followup.actions.receiving import Receipt, receive_record
from osteopro.followup.models import CareState
from osteopro.followup.queries import forms as forms_queries
from osteopro.followup.queries.forms import SKIPPED
from osteopro.instruments.answers import Values
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Mode
from osteopro.records import actions as records_actions
from osteopro.records import copies
from osteopro.records import queries as records_queries
from osteopro.records import rules as records_rules
from osteopro.records.actions import DraftClosed, DraftMoved, Submission
from osteopro.records.queries import DraftView, StoredResponse
from osteopro.records.terms import ByWhom, DraftState, ResponseStatus
from osteopro.triage.case import MessageRef

# Another device saved an answer just then: read again, at most this often.
TRIES = 3


@dataclass(frozen=True)
class Saved:
    """What came of saving an answer: the emergency to show before the next question, if any."""

    emergency: MessageRef | None
    receipt: Receipt | None = None


class NotAsked(RuntimeError):
    """This person does not take part: this form is not asked."""


class TooLateToCorrect(RuntimeError):
    """Patients correct a record themselves for 24 hours; then their manager does it."""


class NotTheirs(PermissionError):
    """A helper does not correct what the patient said alone."""


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

    A correction starts from the answers that were sent; what the form had taken over from
    another form of the occasion is not asked again, it is corrected there. A helper corrects
    only what was filled in with a helper. Raises TooLateToCorrect, NotTheirs, NotAsked
    for somebody who left.
    """
    row = state.locked(patient_id)
    if not rules.may_ask(row.ended, instrument.kind):
        raise NotAsked(patient_id)
    before = _to_correct(corrects, by) if corrects else None
    by_whom = context.answering(by, by_whom)
    facts = _facts(row, instrument, context.is_helped(by, by_whom))
    copied = copies.sources(before.uuid) if before else {}
    first: dict[str, Any] = dict(before.values) if before else {}
    facts |= _facts_before(facts, first) | {each: first.get(each, SKIPPED) for each in copied}
    if author := instrument.item_for("author"):
        first[author] = by_whom.value
    journal.nothing_changed()
    return records_actions.start_draft(
        by=by,
        patient_id=patient_id,
        canonical=instrument.canonical,
        mode=mode,
        language=language,
        context=facts,
        by_whom=by_whom,
        copied=copied,
        first_answers={
            k: v for k, v in first.items() if k not in copied and not _hidden(instrument, k)
        },
        corrects=before.uuid if before else None,
        occasion=before.occasion if before else None,
        expires_at=_expires(row),
    )


def _facts_before(facts: Values, before: Values) -> dict[str, Any]:
    """What was true when a record was given stays so in its correction; who answers may not."""
    return {k: before[k] for k in facts if k in before and k != context.HELPER}


@journal.action
def start_next_form(
    *, by: Actor, patient_id: int, occasion: UUID, mode: Mode, language: str
) -> UUID | None:
    """Begin the next form of an occasion, or return the one that is open; None if none is left.

    It is filled in for the record's author; a question that another form of the occasion asked
    is taken over with its source (resolution 18). It may wait until the occasion's last day.
    """
    row = state.locked(patient_id)
    sitting = forms_queries.forms_of_sitting(patient_id, occasion)
    journal.nothing_changed()
    if sitting is None or not sitting.left or row.ended:
        return None
    instrument = sitting.left[0].instrument
    by_whom = context.answering(by, ByWhom(sitting.record.by_whom))
    helped = context.is_helped(by, by_whom)
    taken = forms_queries.copied(sitting.given, instrument, helped=helped)
    zone = state.clinic(row).zone
    return records_actions.start_draft(
        by=by,
        patient_id=patient_id,
        canonical=instrument.canonical,
        mode=mode,
        language=language,
        context=_facts(row, instrument, helped) | {k: value for k, (value, _) in taken.items()},
        by_whom=by_whom,
        copied={link_id: source for link_id, (_, source) in taken.items()},
        occasion=occasion,
        expires_at=datetime.combine(sitting.until + rules.A_DAY, time.min, zone),
    )


def _to_correct(uuid: UUID, by: Actor) -> StoredResponse:
    """The version that stands of a record somebody wants to correct."""
    sent = records_queries.standing_version(uuid)
    if sent is None or not records_rules.may_correct(sent.received, clock.now()):
        raise TooLateToCorrect(uuid)
    if by.capacity == Role.HELPER and not context.was_helped(
        sent.instrument, sent.values, sent.by_whom
    ):
        raise NotTheirs(uuid)
    return sent


@journal.action
def save_answers(
    *,
    by: Actor,
    patient_id: int,
    draft_uuid: UUID,
    values: Values,
    circumstances: dict[str, Any] | None = None,
    answered_at: datetime | None = None,
) -> Saved:
    """Keep checked answers in the draft; an emergency among them is sent on at once.

    `answered_at` is given for answers that waited on a phone without a network.
    The emergency is judged on given answers only (resolution 1) and its record kept
    even if the form is never finished. When from now on a helper answers, what was said
    in private leaves the form first (`helping.note_helper`). Raises DraftClosed.
    """
    row = state.locked(patient_id)
    records_actions.save_answers(
        by=by,
        patient_id=patient_id,
        draft_uuid=draft_uuid,
        values=values,
        circumstances=circumstances,
        answered_at=answered_at,
    )
    draft = records_queries.draft(patient_id, draft_uuid)
    if draft is None:
        raise DraftClosed(draft_uuid)
    journal.nothing_changed()
    draft = helping.note_helper(row, by, draft)
    emergency = assessing.interrupt(row, draft)
    if emergency is None:
        return Saved(None)
    submission = assessing.of_emergency(draft, emergency)
    if records_queries.response(submission.uuid) is not None:
        return Saved(emergency.message)
    receipt = receive_record(by=by, patient_id=patient_id, submission=submission, left=False)
    return Saved(emergency.message, receipt)


@journal.action
def take_up(*, by: Actor, patient_id: int, draft_uuid: UUID) -> DraftView | None:
    """The form as `by` may go on with it; None for one this patient never began.

    In a helper's session what was said in private leaves it (`helping.note_helper`), and
    what is not asked of a helper is not shown.
    """
    row = state.locked(patient_id)
    draft = records_queries.draft(patient_id, draft_uuid)
    journal.nothing_changed()
    if draft is None or draft.state is not DraftState.OPEN:
        return draft
    draft = helping.note_helper(row, by, draft)
    return helping.for_helper(draft) if by.capacity == Role.HELPER else draft


def send_form(
    *,
    by: Actor,
    patient_id: int,
    draft_uuid: UUID,
    read: DraftView | None = None,
    authored: datetime | None = None,
) -> Receipt:
    """Send a filled form: the draft is read, then received as it was read.

    `read` is this patient's draft if the caller has just read it; `authored` is when she
    sent it, if it waited on her phone.

    Pressing twice, or on two devices, gives the same receipt; an answer saved on another
    device between reading and receiving is sent too. Raises DraftClosed for a form this
    patient never began or left too long, records.actions.Conflict when it arrived otherwise.
    """
    for _ in range(TRIES):
        draft = read or records_queries.draft(patient_id, draft_uuid)
        if draft is None:
            break
        read = None
        submission = _submission(draft, authored or clock.now())
        try:
            return _receive(by=by, patient_id=patient_id, submission=submission)
        except DraftMoved:
            continue
    raise DraftClosed(draft_uuid)


@journal.action
def _receive(*, by: Actor, patient_id: int, submission: Submission) -> Receipt:
    journal.nothing_changed()
    receipt = receive_record(by=by, patient_id=patient_id, submission=submission)
    if submission.status is ResponseStatus.AMENDED and not receipt.repeated:
        carrying.carry(by=by, patient_id=patient_id, corrected=submission.uuid)
    return receipt


def _submission(draft: DraftView, authored: datetime) -> Submission:
    values = dict(draft.answers.enabled_values())
    corrected = records_queries.response(draft.corrects) if draft.corrects else None
    return Submission(
        uuid=draft.uuid,
        canonical=draft.instrument.canonical,
        values=values,
        status=ResponseStatus.AMENDED if corrected else ResponseStatus.COMPLETED,
        # A correction is still about the day of the record it corrects.
        authored=corrected.effective if corrected else authored,
        mode=draft.mode,
        by_whom=assessing.author_of(draft),
        language=draft.language,
        occasion=draft.occasion,
        draft_revision=draft.revision,
        begun=draft.started_at,
        circumstances=draft.circumstances,
    )


def _facts(row: CareState, instrument: Instrument, helped: bool) -> dict[str, Any]:
    return context.facts(
        row.patient_id,
        instrument,
        helped,
        on_bone_med=state.profile(row).on_bone_med,
        baseline=row.last_full_at is None,
        leaving=bool(row.ended),
    )


def _hidden(instrument: Instrument, link_id: str) -> bool:
    node = instrument.questionnaire.nodes.get(link_id)
    return node is None or node.hidden or node.read_only


def _expires(row: CareState) -> datetime:
    """After 14 days, or when the next record is due, whichever is first (resolution 2).

    A form begun for the record that is due now lasts until the one after it.
    """
    now = clock.now()
    zone = state.clinic(row).zone
    due = state.due_now(row)
    following = due.on if due.opens_on > now.astimezone(zone).date() else due.next_on
    return min(now + records_rules.DRAFT_LIFE, datetime.combine(following, time.min, zone))

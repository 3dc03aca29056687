"""What patients note between records: one event, one entry (clinical content 1.5)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import context, rules, state
from osteopro.followup.actions.answering import NotAsked, Saved, save_answers
from osteopro.followup.actions.receiving import Receipt, keep_left_draft, receive_record
from osteopro.followup.flow import flow
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Values
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records.actions import Submission
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom, DraftState, ResponseStatus


@dataclass(frozen=True)
class Noted:
    """What became of an entry: it is here (`receipt`; None when it was here in full before),
    or it goes on as a form with more questions (`saved`)."""

    receipt: Receipt | None = None
    saved: Saved | None = None


@dataclass(frozen=True)
class Note:
    """An entry as it was written: the id its page gave it, checked answers, and how it came.

    `more`: whoever writes wants the questions that may be left out, too. `answered_at` is
    given for what waited on a phone without a network.
    """

    uuid: UUID
    values: Values
    language: str
    by_whom: ByWhom = ByWhom.SELF
    more: bool = False
    circumstances: Mapping[str, Any] | None = None
    answered_at: datetime | None = None


@journal.action
def note_event(*, by: Actor, patient_id: int, note: Note) -> Noted:
    """Keep a diary entry, at once when nothing is left that must be asked.

    An event that asks more (a fall, sudden pain) becomes a form with the same id to go on
    with; an entry that was begun before and left is kept as it stands. The same entry again
    is kept once. Raises NotAsked, records.actions.Conflict.
    """
    row = state.locked(patient_id)
    instrument = instruments_queries.latest(Kind.DIARY).instrument
    if not rules.may_ask(row.ended, instrument.kind):
        raise NotAsked(patient_id)
    journal.nothing_changed()
    by_whom = context.answering(by, note.by_whom)
    draft = records_queries.draft(patient_id, note.uuid)
    if draft is None and not (note.more or flow(instrument, note.values).unanswered):
        submission = _submission(note, instrument, by_whom)
        return Noted(receive_record(by=by, patient_id=patient_id, submission=submission))
    if draft is None and records_queries.response(note.uuid) is not None:
        return Noted()
    if draft is None:
        _keep_what_was_begun(by, records_queries.open_diary(patient_id))
        _begin(by, patient_id, note, instrument, by_whom)
    elif draft.state is not DraftState.OPEN:
        return Noted()
    saved = save_answers(
        by=by,
        patient_id=patient_id,
        draft_uuid=note.uuid,
        values=note.values,
        circumstances=dict(note.circumstances or {}),
        answered_at=note.answered_at,
    )
    return Noted(saved=saved)


def _begin(by: Actor, patient_id: int, note: Note, instrument: Instrument, by_whom: ByWhom) -> None:
    records_actions.start_draft(
        by=by,
        patient_id=patient_id,
        canonical=instrument.canonical,
        mode=Mode.ONLINE,
        language=note.language,
        context={},
        by_whom=by_whom,
        uuid=note.uuid,
        occasion=note.uuid,
    )


def _keep_what_was_begun(by: Actor, begun: DraftView | None) -> None:
    if begun is not None:
        keep_left_draft(by=by, patient_id=begun.patient_id, draft_uuid=begun.uuid, expired=True)


def _submission(note: Note, instrument: Instrument, by_whom: ByWhom) -> Submission:
    at = note.answered_at or clock.now()
    told = {**(note.circumstances or {}), "answered_at": at.isoformat()}
    return Submission(
        uuid=note.uuid,
        canonical=instrument.canonical,
        values=note.values,
        status=ResponseStatus.COMPLETED,
        authored=at,
        mode=Mode.ONLINE,
        by_whom=by_whom,
        language=note.language,
        occasion=note.uuid,
        circumstances=dict.fromkeys(note.values, told),
    )

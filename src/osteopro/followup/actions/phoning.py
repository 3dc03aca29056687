"""A call while it goes on: begun, its record taken, danger in the middle, ended (section 9)."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import assessing, speaking, state
from osteopro.followup.actions.answering import start_form, start_next_form
from osteopro.followup.actions.calling import (
    Circumstances,
    NoCall,
    cut_off_for,
    open_form,
    own_call,
    record_call,
)
from osteopro.followup.actions.ending import open_record
from osteopro.followup.actions.levels import set_level
from osteopro.followup.actions.receiving import keep_left_draft, receive_record
from osteopro.followup.actions.reviewing import record_review
from osteopro.followup.actions.speaking import answer_on_phone, heed_speaker
from osteopro.followup.models import Call, LiveCall
from osteopro.followup.queries import forms as forms_queries
from osteopro.followup.rules import Ending
from osteopro.followup.terms import (
    CallKind,
    CallOutcome,
    EmergencyOutcome,
    Outcome,
    Privacy,
)
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level

# A form of which nothing is known after the call is put away; the others may be gone on with.
_GOES_ON = (CallOutcome.CUT_OFF, CallOutcome.POSTPONED)


class OnThePhone(RuntimeError):
    """A colleague has this patient on the phone; `by` and `at` say who and since when."""

    def __init__(self, by: int, at: datetime) -> None:
        super().__init__("on the phone")
        self.by = by
        self.at = at


@dataclass(frozen=True)
class Asked:
    """The form to be asked in a call, and who answers at its beginning."""

    instrument: Instrument
    by_whom: ByWhom


@journal.action
def begin_call(
    *,
    by: Actor,
    patient_id: int,
    key: UUID,
    language: str,
    asked: Asked | None,
    rest_of: UUID | None = None,
    inbound: bool = False,
    take_over: bool = False,
) -> None:
    """Somebody answered and the birth year was right: the call goes on from here.

    With `asked` a form is begun in mode `phone`, or the one that was cut off goes on at its
    place; with `rest_of` the next form that is left of that occasion goes before, for a call
    that ended between two forms. Going on with one's own call changes nothing. Raises
    OnThePhone when a colleague talks with this patient, unless this `take_over`s: then theirs
    is noted as cut off.
    """
    row = state.locked(patient_id)
    present = LiveCall.objects.filter(patient_id=patient_id).first()
    if present is not None and present.by == by.person:
        journal.nothing_changed()
        return
    if present is not None:
        if not take_over:
            raise OnThePhone(present.by, present.started_at)
        cut_off_for(by, present)
    draft = _form(by, patient_id, asked, rest_of, language) if asked else None
    live = LiveCall.objects.create(
        patient_id=patient_id,
        key=key,
        by=by.person,
        started_at=clock.now(),
        inbound=inbound,
        language=draft.language if draft else language,
        draft=draft.uuid if draft else None,
        occasion=draft.occasion if draft else None,
        by_whom=asked.by_whom if asked else "",
    )
    heed_speaker(row, by, live)
    journal.record(
        "call.begun",
        by=by,
        object_type="call",
        object_id=key,
        patient_id=patient_id,
        inbound=inbound,
        taken_over=present is not None,
    )


@journal.action
def note_privacy(*, by: Actor, patient_id: int, privacy: Privacy) -> None:
    """Whether the patient can speak freely (9.1, rule 8). Raises NoCall."""
    state.locked(patient_id)
    live = own_call(by, patient_id)
    live.privacy = privacy
    live.save(update_fields=["privacy"])
    journal.record(
        "call.privacy-asked",
        by=by,
        object_type="call",
        object_id=live.key,
        patient_id=patient_id,
        privacy=privacy,
    )


@journal.action
def ask_next_form(*, by: Actor, patient_id: int) -> bool:
    """Go on with the next form of the sitting in the same call; False when none is left, or
    when it is for the patient alone and the family is on the line: it may wait some days.

    Raises NoCall.
    """
    row = state.locked(patient_id)
    live = own_call(by, patient_id)
    journal.nothing_changed()
    if live.occasion is None or not _suits(live):
        return False
    following = start_next_form(
        by=by,
        patient_id=patient_id,
        occasion=live.occasion,
        mode=Mode.PHONE,
        language=live.language,
    )
    if following is None:
        return False
    live.draft = following
    live.save(update_fields=["draft"])
    heed_speaker(row, by, live)
    return True


def _suits(live: LiveCall) -> bool:
    """Whether the next form may be asked of who is on the line."""
    if live.by_whom != ByWhom.PROXY or live.occasion is None:
        return True
    sitting = forms_queries.forms_of_sitting(live.patient_id, live.occasion)
    left = sitting.left if sitting else ()
    return not left or speaking.may_be_asked(left[0].instrument, live.by_whom)


@journal.action
def end_call(
    *,
    by: Actor,
    patient_id: int,
    key: UUID,
    outcome: CallOutcome,
    note: str = "",
    about: Circumstances = Circumstances(),  # noqa: B008 - frozen
) -> int:
    """Hang up; returns the id of the call that is kept.

    A form that was not sent is stored as it stands; after a call that was cut off or put
    off it can be gone on with (resolution 2), after any other it is put away. The same call
    ended twice ends once. Raises NoCall.
    """
    state.locked(patient_id)
    if (earlier := _kept_before(patient_id, key)) is not None:
        return earlier
    live = own_call(by, patient_id)
    _keep_form(by, live, goes_on=outcome in _GOES_ON)
    journal.nothing_changed()
    return record_call(
        by=by, patient_id=patient_id, outcome=outcome, note=note, about=_about(live, about)
    )


@journal.action
def note_danger(*, by: Actor, patient_id: int, words: str) -> None:
    """The caller hears of a danger that no answer names: stored, and alerted at once.

    `words` are what the patient said. They are kept with the record, after the own words that
    stand in it, and it becomes an emergency in the caller's judgement. Raises NoCall.
    """
    state.locked(patient_id)
    live = own_call(by, patient_id)
    draft = open_form(live)
    if draft is None or live.occasion is None:
        raise NoCall(patient_id)
    note = draft.instrument.item_for("note")
    if note:
        answer_on_phone(
            by=by,
            patient_id=patient_id,
            draft_uuid=draft.uuid,
            values={note: _after(draft, note, words)},
            circumstances={},
            familys=[each for each in speaking.familys(draft) if each == note],
        )
        draft = open_form(live) or draft
    snapshot = assessing.of_left(draft)
    receive_record(by=by, patient_id=patient_id, submission=snapshot, left=False)
    journal.nothing_changed()
    item = open_record(patient_id, live.occasion)
    if state.level_of(item.level) != Level.EMERGENCY:
        set_level(
            by=by,
            patient_id=patient_id,
            occasion=live.occasion,
            level=Level.EMERGENCY,
            reason=words,
        )


def _after(draft: DraftView, note: str, words: str) -> str:
    """Own words with others after them; where both are too long for the form the first give way."""
    before = draft.values.get(note)
    if not isinstance(before, str) or words in before:
        return before if isinstance(before, str) else words
    longest = draft.instrument.questionnaire.item(note).max_length
    room = max(0, longest - len(words) - 1) if longest else len(before)
    return f"{before[:room]}\n{words}".strip()


@journal.action
def end_emergency(
    *,
    by: Actor,
    patient_id: int,
    key: UUID,
    outcome: EmergencyOutcome,
    note: str,
    about: Circumstances = Circumstances(),  # noqa: B008 - frozen
) -> int:
    """Hang up after an emergency that has its outcome (3.1); returns the id of the call.

    The record ends as phoned. Raises NoCall, AlreadyEnded, OutcomeRefused.
    """
    state.locked(patient_id)
    if (earlier := _kept_before(patient_id, key)) is not None:
        return earlier
    live = own_call(by, patient_id)
    if live.occasion is None:
        raise NoCall(patient_id)
    _keep_form(by, live, goes_on=False)
    call_id = record_call(
        by=by,
        patient_id=patient_id,
        outcome=CallOutcome.REACHED,
        note=note,
        about=_about(live, about),
    )
    record_review(
        by=by,
        patient_id=patient_id,
        occasion=live.occasion,
        ending=Ending(Outcome.CALLED, reached_by_phone=True, note=note, emergency_outcome=outcome),
        versions=[each.uuid for each in records_queries.occasion(live.occasion)],
        call_id=call_id,
    )
    journal.nothing_changed()
    return call_id


def _kept_before(patient_id: int, key: UUID) -> int | None:
    """The call that the same form kept already: then nothing changes."""
    calls = Call.objects.filter(patient_id=patient_id, key=key)
    earlier = calls.values_list("pk", flat=True).first()
    if earlier is not None:
        journal.nothing_changed()
    return earlier


def _form(
    by: Actor, patient_id: int, asked: Asked, rest_of: UUID | None, language: str
) -> DraftView | None:
    diary = asked.instrument.kind is Kind.DIARY
    of_kind = records_queries.open_diary if diary else records_queries.open_draft
    begun = of_kind(patient_id, Mode.PHONE)
    if begun is not None:
        return begun
    following = None
    if rest_of is not None:
        following = start_next_form(
            by=by, patient_id=patient_id, occasion=rest_of, mode=Mode.PHONE, language=language
        )
    uuid = following or start_form(
        by=by,
        patient_id=patient_id,
        instrument=asked.instrument,
        mode=Mode.PHONE,
        language=language,
        by_whom=asked.by_whom,
    )
    return records_queries.draft(patient_id, uuid)


def _keep_form(by: Actor, live: LiveCall, *, goes_on: bool) -> None:
    draft = open_form(live)
    if draft is None:
        return
    # Where nothing was answered yet there is nothing to go on with.
    goes_on = goes_on and bool(draft.given)
    keep_left_draft(
        by=by,
        patient_id=live.patient_id,
        draft_uuid=draft.uuid,
        expired=not goes_on,
        cut_off=goes_on,
    )


def _about(live: LiveCall, about: Circumstances) -> Circumstances:
    kind = CallKind.RECORD if live.draft else CallKind.TALK
    return Circumstances(kind, about.call_back_at, about.deviations, about.recording)

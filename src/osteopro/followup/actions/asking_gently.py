"""The one gentle question before a report is sent, and what is said to it (A1)."""

from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import gently, state
from osteopro.followup.actions.answering import send_form
from osteopro.followup.flow import flow
from osteopro.followup.models import GentleAnswer, GentleQuestion
from osteopro.instruments.answers import values_to_json
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import DraftState
from osteopro.triage import queries as triage_queries
from osteopro.triage.validity.asking import ToAsk
from osteopro.triage.validity.checkset import Answer


class NoSuchAnswer(ValueError):
    """The question of this sitting has no such answer, or none was asked."""


@journal.action
def ask_gently(*, by: Actor, patient_id: int, draft: DraftView, found: ToAsk) -> None:
    """Ask this question before the form is sent, once in a sitting.

    All answers are kept beside it as they were when the person pressed to send. Whoever leaves
    at the question has sent the form all the same (`send_where_asked`).
    """
    state.locked(patient_id)
    if GentleQuestion.objects.filter(occasion=draft.occasion).exists():
        journal.nothing_changed()
        return
    GentleQuestion.objects.create(
        patient_id=patient_id,
        occasion=draft.occasion,
        record=draft.uuid,
        code=found.check,
        question=found.question.id,
        checks=triage_queries.checks().name,
        at=clock.now(),
        first_answers=values_to_json(dict(draft.answers.enabled_values())),
        text=dict(found.text),
    )
    records_actions.touch_draft(draft.uuid)
    _note("question.asked", by, patient_id, draft.uuid)


@journal.action
def answer_gently(*, by: Actor, patient_id: int, record: UUID, key: str) -> Answer:
    """Keep what was said to the question, once; returns the answer that stands.

    Nothing of the report changes by it. Raises NoSuchAnswer.
    """
    state.locked(patient_id)
    row = GentleQuestion.objects.filter(patient_id=patient_id, record=record).first()
    question = triage_queries.checks().questions.get(row.question) if row else None
    chosen = question.answer(key) if question else None
    if row is None or chosen is None:
        raise NoSuchAnswer(key)
    _, new = GentleAnswer.objects.get_or_create(
        question=row,
        defaults={
            "at": clock.now(),
            "answer": chosen.code,
            "detail": chosen.detail,
            "text": dict(chosen.text),
        },
    )
    if new:
        _note("question.answered", by, patient_id, record)
    else:
        journal.nothing_changed()
    return chosen


def _note(kind: str, by: Actor, patient_id: int, record: UUID) -> None:
    """That a question came before sending, and nothing of why: the trail is read by others than
    those who may know what was found."""
    journal.record(kind, by=by, object_type="draft", object_id=record, patient_id=patient_id)


def send_where_asked(*, by: Actor, draft: DraftView) -> bool:
    """Send a form whose sending was pressed and that was left at the question; True when sent.

    Not one in which something must be answered first since.
    """
    at = gently.pressed_at(draft.patient_id, draft.uuid)
    now = records_queries.draft(draft.patient_id, draft.uuid) if at else None
    if now is None or now.state is not DraftState.OPEN:
        return False
    if flow(now.instrument, now.values, now.copied).unanswered:
        return False
    send_form(by=by, patient_id=now.patient_id, draft_uuid=now.uuid, read=now, authored=at)
    return True

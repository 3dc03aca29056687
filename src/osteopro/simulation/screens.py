"""Records filled in on a screen, form by form, with the one question that may come before sending.

The product decides whether it asks; only what somebody says to it is drawn here.
"""

from datetime import timedelta
from random import Random
from uuid import UUID

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions, gently
from osteopro.followup.actions import Receipt
from osteopro.followup.terms import GentleAnswerCode
from osteopro.instruments.answers import Value
from osteopro.instruments.terms import Mode
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.simulation.chance import pick
from osteopro.simulation.life import LANGUAGE, Life, Telling, asked, record_form
from osteopro.simulation.material import material
from osteopro.triage.validity.checkset import GentleQuestion


def fill_in(life: Life, told: Telling, by: Actor) -> list[Receipt]:
    """Everything of one sitting, from the record to the last form that rides on it."""
    patient_id, mode = life.patient_id, Mode.ONLINE
    uuid: UUID | None = actions.start_form(
        by=by,
        patient_id=patient_id,
        instrument=record_form(life, told.today),
        mode=mode,
        language=LANGUAGE,
        by_whom=told.author,
    )
    receipts = []
    while uuid is not None:
        draft = _draft(life, uuid)
        values = asked(draft.instrument, told.fill(draft.instrument))
        _save(life, draft, by, values, _pace(life.source))
        receipts.append(_send(life, told, draft, by))
        uuid = actions.start_next_form(
            by=by, patient_id=patient_id, occasion=draft.occasion, mode=mode, language=LANGUAGE
        )
    return receipts


def _send(life: Life, told: Telling, draft: DraftView, by: Actor) -> Receipt:
    """Send the form, after the question that comes before it, if one does."""
    filled = _draft(life, draft.uuid)
    found = gently.to_ask_now(life.patient_id, filled)
    if found is not None:
        actions.ask_gently(by=by, patient_id=life.patient_id, draft=filled, found=found)
        _say(life, told, filled, by, found.question)
    return actions.send_form(by=by, patient_id=life.patient_id, draft_uuid=draft.uuid)


def _say(life: Life, told: Telling, draft: DraftView, by: Actor, question: GentleQuestion) -> None:
    """Answer the question; who wants to change something goes back to what it is about."""
    chances = material("habits")["gently"]
    codes = {each.code: chances[each.code] for each in question.answers}
    code = pick(life.source, codes)
    said = life.source.choice([each.key for each in question.answers if each.code == code])
    actions.answer_gently(by=by, patient_id=life.patient_id, record=draft.uuid, key=said)
    changed = (
        told.again(draft.instrument, question.items) if code == GentleAnswerCode.CHANGE else {}
    )
    if changed:
        _save(life, draft, by, changed, _pace(life.source))


def _save(
    life: Life, draft: DraftView, by: Actor, values: dict[str, Value], pace: timedelta
) -> None:
    shown = clock.now() - pace
    actions.save_answers(
        by=by,
        patient_id=life.patient_id,
        draft_uuid=draft.uuid,
        values=values,
        circumstances={"shown_at": shown.isoformat()},
    )


def _pace(source: Random) -> timedelta:
    """How long a question stands before it is answered; nearly everybody reads it."""
    rules = material("habits")["pace"]
    rushes = source.random() < rules["rushes"]
    return timedelta(seconds=source.uniform(*rules["rushed" if rushes else "read"]))


def _draft(life: Life, uuid: UUID) -> DraftView:
    draft = records_queries.draft(life.patient_id, uuid)
    if draft is None:
        raise LookupError("a form that was begun is there")
    return draft

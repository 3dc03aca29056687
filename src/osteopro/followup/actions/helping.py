"""A form that goes from the patient's hands into a helper's, and back (resolution 19)."""

from dataclasses import replace

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import assessing, context, speaking
from osteopro.followup.actions.receiving import receive_record
from osteopro.followup.models import CareState, OpenItem
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level


def note_helper(
    row: CareState, by: Actor, draft: DraftView, speaker: ByWhom | None = None
) -> DraftView:
    """Keep up the form's note of whether a helper answers; part of saving answers.

    When a helper begins to answer, questions for the patient alone disappear with their
    answers, so that nobody finds them by turning back. What would be urgent about them
    goes to the manager first, as a record of its own. In a helper's session the patient
    alone is never the author; on the phone the answers decide, and `speaker` if given.
    Returns the form as it then is.
    """
    draft = _with_author(by, draft, speaker)
    helped = context.turned(by, draft.instrument, draft.values)
    if helped is None:
        return draft
    hidden: list[str] = []
    if helped:
        alone, beside = _as(draft, helped=False), _as(draft, helped=True)
        hidden = [name for name in _asked(alone) if name not in _asked(beside)]
        if any(name in draft.values for name in hidden):
            _send_on(row, by, alone, beside)
    records_actions.save_answers(
        by=by,
        patient_id=draft.patient_id,
        draft_uuid=draft.uuid,
        values={context.HELPER: helped},
        forget=hidden,
    )
    return records_queries.draft(draft.patient_id, draft.uuid) or draft


def for_helper(draft: DraftView) -> DraftView:
    """The form as a helper may see it: nothing that is not asked of them, whatever an earlier
    form or the patient left in it."""
    nodes = draft.instrument.questionnaire.nodes
    asked = set(_asked(draft))

    def shown(link_id: str) -> bool:
        node = nodes.get(link_id)
        return link_id in asked or (node is not None and (node.hidden or node.read_only))

    return replace(draft, values={k: v for k, v in draft.values.items() if shown(k)})


def _with_author(by: Actor, draft: DraftView, speaker: ByWhom | None) -> DraftView:
    said = ByWhom(assessing.author_of(draft))
    author = speaking.author(draft, speaker) or context.answering(by, said)
    if author is said:
        return draft
    item = draft.instrument.item_for("author")
    records_actions.save_answers(
        by=by,
        patient_id=draft.patient_id,
        draft_uuid=draft.uuid,
        values={item: author.value} if item else {},
        by_whom=author,
    )
    return records_queries.draft(draft.patient_id, draft.uuid) or draft


def _as(draft: DraftView, *, helped: bool) -> DraftView:
    """The form as it would stand with or without a helper; without, the patient answers."""
    values = {**draft.values, context.HELPER: helped}
    author = draft.instrument.item_for("author")
    if author and not helped:
        values.pop(author, None)
    return replace(draft, values=values)


def _asked(draft: DraftView) -> list[str]:
    form = draft.instrument.questionnaire
    answers = Answers(form, draft.values, complete=False)
    return [item.link_id for item in answers.enabled_items()]


def _send_on(row: CareState, by: Actor, alone: DraftView, beside: DraftView) -> None:
    """Store what the patient said alone, if rules say urgent because of it and nobody knows."""
    around = records_queries.surroundings(
        row.patient_id,
        before=clock.now(),
        instrument_id=instruments_queries.published(alone.instrument.canonical).row_id,
        occasion_id=alone.occasion,
    )
    said, left = (assessing.assess_open(row, around.history, each) for each in (alone, beside))
    urgent = {rule.id for rule in said.rules if rule.level.rank >= Level.URGENT.rank}
    lost = urgent - {rule.id for rule in left.rules} - _known(alone)
    if lost:
        submission = assessing.snapshot(alone, f"before a helper: {'+'.join(sorted(lost))}")
        receive_record(by=by, patient_id=row.patient_id, submission=submission, left=False)


def _known(draft: DraftView) -> set[str]:
    """Rules of this sitting that the manager has before them, or had."""
    items = OpenItem.objects.filter(patient_id=draft.patient_id, source=str(draft.occasion))
    return {
        reason["id"] for reasons in items.values_list("reasons", flat=True) for reason in reasons
    }

"""Who answers changes in the middle of a call (clinical content 9.1, rule 7)."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import assessing, speaking, state
from osteopro.followup.actions.answering import Saved, save_answers
from osteopro.followup.actions.calling import open_form, own_call
from osteopro.followup.actions.helping import note_helper
from osteopro.followup.models import CareState, LiveCall
from osteopro.followup.terms import Privacy
from osteopro.instruments.answers import Values
from osteopro.records.queries import DraftView
from osteopro.records.terms import ByWhom


@journal.action
def change_speaker(*, by: Actor, patient_id: int, speaker: ByWhom) -> None:
    """From now on somebody else answers in this call.

    What was answered before stays who gave it. With the family on the line the record is
    theirs at once, and what the patient alone is asked leaves the form (`helping`); with the
    patient back it is the patient's again unless answers of the family's stand. Raises NoCall.
    """
    row = state.locked(patient_id)
    live = own_call(by, patient_id)
    if live.by_whom == speaker:
        journal.nothing_changed()
        return
    # Whether they can speak freely is asked again of who comes to the phone.
    live.by_whom, live.privacy = speaker, Privacy.NOT_ASKED
    live.save(update_fields=["by_whom", "privacy"])
    heed_speaker(row, by, live)
    journal.record(
        "call.speaker-changed",
        by=by,
        object_type="call",
        object_id=live.key,
        patient_id=patient_id,
        by_whom=speaker,
    )


@journal.action
def answer_on_phone(
    *,
    by: Actor,
    patient_id: int,
    draft_uuid: UUID,
    values: Values,
    circumstances: dict[str, Any],
    familys: Collection[str] = (),
) -> Saved:
    """Keep answers that were spoken, each marked with who is on the line; `familys` names those
    that stay the family's although the patient has taken over. Raises NoCall, DraftClosed.
    """
    state.locked(patient_id)
    live = own_call(by, patient_id)
    now = live.by_whom or _noted_before(live)
    journal.nothing_changed()
    givers = {each: ByWhom.PROXY.value if each in familys else now for each in values}
    saved = Saved(None)
    for giver in sorted(set(givers.values()), key=lambda each: each == now):
        saved = save_answers(
            by=by,
            patient_id=patient_id,
            draft_uuid=draft_uuid,
            values={each: value for each, value in values.items() if givers[each] == giver},
            circumstances=circumstances | {speaking.GIVEN_BY: giver},
        )
    return saved


def heed_speaker(row: CareState, by: Actor, live: LiveCall) -> DraftView | None:
    """The form of a call with who is on the line taken into account. Part of an action."""
    draft = open_form(live)
    if draft is None or not live.by_whom:
        return draft
    return note_helper(row, by, draft, ByWhom(live.by_whom))


def _noted_before(live: LiveCall) -> str:
    """Whose form it is, of a call in which nobody noted who answers."""
    draft = open_form(live)
    return assessing.author_of(draft) if draft else ""

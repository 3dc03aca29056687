"""Saving what stands on a question page while it is answered (ux 7)."""

from datetime import date
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, QueryDict

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries import sent as sent_queries
from osteopro.instruments.answers import Value
from osteopro.instruments.library import Instrument
from osteopro.records import actions as records_actions
from osteopro.records import queries as records_queries
from osteopro.records.actions import DraftClosed
from osteopro.records.queries import DraftView
from osteopro.records.terms import DraftState
from osteopro.web.patient import forms
from osteopro.web.patient.asked import answered_at, circumstances
from osteopro.web.patient.authors import may_answer
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import author, frame, helps, patient_id
from osteopro.web.patient.tablet import on_tablet
from osteopro.web.patient.views.drafts import NOTHING, closed, flow_of, read_posted


@after_leaving
@access(Permission.ENTER_RECORD)
@on_tablet
def keep(request: HttpRequest, record: UUID) -> HttpResponse:
    """Save what stands on a question page, by script: 204, or 409 when it arrived already.

    An answer she went on from is looked at for emergencies; one that only changed under
    her finger is kept and judged when she goes on or leaves. One that comes too late, after
    waiting on a phone, gets the page that says what to do, unless it is here already.
    """
    draft = records_queries.draft(patient_id(request), record)
    if draft is None or request.method != "POST":
        raise Http404("no such record")
    if draft.state is not DraftState.OPEN:
        return _too_late(request, draft)
    values = _posted_values(request, draft)
    actions = followup_actions if "pressed" in request.POST else records_actions
    if "pressed" not in request.POST and not values:
        return HttpResponse(status=204)
    try:
        actions.save_answers(
            by=author(request),
            patient_id=draft.patient_id,
            draft_uuid=record,
            values=values,
            circumstances=circumstances(request),
            answered_at=answered_at(request),
        )
    except DraftClosed:
        return _too_late(request, draft)
    return HttpResponse(status=204)


def _too_late(request: HttpRequest, draft: DraftView) -> HttpResponse:
    """204 when what arrived says the same; else the form's last page, with 409.

    Whether the question was asked does not matter: what she said there is not here.
    """
    arrived = records_queries.standing_version(draft.uuid)
    if helps(request) and not (arrived and sent_queries.for_helpers(arrived)):
        return closed(request, draft)
    stands = arrived.values if arrived else draft.values
    said = _said(draft.instrument, request.POST, frame(request).today)
    if all(stands.get(link_id) == value for link_id, value in said.items()):
        return HttpResponse(status=204)
    return closed(request, records_queries.draft(draft.patient_id, draft.uuid) or draft)


def _said(instrument: Instrument, posted: QueryDict, today: date) -> dict[str, Value]:
    """Everything readable in a post, whether it was asked or not."""
    here = instrument.questionnaire.nodes.get(posted.get("item", ""))
    if "skip" in posted and here is not None and here.answerable:
        return {here.link_id: NOTHING}
    read = {
        item.link_id: forms.read_answer(item, posted, today).value
        for item in instrument.questionnaire.items
    }
    return {link_id: value for link_id, value in read.items() if value is not None}


def _posted_values(request: HttpRequest, draft: DraftView) -> dict[str, Value]:
    """Usable answers among the posted fields; half-typed ones wait for the next change."""
    posted = request.POST
    note = draft.instrument.item_for("note")
    asked = {item.link_id for item in flow_of(draft).items} | {note}
    here = draft.instrument.questionnaire.nodes.get(posted.get("item", ""))
    if "skip" in posted and here is not None and here.link_id in asked and not here.required:
        return {here.link_id: NOTHING}
    found: dict[str, Value] = {}
    for item in draft.instrument.questionnaire.items:
        if item.link_id not in asked:
            continue
        reading = read_posted(request, draft, item)
        if reading.value is None or reading.error:
            continue
        if may_answer(request, draft, item, reading.value):
            found[item.link_id] = reading.value
    return found

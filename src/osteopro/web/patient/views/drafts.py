"""Finding the form a page is about, and what to show when it can no longer be filled."""

from collections.abc import Callable, Mapping
from functools import wraps
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from osteopro.followup import actions as followup_actions
from osteopro.followup import rules
from osteopro.followup.actions import Saved
from osteopro.followup.flow import Flow, flow
from osteopro.followup.queries import sent as sent_queries
from osteopro.instruments.answers import Values
from osteopro.instruments.definition import Item
from osteopro.instruments.terms import Kind
from osteopro.records import queries as records_queries
from osteopro.records.actions import DraftClosed
from osteopro.records.queries import DraftView
from osteopro.records.terms import DraftState
from osteopro.triage.case import MessageRef
from osteopro.web.patient import forms
from osteopro.web.patient.asked import answered_at, circumstances
from osteopro.web.patient.forms import Reading
from osteopro.web.patient.page import CONFLICT, author, frame, helps, patient_id, render
from osteopro.web.patient.presenters import dates

DraftPage = Callable[..., HttpResponse]
SESSION_EMERGENCIES = "emergencies"
NOTHING = {"absent": "skipped"}


def with_draft(view: DraftPage) -> DraftPage:
    """Give the view this patient's open form; anything else has a page of its own."""

    @wraps(view)
    def find(request: HttpRequest, record: UUID, **kwargs: str) -> HttpResponse:
        draft = in_these_hands(request, record)
        if draft is None:
            raise Http404("no such record")
        if draft.state is not DraftState.OPEN:
            return closed(request, draft)
        return view(request, draft, **kwargs)

    return find


def in_these_hands(request: HttpRequest, record: UUID) -> DraftView | None:
    """This patient's form as whoever is signed in may see it: before a helper turns its pages,
    what was said in private leaves it (resolution 19)."""
    draft = records_queries.draft(patient_id(request), record)
    if draft is None or draft.state is not DraftState.OPEN or not helps(request):
        return draft
    return followup_actions.take_up(
        by=author(request), patient_id=draft.patient_id, draft_uuid=record
    )


def flow_of(draft: DraftView) -> Flow:
    """The questions of a form as its answers stand."""
    return flow(draft.instrument, draft.values, draft.copied)


def closed(request: HttpRequest, draft: DraftView) -> HttpResponse:
    """The form arrived already, or was put away half-filled (ux 3.6, error 10)."""
    status = CONFLICT if request.method == "POST" else 200
    at = sent_queries.received_at(patient_id(request), draft.uuid)
    if draft.state is DraftState.SENT and at:
        when = dates.moment(frame(request), at, inside=True)
        page = "patient/already_sent.html"
        return render(request, page, status, record=draft.uuid, when=when)
    return render(request, "patient/put_away.html", status)


def changed_meanwhile(request: HttpRequest, record: UUID) -> HttpResponse:
    """The same record arrived with other answers: only a correction may change it."""
    return render(request, "patient/conflict.html", CONFLICT, record=record)


def save(request: HttpRequest, draft: DraftView, values: Values) -> Saved | HttpResponse:
    """Keep answers she went on from; a form that was closed meanwhile gives its page."""
    try:
        return followup_actions.save_answers(
            by=author(request),
            patient_id=draft.patient_id,
            draft_uuid=draft.uuid,
            values=values,
            circumstances=circumstances(request),
            answered_at=answered_at(request),
        )
    except DraftClosed:
        now = records_queries.draft(draft.patient_id, draft.uuid)
        return closed(request, now or draft)


def urgent_redirect(request: HttpRequest, draft: DraftView, saved: Saved) -> HttpResponse | None:
    """To the emergency page when this answer brought an emergency that was not shown yet."""
    if saved.emergency is None:
        return None
    message = [saved.emergency.code, *saved.emergency.add]
    shown: dict[str, list[str]] = request.session.get(SESSION_EMERGENCIES, {})
    if saved.receipt is None and shown.get(str(draft.uuid)) == message:
        return None
    request.session[SESSION_EMERGENCIES] = {str(draft.uuid): message}
    return redirect("patient_record_urgent", record=draft.uuid)


def shown_emergency(request: HttpRequest, record: UUID) -> MessageRef | None:
    """The emergency message of this sitting on this device, with every add-on text."""
    shown: Mapping[str, list[str]] = request.session.get(SESSION_EMERGENCIES, {})
    found = shown.get(str(record))
    return MessageRef(found[0], tuple(found[1:])) if found else None


def read_posted(request: HttpRequest, draft: DraftView, item: Item) -> Reading:
    """The posted answer; a diary reaches back no further than it may (clinical content 1.5)."""
    of = frame(request)
    diary = draft.instrument.kind is Kind.DIARY
    earliest = rules.first_diary_day(of.starts_on) if diary else None
    return forms.read_answer(item, request.POST, of.today, earliest)

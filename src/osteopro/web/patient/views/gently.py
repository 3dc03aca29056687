"""One gentle question between reading over and sending (clinical content 5.3, A1)."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions as followup_actions
from osteopro.followup import gently
from osteopro.followup.actions import NoSuchAnswer
from osteopro.instruments.definition import Item
from osteopro.records.queries import DraftView
from osteopro.triage.validity.checkset import Answer as Said
from osteopro.ui.components import Answer, FieldError
from osteopro.web.patient.asked import answered_at
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import author, helps, render, text
from osteopro.web.patient.tablet import on_tablet
from osteopro.web.patient.views.drafts import flow_of, with_draft
from osteopro.web.patient.views.record import question_url

UNPROCESSABLE = 422
FIELD = "gently"


def asks_first(request: HttpRequest, draft: DraftView) -> bool:
    """Whether a question comes before this form is sent. What waited on a phone without a
    network is sent as it is: nobody may be looking any more. A helper is not asked: what the
    patient said alone, now or before, would stand in the question."""
    if answered_at(request) is not None or helps(request):
        return False
    found = gently.to_ask_now(draft.patient_id, draft)
    if found is None:
        return False
    followup_actions.ask_gently(
        by=author(request), patient_id=draft.patient_id, draft=draft, found=found
    )
    return True


@after_leaving
@access(Permission.ENTER_RECORD)
@with_draft
@on_tablet
def gentle(request: HttpRequest, draft: DraftView) -> HttpResponse:
    """GET asks; POST keeps the answer and goes on to sending, or back to a question."""
    asked = None if helps(request) else gently.pending(draft.patient_id, draft.occasion)
    if asked is None:
        return redirect("patient_check", record=draft.uuid)
    if request.method != "POST":
        return _page(request, draft.uuid, asked)
    try:
        said = followup_actions.answer_gently(
            by=author(request),
            patient_id=draft.patient_id,
            record=draft.uuid,
            key=request.POST.get(FIELD, ""),
        )
    except NoSuchAnswer:
        return _page(request, draft.uuid, asked, gettext("Please choose one answer."))
    return _after(request, draft, asked, said)


def _after(
    request: HttpRequest, draft: DraftView, asked: gently.Pending, said: Said
) -> HttpResponse:
    if said.code == "change":
        return redirect(_to_change(draft, asked))
    if said.to and (item := _asked_item(draft, said.to)):
        return redirect(question_url(draft, item, back_to_check=True))
    followup_actions.send_form(
        by=author(request), patient_id=draft.patient_id, draft_uuid=draft.uuid, read=draft
    )
    return redirect("patient_done", record=draft.uuid)


def _to_change(draft: DraftView, asked: gently.Pending) -> str:
    """The first question it was about that is part of this form; else all answers."""
    for link_id in asked.question.items:
        if item := _asked_item(draft, link_id):
            return question_url(draft, item, back_to_check=True)
    return reverse("patient_check", args=[draft.uuid])


def _asked_item(draft: DraftView, link_id: str) -> Item | None:
    return next((item for item in flow_of(draft).items if item.link_id == link_id), None)


def _page(
    request: HttpRequest, record: UUID, asked: gently.Pending, error: str = ""
) -> HttpResponse:
    return render(
        request,
        "patient/gently.html",
        UNPROCESSABLE if error else 200,
        record=record,
        legend=text(asked.text),
        answers=[Answer(each.key, text(each.text)) for each in asked.question.answers],
        field=FIELD,
        error=error,
        errors=[FieldError(FIELD, error)] if error else [],
    )

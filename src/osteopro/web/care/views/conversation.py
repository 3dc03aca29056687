"""The talk with one patient: everything said, what waits, and the answer to it."""

from dataclasses import replace
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions, suggesting
from osteopro.followup.actions import (
    About,
    AlreadyEnded,
    AlreadySent,
    Answered,
    MedicineWording,
    TooLateToUndo,
)
from osteopro.followup.queries import conversation as queries
from osteopro.followup.queries import worklist
from osteopro.followup.queries.conversation import Talk
from osteopro.followup.queries.people import Standing
from osteopro.followup.rules import OutcomeRefused, lane_of
from osteopro.followup.terms import Outcome
from osteopro.messaging import queries as messaging_queries
from osteopro.ui.components import FieldError
from osteopro.ui.posted import id_of
from osteopro.web.care import conversation_page, review_page, sending
from osteopro.web.care.conversation_form import day_of, declined, ticked
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    conversation_address,
    filter_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)
from osteopro.web.care.reply_panel import medicine_offer
from osteopro.web.care.typed import Typed, typed

WAIT, PHONE_FIRST = "wait-", "phone-first-"


@access(Permission.FOLLOW_UP)
def conversation(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows a page of it; POST does what its button says and keeps what was typed."""
    standing = standing_of(request, patient_id)
    found = queries.talk(standing, before=id_of(request.GET.get("before", "")))
    if request.method == "POST":
        return _act(request, standing, found)
    note_read(request, patient_id, "talk")
    return _page(request, standing, found, _fresh(request, standing))


@access(Permission.FOLLOW_UP)
@require_POST
def undo(request: HttpRequest, message_id: int) -> HttpResponse:
    """Take back one's own first words before the patient could see them."""
    patient_id = messaging_queries.to_whom(message_id, viewer_of(request).account_id)
    if patient_id is None:
        raise Http404
    standing = standing_of(request, patient_id)
    try:
        actions.undo_message(
            by=author_of(request), patient_id=standing.patient_id, message_id=message_id
        )
    except TooLateToUndo:
        return render(
            request,
            "care/too_late.html",
            status=CONFLICT,
            record=conversation_address(patient_id),
            patient=conversation_address(patient_id),
        )
    return HttpResponseRedirect(conversation_address(patient_id, kept=message_id))


def _act(request: HttpRequest, standing: Standing, found: Talk) -> HttpResponse:
    given, do = typed(request.POST), request.POST.get("do", "send")
    if do == "seen":
        return _seen(request, standing, found, given)
    if errors := sending.long_notes(given) + sending.too_long("text", given.text):
        return _page(request, standing, found, given, errors)
    if do == "call":
        return _note_call(request, standing, found, given)
    try:
        if do.startswith((WAIT, PHONE_FIRST)):
            return _arrange(request, standing, found, given, do)
        return _send(request, standing, found, given)
    except OutcomeRefused as refusal:
        return _page(request, standing, found, given, [sending.refused(refusal.code)])
    except MedicineWording as stop:
        errors = [FieldError("text", sending.stopped(stop.found))]
        return _page(request, standing, found, given, errors, stopped=True)
    except AlreadySent:
        words = gettext("This form was sent before with another text.")
        return _page(request, standing, found, given, [FieldError("text", words)], status=CONFLICT)
    except AlreadyEnded:
        words = gettext("Somebody ended this meanwhile. Nothing was sent; your text is kept.")
        return _page(request, standing, found, given, [FieldError("text", words)], status=CONFLICT)


def _send(request: HttpRequest, standing: Standing, found: Talk, given: Typed) -> HttpResponse:
    """End what is ticked, or begin a talk when nothing waits. What somebody is owed who left is
    answered without writing to them."""
    items = ticked(request.POST)
    writes = not items or given.outcome is Outcome.REPLIED or bool(given.text.strip())
    if standing.ended and writes:
        error = FieldError("text", gettext("The patient has left. Nothing can be sent."))
        return _page(request, standing, found, given, [error])
    if not items:
        return _begin(request, standing, found, given)
    ending = given.ending
    if ending is None:
        error = FieldError("outcome", gettext("The outcome is missing."))
        return _page(request, standing, found, given, [error])
    answered = actions.answer_talk(
        by=author_of(request),
        patient_id=standing.patient_id,
        ending=ending,
        about=About(sorted(items), declined(request.POST, items)),
        approved=suggesting.approved_texts(),
        physician=given.physician if given.physician in found.physicians else None,
        key=given.key,
    )
    return HttpResponseRedirect(_next(request, standing, found, answered))


def _begin(request: HttpRequest, standing: Standing, found: Talk, given: Typed) -> HttpResponse:
    if given.outcome not in (None, Outcome.REPLIED):
        error = FieldError("item", gettext("Tick what this ends."))
        return _page(request, standing, found, given, [error])
    message_id = actions.begin_talk(
        by=author_of(request),
        patient_id=standing.patient_id,
        body=given.text,
        approved=suggesting.approved_texts(),
        key=given.key,
    )
    return HttpResponseRedirect(conversation_address(standing.patient_id, wrote=message_id))


def _next(request: HttpRequest, standing: Standing, found: Talk, answered: Answered) -> str:
    """On to the next of the lane for who came from the list, with the bar to take it back."""
    if "who" not in request.GET:
        return conversation_address(standing.patient_id, done=answered.review_id)
    viewer = viewer_of(request)
    chosen = filter_of(request.GET, viewer)
    first = found.waiting[0]
    lane = lane_of(first.kind, first.level)
    place = worklist.next_place(viewer, chosen, lane, after=standing.patient_id)
    if place is None:
        return conversation_address(standing.patient_id, done=answered.review_id)
    return review_page.href(place, chosen, done=answered.review_id)


def _seen(request: HttpRequest, standing: Standing, found: Talk, given: Typed) -> HttpResponse:
    ids = [number for each in request.POST.getlist("unseen") if (number := id_of(each))]
    actions.mark_talk_seen(by=author_of(request), patient_id=standing.patient_id, message_ids=ids)
    return _again(request, standing, given)


def _note_call(request: HttpRequest, standing: Standing, found: Talk, given: Typed) -> HttpResponse:
    if given.call is None:
        error = FieldError("call", gettext("Choose what came of the call."))
        return _page(request, standing, found, given, [error])
    actions.record_call(
        by=author_of(request),
        patient_id=standing.patient_id,
        outcome=given.call,
        note=given.call_note,
        key=given.key,
    )
    return _again(request, standing, replace(given, call=None, call_note="", key=uuid4()))


def _arrange(
    request: HttpRequest, standing: Standing, found: Talk, given: Typed, do: str
) -> HttpResponse:
    """Let a visit wait until the next contact, or phone before it is decided."""
    number = id_of(do.removeprefix(WAIT).removeprefix(PHONE_FIRST))
    asked = next((each for each in found.requests if each.request_id == number), None)
    if asked is None:
        raise Http404
    by, patient_id = author_of(request), standing.patient_id
    if do.startswith(PHONE_FIRST):
        actions.call_first(by=by, patient_id=patient_id, request_id=asked.request_id)
        return _again(request, standing, given)
    on = day_of(request.POST.get("contact", ""))
    if on is None:
        error = FieldError("contact", gettext("Choose the day of the next contact."))
        return _page(request, standing, found, given, [error])
    actions.let_visit_wait(by=by, patient_id=patient_id, request_id=asked.request_id, on=on)
    return _again(request, standing, given)


def _again(request: HttpRequest, standing: Standing, given: Typed) -> HttpResponse:
    """The page as it now is, with what was typed."""
    fresh = standing_of(request, standing.patient_id)
    return _page(request, fresh, queries.talk(fresh), given)


def _fresh(request: HttpRequest, standing: Standing) -> Typed:
    """An empty form, or the words that were just taken back."""
    kept = id_of(request.GET.get("kept", ""))
    me = viewer_of(request).account_id
    body = messaging_queries.taken_back(standing.patient_id, kept, me) if kept else ""
    return Typed(text=body)


def _page(
    request: HttpRequest,
    standing: Standing,
    found: Talk,
    given: Typed,
    errors: list[FieldError] | None = None,
    *,
    status: int = UNPROCESSABLE,
    stopped: bool = False,
) -> HttpResponse:
    chosen = ticked(request.POST) if request.method == "POST" else None
    return render(
        request,
        "care/conversation.html",
        status=status if errors else 200,
        current="patients",
        **conversation_page.context(request, standing, found, given, chosen),
        errors=errors,
        stop=[medicine_offer(standing.language, used=given.medicine)]
        if stopped or given.medicine
        else [],
    )

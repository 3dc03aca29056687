"""One patient in short: how to reach them, what waits, what was said."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions, precision, suggesting
from osteopro.followup.actions import AlreadySent, MedicineWording
from osteopro.followup.queries.conversation import is_talk
from osteopro.followup.queries.people import Standing, Waiting
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import CallOutcome, CameOf, ItemKind
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.care import patient_page, plan_panel, sending
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)
from osteopro.web.care.words import in_language

NOT_AFTER_LEAVING = ("reply", "link", *plan_panel.ACTS)


@access(Permission.SEE_PATIENT)
def patient(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows; POST phones, writes, sends a link or ends what waits, and comes back.

    Physicians read; only who follows up acts from here.
    """
    standing = standing_of(request, patient_id)
    if request.method == "POST":
        if not viewer_of(request).can(Permission.FOLLOW_UP):
            raise Http404
        return _act(request, standing)
    note_read(request, patient_id)
    return _page(request, standing)


def _act(request: HttpRequest, standing: Standing) -> HttpResponse:
    wanted = request.POST.get("do", "")
    if standing.ended and wanted in NOT_AFTER_LEAVING:
        # They left while this page was open.
        return _done(standing, "ended")
    if wanted == "call":
        return _call(request, standing)
    if wanted == "reply":
        return _reply(request, standing)
    if wanted == "link":
        actions.send_link(by=author_of(request), patient_id=standing.patient_id)
        return _done(standing, "link")
    if wanted in plan_panel.ACTS:
        errors = plan_panel.act(wanted, request.POST, author_of(request), standing)
        return _page(request, standing, errors) if errors else _done(standing, wanted)
    if wanted.startswith("answer-"):
        return _answer(request, standing, wanted.removeprefix("answer-"))
    if wanted.startswith("wake-"):
        actions.end_problem(
            by=author_of(request),
            patient_id=standing.patient_id,
            problem_id=id_of(wanted.removeprefix("wake-")) or 0,
        )
        return _done(standing, "woken")
    if wanted.startswith("close-"):
        return _close(request, standing, wanted.removeprefix("close-"))
    raise Http404


def _call(request: HttpRequest, standing: Standing) -> HttpResponse:
    code, note = request.POST.get("call", ""), request.POST.get("call_note", "")
    if code not in set(CallOutcome):
        return _page(request, standing, [FieldError("call", gettext("Choose what came of it."))])
    if code == CallOutcome.REACHED and not note.strip():
        return _page(request, standing, [sending.refused("call-needs-note")])
    if errors := sending.too_long("call_note", note):
        return _page(request, standing, errors)
    try:
        actions.record_call(
            by=author_of(request),
            patient_id=standing.patient_id,
            outcome=CallOutcome(code),
            note=note,
            key=form_key(request.POST),
        )
    except AlreadySent:
        return _page(request, standing, [_sent_already("call")], status=CONFLICT)
    return _done(standing, "call")


def _reply(request: HttpRequest, standing: Standing) -> HttpResponse:
    text = request.POST.get("text", "").replace("\r\n", "\n")
    if errors := sending.too_long("text", text):
        return _page(request, standing, errors)
    try:
        actions.reply_to_message(
            by=author_of(request),
            patient_id=standing.patient_id,
            body=text,
            approved=suggesting.approved_texts(),
            key=form_key(request.POST),
        )
    except OutcomeRefused as refusal:
        return _page(request, standing, [sending.refused(refusal.code)])
    except AlreadySent:
        return _page(request, standing, [_sent_already("text")], status=CONFLICT)
    except MedicineWording as stop:
        return _page(
            request, standing, [FieldError("text", sending.stopped(stop.found))], stop=True
        )
    return _done(standing, "reply")


def _sent_already(field: str) -> FieldError:
    return FieldError(field, gettext("This form was sent before with another text."))


def _answer(request: HttpRequest, standing: Standing, item: str) -> HttpResponse:
    """Note what the physician answered to a question that waits."""
    waiting = _waiting(standing, item)
    if waiting is None or waiting.escalation is None:
        return _done(standing, "closed")
    if errors := sending.too_long("answer", request.POST.get("answer", "")):
        return _page(request, standing, errors)
    try:
        actions.answer_escalation(
            by=author_of(request),
            patient_id=standing.patient_id,
            escalation_id=waiting.escalation,
            answer=request.POST.get("answer", ""),
        )
    except OutcomeRefused as refusal:
        return _page(request, standing, [sending.refused(refusal.code)])
    return _done(standing, "closed")


def _waiting(standing: Standing, item: str) -> Waiting | None:
    return next((each for each in standing.waiting if str(each.item_id) == item), None)


def _close(request: HttpRequest, standing: Standing, what: str) -> HttpResponse:
    """End what waits: its id, and for a silence after a dash what came of it."""
    item, _, came = what.partition("-")
    waiting = _waiting(standing, item)
    if waiting is None:
        return _done(standing, "closed")
    if waiting.kind in (ItemKind.RECORD, ItemKind.ESCALATION) or is_talk(waiting):
        raise Http404
    try:
        actions.close_item(
            by=author_of(request),
            patient_id=standing.patient_id,
            item_id=waiting.item_id,
            came_of=CameOf(came) if came in set(CameOf) else None,
        )
    except OutcomeRefused as refusal:
        unsaid = refusal.code == precision.UNSAID
        words = gettext("Say what came of it.") if unsaid else sending.refused(refusal.code).text
        return _page(request, standing, [FieldError("came_of", words)])
    return _done(standing, "closed")


def _done(standing: Standing, what: str) -> HttpResponse:
    page = reverse("care_patient", args=[standing.patient_id])
    return HttpResponseRedirect(f"{page}?did={what}")


def _page(
    request: HttpRequest,
    standing: Standing,
    errors: list[FieldError] | None = None,
    *,
    stop: bool = False,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    medicine = in_language(suggesting.medicine_reply(), standing.language)
    offer = c.Suggestion(
        "medicine",
        gettext("Say this instead"),
        medicine,
        gettext("Medicines cannot be changed from here"),
    )
    return render(
        request,
        "care/patient.html",
        status=status if errors else 200,
        current="patients",
        **patient_page.context(request, viewer_of(request), standing),
        errors=errors,
        stop=[offer] if stop else [],
    )

"""Noting that somebody leaves, and a clinician's judgement whether they go on (6.2, 6.5)."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.audit.terms import Actor
from osteopro.followup import actions
from osteopro.followup.actions import LeavingRefused, TooLateToReturn
from osteopro.followup.queries import leaving as queries
from osteopro.followup.queries.people import Standing
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import Doubt
from osteopro.ui.components import FieldError
from osteopro.web.care import leaving_page, sending
from osteopro.web.care.page import (
    UNPROCESSABLE,
    note_read,
    render,
    standing_of,
    viewer_of,
)


@access(Permission.SEE_ENROLMENTS)
def leave(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows the form, or how somebody left; POST notes, takes back, asks or judges."""
    standing = standing_of(request, patient_id)
    if request.method == "POST":
        return _act(request, standing)
    note_read(request, patient_id, by=_author(request))
    return _page(request, standing)


def _author(request: HttpRequest) -> Actor:
    """A clinician acts as one; everybody else as who follows up."""
    viewer = viewer_of(request)
    judges = viewer.can(Permission.DECIDE_ENROLMENT)
    return viewer.acting(Permission.DECIDE_ENROLMENT if judges else Permission.FOLLOW_UP)


def _act(request: HttpRequest, standing: Standing) -> HttpResponse:
    wanted = request.POST.get("do", "")
    acts = {"leave": _leave, "back": _take_back, "ask": _ask, "keep": _keep}
    if wanted not in acts:
        raise Http404
    return acts[wanted](request, standing)


def _leave(request: HttpRequest, standing: Standing) -> HttpResponse:
    wanted = leaving_page.typed(request.POST)
    errors = []
    if request.POST.get("state", "") not in leaving_page.STATES:
        errors.append(FieldError("state", gettext("Choose what happened.")))
    if request.POST.get("decided_by", "") not in leaving_page.DECIDERS:
        errors.append(FieldError("decided_by", gettext("Choose who decided.")))
    errors += sending.too_long("note", request.POST.get("note", ""))
    if errors or wanted is None:
        return _page(request, standing, errors)
    try:
        actions.leave(by=_author(request), patient_id=standing.patient_id, wanted=wanted)
    except LeavingRefused as refusal:
        return _page(request, standing, [sending.refused(refusal.code)])
    return _done(standing, "left")


def _take_back(request: HttpRequest, standing: Standing) -> HttpResponse:
    try:
        actions.undo_leaving(by=_author(request), patient_id=standing.patient_id)
    except TooLateToReturn:
        return _done(standing, "late")
    return _done(standing, "back")


def _ask(request: HttpRequest, standing: Standing) -> HttpResponse:
    note = request.POST.get("doubt", "")
    errors = sending.too_long("doubt", note)
    if not note.strip():
        errors = [FieldError("doubt", gettext("Write what was found."))]
    if errors:
        return _page(request, standing, errors)
    actions.ask_clinician_about(
        by=_author(request), patient_id=standing.patient_id, doubt=Doubt.EXCLUSION, note=note
    )
    return _done(standing, "asked")


def _keep(request: HttpRequest, standing: Standing) -> HttpResponse:
    reason = request.POST.get("keep_reason", "")
    if errors := sending.too_long("keep_reason", reason):
        return _page(request, standing, errors)
    try:
        actions.keep_in_programme(
            by=_author(request), patient_id=standing.patient_id, reason=reason
        )
    except OutcomeRefused as refusal:
        return _page(request, standing, [sending.refused(refusal.code)])
    return _done(standing, "kept")


def _done(standing: Standing, what: str) -> HttpResponse:
    page = reverse("care_leave", args=[standing.patient_id])
    return HttpResponseRedirect(f"{page}?did={what}")


def _page(
    request: HttpRequest, standing: Standing, errors: list[FieldError] | None = None
) -> HttpResponse:
    viewer = viewer_of(request)
    follows = viewer.can(Permission.FOLLOW_UP)
    return render(
        request,
        "care/leave.html",
        status=UNPROCESSABLE if errors else 200,
        current="patients" if follows else "enrolments",
        **leaving_page.context(request, viewer, standing, queries.left(standing.patient_id)),
        errors=errors,
    )

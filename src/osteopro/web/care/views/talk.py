"""A talk about a report that came (clinical content 9.4)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions
from osteopro.followup.actions import AlreadySent
from osteopro.followup.queries import review as queries
from osteopro.followup.queries.people import Standing
from osteopro.followup.rules import OutcomeRefused
from osteopro.followup.terms import CallOutcome
from osteopro.patients.queries import NotVisible
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.care import sending, talk_page
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)

# Nobody was heard: the attempt is noted, and the talk is still wanted.
UNHEARD = (CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.WRONG_NUMBER, CallOutcome.HOSPITAL)
GIVEN_UP = ("refused", "unreached")


@access(Permission.FOLLOW_UP)
def talk(request: HttpRequest, occasion: UUID) -> HttpResponse:
    """GET shows what to say; POST keeps what was heard, or how the attempt ended."""
    try:
        patient_id = queries.whose(viewer_of(request), occasion)
    except NotVisible:
        raise Http404 from None
    standing = standing_of(request, patient_id)
    if request.method == "POST":
        return _act(request, standing, occasion)
    note_read(request, patient_id)
    return _page(request, standing, occasion)


def _act(request: HttpRequest, standing: Standing, occasion: UUID) -> HttpResponse:
    try:
        return _do(request, standing, occasion)
    except AlreadySent:
        words = gettext("This form was sent before with another text. Open the record again.")
        return _page(request, standing, occasion, [FieldError("note", words)], status=CONFLICT)


def _do(request: HttpRequest, standing: Standing, occasion: UUID) -> HttpResponse:
    do, by, key = request.POST.get("do", ""), author_of(request), form_key(request.POST)
    if do in {each.value for each in UNHEARD}:
        actions.record_call(
            by=by,
            patient_id=standing.patient_id,
            outcome=CallOutcome(do),
            occasion=occasion,
            key=key,
        )
        return _done("tried")
    if do in GIVEN_UP:
        actions.give_up_talk(
            by=by,
            patient_id=standing.patient_id,
            occasion=occasion,
            key=key,
            refused=do == "refused",
        )
        return _done(CallOutcome.REFUSED.value if do == "refused" else "tried")
    return _keep(request, standing, occasion)


def _keep(request: HttpRequest, standing: Standing, occasion: UUID) -> HttpResponse:
    heard, errors = talk_page.heard(request.POST)
    errors += sending.too_long("note", request.POST.get("note", ""))
    if heard is None or errors:
        return _page(request, standing, occasion, errors)
    try:
        actions.record_verification(
            by=author_of(request),
            patient_id=standing.patient_id,
            occasion=occasion,
            key=form_key(request.POST),
            heard=heard,
        )
    except OutcomeRefused as refusal:
        return _page(request, standing, occasion, [sending.refused(refusal.code)])
    return HttpResponseRedirect(reverse("care_review", args=[occasion]))


def _done(what: str) -> HttpResponse:
    return HttpResponseRedirect(f"{reverse('care_calls')}?did={what}")


def _page(
    request: HttpRequest,
    standing: Standing,
    occasion: UUID,
    errors: list[FieldError] | None = None,
    *,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    return render(
        request,
        "care/talk.html",
        status=status if errors else 200,
        current="calls",
        **talk_page.context(standing, occasion, request.POST),
        errors=errors,
    )

"""Family who help a patient: every step with the patient on the phone (ux 2.1, Helpers)."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment.actions import ConsentRefused
from osteopro.enrolment.consent import Refused
from osteopro.enrolment.terms import Purpose
from osteopro.followup import actions
from osteopro.followup.actions import HelpRefused, WhyNot
from osteopro.followup.queries.people import Standing
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, id_of
from osteopro.web.care import consent_page, helpers_page
from osteopro.web.care.helpers_page import Asked
from osteopro.web.care.page import (
    CONFLICT,
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)
from osteopro.web.care.views.consent import said


@access(Permission.FOLLOW_UP)
def helpers(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET shows who helps and the form; POST asks somebody, sends the link again, or stops."""
    standing = standing_of(request, patient_id)
    if request.method == "POST":
        return _act(request, standing)
    note_read(request, patient_id)
    return _page(request, standing)


def _act(request: HttpRequest, standing: Standing) -> HttpResponse:
    wanted, _, number = request.POST.get("do", "").partition("-")
    if wanted == "ask":
        return _ask(request, standing)
    helper_id = id_of(number)
    if helper_id is None:
        raise Http404
    by, whose = author_of(request), standing.patient_id
    if wanted == "stop":
        actions.stop_helper(by=by, patient_id=whose, helper_id=helper_id)
        return _done(standing, "stopped")
    if wanted == "again":
        key = form_key(request.POST)
        actions.send_helper_link(by=by, patient_id=whose, helper_id=helper_id, key=key)
        return _done(standing, "again")
    raise Http404


def _ask(request: HttpRequest, standing: Standing) -> HttpResponse:
    asked = helpers_page.read(request.POST, viewer_of(request), standing)
    if asked.person is None or asked.how is None:
        return _page(request, standing, list(asked.errors))
    try:
        _agree(request, standing, asked)
        actions.ask_to_help(
            by=author_of(request),
            patient_id=standing.patient_id,
            person=asked.person,
            scopes=asked.scopes,
            until=asked.until,
            key=form_key(request.POST),
        )
    except ConsentRefused as refused:
        status = CONFLICT if refused.code is Refused.OLD_TEXT else UNPROCESSABLE
        error = FieldError("how", said(refused.code).text)
        return _page(request, standing, [error], status=status)
    except HelpRefused as refused:
        return _page(request, standing, [FieldError("name", _why_not(refused.code))])
    return _done(standing, "asked")


def _agree(request: HttpRequest, standing: Standing, asked: Asked) -> None:
    """The patient's yes to help, read out word for word; one that stands is not written again."""
    if asked.how is None:
        return
    actions.answer_consent(
        by=author_of(request),
        patient_id=standing.patient_id,
        version=request.POST.get("version", ""),
        given={Purpose.HELPER},
        declined=(),
        how=asked.how,
        language=consent_page.reader(standing).language,
        witness=asked.witness,
    )


def _why_not(code: WhyNot) -> str:
    if code is WhyNot.TOO_MANY:
        return gettext("Five help already. Stop one of them first.")
    return gettext("The patient has not agreed to help by the family.")


def _done(standing: Standing, what: str) -> HttpResponse:
    page = reverse("care_helpers", args=[standing.patient_id])
    return redirect(f"{page}?did={what}")


def _did(code: str) -> str:
    return {
        "asked": gettext("Asked. The text message is on its way."),
        "again": gettext("The text message is on its way again."),
        "stopped": gettext("Stopped. From now on they see nothing."),
    }.get(code, "")


def _page(
    request: HttpRequest,
    standing: Standing,
    errors: list[FieldError] | None = None,
    *,
    status: int = UNPROCESSABLE,
) -> HttpResponse:
    return render(
        request,
        "care/helpers.html",
        status=status if errors else 200,
        current="patients",
        **helpers_page.context(request, viewer_of(request), standing),
        did=_did(request.GET.get("did", "")),
        errors=errors,
    )

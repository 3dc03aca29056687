"""The page for a visit by a link that was shared: the birth date, then to read only.

Unknown, expired, stopped and locked links are one page. What was opened stays open for half an
hour on an address without the link's secret, as long as the link works.
"""

from datetime import datetime, timedelta

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from osteopro import clock
from osteopro.access.decorators import public
from osteopro.enrolment.reading import text_language
from osteopro.sites import queries as sites_queries
from osteopro.summaries import shares, sharing
from osteopro.summaries.sheet import sheet
from osteopro.summaries.visit import visit_summary
from osteopro.ui.components import DateParts, FieldError
from osteopro.web.patient import forms
from osteopro.web.patient.page import render
from osteopro.web.patient.presenters import dates
from osteopro.web.patient.views.arriving import author_before, birth_refusal, checks_form_token

SESSION = "shared"
OPEN_FOR = timedelta(minutes=30)


@public
@csrf_exempt
@checks_form_token
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a link: it asks for the birth date. Looking at it uses nothing up."""
    answer = _enter(request, token) if request.method == "POST" else _ask(request, token)
    return _apart(answer)


@public
def page(request: HttpRequest) -> HttpResponse:
    """The page for the visit as it is now, to read only."""
    share_id, until = request.session.get(SESSION) or (0, "")
    known = until and datetime.fromisoformat(until) > clock.now()
    patient = sharing.look_again(by=author_before(), share_id=share_id) if known else None
    if patient is None:
        return _apart(_gone(request))
    shown = sheet(visit_summary(patient), text_language(dates.language()), feedback=False)
    return _apart(render(request, "patient/shared.html", sheet=shown, numbers=True))


def _enter(request: HttpRequest, token: str) -> HttpResponse:
    parts, day, error = forms.read_date(request.POST, "birth")
    if day is None:
        return _ask(request, token, parts, error)
    clinic = sites_queries.front_desk()
    if clinic is None:
        return _gone(request)
    tried = sharing.try_birth_date(by=author_before(), token=token, birth=day, zone=clinic.zone)
    if tried.share_id is not None:
        until = clock.now() + OPEN_FOR
        request.session[SESSION] = [tried.share_id, until.isoformat()]
        return redirect("shared_page")
    if tried.tries_left:
        return _ask(request, token, parts, birth_refusal(tried.tries_left))
    return _gone(request)


def _ask(
    request: HttpRequest, token: str, typed: DateParts | None = None, error: str = ""
) -> HttpResponse:
    if not shares.works(token):
        return _gone(request)
    return render(
        request,
        "patient/shared_link.html",
        typed=typed or DateParts(),
        errors=[FieldError("birth", error)] if error else [],
        heading=gettext("Date of birth of the patient"),
    )


def _gone(request: HttpRequest) -> HttpResponse:
    return render(request, "patient/shared_gone.html", 404)


def _apart(answer: HttpResponse) -> HttpResponse:
    """Nothing of it is kept, found, or told to another site."""
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["Cache-Control"] = "no-store, private"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return answer

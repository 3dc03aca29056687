"""The shared tablet in the waiting room: one patient, their record, nothing else (ux 2.1)."""

from datetime import datetime

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import public
from osteopro.patients import queries as patients_queries
from osteopro.signin import rules, tablets
from osteopro.signin.codes import Refusal
from osteopro.ui.components import FieldError, Link
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient import forms
from osteopro.web.patient.page import CONFLICT, render
from osteopro.web.patient.tablet import begin, end, locked, on_tablet, tablet_of
from osteopro.web.patient.views.arriving import author_before

SESSION_ASKED = "tablet_asked"
SESSION_ASKED_AT = "tablet_asked_at"


@public
@on_tablet
def kiosk(request: HttpRequest) -> HttpResponse:
    """Where a tablet waits. Nobody stays signed in here; POST tries the code staff gave."""
    tablet = tablet_of(request)
    if tablet is None:
        return render(request, "patient/kiosk_unknown.html", 404)
    language = request.session.get(SESSION_LANGUAGE)
    if request.user.is_authenticated or SESSION_ASKED in request.session:
        end(request)
        if language and request.method == "POST":
            request.session[SESSION_LANGUAGE] = language
    if request.method != "POST":
        return _waiting(request)
    digits = forms.read_code(request.POST.get("code", ""))
    if digits is None:
        return _waiting(request, gettext("The number has 6 digits."))
    answer = tablets.try_tablet_code(by=author_before(), tablet_id=tablet.tablet_id, code=digits)
    if answer.patient_id is not None:
        return ask(request, answer.patient_id)
    if answer.refusal is Refusal.TOO_MANY:
        return _waiting(
            request, gettext("That was tried too often. Wait 10 minutes, or use the card.")
        )
    return _waiting(request, gettext("This number does not work. Ask the staff for a new one."))


def ask(request: HttpRequest, patient_id: int) -> HttpResponse:
    """Ask for a yes to the name before anything opens."""
    request.session[SESSION_ASKED] = patient_id
    request.session[SESSION_ASKED_AT] = clock.now().isoformat()
    request.session.set_expiry(0)
    return redirect("kiosk_who")


@public
@on_tablet
def who(request: HttpRequest) -> HttpResponse:
    """“Are you …?” with the middle of the name hidden; yes begins, no locks."""
    tablet, patient_id = tablet_of(request), request.session.get(SESSION_ASKED)
    if tablet is None or patient_id is None or _too_late(request):
        return locked(request, "idle")
    if request.method == "POST":
        return begin(request, tablet, patient_id)
    person = patients_queries.person(patient_id)
    return render(request, "patient/kiosk_who.html", name=person.masked_name)


@public
@on_tablet
def leave(request: HttpRequest) -> HttpResponse:
    """Lock the tablet: by its button, by the clock of the page, or after sending."""
    why = request.GET.get("why", "")
    return locked(request, why if why in _NOTES else "left")


@public
@on_tablet
def here(request: HttpRequest) -> HttpResponse:
    """“I am still here”: the request is the touch. 409 when nobody is signed in any more."""
    if request.method != "POST":
        return HttpResponseNotAllowed(["POST"])
    return HttpResponse(status=204 if request.user.is_authenticated else CONFLICT)


_NOTES = ("left", "idle", "sent", "not-me", "rest")


def _waiting(request: HttpRequest, error: str = "") -> HttpResponse:
    return render(
        request,
        "patient/kiosk.html",
        note=_note(request.GET.get("why", "")),
        typed=request.POST.get("code", "") if error else "",
        ways=[Link(reverse("card"), gettext("I have my card"), "check")],
        errors=[FieldError("code", error)] if error else [],
    )


def _note(why: str) -> str:
    kept = gettext("The tablet is locked. Your answers are kept; you can go on at home.")
    return {
        "left": kept,
        "idle": kept,
        "sent": gettext("Thank you. The tablet is locked; nobody can see your record."),
        "only": gettext("On this tablet you can only fill in a record."),
        "not-me": gettext("The tablet is locked. Please tell the staff."),
    }.get(why, "")


def _too_late(request: HttpRequest) -> bool:
    asked = request.session.get(SESSION_ASKED_AT, "")
    return not asked or rules.tablet_left(datetime.fromisoformat(asked), clock.now())

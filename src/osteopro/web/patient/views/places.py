"""A time for a visit: say yes, ask for another time, cancel, take it back, keep it in the phone."""

from datetime import date
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.http import require_POST

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.appointments import actions, calendar_file
from osteopro.appointments.queries import offers as queries
from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.rules import Refused
from osteopro.appointments.terms import Answered, OfferState, SessionState
from osteopro.followup.actions import TooLateToUndo
from osteopro.followup.terms import Possible
from osteopro.ui.components import Answer, FieldError
from osteopro.web.patient.forms import too_long
from osteopro.web.patient.page import CONFLICT, author, frame, patient_id, render
from osteopro.web.patient.presenters import places, request_words

LONGEST = 200
OTHER, NONE = "other", "none"


@access(Permission.ASK_VISIT)
@require_POST
def accept(request: HttpRequest, offer: int) -> HttpResponse:
    """One press: I come at that time."""
    _offer(request, offer)
    try:
        actions.accept_offer(by=author(request), patient_id=patient_id(request), offer_id=offer)
    except Refused as refused:
        return redirect(f"{_list()}?late={refused.code}")
    return redirect(f"{_list()}?yes={offer}")


@access(Permission.ASK_VISIT)
@require_POST
def undo(request: HttpRequest, offer: int) -> HttpResponse:
    """Take back that one cannot come, while the time is free."""
    _offer(request, offer)
    try:
        actions.undo_answer(by=author(request), patient_id=patient_id(request), offer_id=offer)
    except Refused as refused:
        return redirect(f"{_list()}?late={refused.code}")
    except TooLateToUndo:
        return redirect(f"{_list()}?late=too-late")
    return redirect(f"{_list()}?kept={offer}")


@access(Permission.ASK_VISIT)
def give_back(request: HttpRequest, offer: int) -> HttpResponse:
    """This time does not suit, or I cannot come: which other times would, or none at all."""
    found = _offer(request, offer)
    if not found.live:
        return redirect(_list())
    if request.method != "POST":
        return _page(request, found)
    errors = _mistakes(request, found)
    if errors:
        return _page(request, found, errors)
    try:
        _give_back(request, found)
    except Refused as refused:
        error = FieldError("then", places.refusal(refused.code))
        return _page(request, found, [error], status=CONFLICT)
    ended = request.POST.get("then") == NONE
    return redirect(f"{_list()}?back=1" if ended else f"{_list()}?gone={offer}")


@access(Permission.ASK_VISIT)
def calendar(request: HttpRequest, offer: int) -> HttpResponse:
    """The visit as a file for the phone's calendar; taken out of it once it was given back."""
    found = _offer(request, offer)
    if found.state is OfferState.OFFERED:
        raise Http404("not booked")
    clinic = frame(request).clinic
    data = calendar_file.calendar_file(
        found,
        clinic.zone,
        summary=gettext("Appointment"),
        description=gettext("Cannot come? Call %(phone)s.") % {"phone": clinic.phone},
        now=clock.now(),
    )
    response = HttpResponse(data, content_type=calendar_file.MEDIA_TYPE)
    response["Content-Disposition"] = 'attachment; filename="appointment.ics"'
    response["Cache-Control"] = "no-store"
    return response


def _give_back(request: HttpRequest, found: OfferView) -> None:
    by, patient = author(request), patient_id(request)
    words = request.POST.get("words", "").strip()
    if request.POST.get("then") == NONE and found.request_id is not None:
        actions.withdraw_visit_request(
            by=by, patient_id=patient, request_id=found.request_id, words=words
        )
        return
    if request.POST.get("then") == NONE and found.session_id is not None:
        actions.close_session(
            by=by,
            patient_id=patient,
            session_id=found.session_id,
            outcome=SessionState.DECLINED,
            why=words,
            way=Answered.PAGE,
        )
        return
    what: dict[str, Any] = {"by": by, "patient_id": patient, "offer_id": found.offer_id}
    times = [(day, _part(request)) for day in _days(request)]
    if found.state is OfferState.OFFERED:
        actions.decline_offer(**what, times=times, words=words)
    else:
        actions.cancel_by_patient(**what, times=times, words=words)


def _mistakes(request: HttpRequest, found: OfferView) -> list[FieldError]:
    errors = []
    if request.POST.get("then") not in (OTHER, NONE):
        errors.append(FieldError("then", gettext("Choose an answer.")))
    if long := too_long(request.POST.get("words", "").strip(), LONGEST):
        errors.append(FieldError("words", long))
    return errors


def _page(
    request: HttpRequest,
    found: OfferView,
    errors: list[FieldError] | None = None,
    status: int = 200,
) -> HttpResponse:
    of = frame(request)
    names = accounts_queries.staff_names(places.staff_in([found], []))
    then = request.POST.get("then", "")
    return render(
        request,
        "patient/give_back.html",
        status=status,
        place=places.place(of, found, names),
        choices=[
            Answer(OTHER, gettext("Please find me another time"), checked=then == OTHER),
            Answer(NONE, _not(found), checked=then == NONE),
        ],
        session=found.session_id is not None,
        days=places.days_to_choose(of, request.POST.getlist("days")),
        parts=[
            Answer(code, str(label), checked=code == _part(request))
            for code, label in request_words.TIMES.items()
        ],
        words=request.POST.get("words", ""),
        limit=LONGEST,
        problems={error.field: error.text for error in reversed(errors or [])},
        errors=errors or [],
    )


def _not(found: OfferView) -> str:
    if found.session_id is not None:
        return gettext("I do not want to come to this talk")
    return gettext("I no longer need it")


def _days(request: HttpRequest) -> list[date]:
    known = {answer.value for answer in places.days_to_choose(frame(request), ())}
    chosen = dict.fromkeys(request.POST.getlist("days"))
    return [date.fromisoformat(each) for each in chosen if each in known]


def _part(request: HttpRequest) -> Possible:
    value = request.POST.get("part", "")
    return Possible(value) if value in set(Possible) else Possible.ANY


def _offer(request: HttpRequest, offer: int) -> OfferView:
    found = queries.offer(patient_id(request), offer)
    if found is None:
        raise Http404("no such offer")
    return found


def _list() -> str:
    return reverse("patient_appointments")

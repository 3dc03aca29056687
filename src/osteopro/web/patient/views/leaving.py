"""Leaving the programme: at once, seven days to take it back, never asked twice (ux 2.1, R32)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment import leaving as rules
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.reading import text_language
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions as followup_actions
from osteopro.followup.actions import TooLateToReturn
from osteopro.followup.queries import leaving as queries
from osteopro.followup.queries.forms import planned
from osteopro.followup.queries.leaving import Left
from osteopro.instruments.terms import Mode
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.ui.components import Answer, FieldError
from osteopro.web.patient import stepping_up
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import author, frame, patient_id, render, text
from osteopro.web.patient.presenters import dates
from osteopro.web.patient.views.arriving import SESSION_DEVICE
from osteopro.web.patient.views.record import next_page

SESSION_WANTED = "leaving"


@after_leaving
@access(Permission.OWN_RECORD)
def leave(request: HttpRequest) -> HttpResponse:
    """What leaving means, with one button. Who left sees their last page here; family tells the
    clinic instead."""
    found = queries.left(patient_id(request)) if frame(request).ended else None
    if request.method != "POST":
        return _left_page(request, found) if found else _leave_page(request)
    wanted = request.POST.get("do", "")
    if wanted == "leave" and found is None:
        return _leave(request)
    if wanted == "back" and found is not None:
        return _come_back(request, found)
    if wanted == "tell" and found is not None and not found.told_us:
        return _begin_questions(request)
    return redirect("patient_leave")


@access(Permission.OWN_RECORD)
def confirm(request: HttpRequest) -> HttpResponse:
    """The code in a text message that is asked for where the phone is not known."""
    if SESSION_WANTED not in request.session:
        return redirect("patient_leave")
    if request.method != "POST":
        return _code_page(request)
    if "again" in request.POST:
        return _send_code(request)
    if error := stepping_up.refused(request):
        return _code_page(request, error, request.POST.get("code", ""))
    return _go(request, str(request.session.pop(SESSION_WANTED)))


def _leave(request: HttpRequest) -> HttpResponse:
    reason = request.POST.get("reason", "")
    if reason and reason not in {each.code for each in rules.leave().own}:
        return _leave_page(request, [FieldError("reason", gettext("Choose an answer."))])
    if SESSION_DEVICE in request.session:
        return _go(request, reason)
    request.session[SESSION_WANTED] = reason
    return _send_code(request)


def _go(request: HttpRequest, reason: str) -> HttpResponse:
    followup_actions.leave(
        by=author(request),
        patient_id=patient_id(request),
        wanted=Wanted(State.LEFT, DecidedBy.PATIENT, (reason,) if reason else ()),
    )
    return redirect("patient_leave")


def _send_code(request: HttpRequest) -> HttpResponse:
    error, wait = stepping_up.send_code(request)
    if error or wait:
        return _code_page(request, error, wait=wait)
    return redirect("patient_leave_code")


def _come_back(request: HttpRequest, found: Left) -> HttpResponse:
    try:
        followup_actions.undo_leaving(by=author(request), patient_id=patient_id(request))
    except TooLateToReturn:
        return _left_page(request, found)
    return redirect("patient_home")


def _begin_questions(request: HttpRequest) -> HttpResponse:
    instrument = planned(frame(request)).instrument
    uuid = followup_actions.start_form(
        by=author(request),
        patient_id=patient_id(request),
        instrument=instrument,
        mode=Mode.ONLINE,
        language=text_language(dates.language()),
        by_whom=ByWhom.SELF,
    )
    draft = records_queries.draft(patient_id(request), uuid)
    return redirect(next_page(draft) if draft else "patient_leave")


def _leave_page(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    offered = [Answer(each.code, text(each.own or {})) for each in rules.leave().own]
    return render(
        request,
        "patient/leave.html",
        reasons=offered,
        days=rules.leave().undo.days,
        problems={error.field: error.text for error in errors or []},
        errors=errors or [],
    )


def _left_page(request: HttpRequest, found: Left) -> HttpResponse:
    of = frame(request)
    until = found.undo_until
    return render(
        request,
        "patient/left.html",
        left=found,
        silent=found.state is State.LEFT_SILENT,
        until=dates.moment(of, until) if until else "",
        asks=found.state is not State.LEFT_SILENT and not found.told_us,
    )


def _code_page(
    request: HttpRequest, error: str = "", typed: str = "", wait: int = 0
) -> HttpResponse:
    return render(
        request,
        "patient/leave_code.html",
        number=stepping_up.masked_number(request),
        typed=typed,
        wait=wait,
        errors=[FieldError("code", error)] if error else [],
    )

"""What to do in an emergency: for everybody without names, and for one record."""

from functools import cache
from pathlib import Path
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

import osteopro.ui
from osteopro.access.decorators import access, public
from osteopro.access.terms import Permission
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.sent import Judged
from osteopro.patients.terms import Person
from osteopro.records import queries as records_queries
from osteopro.records.terms import DraftState
from osteopro.sites import queries as sites_queries
from osteopro.web.patient.heard import for_reader
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import frame, helps, patient_id, render, text
from osteopro.web.patient.presenters import dates, promises
from osteopro.web.patient.presenters.sound import audio
from osteopro.web.patient.tablet import on_tablet
from osteopro.web.patient.views.drafts import shown_emergency
from osteopro.web.patient.views.record import next_page

WORKER = Path(osteopro.ui.__file__).parent / "static/ui/js/urgent-worker.js"


@public
@on_tablet
def urgent(request: HttpRequest) -> HttpResponse:
    """Red flags and the number to call, without a name: phones keep this page."""
    clinic = sites_queries.front_desk()
    return render(request, "patient/urgent.html", clinic=clinic, audio=audio(request, "urgent"))


@public
def worker(request: HttpRequest) -> HttpResponse:
    """The script that keeps the emergency page on the phone."""
    response = HttpResponse(_worker(), content_type="text/javascript; charset=utf-8")
    response.headers["Service-Worker-Allowed"] = "/me/"
    return response


@after_leaving
@access(Permission.ENTER_RECORD)
@on_tablet
def of_record(request: HttpRequest, record: UUID) -> HttpResponse:
    """The emergency page of a record, while it is filled or after it was sent."""
    draft = records_queries.draft(patient_id(request), record)
    if draft is None:
        raise Http404("no such record")
    judged = sent_queries.emergency(patient_id(request), draft.occasion, helping=helps(request))
    if judged is None:
        return redirect(next_page(draft))
    filling = draft.state is DraftState.OPEN
    going_on = next_page(draft) if filling else ""
    mistake = reverse("patient_check", args=[record]) if filling else ""
    return emergency_page(request, record, judged, going_on=going_on, mistake=mistake)


def emergency_page(
    request: HttpRequest,
    record: UUID,
    judged: Judged,
    *,
    going_on: str = "",
    mistake: str = "",
    arrived: bool = True,
) -> HttpResponse:
    """`going_on` leads to the next question, `mistake` to where an answer can be changed;
    without it a sent record is corrected by its own button. Not `arrived`: the page for a
    phone without a network, which promises nothing."""
    of = frame(request)
    message = (shown_emergency(request, record) if arrived else None) or judged.message
    return render(
        request,
        "patient/emergency.html",
        urgent=promises.urgent(of, for_reader(request, message), judged.at),
        family=family(of.person),
        manager=promises.manager_name(of),
        person=_who(of.person, of.person.age(of.today)),
        at=dates.moment(of, judged.at, inside=True),
        reasons=[text(reason) for reason in judged.reasons],
        record=record,
        going_on=going_on,
        mistake=mistake,
        arrived=arrived,
    )


def family(person: Person) -> tuple[str, str] | None:
    """Label and address of the call to the family; None when nobody was named."""
    if not person.emergency_phone:
        return None
    name = person.emergency_name or gettext("family")
    return gettext("Call %(name)s") % {"name": name}, f"tel:{person.emergency_phone}"


def _who(person: Person, age: int) -> str:
    return gettext("%(name)s, %(age)s years old, has osteoporosis") % {
        "name": person.name,
        "age": age,
    }


@cache
def _worker() -> bytes:
    return WORKER.read_bytes()

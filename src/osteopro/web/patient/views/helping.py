"""Whom I help: agree, go from one to another, stop, sign out."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from osteopro.access.decorators import access
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.access.terms import Permission, Viewer
from osteopro.audit.terms import Actor
from osteopro.followup import actions as followup_actions
from osteopro.patients import queries as patients_queries
from osteopro.patients.helpers import HelperView
from osteopro.patients.terms import Person
from osteopro.signin import queries as signin_queries
from osteopro.web.patient.page import render
from osteopro.web.patient.presenters import family
from osteopro.web.patient.views.arriving import SESSION_ASKED
from osteopro.web.patient.views.entrance import sign_out


@access(Permission.HELP)
def whom(request: HttpRequest) -> HttpResponse:
    """Everybody this person helps or was asked to help, with what they may do.

    A name is shown in full after agreeing; only who came by the link of the text message and
    knew the birth date can agree.
    """
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    found = signin_queries.helped(viewer.account_id)
    if request.method == "POST":
        return _act(request, found, viewer.acting(Permission.HELP))
    people = patients_queries.people([each.patient_id for each in found])
    return render(
        request,
        "patient/helping.html",
        cards=[_card(request, each, people[each.patient_id]) for each in found],
    )


def _card(request: HttpRequest, found: HelperView, person: Person) -> dict[str, object]:
    agreed = found.accepted_at is not None
    return {
        "helper_id": found.helper_id,
        "name": person.name if agreed else person.masked_name,
        "may": family.scopes_words(found.scopes),
        "agreed": agreed,
        "opened": request.session.get(SESSION_ASKED) == found.patient_id,
    }


def _act(request: HttpRequest, found: list[HelperView], by: Actor) -> HttpResponse:
    wanted = request.POST.get("do", "")
    if wanted == "leave":
        return sign_out(request)
    chosen = next((h for h in found if str(h.helper_id) == request.POST.get("helper")), None)
    if chosen is None:
        return redirect("patient_helping")
    if wanted == "stop":
        followup_actions.stop_helper(
            by=by, patient_id=chosen.patient_id, helper_id=chosen.helper_id
        )
        return redirect("patient_helping")
    opened = request.session.get(SESSION_ASKED) == chosen.patient_id
    if wanted == "agree" and opened:
        followup_actions.agree_to_help(by=by, helper_id=chosen.helper_id)
        del request.session[SESSION_ASKED]
    elif chosen.accepted_at is None:
        return redirect("patient_helping")
    request.session[SESSION_PATIENT] = chosen.patient_id
    return redirect("patient_home")

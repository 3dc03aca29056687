"""The frame of every page for physicians."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.terms import Actor
from osteopro.ui.components import FieldError, with_errors
from osteopro.ui.shell import NavLink, Shell, bare_shell

CONFLICT, UNPROCESSABLE = 409, 422


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def author_of(request: HttpRequest) -> Actor:
    """Who acts, as a physician."""
    return viewer_of(request).acting(Permission.VISIT)


def holder_of(request: HttpRequest) -> Actor:
    """Who acts, as somebody who holds in-person sessions."""
    return viewer_of(request).acting(Permission.HOLD_SESSION)


def language() -> str:
    """The language of the page: "zh-hans" or "en"."""
    return get_language() or "zh-hans"


def patient_page(patient_id: int) -> str:
    """Where a physician reads of a patient: the page for the visit."""
    return reverse("visit_summary", args=[patient_id])


def render(
    request: HttpRequest,
    template: str,
    *,
    current: str,
    errors: Iterable[FieldError] = (),
    refused: int = UNPROCESSABLE,
    **context: Any,
) -> HttpResponse:
    """A page in the staff frame; `refused` (422) when there are `errors`."""
    request.shell = _shell(viewer_of(request), current)  # type: ignore[attr-defined]
    found = list(errors)
    everything = with_errors(found, context)
    return django_render(request, template, everything, status=refused if found else 200)


def _shell(viewer: Viewer, current: str) -> Shell:
    name = accounts_queries.staff_names([viewer.account_id]).get(viewer.account_id)
    pages = [
        (Permission.FOLLOW_UP, "worklist", "care_worklist", gettext("Worklist")),
        (Permission.VISIT, "today", "visit_start", gettext("Today")),
        (Permission.VISIT, "escalations", "visit_escalations", gettext("Questions")),
        (Permission.SEE_PATIENT, "patients", "care_patients", gettext("Patients")),
        (Permission.FOLLOW_UP, "calls", "care_calls", gettext("Calls")),
        (Permission.FOLLOW_UP, "appointments", "care_appointments", gettext("Appointments")),
        (Permission.HOLD_SESSION, "sessions", "visit_sessions", gettext("Sessions")),
        (Permission.FOLLOW_UP, "to-doctors", "care_escalations", gettext("To doctors")),
        (Permission.FOLLOW_UP, "load", "care_load", gettext("Workload")),
        (Permission.SEE_ENROLMENTS, "enrolments", "care_enrolments", gettext("Enrolment")),
        (Permission.VISIT, "away", "visit_away", gettext("Away")),
    ]
    return replace(
        bare_shell(),
        user_name=name.shown(language()) if name else gettext("My account"),
        single_keys=name.single_keys if name else True,
        nav=tuple(
            NavLink(words, reverse(page), current == code)
            for permission, code, page, words in pages
            if viewer.can(permission)
        ),
    )

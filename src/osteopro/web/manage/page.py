"""The frame of every page for administrators."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.ui.components import FieldError, with_errors
from osteopro.ui.shell import NavLink, Shell, bare_shell

UNPROCESSABLE = 422


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def language() -> str:
    """The language of the page: "zh-hans" or "en"."""
    return get_language() or "zh-hans"


def render(
    request: HttpRequest,
    template: str,
    *,
    status: int = 200,
    current: str,
    errors: Iterable[FieldError] = (),
    **context: Any,
) -> HttpResponse:
    """A page in the staff frame, without a search: administrators look no patient up."""
    request.shell = _shell(viewer_of(request), current)  # type: ignore[attr-defined]
    return django_render(request, template, with_errors(errors, context), status=status)


def _shell(viewer: Viewer, current: str) -> Shell:
    name = accounts_queries.staff_names([viewer.account_id]).get(viewer.account_id)
    nav = []
    if viewer.can(Permission.FOLLOW_UP):
        nav.append(NavLink(gettext("Worklist"), reverse("care_worklist")))
        nav.append(NavLink(gettext("Patients"), reverse("care_patients")))
    if viewer.can(Permission.ADMINISTER):
        nav.append(NavLink(gettext("Staff"), reverse("manage_users"), current == "users"))
        aloud = reverse("manage_recordings")
        nav.append(NavLink(gettext("Reading aloud"), aloud, current == "recordings"))
    if viewer.can(Permission.READ_LIBRARY):
        library = reverse("manage_advice")
        nav.append(NavLink(gettext("Advice library"), library, current == "advice"))
    if viewer.can(Permission.PLAN_ON_CALL):
        nav.append(NavLink(gettext("On call"), reverse("manage_on_call"), current == "on-call"))
    if viewer.can(Permission.HEALTH):
        health = reverse("manage_health")
        nav.append(NavLink(gettext("System health"), health, current == "health"))
    return replace(
        bare_shell(),
        user_name=name.shown(language()) if name else gettext("My account"),
        single_keys=name.single_keys if name else True,
        nav=tuple(nav),
    )

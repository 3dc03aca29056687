"""The frame of every page for follow-up staff."""

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.terms import Actor
from osteopro.followup.queries import worklist
from osteopro.followup.queries.scope import Filter, Whose, default_whose
from osteopro.patients.terms import Channel
from osteopro.ui.shell import NavLink, Shell, bare_shell

CONFLICT, UNPROCESSABLE = 409, 422


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def author_of(request: HttpRequest) -> Actor:
    """Who acts, in the role that may follow up."""
    return viewer_of(request).acting(Permission.FOLLOW_UP)


def language() -> str:
    """The language of the page: "zh-hans" or "en"."""
    return get_language() or "zh-hans"


def filter_of(query: QueryDict, viewer: Viewer) -> Filter:
    """What the list is narrowed to, from the address; the usual choice for what is not known."""
    whose, channel = query.get("who", ""), query.get("channel", "")
    return Filter(
        Whose(whose) if whose in set(Whose) else default_whose(viewer),
        Channel(channel) if channel in set(Channel) else None,
    )


def address(name: str, *args: object, chosen: Filter, **more: object) -> str:
    """The address of a page that keeps the list's filter."""
    query = {"who": chosen.whose.value, "channel": chosen.channel or "", **more}
    kept = {key: value for key, value in query.items() if value not in ("", None)}
    return f"{reverse(name, args=args)}?{urlencode(kept)}"


def render(
    request: HttpRequest,
    template: str,
    *,
    status: int = 200,
    current: str = "",
    nav_count: int | None = None,
    **context: Any,
) -> HttpResponse:
    """A page in the staff frame. `current` names the menu entry; `nav_count` spares counting."""
    viewer = viewer_of(request)
    if nav_count is None:
        nav_count = worklist.waiting(viewer, Filter(default_whose(viewer)))
    request.shell = _shell(viewer, current, nav_count)  # type: ignore[attr-defined]
    return django_render(request, template, {"errors": [], **context}, status=status)


def _shell(viewer: Viewer, current: str, waiting: int) -> Shell:
    names = accounts_queries.staff_names([viewer.account_id])
    name = names.get(viewer.account_id)
    return replace(
        bare_shell(),
        user_name=name.shown(language()) if name else gettext("My account"),
        single_keys=name.single_keys if name else True,
        nav=tuple(_nav(viewer, current, waiting)),
    )


def _nav(viewer: Viewer, current: str, waiting: int) -> list[NavLink]:
    nav = [
        NavLink(gettext("Worklist"), reverse("care_worklist"), current == "worklist", waiting),
        NavLink(gettext("Patients"), reverse("care_patients"), current == "patients"),
    ]
    if viewer.can(Permission.ADMINISTER):
        nav.append(NavLink(gettext("Staff"), reverse("manage_users")))
        nav.append(NavLink(gettext("System health"), reverse("manage_health")))
    return nav

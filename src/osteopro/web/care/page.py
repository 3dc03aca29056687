"""The frame of every page for follow-up staff."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render as django_render
from django.urls import reverse

from osteopro.access.terms import Permission, Viewer
from osteopro.audit import actions as audit_actions
from osteopro.audit.terms import Actor
from osteopro.followup.queries import figures, people, rota
from osteopro.followup.queries.people import Standing
from osteopro.followup.queries.rota import Shift
from osteopro.followup.queries.scope import Filter, Whose, default_whose
from osteopro.followup.terms import Lane
from osteopro.patients.queries import NotVisible
from osteopro.patients.terms import Channel
from osteopro.ui.components import FieldError, with_errors
from osteopro.web.care.frame import shell_of

CONFLICT, UNPROCESSABLE = 409, 422


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def author_of(request: HttpRequest) -> Actor:
    """Who acts, in the role that may follow up."""
    return viewer_of(request).acting(Permission.FOLLOW_UP)


def reader_of(request: HttpRequest) -> Actor:
    """Who reads about a patient: as who follows up, else in the role that may see them."""
    viewer = viewer_of(request)
    follows = viewer.can(Permission.FOLLOW_UP)
    return viewer.acting(Permission.FOLLOW_UP if follows else Permission.SEE_PATIENT)


def standing_of(request: HttpRequest, patient_id: int) -> Standing:
    """The patient of the page; one out of this viewer's scope is not there."""
    try:
        return people.standing(viewer_of(request), patient_id)
    except NotVisible:
        raise Http404 from None


def note_read(
    request: HttpRequest,
    patient_id: int,
    object_type: str = "patient",
    by: Actor | None = None,
    object_id: object = None,
) -> None:
    """Reading about a patient is noted (invariant 9), as done by `by` or who may see them;
    `object_id` where it is not the patient as a whole."""
    audit_actions.note_read(
        by=by or reader_of(request),
        patient_id=patient_id,
        object_type=object_type,
        object_id=object_id or patient_id,
    )


def filter_of(query: QueryDict, viewer: Viewer) -> Filter:
    """What the list is narrowed to, from the address; the usual choice for what is not known."""
    whose, channel = query.get("who", ""), query.get("channel", "")
    site, lane = query.get("site", ""), query.get("lane", "")
    return Filter(
        Whose(whose) if whose in set(Whose) else default_whose(viewer),
        Channel(channel) if channel in set(Channel) else None,
        next((pk for pk in viewer.site_ids if str(pk) == site), None),
        Lane(lane) if lane in set(figures.LANES) else None,
    )


def filter_on_duty(query: QueryDict, viewer: Viewer) -> tuple[Filter, Shift | None]:
    """As `filter_of`; who is on call now looks at all of their clinics unless they chose."""
    shift = rota.shift(viewer)
    chosen = filter_of(query, viewer)
    if shift is None or query.get("who") in set(Whose):
        return chosen, shift
    return replace(chosen, whose=Whose.CLINICS), shift


def address(name: str, *args: object, chosen: Filter, **more: object) -> str:
    """The address of a page that keeps the list's filter."""
    kept_on = {"channel": chosen.channel, "site": chosen.site, "lane": chosen.lane}
    query = {"who": chosen.whose.value, **kept_on, **more}
    kept = {key: value for key, value in query.items() if value not in ("", None)}
    return f"{reverse(name, args=args)}?{urlencode(kept)}"


def conversation_address(patient_id: int, **more: object) -> str:
    """The address of the talk with a patient."""
    page = reverse("care_conversation", args=[patient_id])
    return f"{page}?{urlencode(more)}" if more else page


def render(
    request: HttpRequest,
    template: str,
    *,
    status: int = 200,
    current: str = "",
    nav_count: int | None = None,
    errors: Iterable[FieldError] | None = None,
    **context: Any,
) -> HttpResponse:
    """A page in the staff frame. `current` names the menu entry; `nav_count` spares counting.

    The page shows all `errors` in its summary, and the first of each field beside the field.
    """
    viewer = viewer_of(request)
    if nav_count is None and viewer.can(Permission.FOLLOW_UP):
        nav_count = figures.waiting(viewer, Filter(default_whose(viewer)))
    request.shell = shell_of(viewer, current, nav_count or 0)  # type: ignore[attr-defined]
    return django_render(request, template, with_errors(errors or (), context), status=status)

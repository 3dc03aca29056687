"""The frame of every page of a study."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render as django_render
from django.urls import reverse
from django.utils.translation import get_language, gettext

from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.terms import Actor
from osteopro.research import rules
from osteopro.research.queries import studies
from osteopro.research.queries.studies import NoSuchStudy, Own
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError, with_errors
from osteopro.ui.shell import NavLink, Shell, bare_shell

UNPROCESSABLE = 422


def viewer_of(request: HttpRequest) -> Viewer:
    """Who looks."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return viewer


def author_of(request: HttpRequest) -> Actor:
    """Who acts, as a researcher."""
    return viewer_of(request).acting(Permission.STUDY)


def language() -> str:
    """The language of the page: "zh-hans" or "en"."""
    return get_language() or "zh-hans"


def study_of(request: HttpRequest, study_id: int, task: Task | None = None) -> Own:
    """The study as this person sees it; for who is not of its team, or may not do `task` in it,
    there is no such page."""
    try:
        found = studies.own_study(viewer_of(request), study_id)
    except NoSuchStudy:
        raise Http404 from None
    if task is not None and not rules.may(found.duties, task):
        raise Http404
    return found


def render(
    request: HttpRequest,
    template: str,
    *,
    current: str,
    own: Own | None = None,
    errors: Iterable[FieldError] = (),
    **context: Any,
) -> HttpResponse:
    """A page in the staff frame, with the ways of the study `own`; refused (422) when there are
    `errors`."""
    request.shell = _shell(viewer_of(request), current, own)  # type: ignore[attr-defined]
    found = list(errors)
    titled = {"own": own, "study_title": own.study.shown(language()) if own else "", **context}
    everything = with_errors(found, titled)
    return django_render(request, template, everything, status=UNPROCESSABLE if found else 200)


def _shell(viewer: Viewer, current: str, own: Own | None) -> Shell:
    name = accounts_queries.staff_names([viewer.account_id]).get(viewer.account_id)
    nav = []
    if viewer.can(Permission.STUDY):
        nav.append(NavLink(gettext("Studies"), reverse("studies"), current == "studies"))
    if own is not None:
        nav += [
            NavLink(words, reverse(page, args=[own.study.study_id]), current == code)
            for code, page, words in _pages()
        ]
    return replace(
        bare_shell(),
        user_name=name.shown(language()) if name else gettext("My account"),
        single_keys=name.single_keys if name else True,
        nav=tuple(nav),
    )


def _pages() -> list[tuple[str, str, str]]:
    """The ways of a study in the order of its work."""
    return [
        ("home", "study_home", gettext("This study")),
        ("sampling", "study_sampling", gettext("Sample")),
        ("participants", "study_participants", gettext("Participants")),
        ("interviews", "study_interviews", gettext("Interviews")),
        ("transcripts", "study_transcripts", gettext("Transcripts")),
        ("colaizzi", "study_colaizzi", gettext("Analysis")),
        ("themes", "study_themes", gettext("Themes")),
        ("saturation", "study_saturation", gettext("Saturation")),
        ("checking", "study_checking", gettext("Member checks")),
        ("log", "study_log", gettext("Log")),
        ("report", "study_report", gettext("Report")),
    ]

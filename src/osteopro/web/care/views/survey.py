"""The staff questionnaire: twelve weeks a round, without names (clinical content 6.7)."""

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries.scope import today
from osteopro.quality import actions, queries
from osteopro.quality.actions import NothingAnswered
from osteopro.quality.rounds import Round, round_on
from osteopro.ui.components import FieldError
from osteopro.ui.posted import id_of
from osteopro.web.care import survey_page
from osteopro.web.care.page import UNPROCESSABLE, render, viewer_of


@access(Permission.SURVEY)
def survey(request: HttpRequest) -> HttpResponse:
    """GET shows the form, or that one has answered in this round; POST keeps the answers."""
    current = round_on(today())
    if queries.has_answered(viewer_of(request).account_id, current):
        return _render(request, "care/survey_done.html", **survey_page.around(current))
    if request.method != "POST":
        return _page(request, current)
    form = queries.questionnaire()
    values, errors = survey_page.read(form, request.POST, today())
    if errors:
        return _page(request, current, errors)
    by = viewer_of(request).acting(Permission.SURVEY)
    try:
        actions.answer_survey(by=by, current=current, values=values)
    except NothingAnswered:
        first = form.items[0].link_id
        return _page(request, current, [FieldError(first, gettext("Answer at least one."))])
    return HttpResponseRedirect(reverse("care_survey"))


@access(Permission.SURVEY)
def results(request: HttpRequest) -> HttpResponse:
    """What rounds that have ended came to; `?round=` names one, else the latest."""
    known = queries.rounds_before(round_on(today()))
    asked = id_of(request.GET.get("round", ""))
    shown = next((each for each in known if each.number == asked), next(iter(known), None))
    found = queries.results(shown) if shown else None
    return _render(request, "care/survey_results.html", **survey_page.results(known, shown, found))


def _page(
    request: HttpRequest, current: Round, errors: list[FieldError] | None = None
) -> HttpResponse:
    return _render(
        request,
        "care/survey.html",
        status=UNPROCESSABLE if errors else 200,
        fields=survey_page.fields(queries.questionnaire(), request.POST),
        errors=errors,
        **survey_page.around(current),
    )


def _render(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    """In the frame; who does not follow up has no patients to look for."""
    follows = viewer_of(request).can(Permission.FOLLOW_UP)
    return render(request, template, follows=follows, **context)

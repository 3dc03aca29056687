"""The list of one's studies, a new one, its home, and what it says of itself."""

from collections.abc import Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import papers, studies
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.study import description_form, saturation_words, seven, words
from osteopro.web.study.page import author_of, render, study_of, viewer_of


@access(Permission.STUDY)
def overview(request: HttpRequest) -> HttpResponse:
    """The studies one is of the team of."""
    return render(
        request, "study/studies.html", current="studies", studies=studies.own(viewer_of(request))
    )


@access(Permission.STUDY)
def new(request: HttpRequest) -> HttpResponse:
    """GET shows an empty form; POST opens the study."""
    if request.method != "POST":
        return _form(request, None, description_form.begun(None))
    given = description_form.typed(request.POST)
    description, errors = description_form.read(given)
    if description is None:
        return _form(request, None, given, errors)
    opened = actions.open_study(
        by=author_of(request), description=description, key=form_key(request.POST)
    )
    return HttpResponseRedirect(f"{reverse('study_home', args=[opened])}?did=opened")


@access(Permission.STUDY)
def home(request: HttpRequest, study_id: int) -> HttpResponse:
    """Where the study stands."""
    own = study_of(request, study_id)
    team, found = studies.team(study_id), seven.overview(study_id)
    return render(
        request,
        "study/home.html",
        current="home",
        own=own,
        steps=found,
        missing=[each for each in found if each["missing"]],
        saturated=saturation_words.line(study_id),
        about=_facts(own),
        may_set_up=own.may(Task.SET_UP),
        may_take_out=own.may(Task.REPORT),
        team=[
            (words.listed(words.DUTIES[duty] for duty in each.duties), name)
            for each, name in _named(team)
        ],
        begin=_begin(study_id),
        did=_did(request.GET.get("did", "")),
    )


@access(Permission.STUDY)
def describe(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows what the study says of itself; POST changes it."""
    own = study_of(request, study_id, Task.SET_UP)
    if request.method != "POST":
        return _form(request, own, description_form.begun(own.study))
    given = description_form.typed(request.POST)
    description, errors = description_form.read(given)
    if description is None:
        return _form(request, own, given, errors)
    try:
        actions.describe_study(by=author_of(request), study_id=study_id, description=description)
    except Refused as refused:
        return _form(request, own, given, [FieldError("title", words.refusal(refused.code))])
    return HttpResponseRedirect(f"{reverse('study_home', args=[study_id])}?did=described")


def _form(
    request: HttpRequest, own: Own | None, typed: dict[str, str], errors: Sequence[FieldError] = ()
) -> HttpResponse:
    return render(
        request,
        "study/description.html",
        current="home" if own else "studies",
        own=own,
        errors=errors,
        typed=typed,
        key=form_key(request.POST),
    )


def _named(team: list[studies.MemberView]) -> list[tuple[studies.MemberView, str]]:
    names = words.names(each.account_id for each in team)
    return [(each, names.get(each.account_id, "")) for each in team]


def _facts(own: Own) -> list[tuple[str, str]]:
    study = own.study
    approval = f"{study.ethics_body} {study.ethics_no}".strip()
    return [
        (gettext("Phenomenon"), study.phenomenon),
        (gettext("Method"), gettext("Colaizzi's seven steps")),
        (gettext("Sampling"), study.sampling or "–"),
        (gettext("Ethics approval"), approval or gettext("not entered yet")),
        (gettext("Approved for"), _span(study.ethics_from, study.ethics_until)),
        (gettext("Interviews between"), _span(study.window_from, study.window_until)),
        (
            gettext("Length of an interview"),
            gettext("%(first)s to %(last)s minutes")
            % {"first": study.minutes_from, "last": study.minutes_to},
        ),
    ]


def _span(first: Any, last: Any) -> str:
    if first is None and last is None:
        return gettext("not entered yet")
    span = {"first": words.day(first), "last": words.day(last)}
    return gettext("%(first)s to %(last)s") % span


def _begin(study_id: int) -> list[tuple[str, str, bool]]:
    """What has to be there before the first interview: words, address, whether it is."""
    kinds = {each.kind for each in papers.papers(study_id)}
    guide = papers.guide_in_force(study_id) is not None
    return [
        *(
            (str(name), reverse("study_papers", args=[study_id]), kind in kinds)
            for kind, name in words.PAPERS.items()
        ),
        (gettext("An approved interview guide"), reverse("study_guide", args=[study_id]), guide),
    ]


def _did(code: str) -> str:
    return {
        "opened": gettext("The study is open, with the criteria of the paper to begin with."),
        "described": gettext("Saved."),
    }.get(code, "")

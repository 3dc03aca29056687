"""The sampling matrix: choose a cell, and the next one to screen is drawn from it."""

from collections.abc import Mapping
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import recruitment
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.sampling import LEVELS, UNKNOWN, Cells, Dimension, Line, Margin
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key
from osteopro.web.study import cell_words, saturation_words, words
from osteopro.web.study.page import author_of, render, study_of, viewer_of
from osteopro.web.study.ways import ways


@access(Permission.STUDY)
def sampling(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows who could be asked and who was reached, narrowed by cells; POST draws somebody."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own, _wanted(request.GET))
    study_of(request, study_id, Task.RECRUIT)
    wanted = _wanted(request.POST)
    try:
        no = actions.draw_next(
            by=author_of(request),
            study_id=study_id,
            wanted=wanted,
            site_ids=viewer_of(request).site_ids,
            key=form_key(request.POST),
        )
    except Refused as refused:
        return _page(request, own, wanted, [FieldError("draw", words.refusal(refused.code))])
    return HttpResponseRedirect(reverse("study_screening", args=[study_id, no]))


def _wanted(given: QueryDict) -> dict[str, str]:
    """The cells that were chosen; what is no level is not chosen."""
    chosen = {str(each): str(given.get(each, "")) for each in Dimension}
    return {
        name: code for name, code in chosen.items() if code in (*LEVELS[Dimension(name)], UNKNOWN)
    }


def _page(
    request: HttpRequest, own: Own, wanted: Cells, errors: list[FieldError] | None = None
) -> HttpResponse:
    study_id = own.study.study_id
    margins, left = recruitment.matrix(study_id, viewer_of(request).site_ids, wanted)
    here = reverse("study_sampling", args=[study_id])
    return render(
        request,
        "study/sampling.html",
        current="sampling",
        own=own,
        errors=errors or [],
        saturated=saturation_words.line(own.study.study_id),
        margins=[_margin(each, wanted, here) for each in margins],
        chosen=[
            (cell_words.level(each, code), _address(here, wanted, each, code))
            for each, code in wanted.items()
        ],
        wanted=wanted,
        left=cell_words.people(left),
        nobody=left.nobody,
        may_recruit=own.may(Task.RECRUIT),
        chips=ways(study_id, "sampling"),
        key=form_key(request.POST),
    )


def _margin(margin: Margin, wanted: Cells, here: str) -> dict[str, Any]:
    return {
        "name": cell_words.DIMENSIONS[margin.dimension],
        "lines": [_line(margin.dimension, each, wanted, here) for each in margin.lines],
    }


def _line(dimension: Dimension, line: Line, wanted: Cells, here: str) -> dict[str, Any]:
    return {
        "line": line,
        "name": cell_words.level(dimension, line.level),
        "open": cell_words.people(line.open),
        "chosen": wanted.get(dimension) == line.level,
        "href": _address(here, wanted, dimension, line.level),
    }


def _address(here: str, wanted: Mapping[str, str], dimension: str, level: str) -> str:
    """The page with this level chosen as well; without it when it is chosen already."""
    rest = {name: code for name, code in wanted.items() if name != dimension}
    if wanted.get(dimension) != level:
        rest[str(dimension)] = level
    return f"{here}?{urlencode(rest)}" if rest else here

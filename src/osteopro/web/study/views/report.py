"""The report of a study: everything in it is counted, nothing typed."""

from itertools import groupby
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import NoSuchItem
from osteopro.research.checklists import Checklist
from osteopro.research.doing import Refused
from osteopro.research.publishing import FEWEST, MOST
from osteopro.research.queries import report as queries
from osteopro.research.queries.report import Facts, Quote
from osteopro.research.rules import Task
from osteopro.ui.posted import id_of, one_of, uuids
from osteopro.web.study import checked_items, release_words
from osteopro.web.study.page import author_of, language, render, study_of
from osteopro.web.study.report_files import LANGUAGES, NAMES
from osteopro.web.study.reported import sample, tables, way


@access(Permission.STUDY)
def report(request: HttpRequest, study_id: int) -> HttpResponse:
    """Where the report stands: flow, Table 1, quotes, and a checklist."""
    own = study_of(request, study_id)
    facts = queries.facts(own.study)
    which = one_of(Checklist, request.GET.get("list", "")) or Checklist.COREQ
    fewest = min(id_of(request.GET.get("fewest", "")) or FEWEST, MOST)
    checked = checked_items.checked(which, facts)
    here = reverse("study_report", args=[study_id])
    stops = way.stops(facts)
    return render(
        request,
        "study/report.html",
        current="report",
        own=own,
        stops=stops,
        picture=way.picture(facts, "flow") if facts.flow.looked_at else "",
        sentence=way.sentence(facts),
        table=[sample.shown(each, fewest) for each in facts.table],
        fewest=fewest,
        choices=range(1, MOST + 1),
        quotes=_by_theme(facts),
        may_order=own.may(Task.ANALYSE),
        bare=facts.bare,
        coverage=facts.coverage,
        checked=checked,
        gaps=sum(not each.lines for each in checked),
        lists=[
            (f"{here}?list={each}&fewest={fewest}#checklist", name, each is which)
            for each, name in tables.NAMES.items()
        ],
        which=which,
        may_release=own.may(Task.REPORT),
        formats=list(NAMES.items()),
        languages=[(code, name, code == language()) for code, name in LANGUAGES.items()],
        bounds=range(FEWEST, MOST + 1),
        left=release_words.left(queries.left(study_id)),
    )


@access(Permission.STUDY)
@require_POST
def quote(request: HttpRequest, study_id: int) -> HttpResponse:
    """Put a quote at another place among those of its theme."""
    study_of(request, study_id, Task.ANALYSE)
    post = request.POST
    named = uuids([post.get("statement", ""), post.get("theme", "")])
    place = id_of(post.get("place", ""))
    if len(named) != 2 or not place:
        raise Http404
    try:
        actions.place_quote(
            by=author_of(request),
            study_id=study_id,
            statement=named[0],
            theme=named[1],
            place=place,
        )
    except (NoSuchItem, Refused):
        raise Http404 from None
    return HttpResponseRedirect(f"{reverse('study_report', args=[study_id])}#q-{named[0]}")


def _by_theme(facts: Facts) -> list[dict[str, Any]]:
    """The quotes under their themes, each with the places above and below its own (0: none)."""
    names = {each.guid: each.name for each in facts.board.every_theme()}
    groups = []
    for theme, found in groupby(facts.quotes, key=lambda each: each.theme):
        of = list(found)
        groups.append({"name": names[theme], "quotes": [_placed(of, at) for at in range(len(of))]})
    return groups


def _placed(of: list[Quote], at: int) -> dict[str, Any]:
    return {"said": of[at], "up": at, "down": at + 2 if at + 1 < len(of) else 0}

"""What a member of staff sees of studies they were asked for themselves: in the team or not."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import own_part
from osteopro.research.queries.own_part import OwnPart
from osteopro.research.stages import Stage
from osteopro.research.terms import ConsentScope
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import codes_of, uuids
from osteopro.web.study import consent_words, recruit_words, words
from osteopro.web.study.page import language, render, viewer_of


@access(Permission.STAFF)
def mine(request: HttpRequest) -> HttpResponse:
    """GET shows where I was asked and take part; POST answers, changes the consent or ends it."""
    if request.method != "POST":
        return _page(request)
    guid = next(iter(uuids([request.POST.get("part", "")])), None)
    part = own_part.own_part(_me(request), guid) if guid else None
    if part is None:
        raise Http404
    try:
        _act(request, part.guid)
    except Refused as refused:
        return _page(request, [FieldError("part", words.refusal(refused.code))])
    return HttpResponseRedirect(f"{reverse('study_mine')}?did=saved")


def _me(request: HttpRequest) -> StudySubject:
    return StudySubject(account_id=viewer_of(request).account_id)


def _act(request: HttpRequest, guid: UUID) -> None:
    me, post = _me(request), request.POST
    by = viewer_of(request).acting(Permission.STAFF)
    do, scopes = post.get("do", ""), codes_of(ConsentScope, post.getlist("scopes"))
    paper = next(iter(uuids([post.get("paper", "")])), None)
    if do in {"yes", "no"} and paper is not None:
        said = scopes if do == "yes" else None
        actions.answer_for_oneself(by=by, subject=me, guid=guid, paper=paper, scopes=said)
    elif do == "scopes":
        actions.rescope_for_oneself(by=by, subject=me, guid=guid, scopes=scopes)
    elif do == "stop":
        actions.stop_for_oneself(by=by, subject=me, guid=guid)
    else:
        raise Http404


def _page(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    found = own_part.own_parts(_me(request))
    names = words.names({each.asked_by for each in found})
    return render(
        request,
        "study/mine.html",
        current="mine",
        errors=errors or [],
        parts=[_part(each, names) for each in found],
        did=gettext("Your answer is kept.") if request.GET.get("did") else "",
    )


def _part(each: OwnPart, names: dict[int, str]) -> dict[str, Any]:
    return {
        "part": each,
        "title": each.shown(language()),
        "asked": gettext("%(name)s asks you, %(when)s")
        % {"name": names.get(each.asked_by, ""), "when": words.when(each.asked_at)},
        "length": gettext("One talk of %(first)s to %(last)s minutes.")
        % {"first": each.minutes[0], "last": each.minutes[1]},
        "since": recruit_words.day(each.since) if each.since else "",
        "stopped": each.stage is Stage.WITHDRAWN,
        "scopes": [
            Answer(code, name, "", code in each.scopes)
            for code, name in consent_words.own_scopes().items()
        ],
    }

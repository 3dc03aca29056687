"""Saturation: what each interview brought, and what everybody who analyses makes of it."""

from collections.abc import Sequence
from typing import Any
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext, ngettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import saturation as queries
from osteopro.research.queries.saturation import InterviewView, SaturationView
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.saturation import Finding, Standing
from osteopro.ui.charts.growth import Step, growth_chart
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of, uuids
from osteopro.web.study import saturation_words, words
from osteopro.web.study.page import author_of, render, study_of

ANSWERS = {"new": True, "nothing": False}


@access(Permission.STUDY)
def saturation(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows where the study stands; POST keeps what one of the team makes of an interview."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    study_of(request, study_id, Task.ANALYSE)
    post = request.POST
    interview = next(iter(uuids([post.get("interview", "")])), None)
    new = ANSWERS.get(post.get("new", ""))
    if interview is None:
        raise Http404
    if new is None:
        return _page(request, own, [FieldError("judge", gettext("Choose an answer."))])
    try:
        actions.judge_interview(
            by=author_of(request),
            study_id=study_id,
            interview=interview,
            new=new,
            reason=lines_of(post.get("reason", "")),
            key=form_key(post),
        )
    except Refused as refused:
        return _page(request, own, [FieldError("judge", words.refusal(refused.code))])
    except actions.NoSuchInterview:
        raise Http404 from None
    return HttpResponseRedirect(f"{request.path}?did=judged")


def _page(request: HttpRequest, own: Own, errors: Sequence[FieldError] = ()) -> HttpResponse:
    found = queries.view(own.study.study_id)
    post = request.POST
    state, by_counts = found.outcome.state, found.outcome.suggested
    people = {pk for each in found.interviews if each.judged for pk in each.judged.deciders}
    names = words.names(found.team | people)
    may = own.may(Task.ANALYSE)
    return render(
        request,
        "study/saturation.html",
        current="saturation",
        own=own,
        errors=errors,
        reached=state.standing is Standing.REACHED,
        state=saturation_words.said(state),
        suggested=saturation_words.suggested(by_counts) if by_counts != state else "",
        team=words.listed(names.get(each, "") for each in sorted(found.team)),
        sentence=_sentence(found),
        picture=_picture(found) if found.interviews else "",
        interviews=[_row(each, names, own.account_id) for each in found.interviews],
        may=may,
        typed={name: post.get(name, "") for name in ("interview", "new", "reason")},
        key=form_key(post),
        did=gettext("Your judgement is kept.") if request.GET.get("did") else "",
    )


def _row(each: InterviewView, names: dict[int, str], me: int) -> dict[str, Any]:
    judged = each.judged
    mine = judged is not None and me in judged.deciders and not each.changed
    counted_new = bool(each.counts.meanings or each.counts.clusters or each.counts.themes)
    return {
        "guid": str(each.guid),
        "place": each.place,
        "name": gettext("Interview %(place)s · Participant %(no)s")
        % {"place": each.place, "no": each.participant},
        "held": words.when(each.held_at),
        "counts": each.counts,
        "finding": _finding(each.finding),
        "tone": {Finding.NEW: "", Finding.NOTHING_NEW: "ok", Finding.OPEN: "warn"}[each.finding],
        "deciders": words.listed(names.get(pk, "") for pk in sorted(judged.deciders))
        if judged
        else "",
        "missing": words.listed(names.get(pk, "") for pk in sorted(each.missing))
        if each.finding is not Finding.NEW
        else "",
        "reason": judged.reason if judged else "",
        "apart": judged is not None and judged.new != counted_new,
        "changed": each.changed,
        "analysed": each.analysed,
        "folded": mine or each.finding is Finding.NEW,
        "key": uuid4(),
    }


def _finding(finding: Finding) -> str:
    return {
        Finding.NEW: gettext("something new"),
        Finding.NOTHING_NEW: gettext("nothing new"),
        Finding.OPEN: gettext("not judged by all"),
    }[finding]


def _sentence(found: SaturationView) -> str:
    whole = sum(each.counts.meanings for each in found.interviews)
    held = ngettext(
        "%(num)s interview brought %(whole)s meanings.",
        "%(num)s interviews brought %(whole)s meanings.",
        len(found.interviews),
    ) % {"num": len(found.interviews), "whole": whole}
    empty = 0
    for each in reversed(found.interviews):
        if each.counts.meanings:
            break
        empty += 1
    last = ngettext(
        "The last one brought none that was new.",
        "The last %(num)s brought none that was new.",
        empty,
    ) % {"num": empty}
    return f"{held} {last}" if empty else held


def _picture(found: SaturationView) -> Any:
    """A bar for each interview; the run without anything new is shaded, once it is reached."""
    state = found.outcome.state
    marked = {state.at, state.at - 1} if state.at else set()
    return growth_chart(
        [
            Step(
                each.counts.meanings,
                str(each.place),
                "✓" if each.finding is Finding.NOTHING_NEW else "",
                each.place in marked,
            )
            for each in found.interviews
        ],
        sentence=gettext("New meanings by interview"),
        about=_sentence(found),
        uid="saturation",
    )

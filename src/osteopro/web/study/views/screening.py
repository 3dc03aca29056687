"""Everybody who was looked at, by number: screened by the criteria, then asked."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions, screening, stages
from osteopro.research.actions import Answered
from osteopro.research.doing import Refused
from osteopro.research.queries import recruitment
from osteopro.research.queries.recruitment import (
    Answer,
    ApproachView,
    NoSuchScreening,
    ScreeningView,
)
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.research.stages import Stage
from osteopro.research.terms import Approached, ApproachWay, Met
from osteopro.ui.components import Answer as Choice
from osteopro.ui.components import FieldError, Stat
from osteopro.ui.posted import form_key, lines_of, one_of
from osteopro.web.study import cell_words, recruit_words, words
from osteopro.web.study.page import author_of, language, render, study_of
from osteopro.web.study.ways import ways

LONGEST = 300
_UNDERSTOOD = {"yes": True, "no": False}


@access(Permission.STUDY)
def screenings(request: HttpRequest, study_id: int) -> HttpResponse:
    """Who was looked at and where each stands; what kept the others out, counted."""
    own = study_of(request, study_id)
    found = recruitment.screenings(study_id)
    flow = recruitment.flow(study_id, found)
    return render(
        request,
        "study/screenings.html",
        current="sampling",
        own=own,
        chips=ways(study_id, "screening"),
        stats=[
            Stat(gettext("Drawn"), str(flow.looked_at)),
            Stat(gettext("Eligible"), str(flow.eligible)),
            Stat(gettext("Approached"), str(flow.approached)),
            Stat(gettext("Agreed"), str(flow.agreed)),
        ],
        rows=[_row(study_id, each) for each in reversed(found)],
        excluded=[(each.shown(language()), n) for each, n in flow.excluded],
        refused=flow.refused,
    )


@access(Permission.STUDY)
def screen(request: HttpRequest, study_id: int, screening_no: int) -> HttpResponse:
    """GET shows what is known of somebody; POST writes the screening down."""
    no = screening_no
    own = study_of(request, study_id)
    asked = _answers(study_id, no)
    if request.method != "POST":
        return _page(request, own, no, asked)
    study_of(request, study_id, Task.RECRUIT)
    given = {each.guid: _given(request, each.guid) for each in asked}
    errors = [
        FieldError(f"evidence-{guid}", words.at_most(LONGEST))
        for guid, each in given.items()
        if len(each.evidence) > LONGEST
    ]
    if not errors:
        try:
            actions.screen(by=author_of(request), study_id=study_id, no=no, answers=given)
        except Refused as refused:
            errors = [FieldError(f"met-{asked[0].guid}", words.refusal(refused.code))]
    if errors:
        return _page(request, own, no, asked, given, errors)
    return HttpResponseRedirect(f"{reverse('study_screening', args=[study_id, no])}?did=screened")


@access(Permission.STUDY)
def approach(request: HttpRequest, study_id: int, screening_no: int) -> HttpResponse:
    """GET asks how somebody was approached; POST writes down what came of it."""
    no = screening_no
    own = study_of(request, study_id, Task.RECRUIT)
    found = screening_of(study_id, no)
    if request.method != "POST":
        return _approach_page(request, own, found)
    post = request.POST
    way = one_of(ApproachWay, post.get("way", ""))
    outcome = one_of(Approached, post.get("outcome", ""))
    reason = lines_of(post.get("reason", ""))
    errors = []
    if way is None:
        errors.append(FieldError("way", gettext("Choose how.")))
    if outcome is None and way is not ApproachWay.PAGE:
        errors.append(FieldError("outcome", gettext("Choose what they said.")))
    if len(reason) > LONGEST:
        errors.append(FieldError("reason", words.at_most(LONGEST)))
    if way is not None and not errors:
        try:
            actions.approach(
                by=author_of(request),
                study_id=study_id,
                no=no,
                way=way,
                understood=_UNDERSTOOD.get(post.get("understood", "")),
                outcome=outcome or Approached.DEFERRED,
                reason=reason,
                key=form_key(post),
            )
        except Refused as refused:
            errors = [FieldError("outcome", words.refusal(refused.code))]
    if errors:
        return _approach_page(request, own, found, errors)
    return HttpResponseRedirect(f"{reverse('study_screening', args=[study_id, no])}?did=asked")


def screening_of(study_id: int, no: int) -> ScreeningView:
    """Somebody who was looked at; 404 for a number that nobody has."""
    try:
        return recruitment.screening_of(study_id, no)
    except NoSuchScreening:
        raise Http404 from None


def _answers(study_id: int, no: int) -> list[Answer]:
    try:
        return recruitment.answers(study_id, no)
    except NoSuchScreening:
        raise Http404 from None


def _given(request: HttpRequest, guid: UUID) -> Answered:
    met = one_of(Met, request.POST.get(f"met-{guid}", "")) or Met.UNKNOWN
    return Answered(met, lines_of(request.POST.get(f"evidence-{guid}", "")))


def _row(study_id: int, each: ScreeningView) -> dict[str, Any]:
    stage, tone = recruit_words.stage(each)
    return {
        "no": each.no,
        "href": reverse("study_screening", args=[study_id, each.no]),
        "cells": cell_words.cells(each.cells),
        "stage": stage,
        "tone": tone,
        "why": _why(each),
    }


def _why(each: ScreeningView) -> str:
    """What keeps somebody out, or what was said last."""
    if each.stage is Stage.EXCLUDED:
        return words.listed(criterion.shown(language()) for criterion in each.failed)
    return each.approaches[-1].reason if each.approaches else ""


def _page(
    request: HttpRequest,
    own: Own,
    no: int,
    asked: list[Answer],
    given: dict[UUID, Answered] | None = None,
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    found = screening_of(own.study.study_id, no)
    stage, tone = recruit_words.stage(found)
    recruits = own.may(Task.RECRUIT)
    names = words.names({each.by for each in found.approaches} | {each.by or 0 for each in asked})
    return render(
        request,
        "study/screening.html",
        current="sampling",
        own=own,
        errors=errors or [],
        screening=found,
        title=gettext("Number %(no)s") % {"no": no},
        stage=stage,
        tone=tone,
        subject=recruit_words.SUBJECTS[found.subject],
        facts=_facts(found),
        criteria=[
            {
                "answer": each,
                "text": each.criterion.shown(language()),
                "kind": recruit_words.KINDS[each.criterion.kind],
                "choices": _choices((given or {}).get(each.guid, each).met),
                "evidence": (given or {}).get(each.guid, each).evidence,
                "fails": screening.fails(each.judged),
                "known": _known(each, names),
            }
            for each in asked
        ],
        approaches=_log(found, names),
        may_recruit=recruits,
        may_ask=recruits and stages.may_be_approached(found.stage),
        may_consent=recruits and found.stage in {Stage.TO_CONSENT, Stage.WITHDRAWN},
        may_open=own.may(Task.OPEN_KEY),
        did={
            "screened": gettext("Written down: %(stage)s.") % {"stage": stage},
            "asked": gettext("Written down: %(stage)s.") % {"stage": stage},
        }.get(request.GET.get("did", ""), ""),
    )


def _facts(found: ScreeningView) -> list[tuple[str, str]]:
    return [
        (str(cell_words.DIMENSIONS[each]), cell_words.level(each, found.cells[each]))
        for each in cell_words.DIMENSIONS
        if each in found.cells
    ]


def _choices(met: Met) -> list[Choice]:
    return [Choice(code, str(name), "", code == met) for code, name in recruit_words.MET.items()]


def _known(each: Answer, names: dict[int, str]) -> str:
    if each.at is None:
        return ""
    return f"{words.when(each.at)} {names.get(each.by or 0, '')}"


def _log(found: ScreeningView, names: dict[int, str]) -> list[tuple[str, str]]:
    return [
        (
            f"{words.when(each.at)} {names.get(each.by, '')}",
            words.listed(
                part
                for part in (
                    recruit_words.WAYS[each.way],
                    _came_of(each),
                    each.reason,
                )
                if part
            ),
        )
        for each in found.approaches
    ]


def _came_of(each: ApproachView) -> object:
    if each.way is ApproachWay.PAGE and each.outcome is Approached.DEFERRED:
        return gettext("asked there")
    return recruit_words.OUTCOMES[each.outcome]


def _approach_page(
    request: HttpRequest, own: Own, found: ScreeningView, errors: list[FieldError] | None = None
) -> HttpResponse:
    post = request.POST
    return render(
        request,
        "study/approach.html",
        current="sampling",
        own=own,
        errors=errors or [],
        screening=found,
        title=gettext("Number %(no)s") % {"no": found.no},
        cells=cell_words.cells(found.cells),
        ways=words.options(recruit_words.WAYS, post.get("way", "")),
        understood=[
            Choice(code, str(name), "", post.get("understood", "") == code)
            for code, name in {
                "yes": gettext("yes"),
                "no": gettext("no"),
                "": gettext("not looked at"),
            }.items()
        ],
        outcomes=[
            Choice(code, str(name), "", post.get("outcome", "") == code)
            for code, name in recruit_words.OUTCOMES.items()
        ],
        reason=post.get("reason", ""),
        may_open=own.may(Task.OPEN_KEY),
        key=form_key(post),
    )

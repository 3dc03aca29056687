"""A study is closed, or opened again, by a decision with its reason."""

from collections.abc import Sequence
from uuid import UUID

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import closing as queries
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.ui.components import FieldError
from osteopro.ui.posted import form_key, lines_of
from osteopro.web.study import closing_words, words
from osteopro.web.study.interview_times import day
from osteopro.web.study.page import author_of, render, study_of

LONGEST = 2000


@access(Permission.STUDY)
def closing(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows what is open and what closing means; POST closes the study, or opens it again."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    own = study_of(request, study_id, Task.SET_UP)
    reason, key = lines_of(request.POST.get("reason", "")), form_key(request.POST)
    if len(reason) > LONGEST:
        return _page(request, own, [FieldError("reason", words.at_most(LONGEST))])
    try:
        did = _decide(request, own, reason, key)
    except Refused as refused:
        field = "wipe_by" if refused.code == "wipe-by" else "reason"
        return _page(request, own, [FieldError(field, words.refusal(refused.code))])
    return HttpResponseRedirect(f"{reverse('study_closing', args=[study_id])}?did={did}")


def _decide(request: HttpRequest, own: Own, reason: str, key: UUID) -> str:
    by, study_id = author_of(request), own.study.study_id
    if request.POST.get("do") == "reopen":
        actions.reopen_study(
            by=by, study_id=study_id, topic=gettext("Study opened again"), reason=reason, key=key
        )
        return "reopened"
    actions.close_study(
        by=by,
        study_id=study_id,
        topic=gettext("Study closed"),
        reason=reason,
        wipe_by=day(request.POST.get("wipe_by", "")),
        key=key,
    )
    return "closed"


def _page(request: HttpRequest, own: Own, errors: Sequence[FieldError] = ()) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    sounds = queries.sounds(study_id)
    return render(
        request,
        "study/closing.html",
        current="home",
        own=own,
        errors=errors,
        closed=words.when(own.study.closed_at) if own.study.closed_at else "",
        still=closing_words.still_open(study_id, queries.unfinished(study_id)),
        sounds=closing_words.recordings(study_id, sounds),
        until=closing_words.until(queries.kept_until(study_id), bool(sounds)),
        may=own.may_still(Task.SET_UP),
        typed={"reason": post.get("reason", ""), "wipe_by": post.get("wipe_by", "")},
        key=form_key(post),
        did={
            "closed": gettext("The study is closed. The decision is in the log."),
            "reopened": gettext("The study goes on. The decision is in the log."),
        }.get(request.GET.get("did", ""), ""),
    )

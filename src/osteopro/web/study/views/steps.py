"""What one of the seven steps still misses, and the decision to go on all the same."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions, rules
from osteopro.research.doing import NotAllowed, Refused
from osteopro.research.queries import steps, studies
from osteopro.research.queries.studies import Own
from osteopro.research.rules import Task
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import form_key, lines_of, uuids
from osteopro.web.study import seven, words
from osteopro.web.study.page import author_of, render, study_of

STEPS = range(1, 8)
FIELDS = {"two-needed": "people", "nothing-written": "reason"}


@access(Permission.STUDY)
def step(request: HttpRequest, study_id: int, nth: int) -> HttpResponse:
    """GET shows what is missing; POST keeps a decision to go on without some of it."""
    own = study_of(request, study_id)
    if nth not in STEPS:
        raise Http404
    if request.method != "POST":
        return _page(request, own, nth)
    post = request.POST
    try:
        actions.pass_gates(
            by=author_of(request),
            study_id=study_id,
            gates=post.getlist("gates"),
            topic=seven.name(nth),
            reason=lines_of(post.get("reason", "")),
            people=uuids(post.getlist("people")),
            key=form_key(post),
        )
    except NotAllowed:
        raise Http404 from None
    except Refused as refused:
        field = FIELDS.get(refused.code, "gates")
        return _page(request, own, nth, [FieldError(field, words.refusal(refused.code))])
    return HttpResponseRedirect(f"{request.path}?did=decided")


def _page(
    request: HttpRequest, own: Own, no: int, errors: Sequence[FieldError] = ()
) -> HttpResponse:
    study_id, post = own.study.study_id, request.POST
    found = steps.steps(study_id)[no - 1]
    team = [
        each
        for each in studies.team(study_id)
        if each.account_id != own.account_id
        and (rules.may(each.duties, Task.ANALYSE) or rules.may(each.duties, Task.SET_UP))
    ]
    names = words.names(each.account_id for each in team)
    chosen, people = post.getlist("gates"), post.getlist("people")
    return render(
        request,
        "study/step.html",
        current="home",
        own=own,
        errors=errors,
        no=no,
        title=gettext("Step %(no)s: %(name)s") % {"no": no, "name": seven.name(no)},
        missing=[
            Answer(key, f"{what} {of}".strip(), "", key in chosen)
            for key, what, of in seven.failures(study_id, found)
        ],
        passed=len(found.overridden),
        log=f"{reverse('study_log', args=[study_id])}?kind=decision",
        people=[
            Answer(str(each.guid), names.get(each.account_id, ""), "", str(each.guid) in people)
            for each in team
        ],
        may=own.may(Task.ANALYSE) or own.may(Task.SET_UP),
        reason=post.get("reason", ""),
        key=form_key(post),
        did=gettext("The decision is in the log.") if request.GET.get("did") else "",
    )

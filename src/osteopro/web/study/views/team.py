"""Who is of the team, what each does, and what they say of themselves."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access import queries as access_queries
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import studies
from osteopro.research.queries.studies import MemberView, Own
from osteopro.research.rules import Task
from osteopro.research.terms import Duty
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import codes_of, id_of
from osteopro.web.study import words
from osteopro.web.study.page import author_of, render, study_of, viewer_of


@access(Permission.STUDY)
def team(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows the team; POST adds somebody or says anew what somebody does."""
    own = study_of(request, study_id)
    if request.method != "POST":
        return _page(request, own)
    study_of(request, study_id, Task.SET_UP)
    duties = codes_of(Duty, request.POST.getlist("duties"))
    try:
        _act(request, own, duties)
    except Refused as refused:
        return _page(request, own, [FieldError("duties", words.refusal(refused.code))])
    except _Mistake as mistake:
        return _page(request, own, [mistake.error])
    return HttpResponseRedirect(f"{reverse('study_team', args=[study_id])}?did=saved")


class _Mistake(Exception):
    def __init__(self, field: str, text: str) -> None:
        super().__init__(text)
        self.error = FieldError(field, text)


def _act(request: HttpRequest, own: Own, duties: tuple[Duty, ...]) -> None:
    post, study_id = request.POST, own.study.study_id
    by = author_of(request)
    if post.get("do") == "add":
        account = id_of(post.get("account", ""))
        if account not in _candidates(request):
            raise _Mistake("account", gettext("Choose somebody."))
        if not duties:
            raise _Mistake("duties", gettext("Choose at least one."))
        actions.add_member(by=by, study_id=study_id, account=int(account), duties=duties)
        return
    member = id_of(post.get("member", ""))
    if member not in {each.member_id for each in studies.team(study_id)}:
        raise Http404
    given = () if post.get("do") == "leave" else duties
    if post.get("do") != "leave" and not duties:
        raise _Mistake("duties", gettext("Choose at least one."))
    actions.give_duties(by=by, study_id=study_id, member_id=int(member), duties=given)


def _page(request: HttpRequest, own: Own, errors: list[FieldError] | None = None) -> HttpResponse:
    study_id = own.study.study_id
    everybody = studies.team(study_id, former=True)
    now = [each for each in everybody if each.left_at is None]
    candidates = _candidates(request) - {each.account_id for each in now}
    names = words.names({each.account_id for each in everybody} | candidates)
    post = request.POST
    return render(
        request,
        "study/team.html",
        current="home",
        own=own,
        errors=errors or [],
        rows=[_row(each, names, own) for each in now],
        former=[
            (names.get(each.account_id, ""), words.when(each.left_at))
            for each in everybody
            if each.left_at
        ],
        may_set_up=own.may(Task.SET_UP),
        candidates=words.options(
            {str(pk): names[pk] for pk in sorted(candidates) if pk in names},
            post.get("account", ""),
        ),
        duties=_duties(codes_of(Duty, post.getlist("duties")) if post.get("do") == "add" else ()),
        did=gettext("Saved.") if request.GET.get("did") else "",
    )


def _row(each: MemberView, names: dict[int, str], own: Own) -> dict[str, Any]:
    said = [each.credentials, each.occupation, each.gender, each.training]
    return {
        "member": each,
        "name": names.get(each.account_id, ""),
        "duties": words.listed(words.DUTIES[duty] for duty in each.duties),
        "said": words.listed(part for part in said if part),
        "me": each.member_id == own.member_id,
        "choices": _duties(each.duties),
    }


def _duties(chosen: tuple[Duty, ...]) -> list[Answer]:
    return [Answer(each, str(name), "", each in chosen) for each, name in words.DUTIES.items()]


def _candidates(request: HttpRequest) -> set[int]:
    """Researchers of one's clinics."""
    sites = viewer_of(request).site_ids
    return set(access_queries.working_at(Permission.STUDY, list(sites)))

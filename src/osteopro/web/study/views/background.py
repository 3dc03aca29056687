"""What one says of oneself: who interviews and analyses (COREQ 1 to 8)."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.research import actions
from osteopro.research.actions import Background
from osteopro.research.doing import Refused
from osteopro.research.queries import studies
from osteopro.research.queries.studies import Own
from osteopro.ui.components import FieldError
from osteopro.ui.posted import lines_of
from osteopro.web.study import words
from osteopro.web.study.page import author_of, render, study_of

_SHORT = {"credentials": 120, "occupation": 120, "gender": 40}


@access(Permission.STUDY)
def background(request: HttpRequest, study_id: int) -> HttpResponse:
    """GET shows what one said of oneself; POST writes it."""
    own = study_of(request, study_id)
    me = next(each for each in studies.team(study_id) if each.member_id == own.member_id)
    if request.method != "POST":
        return _own_page(request, own, {name: getattr(me, name) for name in _fields()})
    typed = {name: lines_of(request.POST.get(name, "")) for name in _fields()}
    errors = [
        FieldError(name, words.at_most(most))
        for name, most in _SHORT.items()
        if len(typed[name]) > most
    ]
    if errors:
        return _own_page(request, own, typed, errors)
    try:
        actions.say_background(
            by=author_of(request),
            study_id=study_id,
            member_id=own.member_id,
            background=Background(**typed),
        )
    except Refused as refused:
        problem = FieldError("position", words.refusal(refused.code))
        return _own_page(request, own, typed, [problem])
    return HttpResponseRedirect(f"{reverse('study_team', args=[study_id])}?did=saved")


def _fields() -> tuple[str, ...]:
    return tuple(Background.__dataclass_fields__)


def _own_page(
    request: HttpRequest, own: Own, typed: dict[str, str], errors: list[FieldError] | None = None
) -> HttpResponse:
    return render(
        request,
        "study/background.html",
        current="home",
        own=own,
        errors=errors or [],
        typed=typed,
    )

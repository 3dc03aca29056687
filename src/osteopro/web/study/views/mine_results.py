"""Results that were brought back to a member of staff who took part in a study themselves."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import own_checks
from osteopro.research.terms import Checked
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import lines_of, one_of, uuids
from osteopro.web.study import words
from osteopro.web.study.page import language, render, viewer_of


@access(Permission.STAFF)
def results(request: HttpRequest) -> HttpResponse:
    """GET shows what was brought back; POST answers one."""
    if request.method != "POST":
        return _page(request)
    post = request.POST
    check = next(iter(uuids([post.get("check", "")])), None)
    outcome = one_of(Checked, post.get("outcome", ""))
    if check is None:
        raise Http404
    if outcome is None:
        return _page(request, [FieldError("outcome", gettext("Choose an answer."))])
    try:
        actions.answer_own_check(
            by=viewer_of(request).acting(Permission.STAFF),
            subject=_me(request),
            check=check,
            outcome=outcome,
            comment=lines_of(post.get("comment", "")),
        )
    except Refused as refused:
        return _page(request, [FieldError("comment", words.refusal(refused.code))])
    except actions.NoSuchCheck:
        raise Http404 from None
    return HttpResponseRedirect(f"{request.path}?did=saved")


def _page(request: HttpRequest, errors: Sequence[FieldError] = ()) -> HttpResponse:
    found = own_checks.own_checks(_me(request))
    asked = next((each for each in reversed(found) if each.waits), None)
    said = own_answers()
    given = request.POST.get("outcome", "")
    return render(
        request,
        "study/mine_results.html",
        current="mine",
        errors=errors,
        asked=(asked.guid, *asked.shown(language())) if asked else None,
        answers=[Answer(code, name, "", code == given) for code, name in said.items()],
        comment=request.POST.get("comment", ""),
        told=[
            (*each.shown(language()), said[each.check.outcome], each.check.comment)
            for each in found
            if each.check.outcome and not each.ended
        ],
        ended=any(each.ended for each in found),
        did=gettext("Your answer is kept.") if request.GET.get("did") else "",
    )


def own_answers() -> dict[Checked, str]:
    """What somebody may say of results, to be chosen by themselves."""
    return {
        Checked.CONFIRMED: gettext("Yes, that is right"),
        Checked.AMENDED: gettext("Some things are not right"),
        Checked.DISAGREED: gettext("No, that is not right"),
        Checked.NO_ANSWER: gettext("I would rather not say"),
    }


def _me(request: HttpRequest) -> StudySubject:
    return StudySubject(account_id=viewer_of(request).account_id)

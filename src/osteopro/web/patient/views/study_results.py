"""Results of a study that somebody took part in: is that how it was? (step 7)

The patient alone answers here, whoever helps with records.
"""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.aloud import sentences
from osteopro.research.doing import Refused
from osteopro.research.queries import own_checks, own_home
from osteopro.research.queries.own_checks import OwnCheck
from osteopro.research.terms import Checked
from osteopro.ui.components import Answer, FieldError, Link
from osteopro.ui.posted import lines_of, one_of, uuids
from osteopro.web.patient.page import author, patient_id, render
from osteopro.web.patient.presenters import dates

LONGEST = 2000


@access(Permission.OWN_RECORD)
def results(request: HttpRequest) -> HttpResponse:
    """GET asks about the oldest result that waits, and shows those answered; POST answers one."""
    if request.method != "POST":
        return _page(request)
    post = request.POST
    outcome = one_of(Checked, post.get("outcome", ""))
    comment = lines_of(post.get("comment", ""))
    check = next(iter(uuids([post.get("check", "")])), None)
    if check is None:
        raise Http404
    if outcome is None:
        return _page(request, [FieldError("outcome", gettext("Please choose an answer."))])
    if len(comment) > LONGEST:
        return _page(request, [FieldError("comment", gettext("Please write a little less."))])
    try:
        actions.answer_own_check(
            by=author(request), subject=_me(request), check=check, outcome=outcome, comment=comment
        )
    except Refused as refused:
        if refused.code != "say-what":
            return redirect("patient_study_results")
        return _page(request, [FieldError("comment", gettext("Please write what is not right."))])
    except actions.NoSuchCheck:
        raise Http404 from None
    return redirect(f"{reverse('patient_study_results')}?done=1")


def waiting(request: HttpRequest) -> list[Link]:
    """The ways from home to what a study wants. One query for who was never asked."""
    found = own_home.wanted(_me(request))
    ways = [
        (found.asked, "patient_study", gettext("A talk for research")),
        (found.results, "patient_study_results", gettext("What came of the study")),
    ]
    return [Link(reverse(page), words, "message") for wants, page, words in ways if wants]


def _page(request: HttpRequest, errors: Sequence[FieldError] = ()) -> HttpResponse:
    found = own_checks.own_checks(_me(request))
    asked = next((each for each in reversed(found) if each.waits), None)
    given = request.POST.get("outcome", "")
    return render(
        request,
        "patient/study_results.html",
        errors=list(errors),
        problems={each.field: each.text for each in errors},
        asked=_shown(asked) if asked else None,
        answers=[Answer(code, words, "", code == given) for code, words in _words().items()],
        comment=request.POST.get("comment", ""),
        told=[_shown(each) for each in found if each.check.outcome and not each.ended],
        ended=any(each.ended for each in found),
        done="done" in request.GET,
    )


def _shown(of: OwnCheck) -> dict[str, object]:
    title, text = of.shown(dates.language())
    return {
        "guid": of.guid,
        "title": title,
        "lines": sentences(text),
        "said": _words()[of.check.outcome] if of.check.outcome else "",
        "comment": of.check.comment,
    }


def _words() -> dict[Checked, str]:
    return {
        Checked.CONFIRMED: gettext("Yes, that is right"),
        Checked.AMENDED: gettext("Some things are not right"),
        Checked.DISAGREED: gettext("No, that is not right"),
        Checked.NO_ANSWER: gettext("I would rather not say"),
    }


def _me(request: HttpRequest) -> StudySubject:
    return StudySubject(patient_id=patient_id(request))

"""The interview study, on the patient's own pages: asked, agreed part by part, and stopped.

The patient alone answers here, whoever helps with records (resolution 37).
"""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.patients.terms import StudySubject
from osteopro.research import actions
from osteopro.research.doing import Refused
from osteopro.research.queries import own_part
from osteopro.research.queries.own_part import OwnPart
from osteopro.research.stages import Stage
from osteopro.research.terms import ConsentScope
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.posted import uuids
from osteopro.web.patient.page import UNPROCESSABLE, author, frame, patient_id, render
from osteopro.web.patient.presenters import dates

OLD_PAPER = "old-paper"


@access(Permission.OWN_RECORD)
def study(request: HttpRequest) -> HttpResponse:
    """Where I was asked, where I take part, what came of it."""
    return _page(request)


def _page(request: HttpRequest, refused: str = "") -> HttpResponse:
    """With `refused` why what was wanted cannot be."""
    found = own_part.own_parts(_me(request))
    return render(
        request,
        "patient/study.html",
        status=UNPROCESSABLE if refused else 200,
        refused=_refusal(refused) if refused else "",
        parts=[
            {
                "part": each,
                "title": each.shown(dates.language()),
                "since": _day(request, each),
                "agreed": [words for code, words in _scopes().items() if code in each.scopes],
                "stopped": each.stage is Stage.WITHDRAWN,
            }
            for each in found
        ],
        done=_done(request.GET.get("done", "")),
    )


@access(Permission.OWN_RECORD)
def read(request: HttpRequest, part: UUID) -> HttpResponse:
    """What the study is about; POST says no."""
    asked = _part(request, part)
    if not asked.waits:
        return redirect("patient_study")
    if request.method == "POST" and request.POST.get("do") == "no":
        return _answer(request, asked, None)
    return _read_page(request, asked)


def _read_page(request: HttpRequest, asked: OwnPart, *, changed: bool = False) -> HttpResponse:
    """With `changed` what is read now are other words than those that were answered."""
    names = accounts_queries.staff_names([asked.asked_by])
    by = names.get(asked.asked_by)
    return render(
        request,
        "patient/study_read.html",
        status=UNPROCESSABLE if changed else 200,
        changed=_refusal(OLD_PAPER) if changed else "",
        part=asked,
        title=asked.shown(dates.language()),
        who=by.shown(dates.language()) if by else "",
        information=_paragraphs(asked.information),
        consent=_paragraphs(asked.consent),
        lasts=asked.minutes,
    )


@access(Permission.OWN_RECORD)
def agree(request: HttpRequest, part: UUID) -> HttpResponse:
    """What I agree to beside taking part: at first, and whenever I change it."""
    asked = _part(request, part)
    if not (asked.waits and asked.consent) and not asked.takes_part:
        return redirect("patient_study")
    if request.method != "POST":
        return _agree_page(request, asked)
    answers = {code: request.POST.get(f"scope-{code}", "") for code in ConsentScope}
    errors = [
        FieldError(f"scope-{code}", gettext("Choose an answer."))
        for code, answer in answers.items()
        if answer not in {"yes", "no"}
    ]
    if errors:
        return _agree_page(request, asked, errors)
    scopes = [code for code, answer in answers.items() if answer == "yes"]
    if not asked.takes_part:
        return _answer(request, asked, scopes)
    try:
        actions.rescope_for_oneself(
            by=author(request), subject=_me(request), guid=asked.guid, scopes=scopes
        )
    except Refused as refused:
        return _page(request, refused.code)
    return redirect(f"{reverse('patient_study')}?done=changed")


@access(Permission.OWN_RECORD)
def stop(request: HttpRequest, part: UUID) -> HttpResponse:
    """GET says what stopping means; POST stops."""
    asked = _part(request, part)
    if not asked.takes_part:
        return redirect("patient_study")
    if request.method != "POST":
        return render(request, "patient/study_stop.html", part=asked)
    try:
        actions.stop_for_oneself(by=author(request), subject=_me(request), guid=asked.guid)
    except Refused as refused:
        return _page(request, refused.code)
    return redirect(f"{reverse('patient_study')}?done=stopped")


def _me(request: HttpRequest) -> StudySubject:
    return StudySubject(patient_id=patient_id(request))


def _part(request: HttpRequest, part: UUID) -> OwnPart:
    found = own_part.own_part(_me(request), part)
    if found is None:
        raise Http404
    return found


def _answer(
    request: HttpRequest, asked: OwnPart, scopes: list[ConsentScope] | None
) -> HttpResponse:
    """Keep the answer to the words that were read. Other words meanwhile: they are shown."""
    paper = next(iter(uuids([request.POST.get("paper", "")])), None)
    try:
        if paper is None:
            raise Http404
        actions.answer_for_oneself(
            by=author(request), subject=_me(request), guid=asked.guid, paper=paper, scopes=scopes
        )
    except Refused as refused:
        if refused.code == OLD_PAPER:
            return _read_page(request, _part(request, asked.guid), changed=True)
        return _page(request, refused.code)
    done = "no" if scopes is None else "yes"
    return redirect(f"{reverse('patient_study')}?done={done}")


def _agree_page(
    request: HttpRequest, asked: OwnPart, errors: list[FieldError] | None = None
) -> HttpResponse:
    held = {code: "yes" if code in asked.scopes else "no" for code in ConsentScope}
    given = held if asked.takes_part and request.method != "POST" else {}
    return render(
        request,
        "patient/study_agree.html",
        part=asked,
        questions=[
            {
                "field": f"scope-{code}",
                "words": words,
                "answers": _yes_no(
                    request.POST.get(f"scope-{code}", given.get(code, "")),
                ),
            }
            for code, words in _scopes().items()
        ],
        errors=errors or [],
        problems={error.field: error.text for error in errors or []},
    )


def _yes_no(chosen: str) -> list[Answer]:
    return [
        Answer("yes", gettext("I agree"), "", chosen == "yes"),
        Answer("no", gettext("I do not agree"), "", chosen == "no"),
    ]


def _scopes() -> dict[ConsentScope, str]:
    return {
        ConsentScope.AUDIO: gettext("The talk with me is recorded"),
        ConsentScope.QUOTES: gettext("My words may be printed without my name"),
        ConsentScope.RECONTACT: gettext("They tell me what came of the study"),
        ConsentScope.PRO_LINK: gettext("They look at my records together with what I say"),
    }


def _paragraphs(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _day(request: HttpRequest, each: OwnPart) -> str:
    of = frame(request)
    return dates.long_day(of, of.local(each.since).date()) if each.since else ""


def _refusal(code: str) -> str:
    return {
        OLD_PAPER: gettext("The words changed meanwhile. Please read them again."),
        "not-asked": gettext("You have answered this already."),
        "no-research": gettext("You did not agree to research. So you cannot take part."),
        "closed": gettext("This study is over."),
    }.get(code, gettext("This cannot be done now. Please try again later, or call us."))


def _done(code: str) -> str:
    return {
        "yes": gettext("Thank you for taking part. We will call you about a time."),
        "no": gettext("You do not take part. Nothing changes for you."),
        "changed": gettext("Your answers are kept."),
        "stopped": gettext("You have stopped. What you said is used no more."),
    }.get(code, "")

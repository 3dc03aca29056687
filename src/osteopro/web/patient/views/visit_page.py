"""The patient's own copy of the page for the visit: read, print, save, share, and what to ask."""

from collections.abc import Sequence
from uuid import UUID, uuid4, uuid5

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import staff_names
from osteopro.enrolment.reading import text_language
from osteopro.summaries import asking, printing, rules, shares, sharing
from osteopro.summaries.definition import edition
from osteopro.summaries.printing import NoPdf
from osteopro.summaries.sheet import Sheet, sheet
from osteopro.summaries.visit import visit_summary
from osteopro.summaries.visits import last_visit
from osteopro.ui.charts.layout import text_width
from osteopro.ui.components import Answer, FieldError
from osteopro.ui.files import private_file
from osteopro.web.patient.heard import at_once, just_written
from osteopro.web.patient.page import author, frame, patient_id, render
from osteopro.web.patient.presenters import dates

UNAVAILABLE = 503
OWN = ("own-1", "own-2", "own-3")


@access(Permission.OWN_RECORD)
def summary(request: HttpRequest) -> HttpResponse:
    """The page in large letters, with what can be done with it."""
    return _page(request, _sheet(request))


@access(Permission.OWN_RECORD)
def printed(request: HttpRequest) -> HttpResponse:
    """The page alone, for paper: at most two pages in large letters."""
    return render(request, "patient/visit_print.html", sheet=_sheet(request), numbers=False)


@access(Permission.OWN_RECORD)
def pdf(request: HttpRequest) -> HttpResponse:
    """The page as a file; without one the page says what to do instead."""
    shown = _sheet(request)
    try:
        made = printing.pdf(shown)
    except NoPdf:
        answer = _page(request, shown, no_pdf=True)
        answer.status_code = UNAVAILABLE
        return answer
    return private_file(request, made, "application/pdf", save_as="visit.pdf")


@access(Permission.OWN_RECORD)
def questions(request: HttpRequest) -> HttpResponse:
    """Up to three questions for the doctor, from the list or in own words; changed until then."""
    of = frame(request)
    stands = asking.chosen(of.patient_id, last_visit(of.patient_id))
    if request.method != "POST":
        return _ask(request, stands.codes, stands.words)
    codes = [code for code in request.POST.getlist("question") if code in edition().questions]
    typed = [request.POST.get(name, "").strip() for name in OWN]
    words = [each for each in typed if each]
    if errors := _mistakes(codes, typed):
        return _ask(request, codes, words, errors)
    try:
        key = uuid5(UUID(request.POST.get("key", "")), "|".join([*codes, *words]))
    except ValueError as error:
        raise Http404 from error
    message = asking.choose_questions(
        by=author(request), patient_id=of.patient_id, codes=codes, words=words, key=key
    )
    told = f"&told={message}" if message else ""
    return redirect(f"{reverse('patient_visit_questions')}?did=kept{told}")


@access(Permission.OWN_RECORD)
def share(request: HttpRequest) -> HttpResponse:
    """GET says what is shared and lists the links that work; POST makes one or stops one."""
    if request.method != "POST":
        return _links(request)
    here, number = reverse("patient_visit_share"), request.POST.get("stop", "")
    if number.isdecimal() and len(number) < 18:
        try:
            sharing.stop_sharing(
                by=author(request), patient_id=patient_id(request), share_id=int(number)
            )
        except sharing.NoSuchLink as error:
            raise Http404 from error
        return redirect(f"{here}?did=stopped")
    try:
        sharing.share(
            by=author(request),
            patient_id=patient_id(request),
            language=text_language(dates.language()),
            key=UUID(request.POST.get("key", "")),
        )
    except ValueError as error:
        raise Http404 from error
    except sharing.TooManyLinks:
        words = gettext("There are as many links as may work at once. Stop one first.")
        return _links(request, [FieldError("make", words)])
    return redirect(f"{here}?did=made")


def _page(request: HttpRequest, shown: Sheet, *, no_pdf: bool = False) -> HttpResponse:
    return render(request, "patient/visit_page.html", sheet=shown, numbers=True, no_pdf=no_pdf)


def _sheet(request: HttpRequest) -> Sheet:
    language = text_language(dates.language())
    return sheet(visit_summary(patient_id(request)), language, copy=True)


def _mistakes(codes: Sequence[str], typed: Sequence[str]) -> list[FieldError]:
    errors = []
    if len(codes) + len([each for each in typed if each]) > rules.QUESTIONS:
        words = gettext("Choose three at most. That is what a visit has time for.")
        errors.append(FieldError("question", words))
    for name, words in zip(OWN, typed, strict=True):
        if text_width(words, 1) > rules.QUESTION_WIDTH:
            errors.append(FieldError(name, gettext("Say it shorter: 30 characters at most.")))
    return errors


def _ask(
    request: HttpRequest,
    codes: Sequence[str],
    words: Sequence[str],
    errors: list[FieldError] | None = None,
) -> HttpResponse:
    language, of = text_language(dates.language()), frame(request)
    typed = [request.POST.get(name, "") for name in OWN] if request.method == "POST" else words
    filled = [*typed, *("" for _ in OWN)][: len(OWN)]
    written = just_written(request, request.GET.get("told", ""))
    return render(
        request,
        "patient/visit_questions.html",
        answers=[
            Answer(code, text[language], checked=code in codes)
            for code, text in edition().questions.items()
        ],
        own=list(zip(OWN, filled, strict=True)),
        problems={error.field: error.text for error in reversed(errors or [])},
        errors=errors or [],
        key=request.POST.get("key", "") or uuid4(),
        kept=request.GET.get("did") == "kept",
        urgent=at_once(request, of, written),
    )


def _links(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    of = frame(request)
    found = shares.live(of.patient_id)
    names = staff_names({each.created_by for each in found})
    lines = [
        {
            "share_id": each.share_id,
            "url": each.url,
            "by": names[each.created_by].shown(dates.language())
            if each.created_by in names
            else "",
            "until": dates.moment(of, each.expires_at, weekday=True),
            "opened": each.opened,
            "opened_at": dates.moment(of, each.opened_at) if each.opened_at else "",
        }
        for each in found
    ]
    return render(
        request,
        "patient/visit_share.html",
        lines=lines,
        key=uuid4(),
        did=request.GET.get("did", ""),
        errors=errors or [],
    )

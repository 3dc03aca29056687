"""The page for a visit: on screen, to print, as a PDF, and by links that are shared (ux 2.3)."""

from uuid import UUID, uuid4

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.audit import actions as audit_actions
from osteopro.audit.terms import Actor
from osteopro.enrolment.reading import text_language
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients import queries as patients_queries
from osteopro.summaries import printing, shares, sharing
from osteopro.summaries.printing import NoPdf
from osteopro.summaries.sheet import Sheet, sheet
from osteopro.summaries.visit import visit_summary
from osteopro.ui import formats
from osteopro.ui.components import FieldError
from osteopro.ui.files import private_file
from osteopro.web.visit import words
from osteopro.web.visit.page import language, render, viewer_of

UNAVAILABLE = 503


@access(Permission.SEE_PATIENT)
def summary(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The page on screen, with the ways to print, save and share it."""
    return _screen(request, patient_id, _read(request, patient_id, "screen"))


@access(Permission.SEE_PATIENT)
def printed(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The page alone, for paper; `?copy=1` is the patient's, in their language."""
    shown = _read(request, patient_id, "print")
    return render(
        request,
        "visit/summary_print.html",
        current="patients",
        sheet=shown,
        numbers=False,
        back_href=reverse("visit_summary", args=[patient_id]),
        copy=shown.copy,
    )


@access(Permission.SEE_PATIENT)
def pdf(request: HttpRequest, patient_id: int) -> HttpResponse:
    """The page as a file; when none can be made the screen says what to do instead."""
    shown = _read(request, patient_id, "pdf")
    try:
        made = printing.pdf(shown)
    except NoPdf as error:
        answer = _screen(request, patient_id, shown, no_pdf=error.why)
        answer.status_code = UNAVAILABLE
        return answer
    return private_file(request, made, "application/pdf", save_as=f"visit-{patient_id}.pdf")


@access(Permission.SEE_PATIENT)
def share(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET lists the links that work; POST makes one or stops one."""
    _check(request, patient_id)
    if request.method != "POST":
        return _links(request, patient_id)
    here = reverse("visit_share", args=[patient_id])
    number = request.POST.get("stop", "")
    if number.isdecimal() and len(number) < 18:
        try:
            sharing.stop_sharing(by=_actor(request), patient_id=patient_id, share_id=int(number))
        except sharing.NoSuchLink as error:
            raise Http404 from error
        return redirect(f"{here}?did=stopped")
    try:
        key = UUID(request.POST.get("key", ""))
        lasting = text_language(language())
        sharing.share(by=_actor(request), patient_id=patient_id, language=lasting, key=key)
    except ValueError as error:
        raise Http404 from error
    except sharing.TooManyLinks:
        sentence = gettext("There are as many links as may work at once. Stop one first.")
        return _links(request, patient_id, [FieldError("make", sentence)])
    return redirect(f"{here}?did=made")


def _screen(
    request: HttpRequest, patient_id: int, shown: Sheet, *, no_pdf: str = ""
) -> HttpResponse:
    return render(
        request,
        "visit/summary.html",
        current="patients",
        sheet=shown,
        numbers=True,
        patient_id=patient_id,
        no_pdf=no_pdf,
        writes=viewer_of(request).can(Permission.VISIT),
        story=reverse("care_patient", args=[patient_id]),
    )


def _links(
    request: HttpRequest, patient_id: int, errors: list[FieldError] | None = None
) -> HttpResponse:
    person = patients_queries.person(patient_id)
    found = shares.live(patient_id)
    names = accounts_queries.staff_names({each.created_by for each in found})
    lines = [
        {
            "share_id": each.share_id,
            "url": each.url,
            "made": formats.staff_moment(each.created_at.astimezone(HOSPITAL)),
            "by": names[each.created_by].shown(language())
            if each.created_by in names
            else gettext("the patient"),
            "until": formats.staff_moment(each.expires_at.astimezone(HOSPITAL)),
            "opened": each.opened,
            "opened_at": words.when(each.opened_at, HOSPITAL) if each.opened_at else "",
        }
        for each in found
    ]
    return render(
        request,
        "visit/share.html",
        current="patients",
        errors=errors or [],
        name=person.name,
        lines=lines,
        key=uuid4(),
        back_href=reverse("visit_summary", args=[patient_id]),
        did={
            "made": gettext("The link works for 72 hours."),
            "stopped": gettext("Stopped. The link opens nothing any more."),
        }.get(request.GET.get("did", ""), ""),
    )


def _read(request: HttpRequest, patient_id: int, how: str) -> Sheet:
    """The page, noted as read. Raises Http404 for who may not know of the patient."""
    _check(request, patient_id)
    copy = "copy" in request.GET
    audit_actions.note_read(
        by=_actor(request), patient_id=patient_id, object_type="visit-summary", object_id=how
    )
    of = visit_summary(patient_id)
    return sheet(of, text_language(of.head.language if copy else language()), copy=copy)


def _check(request: HttpRequest, patient_id: int) -> None:
    try:
        patients_queries.check_visible(viewer_of(request), patient_id)
    except patients_queries.NotVisible as error:
        raise Http404 from error


def _actor(request: HttpRequest) -> Actor:
    return viewer_of(request).acting(Permission.SEE_PATIENT)

"""A copy of my data, to read, to print, or for another system (ux 2.1, download and print).

Only for the patient, and only after a fresh code to their own phone: who holds an open phone, or
helps, must not carry ten years away. For who has no phone their own team opens the same pages, to
print and nothing else, once it is written down that the patient asked.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import chain

from django.http import (
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.shortcuts import redirect
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext, override

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission, Viewer
from osteopro.audit import actions as audit_actions
from osteopro.followup import own_copies
from osteopro.followup.queries import frame as frames
from osteopro.followup.queries import own_copies as own_copies_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.terms import CopySpan
from osteopro.patients.queries import NotVisible
from osteopro.ui.components import FieldError, Link
from osteopro.web.patient import stepping_up
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import author, frame, patient_id, render, render_for
from osteopro.web.patient.presenters import dates, own_file, reads
from osteopro.web.patient.presenters.consents import consents
from osteopro.web.patient.presenters.names import names
from osteopro.web.patient.presenters.own_copy import Copy

ALL = CopySpan.ALL
EVER = date(1900, 1, 1)
# What a page or a file is sent in at least, so that a row does not cost a packet.
PIECE = 16_384
# Stands in the template where the parts go.
HOLE = b"<!-- parts -->"


@after_leaving
@access(Permission.OWN_RECORD)
def copy(request: HttpRequest) -> HttpResponse:
    """What the copy is; with a right code the ways to it, without one the button for a code."""
    if request.method != "POST":
        return render(request, "patient/copy.html", ways=_ways(request))
    error, _wait = stepping_up.send_code(request)
    if error:
        return render(request, "patient/copy.html", ways=[], errors=[FieldError("send", error)])
    return redirect("patient_copy_code")


@after_leaving
@access(Permission.OWN_RECORD)
def code(request: HttpRequest) -> HttpResponse:
    """The six digits that were sent to the patient's own phone."""
    if request.method != "POST":
        return _code_page(request)
    if "again" in request.POST:
        error, wait = stepping_up.send_code(request)
        return _code_page(request, error, wait=wait)
    if error := stepping_up.refused(request):
        return _code_page(request, error, request.POST.get("code", ""))
    stepping_up.remember(request)
    return redirect("patient_copy")


@after_leaving
@access(Permission.OWN_RECORD)
def page(request: HttpRequest) -> HttpResponseBase:
    """All of it in words on one page, the newest quarter of a year or everything."""
    if not stepping_up.holds(request):
        return redirect("patient_copy")
    everything = request.GET.get("from") == ALL
    _note(request, "page")
    whole = _copy(frame(request), everything=everything)
    since = _since(whole, everything)
    return _pages(whole, render(request, "patient/copy_page.html", made=_made(whole), since=since))


@access(Permission.FOLLOW_UP)
def printed(request: HttpRequest, patient_id: int) -> HttpResponseBase:
    """The same pages for a patient without a phone, in the patient's language, to be printed by
    their own team. Open for a quarter of an hour after the wish was written down."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    try:
        span = own_copies_queries.opened(viewer, patient_id)
    except NotVisible:
        raise Http404 from None
    if span is None:
        return redirect("care_own_copy", patient_id)
    audit_actions.note_read(
        by=viewer.acting(Permission.FOLLOW_UP),
        patient_id=patient_id,
        object_type=own_copies.PRINTED,
        object_id=span,
    )
    of = frames.frame(patient_id)
    with override(of.preferences.language):
        whole = _copy(of, everything=span is CopySpan.ALL)
        since = _since(whole, span is CopySpan.ALL)
        page = render_for(of, request, "patient/copy_printed.html", made=_made(whole), since=since)
        return _pages(whole, page)


@after_leaving
@access(Permission.OWN_RECORD)
def file(request: HttpRequest) -> HttpResponseBase:
    """All of it as one file for another system."""
    if not stepping_up.holds(request):
        return redirect("patient_copy")
    _note(request, "file")
    of = frame(request)
    answer = _streamed(own_file.chunks(of, names(of)), "application/json")
    answer.headers["Content-Disposition"] = f'attachment; filename="{of.today}-osteopro.json"'
    return answer


def _copy(of: Frame, *, everything: bool) -> Copy:
    since = EVER if everything else of.today - own_copies.NEWEST
    return Copy(of, consents(of), since, names(of))


def _since(whole: Copy, everything: bool) -> str:
    """From which day on; "" for all of it."""
    return "" if everything else whole.day(whole.since)


def _made(whole: Copy) -> str:
    return whole.moment(clock.now())


def _pages(whole: Copy, around: HttpResponse) -> StreamingHttpResponse:
    """The copy inside its page, row by row."""
    before, after = around.content.split(HOLE)
    return _streamed(chain([before], _parts(whole), [after]), "text/html; charset=utf-8")


def _ways(request: HttpRequest) -> list[Link]:
    if not stepping_up.holds(request):
        return []
    here = reverse("patient_copy_page")
    return [
        Link(here, gettext("Read and print: the last 3 months")),
        Link(f"{here}?from={ALL}", gettext("Read and print: everything")),
        Link(
            reverse("patient_copy_file"),
            gettext("A file for another hospital"),
            note=gettext("Made for computers, not for reading"),
        ),
    ]


def _parts(whole: Copy) -> Iterator[bytes]:
    for part in whole.parts():
        yield render_to_string("patient/copy_part.html", {"title": part.title}).encode()
        empty = True
        for entry in part.entries:
            empty = False
            yield render_to_string("patient/copy_entry.html", {"entry": entry}).encode()
        if empty:
            yield render_to_string("patient/copy_none.html").encode()


def _streamed(parts: Iterable[bytes], kind: str) -> StreamingHttpResponse:
    """An answer that is made while it is sent, in the language of this request."""
    pieces = _pieces(_in_language(iter(parts), dates.language()))
    answer = StreamingHttpResponse(pieces, content_type=kind)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _in_language(parts: Iterator[bytes], language: str) -> Iterator[bytes]:
    """The request is over, and its language with it, when these are asked for."""
    while True:
        with override(language):
            part = next(parts, None)
        if part is None:
            return
        yield part


def _pieces(parts: Iterable[bytes]) -> Iterator[bytes]:
    waiting = bytearray()
    for part in parts:
        waiting += part
        if len(waiting) >= PIECE:
            yield bytes(waiting)
            waiting.clear()
    yield bytes(waiting)


def _note(request: HttpRequest, what: str) -> None:
    audit_actions.note_read(
        by=author(request), patient_id=patient_id(request), object_type=reads.COPY, object_id=what
    )


def _code_page(
    request: HttpRequest, error: str = "", typed: str = "", wait: int = 0
) -> HttpResponse:
    return render(
        request,
        "patient/copy_code.html",
        number=stepping_up.masked_number(request),
        typed=typed,
        wait=wait,
        errors=[FieldError("code", error)] if error else [],
    )

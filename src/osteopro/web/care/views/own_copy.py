"""A printed copy of somebody's own data: the wish is written down, then the pages are open."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup import actions
from osteopro.followup.actions import CopyRefused
from osteopro.followup.queries.people import Standing
from osteopro.ui.components import FieldError
from osteopro.web.care import own_copy_page
from osteopro.web.care.page import (
    UNPROCESSABLE,
    author_of,
    note_read,
    render,
    standing_of,
    viewer_of,
)


@access(Permission.FOLLOW_UP)
def own_copy(request: HttpRequest, patient_id: int) -> HttpResponse:
    """GET asks who asked and when; POST writes it down and goes on to the pages."""
    standing = standing_of(request, patient_id)
    if not own_copy_page.hands_over(viewer_of(request), standing):
        raise Http404
    if request.method == "POST":
        return _write_down(request, standing)
    note_read(request, patient_id)
    return _page(request, standing)


def _write_down(request: HttpRequest, standing: Standing) -> HttpResponse:
    today = clock.today(standing.clinic.zone)
    wish, errors = own_copy_page.checked(request.POST, today)
    if wish is None:
        return _page(request, standing, errors)
    try:
        actions.hand_copy(
            by=author_of(request),
            patient_id=standing.patient_id,
            asked_on=wish.asked_on,
            checked=wish.checked,
            span=wish.span,
            key=wish.key,
        )
    except CopyRefused:
        raise Http404 from None  # the team changed meanwhile
    return redirect("patient_copy_printed", standing.patient_id)


def _page(
    request: HttpRequest, standing: Standing, errors: list[FieldError] | None = None
) -> HttpResponse:
    found = errors or []
    return render(
        request,
        "care/own_copy.html",
        current="patients",
        status=UNPROCESSABLE if found else 200,
        standing=standing,
        errors=found,
        **own_copy_page.context(request.POST, standing),
    )

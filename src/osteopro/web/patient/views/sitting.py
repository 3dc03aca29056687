"""The forms of one occasion in turn: what is left after the record, now or another day (R18)."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.enrolment.reading import text_language
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries.forms import forms_of_sitting
from osteopro.instruments.terms import Mode
from osteopro.records import queries as records_queries
from osteopro.web.patient.page import author, frame, patient_id, render
from osteopro.web.patient.presenters import dates, sittings
from osteopro.web.patient.tablet import on_tablet
from osteopro.web.patient.views.record import next_page


@access(Permission.ENTER_RECORD)
@on_tablet
def next_form(request: HttpRequest, record: UUID) -> HttpResponse:
    """What is left of the occasion of this record; POST begins it or goes on with it."""
    sent = records_queries.response(record)
    if sent is None or sent.patient_id != patient_id(request):
        raise Http404("no such record")
    if request.method == "POST":
        return _begin(request, sent.occasion)
    found = forms_of_sitting(sent.patient_id, sent.occasion)
    if found is None or not found.left:
        return redirect("patient_home")
    return render(request, "patient/next_form.html", rest=sittings.rest(frame(request), found))


def _begin(request: HttpRequest, occasion: UUID) -> HttpResponse:
    begun = followup_actions.start_next_form(
        by=author(request),
        patient_id=patient_id(request),
        occasion=occasion,
        mode=Mode.ONLINE,
        language=text_language(dates.language()),
    )
    draft = records_queries.draft(patient_id(request), begun) if begun else None
    return redirect(next_page(draft) if draft else "patient_home")

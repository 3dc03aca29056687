"""My data: who looked at it, and what I agreed to."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.audit import queries as audit_queries
from osteopro.ui.components import Link
from osteopro.web.patient.page import frame, patient_id, render
from osteopro.web.patient.presenters import reads

NEWEST = 200


@access(Permission.OWN_RECORD)
def data(request: HttpRequest) -> HttpResponse:
    """Who opened the record, or wrote in it, on which day, the newest 200 times."""
    found = audit_queries.reads(patient_id(request), own=frame(request).account_id, limit=NEWEST)
    return render(
        request,
        "patient/data.html",
        days=reads.days(frame(request), found),
        more=len(found) == NEWEST,
        newest=NEWEST,
        links=[
            Link(reverse("patient_consent"), gettext("My consent")),
            Link(reverse("patient_copy"), gettext("A copy of my data")),
            Link(reverse("patient_study"), gettext("A talk for research")),
            Link(reverse("patient_leave"), gettext("Leave the programme")),
        ],
    )

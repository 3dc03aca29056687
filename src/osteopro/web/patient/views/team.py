"""My team: who cares for me, and how to reach them (ux 2.1)."""

from django.http import HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries import team as queries
from osteopro.web.patient.page import frame, render
from osteopro.web.patient.presenters import team as presenter


@access(Permission.PATIENT_PAGES)
def team(request: HttpRequest) -> HttpResponse:
    """People by name, who stands in until when, phone and hours."""
    of = frame(request)
    view = presenter.team_view(of, queries.team(of.patient_id))
    return render(request, "patient/team.html", news=view.news, members=view.members)

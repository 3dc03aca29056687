"""Whether the questions fit the people (V8): for the programme lead, about forms, not persons."""

from django.http import HttpRequest, HttpResponse

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.quality import queries
from osteopro.sites import queries as sites_queries
from osteopro.web.care import fit_page
from osteopro.web.care.page import render, viewer_of


@access(Permission.OVERSEE)
def fit(request: HttpRequest) -> HttpResponse:
    """Each of the lead's clinics by itself: people of different places answer differently."""
    sites = [sites_queries.clinic(pk) for pk in sorted(viewer_of(request).site_ids)]
    found = [(clinic, queries.fits(clinic.site_id)) for clinic in sites]
    return render(request, "care/fit.html", current="load", **fit_page.context(found))

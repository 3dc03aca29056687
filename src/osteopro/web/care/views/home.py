"""The front door: everybody goes to where their work or their record is."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osteopro.access.decorators import public
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts.terms import AccountKind

PATIENTS, PATIENT_SIGN_IN = "/me/", "/signin/"


@public
def home(request: HttpRequest) -> HttpResponse:
    """Redirect by role; somebody who is not signed in is taken for a patient."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(PATIENT_SIGN_IN)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.kind != AccountKind.STAFF:
        return HttpResponseRedirect(PATIENTS)
    if viewer.can(Permission.FOLLOW_UP):
        return HttpResponseRedirect(reverse("care_worklist"))
    if viewer.can(Permission.ADMINISTER):
        return HttpResponseRedirect(reverse("manage_users"))
    return HttpResponseRedirect(reverse("staff_account"))

"""The front door: everybody goes to where their work or their record is."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from osteopro.access.decorators import public
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts.terms import AccountKind

PATIENTS, PATIENT_SIGN_IN = "/me/", "/signin/"
# Where each kind of work begins, in the order in which somebody with several roles is taken there.
STARTS = (
    (Permission.FOLLOW_UP, "care_worklist"),
    (Permission.VISIT, "visit_start"),
    (Permission.STUDY, "studies"),
    (Permission.ADMINISTER, "manage_users"),
)


@public
def home(request: HttpRequest) -> HttpResponse:
    """Redirect by role; somebody who is not signed in is taken for a patient."""
    if not request.user.is_authenticated:
        return HttpResponseRedirect(PATIENT_SIGN_IN)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if viewer.kind != AccountKind.STAFF:
        return HttpResponseRedirect(PATIENTS)
    page = next((page for permission, page in STARTS if viewer.can(permission)), "staff_account")
    return HttpResponseRedirect(reverse(page))

"""The gate of a clinic's tablet: which pages it opens, and when it locks (ux 2.1, R30)."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from osteopro import clock
from osteopro.access.decorators import PUBLIC
from osteopro.access.middleware import declared_permission
from osteopro.access.terms import PERMISSIONS, Role
from osteopro.accounts.terms import AccountKind
from osteopro.signin import queries as signin_queries
from osteopro.signin import rules
from osteopro.web.patient.tablet import SESSION_TABLET, SESSION_TOUCHED, locked

Handler = Callable[[HttpRequest], HttpResponseBase]
STAFF_PAGES = "/staff/"
OWN_PAGES = PERMISSIONS[Role.PATIENT] | PERMISSIONS[Role.HELPER]


class TabletMiddleware:
    """Stand between a tablet and every page that is not for it, before anything else is asked."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        cookie = request.COOKIES.get(rules.TABLET_COOKIE, "")
        tablet = signin_queries.tablet(cookie) if cookie else None
        request.tablet = tablet  # type: ignore[attr-defined]
        sitting = request.session.get(SESSION_TABLET)
        if sitting is not None and (tablet is None or tablet.tablet_id != sitting):
            return locked(request, "removed")
        if tablet is None:
            return None
        if request.user.is_authenticated:
            if _left(request):
                return locked(request, "idle")
            request.session[SESSION_TOUCHED] = clock.now().isoformat()
        elif declared_permission(view) in OWN_PAGES:
            return locked(request, "left")  # never the sign-in page: it is nobody's own device
        if getattr(view, "on_tablet", False) or request.path.startswith(STAFF_PAGES):
            return None
        if sitting is not None and request.path == reverse("patient_home"):
            return redirect("patient_start")  # the way back from the first question
        if declared_permission(view) in {PUBLIC, *OWN_PAGES} and not _is_staff(request):
            return redirect(f"{reverse('kiosk')}?why=only")
        return None


def _left(request: HttpRequest) -> bool:
    touched = request.session.get(SESSION_TOUCHED)
    return touched is not None and rules.tablet_left(datetime.fromisoformat(touched), clock.now())


def _is_staff(request: HttpRequest) -> bool:
    return getattr(request.user, "kind", None) == AccountKind.STAFF

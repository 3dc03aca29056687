"""Who is looking, and whether they may: default deny."""

import uuid
from collections.abc import Callable
from typing import Any

import structlog
from django.conf import settings
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import SimpleLazyObject

from osteopro.access.decorators import PUBLIC
from osteopro.access.queries import staff_viewer
from osteopro.access.terms import OF_PATIENTS, Permission, Role, Viewer
from osteopro.accounts import second_factor
from osteopro.accounts.terms import AccountKind

Handler = Callable[[HttpRequest], HttpResponseBase]
SESSION_PATIENT = "patient_id"
SECOND_FACTOR_PATH = "/staff/2fa/"
# Where a helper says whose pages they want.
WHOM_PATH = "/me/helping/"


class RequestContextMiddleware:
    """Give each request an id for logs and audit, and a lazy `request.viewer`."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        request.request_id = uuid.uuid4().hex[:16]  # type: ignore[attr-defined]
        request.viewer = SimpleLazyObject(lambda: viewer_of(request))  # type: ignore[attr-defined]
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request=request.request_id)  # type: ignore[attr-defined]
        response = self.get_response(request)
        # Pages about people must not wait in a shared computer's cache or its history. That holds
        # before sign-in too: a link's page has a name on it and the code's page a number.
        response.headers.setdefault("Cache-Control", "no-store, private")
        return response


class AccessMiddleware:
    """Refuse every view that does not declare who may open it, and everyone it does not name.

    Somebody signed in without the right meets a 404: the page does not exist for them.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, _args: Any, _kwargs: Any
    ) -> HttpResponse | None:
        permission = declared_permission(view)
        if permission == PUBLIC:
            return None
        if permission is None:
            raise Http404("no access declared")
        if not request.user.is_authenticated:
            return _to_sign_in(request, permission)
        viewer: Viewer = request.viewer  # type: ignore[attr-defined]
        if viewer.helps and viewer.patient_id is None and permission in OF_PATIENTS:
            return None if permission == Permission.HELP else redirect(WHOM_PATH)
        if not viewer.can(Permission(permission)):
            raise Http404("not for this role")
        if viewer.kind == AccountKind.STAFF and settings.SECOND_FACTOR_REQUIRED:
            return _second_factor_first(request)
        return None


def declared_permission(view: Any) -> Permission | str | None:
    """What a view function, or the class behind it, declared with @access or @public."""
    declared = getattr(view, "permission", None)
    if declared is None:
        declared = getattr(getattr(view, "view_class", None), "permission", None)
    return declared


def viewer_of(request: HttpRequest) -> Viewer:
    """The person behind this request. Patients carry their id in the session since sign-in.

    A helper is nobody's yet: whether they help the patient whose id they carry is asked anew
    at every request, above (`signin.middleware`).
    """
    account: Any = request.user
    request_id = getattr(request, "request_id", "")
    if account.kind == AccountKind.STAFF:
        return staff_viewer(account, request_id)
    if account.kind == AccountKind.HELPER:
        return Viewer(
            account_id=account.pk,
            kind=AccountKind.HELPER,
            roles=frozenset({Role.HELPER}),
            site_ids=frozenset(),
            request_id=request_id,
        )
    patient_id = request.session.get(SESSION_PATIENT)
    return Viewer(
        account_id=account.pk,
        kind=AccountKind.PATIENT,
        roles=frozenset({Role.PATIENT} if patient_id else ()),
        site_ids=frozenset(),
        patient_id=patient_id,
        request_id=request_id,
    )


def _to_sign_in(request: HttpRequest, permission: Permission | str) -> HttpResponse:
    page = "/signin/" if permission in OF_PATIENTS else settings.LOGIN_URL
    return redirect_to_login(request.get_full_path(), page)


def _second_factor_first(request: HttpRequest) -> HttpResponse | None:
    """Where a session goes that has not shown a second factor; None when it has.

    Without a factor the pages to set one up are open. A session that began with the password
    alone and whose account has one meanwhile is no part of that account any more: neither the
    work nor those pages (where a factor could be removed) are open to it.
    """
    account: Any = request.user
    if second_factor.shown(request, account):
        return None
    if second_factor.held(account.pk):
        logout(request)
        return _to_sign_in(request, Permission.STAFF)
    return None if request.path.startswith(SECOND_FACTOR_PATH) else redirect(SECOND_FACTOR_PATH)

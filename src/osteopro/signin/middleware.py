"""Whether a helper may still see the pages before them: asked at every request."""

from collections.abc import Callable

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.utils.translation import get_language

from osteopro import db
from osteopro.access.middleware import SESSION_PATIENT, viewer_of
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts.terms import AccountKind
from osteopro.audit import actions as audit_actions
from osteopro.patients import helpers
from osteopro.patients.helpers import HelperView
from osteopro.signin import queries

Handler = Callable[[HttpRequest], HttpResponseBase]
PAGES = "/me/"
OUT = "/signin/?ended=1"
# A page or file, or the part of a voice note that a player asks for.
SHOWN = (200, 206)


class HelperMiddleware:
    """Make a helper's session the viewer of one patient, while that patient lets them help.

    Stands behind `access.RequestContextMiddleware`, which makes nobody of a helper, and before
    `access.AccessMiddleware`. A session whose patient no longer lets them in forgets the
    patient; when nobody is left to help it ends. What they open is an event in the patient's
    trail.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        helps = getattr(request.user, "kind", None) == AccountKind.HELPER
        if not helps or not request.path.startswith(PAGES):
            return self.get_response(request)
        chosen = request.session.get(SESSION_PATIENT)
        viewer, found = queries.helping(viewer_of(request), chosen)
        if found is None and not queries.helped(viewer.account_id):
            logout(request)
            return _out()
        if found is None:
            request.session.pop(SESSION_PATIENT, None)
        request.viewer = viewer  # type: ignore[attr-defined]
        response = self.get_response(request)
        if found is not None and request.method == "GET" and response.status_code in SHOWN:
            _note_read(viewer, found)
        return response


def _out() -> HttpResponseBase:
    """The way out, in the language of the page that ends here."""
    response = redirect(OUT)
    remember_language(response, get_language() or settings.LANGUAGE_CODE)
    return response


def remember_language(response: HttpResponseBase, language: str) -> None:
    """Let this browser see pages in this language, signed in or not."""
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def _note_read(viewer: Viewer, found: HelperView) -> None:
    with db.write():
        audit_actions.note_read(
            by=viewer.acting(Permission.PATIENT_PAGES),
            patient_id=found.patient_id,
            object_type="helped-page",
            object_id=found.helper_id,
        )
        helpers.note_use(found.helper_id)

"""The shared tablet of a clinic: what may be opened on it, and when it locks (ux 2.1, R30).

A tablet is known by its cookie. On it a patient's session is a sitting: it opens only pages that
say `@on_tablet`, ends when the record is sent or after three minutes without a touch, and leaves
nothing behind. Staff who sign in on it meet the same three minutes.
"""

from collections.abc import Callable
from typing import Any, TypeVar

from django.contrib.auth import login
from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.cache import patch_cache_control

from osteopro import clock
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.accounts.backends import open_account
from osteopro.accounts.terms import AccountKind
from osteopro.audit.terms import Actor
from osteopro.followup.queries import frame as frame_queries
from osteopro.signin import tablets as actions
from osteopro.signin.queries import TabletView
from osteopro.ui.middleware import SESSION_LANGUAGE

View = TypeVar("View", bound=Callable[..., Any])
BACKEND = "osteopro.accounts.backends.LinkBackend"
SESSION_TABLET = "tablet"
SESSION_TOUCHED = "tablet_touched"


def on_tablet(view: View) -> View:
    """Let this page be opened on a clinic's tablet too: a patient can only record there."""
    view.on_tablet = True  # type: ignore[attr-defined]
    return view


def tablet_of(request: HttpRequest) -> TabletView | None:
    """The clinic's tablet this request comes from; None for every other device."""
    found: TabletView | None = getattr(request, "tablet", None)
    return found


def begin(request: HttpRequest, tablet: TabletView, patient_id: int) -> HttpResponse:
    """A patient said yes to the name: their record, and nothing else, until it locks."""
    of = frame_queries.frame(patient_id)
    account = open_account(of.account_id)
    if account is None:
        return locked(request, "removed")
    language = request.session.get(SESSION_LANGUAGE, of.preferences.language)
    request.session.flush()
    login(request, account, backend=BACKEND)
    request.session[SESSION_PATIENT] = patient_id
    request.session[SESSION_TABLET] = tablet.tablet_id
    request.session[SESSION_TOUCHED] = clock.now().isoformat()
    request.session[SESSION_LANGUAGE] = language
    request.session.set_expiry(0)
    by = Actor(of.account_id, AccountKind.PATIENT)
    actions.begin_sitting(by=by, tablet_id=tablet.tablet_id, patient_id=patient_id)
    return redirect("patient_start")


def end(request: HttpRequest) -> None:
    """Nobody is signed in on this tablet any more; what was answered is kept on the server."""
    request.session.flush()
    request.user = AnonymousUser()


def locked(request: HttpRequest, why: str) -> HttpResponse:
    """End the session and go to the tablet's first page; the browser forgets what it kept."""
    end(request)
    response = HttpResponseRedirect(f"{reverse('kiosk')}?why={why}")
    # Over https the browser empties its cache and stores; the tablet's own cookie stays.
    response.headers["Clear-Site-Data"] = '"cache", "storage"'
    patch_cache_control(response, no_store=True, private=True)
    return response

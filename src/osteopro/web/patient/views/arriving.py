"""Beginning the session of somebody who has shown who they are."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils.decorators import decorator_from_middleware
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, ngettext

from osteopro.access.middleware import SESSION_PATIENT
from osteopro.accounts import actions as accounts_actions
from osteopro.accounts.backends import open_account
from osteopro.accounts.terms import AccountKind
from osteopro.audit.terms import Actor
from osteopro.followup.queries import frame as frame_queries
from osteopro.followup.queries import home as home_queries
from osteopro.followup.terms import DueStatus
from osteopro.signin import actions as signin_actions
from osteopro.signin.rules import device_mark
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient import on_the_way
from osteopro.web.patient.page import STRANGER, render

BACKEND = "osteopro.accounts.backends.LinkBackend"
DEVICE_COOKIE = "device"
DEVICE_PATH = "/go/"
DEVICE_LIFE = 365 * 24 * 3600
SESSION_NEXT = "signin_next"
SESSION_OWN_PHONE = "signin_own_phone"
SESSION_DEVICE = "device"
OWN_PHONE = "own-phone"
HOME = "/me/"
WELCOME = "/me/welcome/"
START = "/me/record/start/"


class FormTokenOnly(CsrfViewMiddleware):
    """For pages that send no referrer: browsers then say `Origin: null` even to ourselves.

    The token in the form must still match the one in the cookie.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        ours: bool = super()._origin_verified(request)  # type: ignore[misc]
        return ours or request.META["HTTP_ORIGIN"] == "null"


checks_form_token = decorator_from_middleware(FormTokenOnly)


def author_before() -> Actor:
    """Somebody who has not shown who they are."""
    return Actor(None, STRANGER)


def birth_refusal(tries_left: int) -> str:
    """Error 2 of ux 3.6."""
    wrong = gettext("That date doesn't match. Use the date on your ID card (not the lunar date).")
    left = ngettext("You can try %(num)s more time.", "You can try %(num)s more times.", tries_left)
    join = " " if (get_language() or "").startswith("en") else ""
    return f"{wrong}{join}{left % {'num': tries_left}}"


def own_phone(request: HttpRequest) -> bool:
    """Whether the person says that this phone is theirs; ticked beforehand on the pages."""
    return OWN_PHONE in request.POST


def signed_in(
    request: HttpRequest,
    patient_id: int,
    target: str,
    *,
    remember: bool = False,
    known_device: str = "",
) -> HttpResponse:
    """Begin the session. One's own phone is known from now on; on any other the session ends
    with the browser."""
    of = frame_queries.frame(patient_id)
    account = open_account(of.account_id)
    if account is None:
        return render(request, "patient/link_gone.html", 404)
    login(request, account, backend=BACKEND)
    request.session[SESSION_PATIENT] = patient_id
    on_the_way.forget(request.session)
    for name in (SESSION_NEXT, SESSION_OWN_PHONE):
        request.session.pop(name, None)
    by = Actor(of.account_id, AccountKind.PATIENT)
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES) and chosen != of.preferences.language:
        accounts_actions.set_preference(by=by, account_id=of.account_id, language=chosen)
    else:
        chosen = of.preferences.language
    request.session[SESSION_LANGUAGE] = chosen
    response = redirect(target or _first_page(of))
    response.delete_cookie(settings.LANGUAGE_COOKIE_NAME)
    if remember:
        known_device = _remember(response, by, request)
    if known_device:
        request.session[SESSION_DEVICE] = device_mark(known_device)
    else:
        request.session.set_expiry(0)
    return response


def _first_page(of: frame_queries.Frame) -> str:
    """The welcome on the first visit; then straight to the record when it is time for it and
    no reply waits to be read (T1)."""
    if of.active and of.learnt.comes_first(reports=of.last_record_at is not None):
        return WELCOME
    waits = of.due.status != DueStatus.NOT_YET
    return START if waits and home_queries.entrance(of) else HOME


def _remember(response: HttpResponse, by: Actor, request: HttpRequest) -> str:
    label = "phone" if "Mobile" in request.headers.get("User-Agent", "") else "computer"
    secret = signin_actions.remember_device(by=by, account_id=by.account_id or 0, label=label)
    response.set_cookie(
        DEVICE_COOKIE,
        secret,
        max_age=DEVICE_LIFE,
        path=DEVICE_PATH,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return secret


def is_ours(request: HttpRequest, target: str) -> bool:
    """Whether an address that came with a request leads to this site."""
    return url_has_allowed_host_and_scheme(target, {request.get_host()})

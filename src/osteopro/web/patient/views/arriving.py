"""Beginning the session of somebody who has shown who they are."""

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.utils.decorators import decorator_from_middleware
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, ngettext

from osteopro.access.middleware import SESSION_PATIENT, WHOM_PATH
from osteopro.accounts import actions as accounts_actions
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.backends import open_account
from osteopro.accounts.terms import AccountKind
from osteopro.audit.terms import Actor
from osteopro.followup import actions as followup_actions
from osteopro.followup.queries import frame as frame_queries
from osteopro.followup.queries import home as home_queries
from osteopro.followup.terms import DueStatus
from osteopro.signin import actions as signin_actions
from osteopro.signin import queries as signin_queries
from osteopro.signin.codes import Answer
from osteopro.signin.rules import device_mark
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient import on_the_way
from osteopro.web.patient.page import STRANGER, render
from osteopro.web.patient.tablet import BACKEND

DEVICE_COOKIE = "device"
DEVICE_PATH = "/go/"
DEVICE_LIFE = 365 * 24 * 3600
SESSION_NEXT = "signin_next"
SESSION_OWN_PHONE = "signin_own_phone"
SESSION_DEVICE = "device"
# The patient whose link a helper opened and whom they have yet to agree to help.
SESSION_ASKED = "helping_asked"
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


def tell_of_lock(answer: Answer) -> None:
    """Let the manager know of a link or card that stands locked (ux 2.1)."""
    if answer.locked is not None:
        followup_actions.note_locked_out(
            by=author_before(), patient_id=answer.locked, lock=answer.lock
        )


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
    if not _begin(request, of.account_id, patient_id):
        return render(request, "patient/link_gone.html", 404)
    by = Actor(of.account_id, AccountKind.PATIENT)
    _take_language(request, by, of.account_id, of.preferences.language)
    page = target or _first_page(of)
    return _entered(request, by, page, remember=remember, known_device=known_device)


def helper_signed_in(
    request: HttpRequest,
    account_id: int,
    patient_id: int | None = None,
    *,
    remember: bool = False,
    known_device: str = "",
) -> HttpResponse:
    """Begin the session of somebody who helps: with the patient of their link, the only one
    they help, or the page that asks whom."""
    whom = signin_queries.helped(account_id)
    agreed = [each.patient_id for each in whom if each.accepted_at is not None]
    asked = patient_id
    if patient_id not in agreed:
        patient_id = agreed[0] if patient_id is None and len(whom) == len(agreed) == 1 else None
    if not _begin(request, account_id, patient_id):
        return render(request, "patient/link_gone.html", 404)
    if patient_id is None and asked is not None:
        request.session[SESSION_ASKED] = asked
    by = Actor(account_id, AccountKind.HELPER)
    _take_language(request, by, account_id, accounts_queries.preferences(account_id).language)
    page = HOME if patient_id else WHOM_PATH
    return _entered(request, by, page, remember=remember, known_device=known_device)


def _begin(request: HttpRequest, account_id: int, patient_id: int | None) -> bool:
    account = open_account(account_id)
    if account is None:
        return False
    login(request, account, backend=BACKEND)
    request.session.pop(SESSION_PATIENT, None)
    if patient_id is not None:
        request.session[SESSION_PATIENT] = patient_id
    on_the_way.forget(request.session)
    for name in (SESSION_NEXT, SESSION_OWN_PHONE):
        request.session.pop(name, None)
    return True


def _take_language(request: HttpRequest, by: Actor, account_id: int, kept: str) -> None:
    """The language chosen before sign-in, else the one kept."""
    chosen = request.COOKIES.get(settings.LANGUAGE_COOKIE_NAME, "")
    if chosen in dict(settings.LANGUAGES) and chosen != kept:
        accounts_actions.set_preference(by=by, account_id=account_id, language=chosen)
    else:
        chosen = kept
    request.session[SESSION_LANGUAGE] = chosen


def _entered(
    request: HttpRequest, by: Actor, page: str, *, remember: bool, known_device: str
) -> HttpResponse:
    """To the first page, with this phone known or the session ending with the browser."""
    response = redirect(page)
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

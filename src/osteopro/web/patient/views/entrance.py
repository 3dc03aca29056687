"""Coming in by personal link or text-message code, and leaving (ux 2.1)."""

from typing import Any

from django.conf import settings
from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import CsrfViewMiddleware
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.decorators import decorator_from_middleware
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language, gettext, ngettext
from django.views.decorators.csrf import csrf_exempt

from osteopro import clock
from osteopro.access.addresses import client_address
from osteopro.access.decorators import access, public
from osteopro.access.middleware import SESSION_PATIENT
from osteopro.access.terms import Permission
from osteopro.accounts import actions as accounts_actions
from osteopro.accounts.backends import open_account
from osteopro.accounts.terms import AccountKind
from osteopro.audit.terms import Actor
from osteopro.followup.queries import frame as frame_queries
from osteopro.followup.queries import home as home_queries
from osteopro.followup.terms import DueStatus
from osteopro.patients.search import BadPhone, normal_phone
from osteopro.signin import actions as signin_actions
from osteopro.signin import queries as signin_queries
from osteopro.signin.actions import Answer, CodeSent, Refusal
from osteopro.signin.rules import device_mark
from osteopro.sites import queries as sites_queries
from osteopro.ui.components import DateParts, FieldError, Link
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient import forms, on_the_way
from osteopro.web.patient.on_the_way import OnTheWay
from osteopro.web.patient.page import STRANGER, author, render

BACKEND = "osteopro.accounts.backends.LinkBackend"
DEVICE_COOKIE = "device"
DEVICE_PATH = "/go/"
DEVICE_LIFE = 365 * 24 * 3600
SESSION_NEXT = "signin_next"
SESSION_OWN_PHONE = "signin_own_phone"
SESSION_DEVICE = "device"
OWN_PHONE = "own-phone"
HOME = "/me/"
START = "/me/record/start/"


class FormTokenOnly(CsrfViewMiddleware):
    """For pages that send no referrer: browsers then say `Origin: null` even to ourselves.

    The token in the form must still match the one in the cookie.
    """

    def _origin_verified(self, request: HttpRequest) -> bool:
        ours: bool = super()._origin_verified(request)  # type: ignore[misc]
        return ours or request.META["HTTP_ORIGIN"] == "null"


checks_form_token = decorator_from_middleware(FormTokenOnly)


@public
@csrf_exempt
@checks_form_token
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a personal link. Looking at it uses nothing up."""
    response = _enter(request, token) if request.method == "POST" else _ask(request, token)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@public
@csrf_exempt
@checks_form_token
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a mobile number and send a code to it; the answer never says who is known."""
    if request.method != "POST":
        _keep_next(request, request.GET.get("next", ""))
        return render(request, "patient/signin.html", typed="")
    typed = request.POST.get("phone", "")
    error = forms.phone_error(typed)
    number = "" if error else _number(typed)
    if not number:
        error = error or gettext("This number cannot be used. Please look again.")
        return _phone_page(request, error, typed)
    sent = _send_code(request, number)
    on_the_way.keep(request.session, OnTheWay(number), clock.now())
    if not sent.sent and not sent.wait_seconds:
        return _too_many_codes(request, typed)
    return redirect("patient_code")


@public
def code(request: HttpRequest) -> HttpResponse:
    """Ask for the six digits; another code may be sent after a minute."""
    shown = on_the_way.kept(request.session, clock.now())
    if shown is None:
        return _begin_again(request)
    if request.method != "POST":
        return _code_page(request, shown.number)
    if "again" in request.POST:
        return _send_again(request, shown.number)
    typed = request.POST.get("code", "")
    digits = forms.read_code(typed)
    if digits is None:
        return _code_page(request, shown.number, gettext("The code has 6 digits."), typed)
    answer = signin_actions.try_code(by=author_before(), phone=shown.number, code=digits)
    if answer.sharing:
        who = OnTheWay(shown.number, answer.code_id, answer.sharing)
        on_the_way.keep(request.session, who, clock.now())
        request.session[SESSION_OWN_PHONE] = _own_phone(request)
        return redirect("patient_which")
    if answer.patient_id is None:
        return _code_page(request, shown.number, code_refusal(answer), typed)
    return _signed_in(request, answer.patient_id, _next(request), remember=_own_phone(request))


@public
def which(request: HttpRequest) -> HttpResponse:
    """Ask for the birth date after a right code, when several people have the number."""
    shown = on_the_way.kept(request.session, clock.now())
    if shown is None or not shown.sharing:
        return _begin_again(request)
    if request.method != "POST":
        return _which_page(request)
    parts, day, error = forms.read_date(request.POST, "birth")
    if day is None:
        return _which_page(request, parts, error)
    answer = signin_actions.choose_by_birth_date(
        by=author_before(), code_id=shown.code_id, sharing=shown.sharing, birth=day
    )
    if answer.patient_id is not None:
        remember = bool(request.session.get(SESSION_OWN_PHONE))
        return _signed_in(request, answer.patient_id, _next(request), remember=remember)
    if answer.refusal is Refusal.WRONG:
        return _which_page(request, parts, birth_refusal(answer.tries_left))
    on_the_way.forget(request.session)
    error = gettext("That was tried too often. Ask for a new code, or call us.")
    return _phone_page(request, error)


@access(Permission.OWN_RECORD)
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; this phone is asked for the birth date again."""
    if request.method != "POST":
        return redirect("patient_settings")
    language = request.session.get(SESSION_LANGUAGE)
    by, mark = author(request), request.session.get(SESSION_DEVICE)
    if mark and by.account_id is not None:
        signin_actions.forget_device(by=by, account_id=by.account_id, mark=mark)
    logout(request)
    response = redirect("patient_signin")
    response.delete_cookie(DEVICE_COOKIE, path=DEVICE_PATH)
    if language:
        _set_language(response, language)
    return response


@public
@csrf_exempt
@checks_form_token
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages: for this visitor, and for good when signed in."""
    wanted = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    response = redirect(target if _ours(request, target) else "/")
    if request.method != "POST" or wanted not in dict(settings.LANGUAGES):
        return response
    _set_language(response, wanted)
    if request.user.is_authenticated:
        account: Any = request.user
        by = Actor(account.pk, account.kind, getattr(request, "request_id", ""))
        accounts_actions.set_preference(by=by, account_id=account.pk, language=wanted)
        request.session[SESSION_LANGUAGE] = wanted
    return response


def _set_language(response: HttpResponse, language: str) -> None:
    response.set_cookie(
        settings.LANGUAGE_COOKIE_NAME,
        language,
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )


def author_before() -> Actor:
    """Somebody who has not shown who they are."""
    return Actor(None, STRANGER)


def code_refusal(answer: Answer) -> str:
    """Why a code was not taken (ux 3.6, errors 5 and 6)."""
    if answer.refusal is Refusal.EXPIRED:
        return gettext("That code is more than 10 minutes old. Press “Send again”.")
    if answer.refusal is Refusal.TOO_MANY or not answer.tries_left:
        return gettext("That code was tried too often. Press “Send again” for a new one.")
    wrong = gettext("That code doesn't match. Check the newest message.")
    left = ngettext(
        "You can try %(num)s more time.", "You can try %(num)s more times.", answer.tries_left
    )
    return f"{wrong} {left % {'num': answer.tries_left}}".strip()


def _ask(
    request: HttpRequest,
    token: str,
    *,
    typed: DateParts | None = None,
    error: str = "",
    device: bool = True,
) -> HttpResponse:
    found = signin_queries.link(token)
    if found is None:
        return render(request, "patient/link_gone.html", 404)
    if found.locked:
        return render(request, "patient/link_locked.html", 403)
    known = device and DEVICE_COOKIE in request.COOKIES
    return render(
        request,
        "patient/open_link.html",
        name=found.masked_name,
        ways=[Link(reverse("patient_signin"), gettext("Use a text-message code"), "message")],
        known=known,
        own_phone=request.method != "POST" or _own_phone(request),
        typed=typed or DateParts(),
        errors=[FieldError("birth", error)] if error else [],
    )


def _enter(request: HttpRequest, token: str) -> HttpResponse:
    secret = request.COOKIES.get(DEVICE_COOKIE, "")
    if secret and "birth-year" not in request.POST:
        answer = signin_actions.enter_from_known_device(
            by=author_before(), token=token, device_secret=secret
        )
        if answer.patient_id is None:
            return _ask(request, token, device=False)
        return _signed_in(request, answer.patient_id, "", known_device=secret)
    parts, day, error = forms.read_date(request.POST, "birth")
    if day is None:
        return _ask(request, token, typed=parts, error=error, device=False)
    clinic = sites_queries.front_desk()
    if clinic is None:
        return _ask(request, token)
    answer = signin_actions.try_birth_date(
        by=author_before(), token=token, birth=day, zone=clinic.zone
    )
    if answer.patient_id is not None:
        return _signed_in(request, answer.patient_id, "", remember=_own_phone(request))
    if answer.refusal is Refusal.WRONG:
        wrong = birth_refusal(answer.tries_left)
        return _ask(request, token, typed=parts, error=wrong, device=False)
    return _ask(request, token)


def birth_refusal(tries_left: int) -> str:
    """Error 2 of ux 3.6."""
    wrong = gettext("That date doesn't match. Use the date on your ID card (not the lunar date).")
    left = ngettext("You can try %(num)s more time.", "You can try %(num)s more times.", tries_left)
    join = " " if (get_language() or "").startswith("en") else ""
    return f"{wrong}{join}{left % {'num': tries_left}}"


def _own_phone(request: HttpRequest) -> bool:
    """Whether the person says that this phone is theirs; ticked beforehand on the pages."""
    return OWN_PHONE in request.POST


def _signed_in(
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
    """Straight to the record when it is time for it and no reply waits to be read (T1)."""
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


def _begin_again(request: HttpRequest) -> HttpResponse:
    """Ask for the number, and say why when it was given before."""
    if not on_the_way.was_kept(request.session):
        return redirect("patient_signin")
    on_the_way.forget(request.session)
    error = gettext("That is more than 10 minutes ago. Enter your number again.")
    return _phone_page(request, error)


def _phone_page(request: HttpRequest, error: str, typed: str = "") -> HttpResponse:
    return render(request, "patient/signin.html", typed=typed, errors=[FieldError("phone", error)])


def _which_page(
    request: HttpRequest, typed: DateParts | None = None, error: str = ""
) -> HttpResponse:
    return render(
        request,
        "patient/which.html",
        typed=typed or DateParts(),
        errors=[FieldError("birth", error)] if error else [],
    )


def _code_page(
    request: HttpRequest, number: str, error: str = "", typed: str = "", wait: int = 0
) -> HttpResponse:
    return render(
        request,
        "patient/code.html",
        number=f"{number[-11:-8]}****{number[-4:]}",
        typed=typed,
        wait=wait,
        own_phone=request.method != "POST" or "again" in request.POST or _own_phone(request),
        errors=[FieldError("code", error)] if error else [],
    )


def _send_again(request: HttpRequest, number: str) -> HttpResponse:
    sent = _send_code(request, number)
    if not sent.sent and not sent.wait_seconds:
        return _too_many_codes(request, number)
    if sent.sent:
        on_the_way.keep(request.session, OnTheWay(number), clock.now())
    return _code_page(request, number, wait=0 if sent.sent else sent.wait_seconds)


def _too_many_codes(request: HttpRequest, typed: str) -> HttpResponse:
    return _phone_page(request, gettext("That is enough codes for today. Please call us."), typed)


def _number(typed: str) -> str:
    try:
        return normal_phone(typed)
    except BadPhone:
        return ""


def _send_code(request: HttpRequest, number: str) -> CodeSent:
    address = client_address(request)
    return signin_actions.send_code(by=author_before(), phone=number, address=address)


def _keep_next(request: HttpRequest, target: str) -> None:
    if target and target.startswith(HOME) and _ours(request, target):
        request.session[SESSION_NEXT] = target


def _next(request: HttpRequest) -> str:
    return str(request.session.get(SESSION_NEXT, ""))


def _ours(request: HttpRequest, target: str) -> bool:
    return url_has_allowed_host_and_scheme(target, {request.get_host()})

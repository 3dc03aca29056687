"""Coming in by a code in a text message (ux 2.1)."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext, ngettext
from django.views.decorators.csrf import csrf_exempt

from osteopro import clock
from osteopro.access.decorators import public
from osteopro.accounts.addresses import client_address
from osteopro.signin import actions as signin_actions
from osteopro.signin.codes import Answer, CodeSent, Refusal
from osteopro.ui.components import DateParts, FieldError
from osteopro.web.patient import forms, on_the_way
from osteopro.web.patient.on_the_way import OnTheWay
from osteopro.web.patient.page import render
from osteopro.web.patient.views.arriving import (
    HOME,
    SESSION_NEXT,
    SESSION_OWN_PHONE,
    author_before,
    birth_refusal,
    checks_form_token,
    helper_signed_in,
    is_ours,
    own_phone,
    signed_in,
)


@public
@csrf_exempt
@checks_form_token
def phone(request: HttpRequest) -> HttpResponse:
    """Ask for a mobile number and send a code to it; the answer never says who is known."""
    if request.method != "POST":
        _keep_next(request, request.GET.get("next", ""))
        return render(request, "patient/signin.html", typed="", said=_said(request))
    typed = request.POST.get("phone", "")
    number, error = forms.read_phone(typed)
    if error:
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
        who = OnTheWay(shown.number, answer.code_id, answer.sharing, answer.helper or 0)
        on_the_way.keep(request.session, who, clock.now())
        request.session[SESSION_OWN_PHONE] = own_phone(request)
        return redirect("patient_which")
    if answer.helper is not None:
        return helper_signed_in(request, answer.helper, remember=own_phone(request))
    if answer.patient_id is None:
        return _code_page(request, shown.number, code_refusal(answer), typed)
    return signed_in(request, answer.patient_id, _next(request), remember=own_phone(request))


@public
def which(request: HttpRequest) -> HttpResponse:
    """Ask for the birth date after a right code, when several people have the number."""
    shown = on_the_way.kept(request.session, clock.now())
    if shown is None or not shown.sharing:
        return _begin_again(request)
    if request.method != "POST":
        return _which_page(request, helping=bool(shown.helper))
    if shown.helper and "helping" in request.POST:
        return _come_to_help(request, shown)
    parts, day, error = forms.read_date(request.POST, "birth")
    if day is None:
        return _which_page(request, parts, error, helping=bool(shown.helper))
    answer = signin_actions.choose_by_birth_date(
        by=author_before(), code_id=shown.code_id, sharing=shown.sharing, birth=day
    )
    if answer.patient_id is not None:
        remember = bool(request.session.get(SESSION_OWN_PHONE))
        return signed_in(request, answer.patient_id, _next(request), remember=remember)
    if answer.refusal is Refusal.WRONG:
        error = birth_refusal(answer.tries_left)
        return _which_page(request, parts, error, helping=bool(shown.helper))
    return _tried_too_often(request)


def _come_to_help(request: HttpRequest, shown: OnTheWay) -> HttpResponse:
    answer = signin_actions.choose_to_help(
        by=author_before(), code_id=shown.code_id, account_id=shown.helper
    )
    if answer.helper is None:
        return _tried_too_often(request)
    remember = bool(request.session.get(SESSION_OWN_PHONE))
    return helper_signed_in(request, answer.helper, remember=remember)


def _tried_too_often(request: HttpRequest) -> HttpResponse:
    on_the_way.forget(request.session)
    error = gettext("That was tried too often. Ask for a new code, or call us.")
    return _phone_page(request, error)


def _said(request: HttpRequest) -> str:
    """What has just happened to somebody who arrives here."""
    if "left" in request.GET:
        return gettext("You are signed out. Your record cannot be seen on this phone.")
    if "ended" in request.GET:
        return gettext("You can no longer see this record. Ask your family, or call us.")
    return ""


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
    request: HttpRequest,
    typed: DateParts | None = None,
    error: str = "",
    *,
    helping: bool = False,
) -> HttpResponse:
    return render(
        request,
        "patient/which.html",
        helping=helping,
        typed=typed or DateParts(),
        errors=[FieldError("birth", error)] if error else [],
    )


def _code_page(
    request: HttpRequest, number: str, error: str = "", typed: str = "", wait: int = 0
) -> HttpResponse:
    return render(
        request,
        "patient/code.html",
        number=forms.masked(number),
        typed=typed,
        wait=wait,
        own_phone=request.method != "POST" or "again" in request.POST or own_phone(request),
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


def _send_code(request: HttpRequest, number: str) -> CodeSent:
    address = client_address(request)
    return signin_actions.send_code(by=author_before(), phone=number, address=address)


def _keep_next(request: HttpRequest, target: str) -> None:
    if target and target.startswith(HOME) and is_ours(request, target):
        request.session[SESSION_NEXT] = target


def _next(request: HttpRequest) -> str:
    return str(request.session.get(SESSION_NEXT, ""))

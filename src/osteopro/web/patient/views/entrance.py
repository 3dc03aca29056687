"""Coming in by personal link, leaving, and the language of the pages (ux 2.1)."""

from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.views.decorators.csrf import csrf_exempt

from osteopro.access.decorators import access, public
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import actions as accounts_actions
from osteopro.audit.terms import Actor
from osteopro.signin import actions as signin_actions
from osteopro.signin import queries as signin_queries
from osteopro.signin.codes import Answer, Refusal
from osteopro.signin.middleware import remember_language
from osteopro.sites import queries as sites_queries
from osteopro.ui.components import DateParts, FieldError, Link
from osteopro.ui.middleware import SESSION_LANGUAGE
from osteopro.web.patient import forms
from osteopro.web.patient.left import after_leaving
from osteopro.web.patient.page import render
from osteopro.web.patient.tablet import on_tablet, tablet_of
from osteopro.web.patient.views.arriving import (
    DEVICE_COOKIE,
    DEVICE_PATH,
    SESSION_DEVICE,
    author_before,
    birth_refusal,
    checks_form_token,
    helper_signed_in,
    is_ours,
    own_phone,
    signed_in,
    tell_of_lock,
)


@public
@csrf_exempt
@checks_form_token
def personal_link(request: HttpRequest, token: str) -> HttpResponse:
    """The page behind a personal link. Looking at it uses nothing up."""
    response = _enter(request, token) if request.method == "POST" else _ask(request, token)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


@after_leaving
@access(Permission.PATIENT_PAGES)
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out by POST; this phone is asked for the birth date again."""
    if request.method != "POST":
        return redirect("patient_settings")
    return sign_out(request)


def sign_out(request: HttpRequest) -> HttpResponse:
    """End the session and forget this phone; the language stays."""
    language = request.session.get(SESSION_LANGUAGE)
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    permission = Permission.HELP if viewer.helps else Permission.PATIENT_PAGES
    by, mark = viewer.acting(permission), request.session.get(SESSION_DEVICE)
    if mark and by.account_id is not None:
        signin_actions.forget_device(by=by, account_id=by.account_id, mark=mark)
    logout(request)
    response = redirect(reverse("patient_signin") + "?left=1")
    response.delete_cookie(DEVICE_COOKIE, path=DEVICE_PATH)
    if language:
        remember_language(response, language)
    return response


@public
@csrf_exempt
@checks_form_token
@on_tablet
def language(request: HttpRequest) -> HttpResponse:
    """Change the language of the pages: for this visitor, and for good when signed in."""
    wanted = request.POST.get("language", "")
    target = request.POST.get("next", "/")
    response = redirect(target if is_ours(request, target) else "/")
    if request.method != "POST" or wanted not in dict(settings.LANGUAGES):
        return response
    if tablet_of(request) is not None:
        # No cookie: the next one at the tablet is asked anew.
        request.session[SESSION_LANGUAGE] = wanted
        return response
    remember_language(response, wanted)
    if request.user.is_authenticated:
        account: Any = request.user
        by = Actor(account.pk, account.kind, getattr(request, "request_id", ""))
        accounts_actions.set_preference(by=by, account_id=account.pk, language=wanted)
        request.session[SESSION_LANGUAGE] = wanted
    return response


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
        helping=found.helping,
        ways=[Link(reverse("patient_signin"), gettext("Use a text-message code"), "message")],
        known=known,
        own_phone=request.method != "POST" or own_phone(request),
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
        return _let_in(request, answer, answer.patient_id, known_device=secret)
    parts, day, error = forms.read_date(request.POST, "birth")
    if day is None:
        return _ask(request, token, typed=parts, error=error, device=False)
    clinic = sites_queries.front_desk()
    if clinic is None:
        return _ask(request, token)
    answer = signin_actions.try_birth_date(
        by=author_before(), token=token, birth=day, zone=clinic.zone
    )
    tell_of_lock(answer)
    if answer.patient_id is not None:
        return _let_in(request, answer, answer.patient_id, remember=own_phone(request))
    if answer.refusal is Refusal.WRONG:
        wrong = birth_refusal(answer.tries_left)
        return _ask(request, token, typed=parts, error=wrong, device=False)
    return _ask(request, token)


def _let_in(
    request: HttpRequest,
    answer: Answer,
    patient_id: int,
    *,
    remember: bool = False,
    known_device: str = "",
) -> HttpResponse:
    """The patient whose link it is, or who was asked to help them."""
    if answer.helper is None:
        return signed_in(request, patient_id, "", remember=remember, known_device=known_device)
    return helper_signed_in(
        request, answer.helper, patient_id, remember=remember, known_device=known_device
    )

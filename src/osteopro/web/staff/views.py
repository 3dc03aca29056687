"""Signing in, the second factor, the password: allauth's steps in our frame.

Every view is here with the permission it declares, also those that are used as they are.
Views under /staff/2fa/ are open to staff who have no second factor yet (access/middleware.py);
those that such a person needs outside it are public and look for themselves who is asking.
"""

from typing import Any

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.html import json_script

from osteopro import clock
from osteopro.access.decorators import access, public
from osteopro.access.terms import Permission, Role, Viewer
from osteopro.accounts import rules, second_factor
from osteopro.accounts.actions import note_factor_added, note_own_password
from osteopro.accounts.queries import has_first_password
from osteopro.accounts.terms import SignInEvent
from osteopro.patients.terms import StudySubject
from osteopro.research.queries import own_home
from osteopro.web.staff import forms
from osteopro.web.staff.demo import demo_users
from osteopro.web.staff.frame import (
    STUDY_ASKS,
    STUDY_RESULTS,
    account_shell,
    areas,
    role_names,
    survey_of,
)
from osteopro.web.staff.pages import Audited, Entrance, Page, StaffOnly, note, own_author


class SignIn(Entrance, account.LoginView):  # type: ignore[misc]
    """User name and password; in the demo also the invented staff, to tap."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context = super().get_context_data(**given)
        extra = {
            "two_steps": settings.SECOND_FACTOR_REQUIRED,
            "typed": context["form"].data.get("login", ""),
            "demo_users": demo_users() if settings.DEMO else (),
            "demo_password": settings.DEMO_PASSWORD if settings.DEMO else "",
        }
        return context | extra


class SecondStep(Entrance, mfa.AuthenticateView):  # type: ignore[misc]
    """The code of the app, a recovery code or a passkey."""

    webauthn_form_class = forms.SecondStepForm

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return with_options(super().get_context_data(**given))


class PasskeySignIn(Entrance, passkeys.LoginWebAuthnView):  # type: ignore[misc]
    """Sign-in by passkey alone: GET by script gives the challenge, POST takes the answer."""

    form_class = forms.SignInForm

    def leave_other_session(self, request: HttpRequest) -> None:
        # The challenge is kept in the session, so the other person leaves before it is made.
        logout(request)


class SignOut(account.LogoutView):  # type: ignore[misc]
    """By POST only: a link in a page cannot sign anybody out."""

    def get(self, *args: Any, **kwargs: Any) -> HttpResponse:
        return redirect("staff_account")


class Unlocking(StaffOnly):
    """Giving the password or a passkey again, because of the lock or of what comes next."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        session, now = self.request.session, clock.now()
        if rules.is_locked(session, now):
            note(self.request, SignInEvent.UNLOCKED)
        rules.note_proof(session, now)
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        return response

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        # A page that was covered by its own script asks with ?locked=1.
        covered = "locked" in self.request.GET
        locked = covered or rules.is_locked(self.request.session, clock.now())
        return with_options(super().get_context_data(**given)) | {"locked": locked}


class AskPassword(Unlocking, account.ReauthenticateView):  # type: ignore[misc]
    pass


class AskPasskey(Unlocking, passkeys.ReauthenticateWebAuthnView):  # type: ignore[misc]
    form_class = forms.UnlockForm

    def form_invalid(self, form: BaseForm) -> HttpResponse:
        for text in form.errors.get("credential", ()):
            messages.error(self.request, str(text))
        ask_password = self.passthrough_next_url(reverse("account_reauthenticate"))
        return HttpResponseRedirect(ask_password)


class ChangePassword(Page, account.PasswordChangeView):  # type: ignore[misc]
    """One's own password; the one an administrator made must be changed before anything else."""

    form_class = forms.OwnPasswordForm

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)
        by = own_author(self.request)
        first = note_own_password(by=by, account_id=by.person)
        return redirect("staff_start") if first else response

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return super().get_context_data(**given) | {"first": has_first_password(self.request.user)}


class SecondFactor(Page, mfa.IndexView):  # type: ignore[misc]
    """What is set up, and what can be."""

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context = super().get_context_data(**given)
        held = context["authenticators"]
        recovery = held.get("recovery_codes")
        extra = {
            "app": "totp" in held,
            "passkeys": len(held.get("webauthn", ())),
            "codes_left": len(recovery.get_unused_codes()) if recovery else 0,
            "must_set_up": settings.SECOND_FACTOR_REQUIRED and not context["is_mfa_enabled"],
        }
        return context | extra


class Adding(Page):
    """A new factor was just proved here: this session is full, all others of the account end."""

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response: HttpResponse = super().form_valid(form)  # type: ignore[misc]
        second_factor.note_shown(self.request)
        by = own_author(self.request)
        session = self.request.session.session_key or ""
        note_factor_added(by=by, account_id=by.person, keep_session=session)
        return response


class AddApp(Adding, totp.ActivateTOTPView):  # type: ignore[misc]
    pass


class Removing(Audited):
    """Whether there is still a second factor is asked again on the next page."""

    event = SignInEvent.FACTOR_REMOVED

    def form_valid(self, form: BaseForm) -> HttpResponse:
        response = super().form_valid(form)
        second_factor.forget(self.request)
        return response


class RemoveApp(Removing, totp.DeactivateTOTPView):  # type: ignore[misc]
    pass


class Passkeys(Page, passkeys.ListWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **given: Any) -> dict[str, Any]:
        context = super().get_context_data(**given)
        return context | {"keys": [named(key) for key in context["authenticators"]]}


class AddPasskey(Adding, passkeys.AddWebAuthnView):  # type: ignore[misc]
    form_class = forms.AddForm

    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return with_options(super().get_context_data(**given))


class RemovePasskey(Removing, passkeys.RemoveWebAuthnView):  # type: ignore[misc]
    def get_context_data(self, **given: Any) -> dict[str, Any]:
        return super().get_context_data(**given) | {"key": named(self.object)}


class RecoveryCodes(Page, codes.ViewRecoveryCodesView):  # type: ignore[misc]
    """Shown once, to be printed or written down."""


class NewRecoveryCodes(Audited, codes.GenerateRecoveryCodesView):  # type: ignore[misc]
    event = SignInEvent.CODES_MADE


@public
def closed(request: HttpRequest) -> HttpResponse:
    """The account was closed by an administrator."""
    return _page(request, "account/account_inactive.html")


@public
def lost(request: HttpRequest) -> HttpResponse:
    """What to do when the password is forgotten or the phone is not at hand."""
    return _page(request, "staff/lost.html")


@public
def unlocked(request: HttpRequest) -> HttpResponse:
    """Shown in the second tab after unlocking."""
    return _page(request, "staff/unlocked.html")


@access(Permission.STAFF)
def start(request: HttpRequest) -> HttpResponseRedirect:
    """Take somebody who has just signed in to where their work is."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    return HttpResponseRedirect(next(iter(areas(viewer)), "/staff/"))


@access(Permission.STAFF)
def active(request: HttpRequest) -> HttpResponse:
    """Somebody is typing; asking for this page is what counts (lock.js, middleware)."""
    return HttpResponse(status=204)


@access(Permission.STAFF)
def own_account(request: HttpRequest) -> HttpResponse:
    """The person's own account: password, second factor, sign-out."""
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    held = tuple(role for role in Role if role in viewer.roles)
    asked = survey_of(viewer)
    wanted = own_home.wanted(StudySubject(account_id=viewer.account_id))
    return _page(
        request,
        "staff/account.html",
        roles=role_names(held),
        survey_href=asked,
        study_href=STUDY_ASKS if wanted.asked else STUDY_RESULTS if wanted.results else "",
    )


def with_options(context: dict[str, Any]) -> dict[str, Any]:
    """Add the challenge for a passkey as a data block that the page's script reads."""
    data = context.get("js_data")
    return context | {"passkey_options": json_script(data, "passkey-options") if data else ""}


def named(key: Any) -> dict[str, Any]:
    """What is shown of a passkey."""
    return {
        "id": key.pk,
        "name": key.wrap().name,
        "added": key.created_at,
        "used": key.last_used_at,
    }


def _page(request: HttpRequest, template: str, **context: Any) -> HttpResponse:
    request.shell = account_shell(request)  # type: ignore[attr-defined]
    return render(request, template, context | {"errors": []})


def opened(view: type[Any]) -> Any:
    """The view for everybody."""
    return public(view.as_view())


def for_staff(view: type[Any]) -> Any:
    """The view for any member of staff."""
    return access(Permission.STAFF)(view.as_view())

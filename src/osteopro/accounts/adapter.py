"""What allauth may do here: sign staff in. Accounts are made by an administrator."""

from collections.abc import Mapping
from typing import Any

import structlog
from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.exceptions import ImmediateHttpResponse
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.models import Authenticator
from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock, sealing
from osteopro.accounts import rules
from osteopro.accounts.actions import note_sign_in_event
from osteopro.accounts.addresses import client_address
from osteopro.accounts.models import Account
from osteopro.accounts.terms import AccountKind, SignInEvent
from osteopro.audit.terms import Actor

log = structlog.get_logger()

# One sentence for every reason: which half was wrong is nobody's business.
WRONG_PAIR = _("User name or password is wrong. Please try again.")
TOO_OFTEN = _("Too many wrong tries. Please wait 5 minutes, then try again.")
WRONG_CODE = _("That code does not match. Use the newest code of your app, or a recovery code.")
# What allauth would say after the fact, by the name of its template. The others say nothing.
NOTES: Mapping[str, Any] = {
    "account/messages/logged_out.txt": _("You are signed out."),
    "account/messages/password_changed.txt": _("Your password is changed."),
    "mfa/messages/totp_activated.txt": _("The authenticator app is set up."),
    "mfa/messages/totp_deactivated.txt": _("The authenticator app is removed."),
    "mfa/messages/webauthn_added.txt": _("The passkey is added."),
    "mfa/messages/webauthn_removed.txt": _("The passkey is removed."),
}


class StaffAccountAdapter(DefaultAccountAdapter):  # type: ignore[misc]
    """Nobody signs up by themselves, and only staff come through this door."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "username_password_mismatch": WRONG_PAIR,
        "invalid_login": WRONG_PAIR,
        "too_many_login_attempts": TOO_OFTEN,
        "rate_limited": TOO_OFTEN,
        "incorrect_password": _("That password is wrong. Please try again."),
        "enter_current_password": _("That is not your present password."),
        "incorrect_code": WRONG_CODE,
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def pre_login(self, request: HttpRequest, user: Account, **hooks: Any) -> HttpResponse | None:
        """Refuse whoever is not staff, however they proved who they are."""
        if user.kind != AccountKind.STAFF:
            log.warning("staff.signin-refused", account=user.pk)
            return redirect("account_login")
        response: HttpResponse | None = super().pre_login(request, user, **hooks)
        return response

    def login(self, request: HttpRequest, user: Account) -> None:
        """Begin a session that ends with the browser, and say so in the audit trail."""
        if user.kind != AccountKind.STAFF:
            raise ImmediateHttpResponse(redirect("account_login"))
        super().login(request, user)
        request.session.set_expiry(0)
        rules.note_proof(request.session, clock.now())
        note_sign_in_event(by=actor(request, user), account_id=user.pk, event=SignInEvent.SIGNED_IN)

    def logout(self, request: HttpRequest) -> None:
        account = request.user
        if isinstance(account, Account) and account.kind == AccountKind.STAFF:
            note_sign_in_event(
                by=actor(request, account), account_id=account.pk, event=SignInEvent.SIGNED_OUT
            )
        super().logout(request)

    def get_client_ip(self, request: HttpRequest) -> str:
        """The origin that tries are counted by; allauth's own fails on a short header."""
        return client_address(request)

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        # Without the user name: people type their password into the wrong field.
        log.warning("staff.signin-failed", address=self.get_client_ip(request))

    def get_login_redirect_url(self, request: HttpRequest) -> str:
        return reverse("staff_start")

    def get_logout_redirect_url(self, request: HttpRequest) -> str:
        return reverse("account_login")

    def get_password_change_redirect_url(self, request: HttpRequest) -> str:
        return reverse("staff_account")

    def is_reauthentication_required(self, *, app: str, **options: Any) -> bool:
        """Ask again unless this session showed a password, code or passkey minutes ago.

        Somebody told to set up a second factor has just typed the password.
        """
        return not rules.proved_recently(context.request.session, clock.now())

    def get_reauthentication_methods(self, user: Any) -> list[dict[str, Any]]:
        """The password, or a passkey. A code alone is half of what signing in takes."""
        if not user.is_authenticated or user.kind != AccountKind.STAFF:
            return []
        methods = [
            {
                "id": "reauthenticate",
                "description": gettext("Use your password"),
                "url": reverse("account_reauthenticate"),
            }
        ]
        if Authenticator.objects.filter(user=user, type=Authenticator.Type.WEBAUTHN).exists():
            methods.append(
                {
                    "id": "mfa_reauthenticate:webauthn",
                    "description": gettext("Use a passkey"),
                    "url": reverse("mfa_reauthenticate_webauthn"),
                }
            )
        return methods

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        message_context: dict[str, Any] | None = None,
        extra_tags: str = "",
        message: str | None = None,
    ) -> None:
        """Say it in our words; allauth's own templates are never rendered."""
        text = message or NOTES.get(message_template or "")
        if text:
            messages.add_message(request, level, str(text), extra_tags=extra_tags)


class StaffSecondFactorAdapter(DefaultMFAAdapter):  # type: ignore[misc]
    """Names and sentences of the second step, and the seal on its secrets."""

    error_messages = DefaultMFAAdapter.error_messages | {"incorrect_code": WRONG_CODE}

    def generate_authenticator_name(self, user: Account, kind: str) -> str:
        number = Authenticator.objects.filter(user=user, type=kind).count() + 1
        return gettext("Passkey %(number)s") % {"number": number}

    def encrypt(self, text: str) -> str:
        """Key of an app, seed of recovery codes: whoever reads the table could make codes."""
        return sealing.seal_text(text)

    def decrypt(self, encrypted_text: str) -> str:
        return sealing.unseal_text(encrypted_text)

    def _get_site_name(self) -> str:
        return str(settings.MFA_TOTP_ISSUER)


def actor(request: HttpRequest, account: Account) -> Actor:
    """The member of staff as author of what happens to their own way in."""
    return Actor(account.pk, AccountKind.STAFF, getattr(request, "request_id", ""))

"""allauth's forms, stricter.

A new password must be a new one. The passkey forms refuse what is not a passkey's answer at all:
the library behind them looks up parts of the answer without asking whether they are there; what
a browser never sends must be a mistake on the page and not an error of ours.
"""

from typing import Any

from allauth.account.forms import ChangePasswordForm
from allauth.mfa.adapter import get_adapter
from allauth.mfa.webauthn import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext

BROKEN = (AttributeError, KeyError, TypeError, ValueError)


class _Answer:
    def clean_credential(self) -> Any:
        try:
            return super().clean_credential()  # type: ignore[misc]
        except BROKEN:
            raise get_adapter().validation_error("incorrect_code") from None


class SignInForm(_Answer, forms.LoginWebAuthnForm):  # type: ignore[misc]
    pass


class SecondStepForm(_Answer, forms.AuthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class UnlockForm(_Answer, forms.ReauthenticateWebAuthnForm):  # type: ignore[misc]
    pass


class AddForm(forms.AddWebAuthnForm):  # type: ignore[misc]
    def clean(self) -> Any:
        try:
            return super().clean()
        except BROKEN:
            raise get_adapter().validation_error("incorrect_code") from None


class OwnPasswordForm(ChangePasswordForm):  # type: ignore[misc]
    """The administrator who made the first password knows it, so it cannot stay."""

    def clean_password1(self) -> str:
        new: str = self.cleaned_data["password1"]
        if self.user.check_password(new):
            raise ValidationError(gettext("Choose another password than the present one."))
        return new

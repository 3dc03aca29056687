"""Password sign-in, for staff only."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.http import HttpRequest

from osteopro.accounts.models import Account
from osteopro.accounts.terms import AccountKind


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's backend, closed to patients and helpers: they have no password to guess."""

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> Account | None:
        account = super().authenticate(request, **credentials)
        return account if account is not None and account.kind == AccountKind.STAFF else None

    def get_user(self, user_id: int) -> Account | None:
        return open_account(user_id)


class LinkBackend:
    """The session of a patient who came by personal link or text-message code.

    `signin` has checked who they are before it begins the session, so nothing
    authenticates here.
    """

    def authenticate(self, request: HttpRequest | None, **credentials: Any) -> None:
        return None

    def get_user(self, user_id: int) -> Account | None:
        return open_account(user_id)


def open_account(account_id: int) -> Account | None:
    """The account behind a session, unless it was closed."""
    accounts = Account.objects.select_related("staff")
    return accounts.filter(pk=account_id, is_active=True).first()

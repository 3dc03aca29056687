"""Whether this session has shown a second factor, which is more than that there is one."""

from allauth.account.authentication import get_authentication_records
from allauth.mfa.models import Authenticator
from django.http import HttpRequest

from osteopro.accounts.models import Account

SESSION_SHOWN = "second_factor"


def shown(request: HttpRequest, account: Account) -> bool:
    """True when in this session a code, a recovery code or a passkey was shown, or set up.

    A factor must still be there: after the last one was removed nothing counts as shown.
    """
    if request.session.get(SESSION_SHOWN):
        return True
    records = get_authentication_records(request, account)
    if any(record.get("method") == "mfa" for record in records) and held(account.pk):
        note_shown(request)
        return True
    return False


def note_shown(request: HttpRequest) -> None:
    """Somebody has just proved a second factor; saves looking it up on each page."""
    request.session[SESSION_SHOWN] = True


def forget(request: HttpRequest) -> None:
    """A factor was removed: look again on the next page whether there is another."""
    request.session.pop(SESSION_SHOWN, None)


def held(account_id: int) -> bool:
    """Whether there is an app or a passkey; recovery codes alone are none."""
    theirs = Authenticator.objects.filter(user_id=account_id)
    return bool(theirs.exclude(type=Authenticator.Type.RECOVERY_CODES).exists())

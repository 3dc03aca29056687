"""Making, closing and adjusting accounts."""

from allauth.mfa.models import Authenticator
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session

from osteopro import clock, sealing
from osteopro.accounts.models import Account, Preference, StaffMember
from osteopro.accounts.terms import AccountKind, SignInEvent
from osteopro.audit import journal
from osteopro.audit.terms import Actor


class NameTaken(ValueError):
    """Another member of staff has this user name."""


class NobodyNamed(LookupError):
    """No member of staff has this user name."""


# What of a second factor is sealed (`adapter.StaffSecondFactorAdapter.encrypt`).
SEALED = frozenset({"secret", "seed"})


@journal.action
def add_staff(
    *,
    by: Actor,
    username: str,
    password: str,
    name_zh: str,
    name_en: str,
    email: str = "",
    phone: str = "",
    must_change_password: bool = True,
) -> int:
    """Make a staff account; returns its id. Raises NameTaken. Roles are granted by access.

    `must_change_password`: the password was made by somebody else and opens nothing until
    its owner has chosen another; False only for the invented staff of a demo.
    """
    if Account.objects.filter(username=username).exists():
        raise NameTaken(username)
    account = Account(kind=AccountKind.STAFF, username=username, created_at=clock.now())
    account.set_password(password)
    account.save()
    StaffMember.objects.create(
        account=account,
        name_zh=name_zh,
        name_en=name_en,
        email=email,
        phone=phone,
        must_change_password=must_change_password,
    )
    journal.record("staff.added", by=by, object_type="account", object_id=account.pk)
    return account.pk


@journal.action
def close_account(*, by: Actor, account_id: int) -> None:
    """Let nobody sign in with this account from now on; sessions end. What it did stays."""
    closed = Account.objects.filter(pk=account_id, is_active=True).update(is_active=False)
    if not closed:
        journal.nothing_changed()
        return
    _end_sessions(account_id)
    journal.record("account.closed", by=by, object_type="account", object_id=account_id)


@journal.action
def add_patient_account(*, by: Actor, kind: AccountKind = AccountKind.PATIENT) -> int:
    """Make the account a patient, or somebody who helps, will sign in to; returns its id."""
    account = Account(kind=kind, created_at=clock.now())
    account.set_unusable_password()
    account.save()
    Preference.objects.create(account=account)
    journal.record("account.added", by=by, object_type="account", object_id=account.pk)
    return account.pk


@journal.action
def set_preference(
    *,
    by: Actor,
    account_id: int,
    text_size: str | None = None,
    sound: bool | None = None,
    language: str | None = None,
    dialect: str | None = None,
) -> None:
    """Keep how this person wants pages: only what is given changes."""
    given = {"text_size": text_size, "sound": sound, "language": language, "dialect": dialect}
    changes = {name: value for name, value in given.items() if value is not None}
    Preference.objects.update_or_create(account_id=account_id, defaults=changes)
    if language is not None:
        StaffMember.objects.filter(account_id=account_id).update(language=language)
    journal.record(
        "preference.set", by=by, object_type="account", object_id=account_id, fields=sorted(changes)
    )


@journal.action
def note_sign_in_event(*, by: Actor, account_id: int, event: SignInEvent) -> None:
    """Put into the audit trail what somebody did with their own way in."""
    journal.record(event, by=by, object_type="account", object_id=account_id)


@journal.action
def note_own_password(*, by: Actor, account_id: int) -> bool:
    """Note that somebody chose a password of their own; True when it was their first."""
    theirs = StaffMember.objects.filter(account_id=account_id, must_change_password=True)
    first = theirs.update(must_change_password=False) > 0
    journal.record(SignInEvent.PASSWORD_CHANGED, by=by, object_type="account", object_id=account_id)
    return first


@journal.action
def note_factor_added(*, by: Actor, account_id: int, keep_session: str) -> int:
    """Note a new second factor and end every other session of the account; returns how many.

    Whoever signed in before with the password alone has not shown the new factor.
    """
    ended = _end_sessions(account_id, but=keep_session)
    journal.record(
        SignInEvent.FACTOR_ADDED,
        by=by,
        object_type="account",
        object_id=account_id,
        sessions=ended,
    )
    return ended


@journal.action
def reset_second_factor(*, by: Actor, username: str, reason: str = "") -> int:
    """For a lost phone: take away app, passkeys and recovery codes; returns how many there were.

    The person is signed out everywhere, since the phone may be signed in, and sets up a new
    second factor at the next sign-in. Raises NobodyNamed.
    """
    account = Account.objects.filter(kind=AccountKind.STAFF, username=username).first()
    if account is None:
        raise NobodyNamed(username)
    _, removed = Authenticator.objects.filter(user=account).delete()
    ended = _end_sessions(account.pk)
    journal.record(
        "staff.second-factor-reset",
        by=by,
        object_type="account",
        object_id=account.pk,
        reason=reason,
        removed=sum(removed.values()),
        sessions=ended,
    )
    return sum(removed.values())


def _end_sessions(account_id: int, *, but: str = "") -> int:
    # What a session holds is signed and encoded, so each must be read; this is rare.
    sessions = Session.objects.filter(expire_date__gt=clock.now()).exclude(pk=but)
    theirs = [
        session.pk
        for session in sessions.iterator()
        if session.get_decoded().get(SESSION_KEY) == str(account_id)
    ]
    Session.objects.filter(pk__in=theirs).delete()
    return len(theirs)


def reseal_second_factors() -> None:
    """Seal the secrets of the staff's second factors under the newest key; part of the
    action that changes keys. Passkeys hold no secret."""
    kept = Authenticator.objects.select_for_update().exclude(type=Authenticator.Type.WEBAUTHN)
    for factor in kept.iterator():
        for name in SEALED & factor.data.keys():
            factor.data[name] = sealing.reseal_text(factor.data[name])
        factor.save(update_fields=["data"])

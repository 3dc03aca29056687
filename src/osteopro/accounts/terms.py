"""Kinds of account, and what the audit trail says about signing in."""

from enum import StrEnum


class AccountKind(StrEnum):
    STAFF = "staff"
    PATIENT = "patient"
    HELPER = "helper"


class SignInEvent(StrEnum):
    """What happened to somebody's own way in; the kind of the audit event."""

    SIGNED_IN = "staff.signed-in"
    SIGNED_OUT = "staff.signed-out"
    UNLOCKED = "staff.unlocked"
    PASSWORD_CHANGED = "staff.password-changed"  # noqa: S105 - the name of an event
    FACTOR_ADDED = "staff.second-factor-added"
    FACTOR_REMOVED = "staff.second-factor-removed"
    CODES_MADE = "staff.recovery-codes-made"

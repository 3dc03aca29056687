"""Giving and taking roles."""

from collections.abc import Callable

from osteopro import clock
from osteopro.access.models import RoleGrant
from osteopro.access.terms import PERMISSIONS, Permission, Role
from osteopro.accounts import actions as accounts_actions
from osteopro.audit import journal
from osteopro.audit.terms import Actor


@journal.action
def grant_role(*, by: Actor, account_id: int, role: Role, site_id: int) -> None:
    """Let this member of staff act in `role` at this site; a role held already stays as it is."""
    held = RoleGrant.objects.filter(
        account_id=account_id, role=role, site_id=site_id, revoked_at__isnull=True
    )
    if held.exists():
        journal.nothing_changed()
        return
    RoleGrant.objects.create(
        account_id=account_id,
        role=role,
        site_id=site_id,
        granted_at=clock.now(),
        granted_by=by.account_id,
    )
    journal.record(
        "role.granted", by=by, object_type="account", object_id=account_id, role=role, site=site_id
    )


class StillNeeded(ValueError):
    """Somebody still answers for patients: these, who must be handed over first."""

    def __init__(self, patients: tuple[int, ...]) -> None:
        super().__init__(f"{len(patients)} patients")
        self.patients = patients


# Asked before somebody stops working at a clinic, with account and site: who would be left alone.
# Packages above, which know of patients, put theirs here.
_ASKED: list[Callable[[int, int], tuple[int, ...]]] = []


def ask_before_leaving(question: Callable[[int, int], tuple[int, ...]]) -> None:
    """Have `question` asked before somebody loses the last role in which they follow patients."""
    _ASKED.append(question)


@journal.action
def close_staff_account(*, by: Actor, account_id: int) -> None:
    """Take every role away and let nobody sign in with it any more. Raises StillNeeded."""
    held = RoleGrant.objects.filter(account_id=account_id, revoked_at__isnull=True)
    for role, site_id in list(held.values_list("role", "site_id")):
        revoke_role(by=by, account_id=account_id, role=Role(role), site_id=site_id)
    accounts_actions.close_account(by=by, account_id=account_id)


@journal.action
def revoke_role(*, by: Actor, account_id: int, role: Role, site_id: int) -> None:
    """Take the role away from now on; the grant stays on record. Raises StillNeeded."""
    _check_not_needed(account_id, role, site_id)
    changed = RoleGrant.objects.filter(
        account_id=account_id, role=role, site_id=site_id, revoked_at__isnull=True
    ).update(revoked_at=clock.now(), revoked_by=by.account_id)
    if not changed:
        journal.nothing_changed()
        return
    journal.record(
        "role.revoked", by=by, object_type="account", object_id=account_id, role=role, site=site_id
    )


def _check_not_needed(account_id: int, role: Role, site_id: int) -> None:
    held = RoleGrant.objects.filter(
        account_id=account_id, site_id=site_id, revoked_at__isnull=True
    ).values_list("role", flat=True)
    following = {each for each in held if Permission.FOLLOW_UP in PERMISSIONS[Role(each)]}
    if following != {role}:
        return
    needed = tuple(pk for question in _ASKED for pk in question(account_id, site_id))
    if needed:
        raise StillNeeded(needed)

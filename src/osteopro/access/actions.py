"""Giving and taking roles."""

from osteopro import clock
from osteopro.access.models import RoleGrant
from osteopro.access.terms import Role
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


@journal.action
def revoke_role(*, by: Actor, account_id: int, role: Role, site_id: int) -> None:
    """Take the role away from now on; the grant stays on record."""
    changed = RoleGrant.objects.filter(
        account_id=account_id, role=role, site_id=site_id, revoked_at__isnull=True
    ).update(revoked_at=clock.now(), revoked_by=by.account_id)
    if not changed:
        journal.nothing_changed()
        return
    journal.record(
        "role.revoked", by=by, object_type="account", object_id=account_id, role=role, site=site_id
    )

"""Who is looking, and which staff hold a role."""

from collections import defaultdict
from collections.abc import Mapping

from osteopro.access.models import RoleGrant
from osteopro.access.terms import Role, Viewer
from osteopro.accounts.models import Account
from osteopro.accounts.terms import AccountKind


def staff_viewer(account: Account, request_id: str = "") -> Viewer:
    """A member of staff with every role and site they hold now, in one query."""
    grants = RoleGrant.objects.filter(account=account, revoked_at__isnull=True)
    held = list(grants.values_list("role", "site_id"))
    return Viewer(
        account_id=account.pk,
        kind=AccountKind.STAFF,
        roles=frozenset(Role(role) for role, _ in held),
        site_ids=frozenset(site for _, site in held),
        request_id=request_id,
    )


def holders(role: Role, site_id: int) -> list[int]:
    """Accounts that hold `role` at the site now, longest first."""
    grants = RoleGrant.objects.filter(role=role, site_id=site_id, revoked_at__isnull=True)
    return list(grants.order_by("granted_at", "pk").values_list("account_id", flat=True))


def roles_held() -> Mapping[int, tuple[Role, ...]]:
    """The roles every account holds now, at whatever site, in the order of Role."""
    held: defaultdict[int, set[Role]] = defaultdict(set)
    grants = RoleGrant.objects.filter(revoked_at__isnull=True)
    for account_id, role in grants.values_list("account_id", "role"):
        held[account_id].add(Role(role))
    return {account_id: tuple(r for r in Role if r in roles) for account_id, roles in held.items()}

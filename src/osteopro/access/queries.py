"""Who is looking, and which staff hold a role."""

from collections import defaultdict
from collections.abc import Collection, Mapping

from django.db.models import Exists, OuterRef

from osteopro.access.models import RoleGrant
from osteopro.access.terms import PERMISSIONS, Permission, Role, Viewer
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


Grant = tuple[Role, int]


def held_by(account_id: int) -> list[Grant]:
    """The roles an account holds now, each with its site."""
    rows = RoleGrant.objects.filter(account_id=account_id, revoked_at__isnull=True)
    found = rows.order_by("site_id", "pk").values_list("role", "site_id")
    return [(Role(role), site_id) for role, site_id in found]


def holders(role: Role, site_id: int) -> list[int]:
    """Accounts in use that hold `role` at the site now, longest first."""
    grants = RoleGrant.objects.filter(
        role=role, site_id=site_id, revoked_at__isnull=True, account__is_active=True
    )
    return list(grants.order_by("granted_at", "pk").values_list("account_id", flat=True))


def who_may(permission: Permission, site_id: int) -> frozenset[int]:
    """Accounts in use that may do this at the site now, by whatever role."""
    return frozenset(working_at(permission, [site_id]))


def may_now(permission: Permission, *, account: str, site: str) -> Exists:
    """A condition for rows whose columns name an account and a site: that account is in use and
    may do this at that site now, by whatever role."""
    grants = RoleGrant.objects.filter(
        account_id=OuterRef(account),
        site_id=OuterRef(site),
        role__in=_roles(permission),
        revoked_at__isnull=True,
        account__is_active=True,
    )
    return Exists(grants)


def _roles(permission: Permission) -> list[Role]:
    return [role for role in Role if permission in PERMISSIONS[role]]


def working_at(permission: Permission, site_ids: Collection[int]) -> Mapping[int, frozenset[int]]:
    """Accounts in use that may do this, with the ones of these sites at which they may; oldest
    grant first, in one query."""
    grants = RoleGrant.objects.filter(
        role__in=_roles(permission),
        site_id__in=site_ids,
        revoked_at__isnull=True,
        account__is_active=True,
    )
    found: dict[int, set[int]] = {}
    for account_id, site_id in grants.order_by("pk").values_list("account_id", "site_id"):
        found.setdefault(account_id, set()).add(site_id)
    return {account_id: frozenset(sites) for account_id, sites in found.items()}


def roles_held() -> Mapping[int, tuple[Role, ...]]:
    """The roles every account holds now, at whatever site, in the order of Role."""
    held: defaultdict[int, set[Role]] = defaultdict(set)
    grants = RoleGrant.objects.filter(revoked_at__isnull=True)
    for account_id, role in grants.values_list("account_id", "role"):
        held[account_id].add(Role(role))
    return {account_id: tuple(r for r in Role if r in roles) for account_id, roles in held.items()}

"""Who else works at a clinic, by what they may do there."""

from collections.abc import Collection

from osteopro.access import queries as access_queries
from osteopro.access.terms import Role

MANAGERS = (Role.FOLLOW_UP_MANAGER, Role.PROGRAMME_LEAD)
CLINICIANS = (*MANAGERS, Role.PHYSICIAN)


def holders(roles: Collection[Role], site_id: int) -> tuple[int, ...]:
    """Accounts with one of these roles, each once, in the order of the roles."""
    found = (pk for role in roles for pk in access_queries.holders(role, site_id))
    return tuple(dict.fromkeys(found))


def witnesses(site_id: int, author: int) -> tuple[int, ...]:
    """Who could have heard a consent on the phone, beside the one who asked."""
    return tuple(pk for pk in holders(CLINICIANS, site_id) if pk != author)

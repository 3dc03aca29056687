"""A new member of staff with everything they need to begin."""

from dataclasses import dataclass

from osteopro.access.actions import grant_role
from osteopro.access.terms import Role
from osteopro.accounts import actions as accounts_actions
from osteopro.audit import journal
from osteopro.audit.terms import Actor


@dataclass(frozen=True)
class Colleague:
    """Who begins, in which roles, at which clinic. `phone` is E.164 or empty."""

    username: str
    name_zh: str
    name_en: str
    roles: tuple[Role, ...]
    site_id: int
    email: str = ""
    phone: str = ""


@journal.action
def add_colleague(*, by: Actor, colleague: Colleague, password: str) -> int:
    """Make the account with its roles, all or nothing; returns its id. Raises NameTaken."""
    account_id = accounts_actions.add_staff(
        by=by,
        username=colleague.username,
        password=password,
        name_zh=colleague.name_zh,
        name_en=colleague.name_en,
        email=colleague.email,
        phone=colleague.phone,
    )
    for role in colleague.roles:
        grant_role(by=by, account_id=account_id, role=role, site_id=colleague.site_id)
    return account_id

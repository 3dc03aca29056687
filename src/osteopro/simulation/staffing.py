"""Opening the synthetic clinic: its site, its staff and their roles."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.conf import settings

from osteopro.access import actions as access_actions
from osteopro.access.terms import Role
from osteopro.accounts import actions as accounts_actions
from osteopro.audit.terms import Actor, system
from osteopro.simulation.material import material
from osteopro.simulation.people import phone
from osteopro.sites import actions as sites_actions
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic

BY = system("simulation")
STAFF_NUMBERS = 2


@dataclass(frozen=True, slots=True)
class Colleague:
    """A member of staff: account, user name, names, main role, share of the patients."""

    account_id: int
    username: str
    name_zh: str
    name_en: str
    role: Role
    panel: float

    @property
    def actor(self) -> Actor:
        """This colleague as the author of what they do."""
        return Actor(self.account_id, self.role.value)


@dataclass(frozen=True, slots=True)
class Team:
    """The clinic with everybody who works there."""

    clinic: Clinic
    staff: tuple[Colleague, ...]

    @property
    def managers(self) -> tuple[Colleague, ...]:
        return self._with(Role.FOLLOW_UP_MANAGER)

    @property
    def physician(self) -> Colleague:
        return self._with(Role.PHYSICIAN)[0]

    @property
    def lead(self) -> Colleague:
        return self._with(Role.PROGRAMME_LEAD)[0]

    @property
    def researcher(self) -> Colleague:
        return self._with(Role.RESEARCHER)[0]

    def named(self, username: str) -> Colleague:
        """The colleague with this user name."""
        return next(each for each in self.staff if each.username == username)

    def by_account(self, account_id: int) -> Colleague:
        """The colleague with this account."""
        return next(each for each in self.staff if each.account_id == account_id)

    def _with(self, role: Role) -> tuple[Colleague, ...]:
        return tuple(each for each in self.staff if each.role == role)


def open_clinic() -> Team:
    """Add the site and the staff of staff.json; every password is the demo's."""
    about = material("staff")
    site_id = sites_actions.add_site(by=BY, **about["site"])
    staff = [hire(site_id, number, entry) for number, entry in enumerate(about["staff"])]
    return Team(sites_queries.clinic(site_id), tuple(staff))


def hire(site_id: int, number: int, entry: Mapping[str, Any]) -> Colleague:
    """Add somebody to the staff, the `number`-th, with the names and roles of `entry`."""
    account_id = accounts_actions.add_staff(
        by=BY,
        username=entry["username"],
        password=settings.DEMO_PASSWORD,
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        phone=phone(number, kind=STAFF_NUMBERS),
        must_change_password=False,
    )
    roles = [Role(role) for role in entry["roles"]]
    for role in roles:
        access_actions.grant_role(by=BY, account_id=account_id, role=role, site_id=site_id)
    return Colleague(
        account_id=account_id,
        username=entry["username"],
        name_zh=entry["name_zh"],
        name_en=entry["name_en"],
        role=roles[0],
        panel=entry.get("panel", 0.0),
    )

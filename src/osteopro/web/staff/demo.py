"""The invented staff of the demo, to be tapped on the sign-in page."""

from typing import NamedTuple

from osteopro.access.queries import roles_held
from osteopro.accounts.queries import staff_user_names
from osteopro.web.staff.frame import role_names, shown_name

SHOWN = 12


class DemoUser(NamedTuple):
    """A button of the sign-in page: who it is and what they do."""

    username: str
    name: str
    roles: str


def demo_users() -> tuple[DemoUser, ...]:
    """The first staff accounts with a role; only ever asked in the demo."""
    held = roles_held()
    staff = [(pk, username) for pk, username in staff_user_names() if pk in held]
    return tuple(
        DemoUser(username, shown_name(pk), role_names(held[pk])) for pk, username in staff[:SHOWN]
    )

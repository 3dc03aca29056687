"""Name, menu and language of the staff frame."""

from dataclasses import replace

from django.urls import reverse
from django.utils.translation import get_language, gettext

from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.ui.shell import NavLink, Shell, bare_shell


def language() -> str:
    """The language of the page: "zh-hans" or "en"."""
    return get_language() or "zh-hans"


def shell_of(viewer: Viewer, current: str, waiting: int) -> Shell:
    """The frame for this member of staff; `waiting` is the number beside the worklist."""
    names = accounts_queries.staff_names([viewer.account_id])
    name = names.get(viewer.account_id)
    return replace(
        bare_shell(),
        user_name=name.shown(language()) if name else gettext("My account"),
        single_keys=name.single_keys if name else True,
        nav=tuple(_nav(viewer, current, waiting)),
    )


def _nav(viewer: Viewer, current: str, waiting: int) -> list[NavLink]:
    nav = []
    if viewer.can(Permission.FOLLOW_UP):
        nav += [
            NavLink(gettext("Worklist"), reverse("care_worklist"), current == "worklist", waiting),
            NavLink(gettext("Patients"), reverse("care_patients"), current == "patients"),
            NavLink(gettext("Calls"), reverse("care_calls"), current == "calls"),
            NavLink(gettext("Workload"), reverse("care_load"), current == "load"),
        ]
    if viewer.can(Permission.SEE_ENROLMENTS):
        here = current == "enrolments"
        nav.append(NavLink(gettext("Enrolment"), reverse("care_enrolments"), here))
    if viewer.can(Permission.ADMINISTER):
        nav.append(NavLink(gettext("Staff"), reverse("manage_users")))
    if viewer.can(Permission.WORD_ADVICE):
        nav.append(NavLink(gettext("Advice library"), reverse("manage_advice")))
    if viewer.can(Permission.HEALTH):
        nav.append(NavLink(gettext("System health"), reverse("manage_health")))
    return nav

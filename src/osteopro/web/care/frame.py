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
    found = [
        (Permission.FOLLOW_UP, "worklist", "care_worklist", gettext("Worklist")),
        (Permission.VISIT, "questions", "visit_escalations", gettext("Questions")),
        (Permission.SEE_PATIENT, "patients", "care_patients", gettext("Patients")),
        (Permission.FOLLOW_UP, "calls", "care_calls", gettext("Calls")),
        (Permission.FOLLOW_UP, "appointments", "care_appointments", gettext("Appointments")),
        (Permission.HOLD_SESSION, "sessions", "visit_sessions", gettext("Sessions")),
        (Permission.FOLLOW_UP, "escalations", "care_escalations", gettext("To doctors")),
        (Permission.FOLLOW_UP, "load", "care_load", gettext("Workload")),
    ]
    nav = [
        NavLink(words, reverse(page), current == code, waiting if code == "worklist" else 0)
        for permission, code, page, words in found
        if viewer.can(permission)
    ]
    if viewer.can(Permission.SEE_ENROLMENTS):
        here = current == "enrolments"
        nav.append(NavLink(gettext("Enrolment"), reverse("care_enrolments"), here))
    if viewer.can(Permission.VISIT):
        nav.append(NavLink(gettext("Away"), reverse("visit_away")))
    if viewer.can(Permission.ADMINISTER):
        nav.append(NavLink(gettext("Staff"), reverse("manage_users")))
    if viewer.can(Permission.READ_LIBRARY):
        nav.append(NavLink(gettext("Advice library"), reverse("manage_advice")))
    if viewer.can(Permission.HEALTH):
        nav.append(NavLink(gettext("System health"), reverse("manage_health")))
    return nav

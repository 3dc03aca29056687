"""The frame of the pages on which staff sign in and look after their own account."""

from collections.abc import Mapping
from dataclasses import replace

from django.http import HttpRequest
from django.urls import Resolver404, resolve
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from osteopro.access.terms import Permission, Role, Viewer
from osteopro.accounts.queries import staff_names
from osteopro.accounts.terms import AccountKind
from osteopro.ui.shell import NavLink, Shell, bare_shell

# Where each kind of work begins, in the order in which somebody with several roles is taken there.
AREAS: tuple[tuple[Permission, str, object], ...] = (
    (Permission.FOLLOW_UP, "/care/", _("Worklist")),
    (Permission.VISIT, "/visit/", _("Clinic")),
    (Permission.STUDY, "/study/", _("Study")),
    (Permission.ADMINISTER, "/manage/", _("Administration")),
    (Permission.OVERSEE, "/manage/", _("Administration")),
)
SURVEY = "/care/survey/"
STUDY_ASKS, STUDY_RESULTS = "/study/mine/", "/study/mine/results/"
ROLE_NAMES: Mapping[Role, object] = {
    Role.FOLLOW_UP_MANAGER: _("Follow-up manager"),
    Role.PHYSICIAN: _("Physician"),
    Role.PROGRAMME_LEAD: _("Programme lead"),
    Role.RESEARCHER: _("Researcher"),
    Role.ADMINISTRATOR: _("Administrator"),
}


def areas(viewer: Viewer) -> dict[str, str]:
    """Address and name of every area open to this person that this installation has."""
    return {
        address: str(name)
        for permission, address, name in AREAS
        if viewer.can(permission) and _exists(address)
    }


def survey_of(viewer: Viewer) -> str:
    """Where this person says what they think of the programme; empty for who is not asked."""
    return SURVEY if viewer.can(Permission.SURVEY) and _exists(SURVEY) else ""


def account_shell(request: HttpRequest) -> Shell:
    """The frame with the person's name and ways on, or the bare one before sign-in."""
    shell = bare_shell()
    viewer: Viewer = request.viewer  # type: ignore[attr-defined]
    if not request.user.is_authenticated or viewer.kind != AccountKind.STAFF:
        return shell
    own = [NavLink(name, address) for address, name in areas(viewer).items()]
    return replace(shell, user_name=shown_name(viewer.account_id), nav=tuple(own))


def shown_name(account_id: int) -> str:
    """How a member of staff is called in the language of the page; the account has no name."""
    name = staff_names([account_id]).get(account_id)
    return name.shown(get_language() or "") if name else gettext("My account")


def role_names(roles: tuple[Role, ...]) -> str:
    """随访管理员、项目负责人: the names of these roles in one line."""
    return gettext(", ").join(str(ROLE_NAMES[role]) for role in roles if role in ROLE_NAMES)


def _exists(address: str) -> bool:
    try:
        resolve(address)
    except Resolver404:
        return False
    return True

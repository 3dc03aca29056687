"""The form for a new member of staff."""

from collections.abc import Collection
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import QueryDict
from django.utils.translation import gettext

from osteopro.access.terms import Role
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.credentials import is_username
from osteopro.patients import search
from osteopro.patients.rules import is_plain
from osteopro.patients.search import BadPhone
from osteopro.ui.components import FieldError
from osteopro.web.manage import words


@dataclass(frozen=True)
class Sheet:
    """The fields as typed."""

    username: str = ""
    name_zh: str = ""
    name_en: str = ""
    email: str = ""
    phone: str = ""
    site: str = ""
    roles: tuple[str, ...] = ()


def sheet(post: QueryDict) -> Sheet:
    """Read the form."""
    plain = {
        name: post.get(name, "").strip()
        for name in ("username", "name_zh", "name_en", "email", "phone", "site")
    }
    return Sheet(**plain, roles=tuple(r for r in post.getlist("roles") if r in set(words.ROLES)))


def mistakes(typed: Sheet, sites: Collection[int]) -> list[FieldError]:
    """Every mistake at once, in the order of the fields."""
    found = []
    if not is_username(typed.username):
        found.append(FieldError("username", gettext("Use 2 to 40 small letters, digits, . - _")))
    elif accounts_queries.staff_id(typed.username) is not None:
        found.append(FieldError("username", gettext("Somebody has this user name already.")))
    if not typed.name_zh:
        found.append(FieldError("name_zh", gettext("Enter the name in Chinese.")))
    if not typed.name_en:
        found.append(FieldError("name_en", gettext("Enter the name in English.")))
    for name, value in (("name_zh", typed.name_zh), ("name_en", typed.name_en)):
        if not is_plain(value):
            found.append(FieldError(name, gettext("The name has characters that cannot be seen.")))
    if typed.email and not _is_email(typed.email):
        found.append(FieldError("email", gettext("This is not an e-mail address.")))
    if typed.phone and phone(typed) is None:
        found.append(FieldError("phone", gettext("This is not a phone number.")))
    if not typed.roles:
        found.append(FieldError("roles", gettext("Choose at least one role.")))
    if site(typed, sites) is None:
        found.append(FieldError("site", gettext("Choose the clinic.")))
    return found


def phone(typed: Sheet) -> str | None:
    """The number in E.164, None if it is none."""
    try:
        return search.normal_phone(typed.phone)
    except BadPhone:
        return None


def site(typed: Sheet, sites: Collection[int]) -> int | None:
    """The chosen clinic."""
    known = typed.site.isdecimal() and len(typed.site) < 18 and int(typed.site) in sites
    return int(typed.site) if known else None


def roles(typed: Sheet) -> list[Role]:
    """The chosen roles."""
    return [Role(code) for code in typed.roles]


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True

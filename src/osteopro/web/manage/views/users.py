"""Who works here: the list, and a new member of staff."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from markupsafe import Markup

from osteopro.access import queries as access_queries
from osteopro.access.decorators import access
from osteopro.access.staffing import Colleague, add_colleague
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.credentials import new_password
from osteopro.sites import queries as sites_queries
from osteopro.ui import components as c
from osteopro.web.manage import person, words
from osteopro.web.manage.page import UNPROCESSABLE, language, render, viewer_of
from osteopro.web.manage.person import Sheet


@access(Permission.ADMINISTER)
def start(request: HttpRequest) -> HttpResponse:
    """The first page of administration."""
    return HttpResponseRedirect(reverse("manage_users"))


@access(Permission.ADMINISTER)
def users(request: HttpRequest) -> HttpResponse:
    """Everybody who may sign in, with their roles."""
    accounts = accounts_queries.staff_user_names()
    names = accounts_queries.staff_names([pk for pk, _ in accounts])
    held = access_queries.roles_held()
    rows = [
        [
            Markup('<a href="{}">{}</a>').format(
                reverse("manage_user", args=[pk]),
                names[pk].shown(language()) if pk in names else username,
            ),
            username,
            gettext(", ").join(str(words.ROLES[r]) for r in held.get(pk, ()) if r in words.ROLES)
            or gettext("no role"),
            names[pk].email if pk in names else "",
            names[pk].phone if pk in names else "",
        ]
        for pk, username in accounts
    ]
    head = [
        gettext("Name"),
        gettext("User name"),
        gettext("Roles"),
        gettext("E-mail"),
        gettext("Phone"),
    ]
    return render(request, "manage/users.html", current="users", head=head, rows=rows)


@access(Permission.ADMINISTER)
def new_user(request: HttpRequest) -> HttpResponse:
    """An empty sheet, a sheet with its mistakes, or the one-time password, shown once."""
    sites = sites_queries.all_clinics()
    known = [each.site_id for each in sites]
    if request.method != "POST":
        return _sheet(request, Sheet(site=str(known[0]) if len(known) == 1 else ""))
    typed = person.sheet(request.POST)
    errors = person.mistakes(typed, known)
    site = person.site(typed, known)
    if errors or site is None:
        return _sheet(request, typed, errors)
    password = new_password()
    add_colleague(
        by=viewer_of(request).acting(Permission.ADMINISTER),
        colleague=Colleague(
            username=typed.username,
            name_zh=typed.name_zh,
            name_en=typed.name_en,
            email=typed.email,
            phone=person.phone(typed) or "",
            roles=tuple(person.roles(typed)),
            site_id=site,
        ),
        password=password,
    )
    # Shown in the answer to the form and nowhere else: not in an address, not in a session.
    return render(
        request, "manage/new_user_done.html", current="users", typed=typed, password=password
    )


def _sheet(
    request: HttpRequest, typed: Sheet, errors: list[c.FieldError] | None = None
) -> HttpResponse:
    sites = [
        c.Option(str(each.site_id), each.shown(language()), str(each.site_id) == typed.site)
        for each in sites_queries.all_clinics()
    ]
    return render(
        request,
        "manage/new_user.html",
        status=UNPROCESSABLE if errors else 200,
        current="users",
        typed=typed,
        errors=errors or [],
        sites=[c.Option("", gettext("Please choose"), False), *sites],
        roles=[
            c.Answer(code, str(name), checked=code in typed.roles)
            for code, name in words.ROLES.items()
        ],
    )

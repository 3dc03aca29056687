"""One member of staff: their roles, taking one away, closing the account."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext, ngettext

from osteopro.access import actions as access_actions
from osteopro.access import queries as access_queries
from osteopro.access.actions import StillNeeded
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.sites import queries as sites_queries
from osteopro.ui.components import FieldError
from osteopro.web.manage import words
from osteopro.web.manage.page import UNPROCESSABLE, language, render, viewer_of


@access(Permission.ADMINISTER)
def user(request: HttpRequest, account_id: int) -> HttpResponse:
    """Roles with a button each. Refused while patients would be left without them."""
    accounts = dict(accounts_queries.staff_user_names())
    if account_id not in accounts:
        raise Http404
    grants = access_queries.held_by(account_id)
    errors = []
    if request.method == "POST":
        try:
            return _act(request, account_id, grants)
        except StillNeeded as refusal:
            errors.append(FieldError("roles", _needed(len(refusal.patients))))
    name = accounts_queries.staff_names([account_id]).get(account_id)
    sites = {each.site_id: each.shown(language()) for each in sites_queries.all_clinics()}
    return render(
        request,
        "manage/user.html",
        status=UNPROCESSABLE if errors else 200,
        current="users",
        name=name.shown(language()) if name else accounts[account_id],
        username=accounts[account_id],
        own=account_id == viewer_of(request).account_id,
        roles=[
            (f"{role}:{site}", str(words.ROLES[role]), sites.get(site, "")) for role, site in grants
        ],
        errors=errors,
    )


def _act(request: HttpRequest, account_id: int, grants: list[access_queries.Grant]) -> HttpResponse:
    by = viewer_of(request).acting(Permission.ADMINISTER)
    wanted = request.POST.get("do", "")
    # Nobody locks themselves out.
    if account_id == by.account_id:
        raise Http404
    if wanted == "close":
        access_actions.close_staff_account(by=by, account_id=account_id)
        return HttpResponseRedirect(reverse("manage_users"))
    for role, site_id in grants:
        if wanted == f"{role}:{site_id}":
            access_actions.revoke_role(by=by, account_id=account_id, role=role, site_id=site_id)
    return HttpResponseRedirect(reverse("manage_user", args=[account_id]))


def _needed(number: int) -> str:
    line = ngettext(
        "%(num)s patient would be left without this person. A lead hands them over first.",
        "%(num)s patients would be left without this person. A lead hands them over first.",
        number,
    )
    return f"{line % {'num': number}} {gettext('See Workload, Hand patients over.')}"

"""The tablets in the waiting room: which there are, adding this device, taking one away."""

from django.conf import settings
from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro import clock
from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.patients.rules import is_plain
from osteopro.signin import queries as signin_queries
from osteopro.signin import rules
from osteopro.signin import tablets as actions
from osteopro.signin.tablets import NoTablet
from osteopro.sites import queries as sites_queries
from osteopro.ui import formats
from osteopro.ui.components import FieldError, Option
from osteopro.ui.posted import id_of
from osteopro.web.care.frame import language
from osteopro.web.care.page import UNPROCESSABLE, author_of, render, viewer_of

LONGEST_LABEL = 40


@access(Permission.FOLLOW_UP)
def tablets(request: HttpRequest) -> HttpResponse:
    """GET lists; POST makes this device a tablet of the clinic, or takes one away."""
    if request.method != "POST":
        return _page(request)
    wanted = request.POST.get("do", "")
    if wanted == "add":
        return _add(request)
    tablet_id = id_of(wanted.removeprefix("remove-"))
    if tablet_id is None:
        raise Http404
    try:
        actions.remove_tablet(
            by=author_of(request),
            tablet_id=tablet_id,
            site_ids=viewer_of(request).site_ids,
        )
    except NoTablet:
        return HttpResponseRedirect(reverse("care_tablets"))
    return HttpResponseRedirect(f"{reverse('care_tablets')}?did=removed")


def _add(request: HttpRequest) -> HttpResponse:
    """From here on the device is a tablet; nobody of the staff stays signed in on it."""
    label = request.POST.get("label", "").strip()
    site = next((pk for pk in _own_sites(request) if str(pk) == request.POST.get("site", "")), None)
    errors = []
    if not label:
        errors.append(FieldError("label", gettext("Give the tablet a name, such as its place.")))
    elif len(label) > LONGEST_LABEL or not is_plain(label):
        errors.append(FieldError("label", gettext("At most 40 ordinary characters.")))
    if site is None:
        errors.append(FieldError("site", gettext("Choose a clinic.")))
    if errors or site is None:
        return _page(request, errors)
    secret = actions.add_tablet(by=author_of(request), site_id=site, label=label)
    logout(request)
    response = HttpResponseRedirect(reverse("kiosk"))
    response.set_cookie(
        rules.TABLET_COOKIE,
        secret,
        max_age=int(rules.TABLET_COOKIE_LIFE.total_seconds()),
        secure=settings.SESSION_COOKIE_SECURE,
        httponly=True,
        samesite="Lax",
    )
    return response


def _own_sites(request: HttpRequest) -> list[int]:
    return sorted(viewer_of(request).site_ids)


def _page(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    chosen = request.POST.get("site", "")
    sites = {pk: sites_queries.clinic(pk).shown(language()) for pk in _own_sites(request)}
    listed = signin_queries.tablets(list(sites))
    names = accounts_queries.staff_names([each.added_by for each in listed])
    today = clock.today(HOSPITAL)

    def day(at: object) -> str:
        return formats.staff_short(at.astimezone(HOSPITAL).date(), today=today)  # type: ignore[attr-defined]

    return render(
        request,
        "care/tablets.html",
        status=UNPROCESSABLE if errors else 200,
        current="patients",
        tablets=[
            {
                "id": each.tablet_id,
                "label": each.label,
                "site": sites[each.site_id],
                "added": day(each.added_at),
                "by": names[each.added_by].shown(language()) if each.added_by in names else "",
                "used": day(each.last_used) if each.last_used else gettext("not yet"),
            }
            for each in listed
        ],
        sites=[Option(str(pk), name, str(pk) == chosen) for pk, name in sites.items()],
        label=request.POST.get("label", ""),
        removed=request.GET.get("did") == "removed",
        errors=errors,
    )

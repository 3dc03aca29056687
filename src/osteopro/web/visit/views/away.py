"""When a physician is away, and who answers questions meanwhile."""

from collections.abc import Mapping
from uuid import uuid4

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts import queries as accounts_queries
from osteopro.followup import actions
from osteopro.followup.covering import Away, TeamRefused
from osteopro.followup.queries import team
from osteopro.followup.queries.scope import today
from osteopro.followup.terms import AwayReason
from osteopro.ui import components as c
from osteopro.ui.components import FieldError
from osteopro.ui.posted import date_of, date_parts, form_key
from osteopro.web.visit.page import author_of, language, render, viewer_of


@access(Permission.VISIT)
def away(request: HttpRequest) -> HttpResponse:
    """GET lists one's absences; POST plans one or ends one."""
    if request.method == "POST":
        return _act(request)
    return _page(request)


def _act(request: HttpRequest) -> HttpResponse:
    post, viewer = request.POST, viewer_of(request)
    if post.get("do", "").startswith("end-"):
        own = {str(each.absence_id): each for each in team.leaves([viewer.account_id])}
        ended = own.get(post["do"].removeprefix("end-"))
        if ended is None:
            raise Http404
        actions.end_absence(by=author_of(request), absence_id=ended.absence_id, today=today())
        return HttpResponseRedirect(f"{reverse('visit_away')}?did=ended")
    first, last = date_of(post, "first"), date_of(post, "last")
    errors = [
        FieldError(name, gettext("Enter a real date."))
        for name, day in (("first", first), ("last", last))
        if day is None
    ]
    if first is None or last is None:
        return _page(request, errors)
    chosen = {str(pk): pk for pk in _colleagues(request)}.get(post.get("substitute", ""))
    planned = Away(viewer.account_id, first, last, chosen)
    try:
        actions.plan_absence(
            by=author_of(request),
            key=form_key(post),
            away=planned,
            reason=AwayReason.LEAVE,
            today=today(),
        )
    except TeamRefused as refused:
        return _page(request, [_refused(refused.code)])
    return HttpResponseRedirect(f"{reverse('visit_away')}?did=planned")


def _page(request: HttpRequest, errors: list[FieldError] | None = None) -> HttpResponse:
    post, colleagues = request.POST, _colleagues(request)
    back = gettext("nobody, back to the manager")
    substitutes = [c.Option("", gettext("Nobody: questions go back to the manager"), False)]
    substitutes += [
        c.Option(str(pk), name, post.get("substitute") == str(pk))
        for pk, name in colleagues.items()
    ]
    return render(
        request,
        "visit/away.html",
        current="away",
        errors=errors or [],
        key=post.get("key") or uuid4(),
        first=date_parts(post, "first"),
        last=date_parts(post, "last"),
        substitutes=substitutes,
        absences=[
            {
                "id": each.absence_id,
                "days": gettext("%(first)s to %(last)s")
                % {"first": each.first.isoformat(), "last": each.last.isoformat()},
                "instead": colleagues.get(each.substitute or 0, back),
            }
            for each in team.leaves([viewer_of(request).account_id])
        ],
        did={
            "planned": gettext("Noted. Who asks you sees it."),
            "ended": gettext("You are back. Questions come to you again."),
        }.get(request.GET.get("did", ""), ""),
    )


def _colleagues(request: HttpRequest) -> Mapping[int, str]:
    """Other physicians of one's clinics."""
    viewer = viewer_of(request)
    ids = [pk for pk in team.physicians(viewer) if pk != viewer.account_id]
    names = accounts_queries.staff_names(ids)
    return {pk: names[pk].shown(language()) for pk in ids if pk in names}


def _refused(code: str) -> FieldError:
    return {
        "absence-backwards": FieldError("last", gettext("The last day is before the first.")),
        "absence-over": FieldError("first", gettext("Choose today or a later day.")),
        "absence-too-long": FieldError("last", gettext("That is more than a year.")),
        "absence-overlaps": FieldError("first", gettext("These days are planned already.")),
        "own-substitute": FieldError("substitute", gettext("Choose somebody else.")),
    }.get(code, FieldError("substitute", gettext("This is not possible at present.")))

"""My workload: what waits, what comes, who is away (ux 2.2)."""

from collections.abc import Mapping

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.accounts.queries import StaffName
from osteopro.followup.queries import load as queries
from osteopro.followup.queries import rota, team
from osteopro.followup.queries.scope import today
from osteopro.quality import queries as quality_queries
from osteopro.quality.rounds import round_on
from osteopro.ui.posted import id_of
from osteopro.web.care import alert_panel, load_page
from osteopro.web.care.page import render, viewer_of


@access(Permission.FOLLOW_UP)
def load(request: HttpRequest) -> HttpResponse:
    """One's own; a lead also sees each manager of their clinics (`?who=`)."""
    viewer = viewer_of(request)
    colleagues = team.colleagues(viewer)
    of = whose(request, colleagues)
    found = queries.workload(viewer, of, colleagues)
    return render(
        request,
        "care/load.html",
        current="load",
        of=of,
        did=_did(request),
        shares=alert_panel.shares(viewer.site_ids) if viewer.can(Permission.OVERSEE) else None,
        share_head=alert_panel.share_head(),
        on_call=load_page.on_call(rota.rotas(viewer.site_ids), colleagues),
        plans_on_call=viewer.can(Permission.PLAN_ON_CALL),
        asks_survey=not quality_queries.has_answered(viewer.account_id, round_on(today())),
        **load_page.context(found, colleagues, lead=viewer.can(Permission.OVERSEE)),
    )


def whose(request: HttpRequest, colleagues: Mapping[int, StaffName]) -> int:
    """The colleague asked for with `who`; 404 for one whose work is not the viewer's business."""
    viewer = viewer_of(request)
    asked = request.POST.get("who") or request.GET.get("who") or str(viewer.account_id)
    of = id_of(asked) or 0
    if not team.may_plan_for(viewer, of, colleagues):
        raise Http404
    return of


def _did(request: HttpRequest) -> str:
    code, number = request.GET.get("did", ""), request.GET.get("n", "")
    if code == "moved" and number.isdecimal() and len(number) < 6:
        line = ngettext(
            "%(num)s patient is handed over and gets a message.",
            "%(num)s patients are handed over and get a message.",
            int(number),
        )
        return line % {"num": int(number)}
    return {
        "ended": gettext("The absence is over. Who was away answers again."),
        "noted": gettext("Kept. Who stands in sees your lines."),
    }.get(code, "")

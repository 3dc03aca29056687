"""My own changes over time."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.appointments.queries.visits import VisitView
from osteopro.followup.queries import trend as trend_queries
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.home import replied_since
from osteopro.followup.queries.trend import Trend
from osteopro.instruments.terms import Kind
from osteopro.ui.components import Link, Option
from osteopro.web.patient.page import frame, helps, render
from osteopro.web.patient.presenters import curves, visits

SPANS = {"3": timedelta(days=91), "12": timedelta(days=365)}
ALL = "all"
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@access(Permission.READ_RECORD)
def trend(request: HttpRequest) -> HttpResponse:
    """One question or scale: sentence, picture, table; without records, what will be here."""
    of = frame(request)
    asked = request.GET.get("months", "")
    asked = asked if asked in (*SPANS, ALL) else ""
    # Looked for in a year whatever is shown: what is asked every few months is there to choose.
    year = datetime.combine(of.today - SPANS["12"], time(), of.clinic.zone)
    since = EVER if asked == ALL else year
    found = trend_queries.trend(of, since, helping=helps(request))
    seen = visits.readable(of.patient_id, since)
    choices = curves.curves(found)
    chosen = _chosen(choices, request.GET.get("item", ""))
    usual = "12" if chosen is not None and chosen.seldom else "3"
    span = asked or usual
    start = of.today - SPANS[span] if span in SPANS else date.min
    return render(
        request,
        "patient/trend.html",
        options=[
            Option(c.code, c.label, chosen is not None and c.code == chosen.code) for c in choices
        ],
        month=_month(of, found, seen) if of.active and of.last_record_at else "",
        view=curves.view(of, chosen, found, start, visits.changes(of, seen)) if chosen else None,
        # Only a choice of the reader's goes along to another question.
        months=asked,
        spans=_links(span, chosen.code if chosen else ""),
    )


def _month(of: Frame, found: Trend, seen: Sequence[VisitView]) -> str:
    """What became of this month's records so far, in one line."""
    first = of.today.replace(day=1)
    since = visits.begins(of, first)
    stored = (each.response for each in found.records)
    told = visits.month(
        of,
        first,
        received=[each.received for each in stored if each.kind == Kind.RECORD],
        replied=replied_since(of.patient_id, since),
        known=seen,
    )
    return visits.month_line(told, over=False)


def _chosen(choices: tuple[curves.Curve, ...], code: str) -> curves.Curve | None:
    return next((c for c in choices if c.code == code), choices[0] if choices else None)


def _links(span: str, code: str) -> list[Link]:
    words = {
        "3": gettext("See 3 months"),
        "12": gettext("See 12 months"),
        ALL: gettext("See everything"),
    }
    address = reverse("patient_trend")
    return [
        Link(f"{address}?item={code}&months={key}", label)
        for key, label in words.items()
        if key != span
    ]

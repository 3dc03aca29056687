"""My own changes over time."""

from datetime import UTC, date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext

from osteopro.access.decorators import access
from osteopro.access.terms import Permission
from osteopro.followup.queries import trend as trend_queries
from osteopro.ui.components import Link, Option
from osteopro.web.patient.page import frame, render
from osteopro.web.patient.presenters import curves

SPANS = {"3": timedelta(days=91), "12": timedelta(days=365)}
ALL = "all"
EVER = datetime(2000, 1, 1, tzinfo=UTC)


@access(Permission.READ_RECORD)
def trend(request: HttpRequest) -> HttpResponse:
    """One question or scale: sentence, picture, table; without records, what will be here."""
    of = frame(request)
    span = request.GET.get("months", "3")
    span = span if span in (*SPANS, ALL) else "3"
    start = of.today - SPANS[span] if span in SPANS else date.min
    since = EVER if span == ALL else datetime.combine(start, time(), of.clinic.zone)
    found = trend_queries.trend(of, since)
    choices = curves.curves(found)
    chosen = _chosen(choices, request.GET.get("item", ""))
    return render(
        request,
        "patient/trend.html",
        options=[
            Option(c.code, c.label, chosen is not None and c.code == chosen.code) for c in choices
        ],
        view=curves.view(of, chosen, found, start) if chosen else None,
        months=span,
        spans=_links(span, chosen.code if chosen else ""),
    )


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

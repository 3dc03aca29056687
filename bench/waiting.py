"""Who waits for a visit: the first page and one in the middle, at a thousand and ten thousand."""

from collections.abc import Callable
from datetime import timedelta
from statistics import median
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench import clinic
from bench.clinic import Bench
from bench.worklist import cpu_ms, sql_ms
from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.appointments.queries.waiting import waiting_list
from osteopro.followup.models import Asking, Request
from osteopro.followup.terms import AskedIn, RequestKind, RequestState, VisitReason
from osteopro.patients.models import Patient

# Each waits since another day, so that every term of the order differs.
DAYS = 40
REPEATS = 7


def look(bench: Bench, requests: int) -> dict[str, Any]:
    """Times and statements of a page for the lead of all; so many wait. Milliseconds."""
    _ask(requests)
    viewer = access_queries.staff_viewer(clinic.account(bench.clinic.lead.account_id))

    def page(number: int = 1) -> int:
        return waiting_list(viewer, page=number).total

    waiting = page()
    with CaptureQueriesContext(connection) as caught:
        page()
    return {
        "waiting": waiting,
        "statements": len(caught),
        "cpu_ms": _median(lambda: cpu_ms(page)),
        "sql_ms": _median(lambda: sql_ms(page)),
        "middle_cpu_ms": _median(lambda: cpu_ms(lambda: page(waiting // 40))),
        "plain_cpu_ms": _median(lambda: cpu_ms(_plain)),
    }


def compare(small: dict[str, Any], large: dict[str, Any]) -> None:
    """Note how the cost grows with who waits, and what it is against reading the plain rows."""
    large["times_as_many"] = large["waiting"] / small["waiting"]
    large["cpu_against_small"] = large["cpu_ms"] / small["cpu_ms"]
    for each in (small, large):
        each["cpu_against_plain"] = each["cpu_ms"] / each["plain_cpu_ms"]


def _ask(number: int) -> None:
    """As many open requests as that, of patients who have none."""
    now = clock.now()
    have = Request.objects.values("patient_id")
    patients = Patient.objects.exclude(pk__in=have).order_by("pk").values_list("pk", flat=True)
    new = number - Request.objects.filter(kind=RequestKind.VISIT).count()
    rows = [
        Request(
            patient_id=patient,
            kind=RequestKind.VISIT,
            state=RequestState.OPEN,
            at=now - timedelta(days=index % DAYS),
        )
        for index, patient in enumerate(patients[: max(0, new)])
    ]
    made = Request.objects.bulk_create(rows, batch_size=500)
    Asking.objects.bulk_create(
        [
            Asking(request=row, at=row.at, way=AskedIn.PAGE, why=VisitReason.CHECK, by=1)
            for row in made
        ],
        batch_size=500,
    )


def _plain() -> object:
    """What nobody can do without: reading who asked and since when."""
    return sorted(Request.objects.filter(closed_at=None).values_list("at", "pk", "patient_id"))


def _median(measured: Callable[[], float]) -> float:
    return median(measured() for _ in range(REPEATS))

"""The worklist at a thousand and at a hundred thousand patients of one clinic."""

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from statistics import median
from typing import Any

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import clinic
from bench.clinic import Bench
from bench.terms import Size
from osteopro.access import queries as access_queries
from osteopro.access.terms import Viewer
from osteopro.followup.queries import figures, worklist
from osteopro.followup.queries.scope import Filter, default_whose
from osteopro.patients.models import Patient
from tests.builders import Staff

PAGE = "/care/"
BACKEND = "osteopro.accounts.backends.StaffBackend"
# What a scan of the whole panel looks like in the two databases' plans.
SCANS = ("SCAN followup_carestate", "Seq Scan on followup_carestate")
BY_INDEX = "USING"


def look(bench: Bench, managers: Sequence[Staff], size: Size) -> dict[str, Any]:
    """Times, statements and plans for a manager with 200 patients and for the lead of all."""
    return {
        "patients": Patient.objects.count(),
        "manager": _looked_at_by(managers[len(managers) // 2], size.repeats),
        "lead": _looked_at_by(bench.clinic.lead, size.repeats),
    }


def compare(small: dict[str, Any], large: dict[str, Any]) -> None:
    """Note how much longer the database takes in the large clinic."""
    for who in ("manager", "lead"):
        growth = large[who]["sql_p95_ms"] / small[who]["sql_p95_ms"]
        large[who]["sql_p95_against_small"] = growth


def _looked_at_by(staff: Staff, repeats: int) -> dict[str, Any]:
    viewer = _viewer(staff)
    client = _signed_in(staff)
    # Read out at once, because the next request clears what was captured.
    with CaptureQueriesContext(connection) as captured:
        shown = _lanes(viewer)
    statements = [query["sql"] for query in captured.captured_queries]
    with CaptureQueriesContext(connection) as captured:
        _open(client)
    of_the_page = len(captured)
    sql = [sql_ms(lambda: _lanes(viewer)) for _ in range(repeats)]
    cpu = [cpu_ms(lambda: _open(client)) for _ in range(repeats)]
    return {
        "rows": shown,
        "statements_of_the_list": len(statements),
        "statements_of_the_page": of_the_page,
        "sql_p50_ms": median(sql),
        "sql_p95_ms": sorted(sql)[int(0.95 * len(sql))],
        "page_cpu_ms": median(cpu),
        "scans": _scans(statements),
    }


def _lanes(viewer: Viewer) -> dict[str, int]:
    chosen = Filter(default_whose(viewer))
    numbers = figures.figures(viewer, chosen)
    pages = worklist.lanes(viewer, chosen, numbers)
    return {page.lane.value: len(page.rows) for page in pages}


def _viewer(staff: Staff) -> Viewer:
    return access_queries.staff_viewer(clinic.account(staff.account_id))


def _signed_in(staff: Staff) -> Client:
    settings.SECOND_FACTOR_REQUIRED = False
    client = Client(HTTP_HOST="127.0.0.1")
    client.force_login(clinic.account(staff.account_id), backend=BACKEND)
    _open(client)  # notes that the list was read, once in a quarter of an hour
    return client


def _open(client: Client) -> None:
    answer = client.get(PAGE)
    if answer.status_code != 200:
        raise RuntimeError(f"{PAGE} answered {answer.status_code}")


def cpu_ms(work: Callable[[], object]) -> float:
    """Processor time of this process for it, in milliseconds."""
    before = time.process_time()
    work()
    return 1000 * (time.process_time() - before)


def sql_ms(work: Callable[[], object]) -> float:
    """How long the database took for it, in milliseconds."""
    with _stopwatch() as seconds:
        work()
    return 1000 * sum(seconds)


@contextmanager
def _stopwatch() -> Iterator[list[float]]:
    """How long each statement took in the database."""
    seconds: list[float] = []

    def timed(execute: Any, *arguments: Any) -> Any:
        before = time.monotonic()
        try:
            return execute(*arguments)
        finally:
            seconds.append(time.monotonic() - before)

    with connection.execute_wrapper(timed):
        yield seconds


def _scans(statements: list[str]) -> list[str]:
    """Lines of the plans that read the whole panel instead of using an index."""
    command = "EXPLAIN QUERY PLAN" if connection.vendor == "sqlite" else "EXPLAIN"
    lines: list[str] = []
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(f"{command} {statement}".replace("%", "%%"))
            lines += [str(row[-1]) for row in cursor.fetchall()]
    return [line for line in lines if any(s in line for s in SCANS) and BY_INDEX not in line]

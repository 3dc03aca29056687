"""One pass of due work at a thousand and at a hundred thousand patients of one clinic."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from datetime import time as wall_time
from statistics import median
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from bench import clinic
from bench.clinic import Bench
from bench.terms import Size
from osteopro import clock
from osteopro.followup.models import CareState, OpenItem
from osteopro.schedule import runner
from osteopro.schedule.jobs import JOBS

ZONE = ZoneInfo("Asia/Shanghai")
AT, A_DAY = wall_time(10), timedelta(days=1)
A_MINUTE = timedelta(minutes=1)
# One form in so many patients is left half-way.
LEFT_OPEN = 50
REMINDED = 200
FAR = timedelta(days=300)


def look(bench: Bench, patients: int, size: Size) -> dict[str, Any]:
    """The first pass of a day, one that finds nothing to do, and one with 200 reminders."""
    clinic.senders(bench, patients // LEFT_OPEN, "forms left half-way")
    # A day of its own for each size: a day is sealed once.
    ahead = 1 if patients == size.small else 2
    at = datetime.combine(clock.today(ZONE) + ahead * A_DAY, AT, ZONE)
    _put_in_order(at)
    clinic.settle()
    first = _pass(at)
    idle = [_pass(at + n * A_MINUTE) for n in range(1, size.repeats // 4 + 1)]
    jobs = _jobs(at + timedelta(hours=1))
    _make_due(at)
    work = _pass(at + timedelta(hours=2))
    return {
        "first_of_the_day_ms": first["ms"],
        "idle_ms": median(each["ms"] for each in idle),
        "idle_cpu_ms": median(each["cpu_ms"] for each in idle),
        "idle_statements": idle[-1]["statements"],
        "slowest_jobs": jobs,
        "work_ms": work["ms"] / REMINDED,
        "work_cpu_ms": work["cpu_ms"] / REMINDED,
        "work_statements": (work["statements"] - idle[-1]["statements"]) / REMINDED,
    }


def _put_in_order(at: datetime) -> None:
    """A panel in which everybody was seen to: deadlines ahead, nobody to remind today."""
    OpenItem.objects.filter(closed_at__isnull=True).update(due_at=at + FAR, lead_at=at + FAR)
    CareState.objects.update(tended_on=at.date())


def _make_due(at: datetime) -> None:
    """Some whose record is due today and who were not seen to yet."""
    chosen = CareState.objects.filter(active=True).order_by("-pk").values_list("pk", flat=True)
    CareState.objects.filter(pk__in=list(chosen[:REMINDED])).update(
        next_due_on=at.date(), tended_on=None
    )


def _pass(at: datetime) -> dict[str, Any]:
    with clock.frozen(at), _counted() as counted:
        before, cpu = time.monotonic(), time.process_time()
        done = runner.run_due()
        ms, cpu_ms = 1000 * (time.monotonic() - before), 1000 * (time.process_time() - cpu)
    return {"ms": ms, "cpu_ms": cpu_ms, "statements": len(counted), "done": done}


def _jobs(at: datetime) -> dict[str, float]:
    """Milliseconds of each job with nothing to do, the three slowest."""
    found: dict[str, float] = {}
    with clock.frozen(at):
        for job in JOBS:
            before = time.monotonic()
            job.run()
            found[job.name] = 1000 * (time.monotonic() - before)
    return dict(sorted(found.items(), key=lambda each: -each[1])[:3])


@contextmanager
def _counted() -> Iterator[list[str]]:
    """Statements of the block, one entry each."""
    statements: list[str] = []

    def counting(execute: Any, sql: str, *arguments: Any) -> Any:
        statements.append(sql)
        return execute(sql, *arguments)

    with connection.execute_wrapper(counting):
        yield statements

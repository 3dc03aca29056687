"""The page for a visit: statements, processor time, and how long a PDF of it takes when warm."""

import resource
import time
from typing import Any

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.clinic import Bench
from bench.terms import Place, Size
from osteopro.summaries import printing
from osteopro.summaries.sheet import sheet
from osteopro.summaries.visit import visit_summary

REPEATS = 10


def measure(bench: Bench, place: Place, size: Size) -> dict[str, Any]:
    """Figures of one patient's page; times are the median of ten in milliseconds.

    The processor time of a PDF is what the machine spends on it in the process beside the server;
    the time until it is there depends on what else runs.
    """
    patient_id = bench.sender.patient_id
    of = visit_summary(patient_id)
    with CaptureQueriesContext(connection) as caught:
        visit_summary(patient_id)
    gathered = _median(lambda: visit_summary(patient_id))
    told = _median(lambda: sheet(of, "zh-CN"))
    page = sheet(of, "zh-CN")
    printing.pdf(page)
    waited = _median(lambda: printing.pdf(page))
    return {
        "statements": len(caught),
        "gather_ms": gathered,
        "words_and_charts_ms": told,
        "pdf_ms": waited,
        "pdf_cpu_ms": _pdf_cpu(page),
        "pdf_bytes": len(printing.pdf(page)),
    }


def _pdf_cpu(page: Any) -> float:
    """Processor time of the process that makes PDFs: it is told when the process has ended."""
    printer = printing.Printer()

    def spent(pages: int) -> float:
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        for _ in range(pages):
            printer.pdf(printing.document(page))
        printer.stop()
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

    # The first page warms up; what the others cost is the difference.
    return round((spent(REPEATS + 1) - spent(1)) / REPEATS * 1000, 1)


def _median(work: Any) -> float:
    taken = []
    for _ in range(REPEATS):
        begun = time.perf_counter()
        work()
        taken.append(time.perf_counter() - begun)
    return round(sorted(taken)[REPEATS // 2] * 1000, 1)

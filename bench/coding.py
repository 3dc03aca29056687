"""Marking a statement and opening a page, in a transcript of 20 KB and in one of 5 MB."""

import statistics
import time
from typing import Any
from uuid import uuid4

from django.db import connection
from django.test.utils import CaptureQueriesContext

from bench.clinic import Bench
from bench.terms import Place, Size
from osteopro.research import actions
from osteopro.research.queries import coding
from osteopro.research.text.normal import Span
from tests import coding as rounds
from tests import studies
from tests.coding import Coded

SHORT, LONG = 20_000, 5_000_000
LINE = "P7：那次以后我就愿意记，我女儿说你咋个这么认真，我说我也算这个团队里头的人嘛。"
STATEMENT = 12


def measure(bench: Bench, place: Place, size: Size) -> dict[str, Any]:
    """Medians in milliseconds of both, their ratio, and statements of each. Short and long take
    turns, so that a busy machine slows both."""
    studied = studies.study(bench.clinic)
    short, long = (
        rounds.blind(studied, _talk(size_of), number)
        for number, size_of in enumerate((SHORT, LONG), start=1)
    )
    times: dict[str, list[float]] = {"mark": [], "mark_long": [], "page": [], "page_long": []}
    statements = {}
    for n in range(size.repeats):
        for name, coded in (("", short), ("_long", long)):
            at = len_of(coded) - (n + 2) * STATEMENT
            with CaptureQueriesContext(connection) as captured:
                times[f"mark{name}"].append(_ms(lambda: _mark(coded, at)))  # noqa: B023
            statements[f"mark{name}"] = len(captured)
            page = coding.page_at(coded.version_id, at)
            times[f"page{name}"].append(_ms(lambda: _page(coded, page)))  # noqa: B023
    medians = {name: statistics.median(values) for name, values in times.items()}
    return {
        "ms": medians,
        "mark_ratio": medians["mark_long"] / medians["mark"],
        "page_ratio": medians["page_long"] / medians["page"],
        "statements": statements,
        "bytes": {"short": SHORT, "long": LONG},
    }


def len_of(coded: Coded) -> int:
    """The length of the text in code points."""
    return coded.view.texts[0].length


def _talk(size: int) -> str:
    return "\n".join([LINE] * (size // len(LINE.encode())))


def _mark(coded: Coded, at: int) -> None:
    actions.mark_statement(
        **coded.doing(coded.studied.qin),
        round_id=coded.round_id,
        version_id=coded.version_id,
        span=Span(at, at + STATEMENT),
        key=uuid4(),
    )


def _page(coded: Coded, page: int) -> None:
    coding.page_of(coded.studied.qin.account_id, [coded.round_id], coded.version_id, page)


def _ms(work: Any) -> float:
    before = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - before)

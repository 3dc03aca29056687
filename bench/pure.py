"""Pure work without a database: scoring, rules, charts."""

import gzip
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from bench.clinic import Bench
from bench.terms import Place, Size
from osteopro import clock
from osteopro.followup.assessing import INSTRUMENTS
from osteopro.instruments.answers import Answers
from osteopro.instruments.scoring import score
from osteopro.triage import queries as triage_queries
from osteopro.triage.case import Case, Current, PastRecord, Profile
from osteopro.triage.engine import assess
from osteopro.ui.charts import Point, Scale, Series, Variant, line_chart
from tests import builders

ZONE = ZoneInfo("Asia/Shanghai")
WEEKS = 50
REPEATS = 200


def measure(bench: Bench, place: Place, size: Size) -> dict[str, Any]:
    """Microseconds of each, and the size of a picture with fifty points."""
    form = builders.form()
    answers = Answers(form.questionnaire, builders.STEADY, complete=True)
    svg = _chart()
    return {
        "score_us": _us(lambda: score(form.spec, _fresh())),
        "assess_us": _us(lambda: assess(_case(), triage_queries.current().ruleset, INSTRUMENTS)),
        "answers": len(answers.enabled_items()),
        "chart_us": _us(_chart),
        "chart_bytes": len(svg.encode()),
        "chart_gzip_bytes": len(gzip.compress(svg.encode(), mtime=0)),
    }


def _us(work: Callable[[], object]) -> float:
    """Processor time of one run in microseconds, the least of five series."""
    work()
    series = []
    for _ in range(5):
        before = time.process_time()
        for _ in range(REPEATS):
            work()
        series.append(1e6 * (time.process_time() - before) / REPEATS)
    return min(series)


def _fresh() -> Answers:
    """Read anew each time, because answers remember what was worked out."""
    return Answers(builders.form().questionnaire, builders.STEADY, complete=True)


def _case() -> Case:
    """A record with half a year of weekly records behind it."""
    now = clock.now()
    form = builders.form()
    return Case(
        now=now,
        response=Current(
            authored=now,
            canonical=form.canonical,
            answers=_fresh(),
            proxy=False,
            status="completed",
            mode="online",
        ),
        history=tuple(_past(form.canonical, now - timedelta(days=7 * n)) for n in range(1, 26)),
        diary=(),
        profile=Profile({"enrolled": now.date() - timedelta(days=180)}),
        assessed=(),
        zone=ZONE,
    )


def _past(canonical: str, at: datetime) -> PastRecord:
    return PastRecord(authored=at, canonical=canonical, answers=_fresh(), proxy=False)


def _chart() -> str:
    start = date(2026, 1, 5)
    points = tuple(Point(start + timedelta(days=7 * n), (n * 7) % 11) for n in range(WEEKS))
    return str(
        line_chart(
            [Series(points)],
            variant=Variant.PATIENT,
            scale=Scale(0, 10, "更痛"),
            start=start,
            end=start + timedelta(days=7 * WEEKS),
            sentence="这 4 周背痛差不多。",
            about="往上 = 更痛",
            uid="bench",
            language="zh-hans",
        )
    )

"""Results as a table for people, with a line on what limits each."""

from collections.abc import Iterator, Mapping
from typing import Any

Found = Mapping[str, Any]
FLOOR_TARGET = 0.35
CPU_TARGET_MS = 5.0
STATEMENTS_TARGET = 12
WAITING_STATEMENTS_TARGET, WAITING_GROWTH_TARGET = 20, 1.25
LIST_STATEMENTS_TARGET = 6
PAGE_CPU_TARGET_MS = 25.0
SQL_GROWTH_TARGET = 1.5
FIRST_VISIT_TARGET = 30 * 1024
FIRST_REQUESTS_TARGET = 4
NEXT_PAGE_TARGET = 5 * 1024
CHART_TARGET = 2 * 1024
LONG_TRANSCRIPT_TARGET = 2.0
PDF_TARGET_MS = 250.0
# A pass that finds nothing to do may not grow with the clinic.
PASS_GROWTH_TARGET = 1.5


def of(results: Found) -> str:
    """The whole table; a figure that misses its target is marked."""
    return "\n".join(_lines(results)) + "\n"


def _lines(results: Found) -> Iterator[str]:
    machine = results["machine"]
    yield f"{machine['cores']} cores, Python {machine['python']}, load {machine['load_before']}"
    for database, found in results["databases"].items():
        yield ""
        yield f"== {database}"
        for name, describe in DESCRIBED.items():
            if name in found:
                yield ""
                yield from describe(found[name])


def _line(name: str, value: str, target: str = "", *, met: bool = True) -> str:
    mark = "" if met else "  <-- misses its target"
    return f"  {name:<44}{value:>14}  {target}{mark}".rstrip()


def _accept(found: Found) -> Iterator[str]:
    action, ratio, cpu = found["action"], found["ratio_to_floor"], found["cpu_ms_per_record"]
    yield "Accepting records"
    yield _line("raw durable commits", f"{found['raw_commits_per_second']:,.0f}/s")
    yield _line("least Django view that reads and writes", f"{found['floor_per_second']:,.0f}/s")
    yield _line("records sent through the pages", f"{found['records_per_second']:,.0f}/s")
    yield _line("  against raw commits", f"{ratio_of(found['ratio_to_raw'])}")
    target = f"at least {FLOOR_TARGET}"
    yield _line("  against the least view", f"{ratio:.2f}", target, met=ratio >= FLOOR_TARGET)
    yield _line("  processor time, server and database", f"{cpu:.1f} ms")
    yield _line("  processor time of the least view", f"{found['floor_cpu_ms']:.1f} ms")
    yield _line("  slowest of 20, 8 clients at full load", f"{found['p95_ms']:.0f} ms")
    yield _line("records by the action alone", f"{action['records_per_second']:,.0f}/s")
    alone = action["cpu_ms_per_record"]
    target = f"at most {CPU_TARGET_MS:.0f} ms"
    yield _line("  processor time", f"{alone:.1f} ms", target, met=alone <= CPU_TARGET_MS)
    inside = action["statements_in_transaction"]
    target = f"at most {STATEMENTS_TARGET}"
    yield _line("  statements inside", f"{inside}", target, met=inside <= STATEMENTS_TARGET)
    yield _line("  commits", f"{action['commits']}", "exactly 1", met=action["commits"] == 1)
    yield "  limit: processor time in Python: storing rows through Django, rules; not the disk"


def ratio_of(value: float) -> str:
    """A small ratio in a form that says something: 1/23 rather than 0.04."""
    return f"{value:.2f}" if value >= 0.1 else f"1/{1 / value:.0f}"


def _worklist(found: Found) -> Iterator[str]:
    yield "Worklist"
    for number, each in found.items():
        for who in ("manager", "lead"):
            yield from _list_of(f"{who}, {int(number):,} patients", each[who])
    yield "  limit: reading and drawing at most 50 rows a lane in Python; on PostgreSQL planning"


def _list_of(name: str, found: Found) -> Iterator[str]:
    statements, cpu = found["statements_of_the_list"], found["page_cpu_ms"]
    target = f"at most {LIST_STATEMENTS_TARGET}"
    yield _line(f"{name}: rows shown", f"{sum(found['rows'].values())}")
    yield _line("  statements", f"{statements}", target, met=statements <= LIST_STATEMENTS_TARGET)
    yield _line("  in the database, median", f"{found['sql_p50_ms']:.1f} ms")
    yield _line("  in the database, slowest of 20", f"{found['sql_p95_ms']:.1f} ms")
    growth = found.get("sql_p95_against_small")
    if growth is not None:
        target = f"at most {SQL_GROWTH_TARGET}"
        met = growth <= SQL_GROWTH_TARGET
        yield _line("    against the small clinic", f"{growth:.2f}", target, met=met)
        scans = len(found["scans"])
        yield _line("    scans of the whole panel", f"{scans}", "none", met=not scans)
    target = f"at most {PAGE_CPU_TARGET_MS:.0f} ms"
    yield _line("  page, processor time", f"{cpu:.0f} ms", target, met=cpu <= PAGE_CPU_TARGET_MS)


def _waiting(found: Found) -> Iterator[str]:
    yield "Who waits for a visit, a page of 20"
    for each in found.values():
        yield f"  {each['waiting']:,} wait"
        statements = each["statements"]
        target = f"at most {WAITING_STATEMENTS_TARGET}"
        yield _line(
            "  statements", f"{statements}", target, met=statements <= WAITING_STATEMENTS_TARGET
        )
        yield _line(
            "  processor time", f"{each['cpu_ms']:.0f} ms", f"{each['sql_ms']:.0f} ms database"
        )
        yield _line("  a page in the middle", f"{each['middle_cpu_ms']:.0f} ms")
        yield _line("  against reading the plain rows", f"{each['cpu_against_plain']:.1f}")
        if "cpu_against_small" in each:
            growth = each["cpu_against_small"] / each["times_as_many"]
            target = f"at most {WAITING_GROWTH_TARGET}"
            met = growth <= WAITING_GROWTH_TARGET
            yield _line("  a request, against the small clinic", f"{growth:.2f}", target, met=met)
    yield "  limit: the order needs the facts of everybody who waits"


def _due(found: Found) -> Iterator[str]:
    yield "A pass of due work"
    small = next(iter(found.values()))
    for number, each in found.items():
        yield f"  {int(number):,} patients"
        growth = each["idle_ms"] / small["idle_ms"]
        target = f"at most {PASS_GROWTH_TARGET} of the small clinic's"
        met = growth <= PASS_GROWTH_TARGET
        yield _line("  nothing to do", f"{each['idle_ms']:.0f} ms", target, met=met)
        slow = ", ".join(f"{name} {ms:.0f}" for name, ms in each["slowest_jobs"].items())
        yield _line("    statements; slowest jobs, ms", f"{each['idle_statements']}", slow)
        yield _line("  the first of a day, with the seal", f"{each['first_of_the_day_ms']:.0f} ms")
        more = f"{each['work_statements']:.1f} statements, {each['work_cpu_ms']:.1f} ms processor"
        yield _line("  each reminder of 200", f"{each['work_ms']:.1f} ms", more)


def _pages(found: Found) -> Iterator[str]:
    first = found["first_visit"]
    yield "Patient pages"
    met = first["bytes"] <= FIRST_VISIT_TARGET
    yield _line("first visit, bytes", _kb(first["bytes"]), "at most 30 KB", met=met)
    met = first["requests"] <= FIRST_REQUESTS_TARGET
    yield _line("first visit, requests", f"{first['requests']}", "at most 4", met=met)
    elsewhere = first["off_host"] + sum(each["off_host"] for each in found["pages"].values())
    yield _line("requests to other hosts", f"{elsewhere}", "none", met=not elsewhere)
    for name, each in found["pages"].items():
        question = name.startswith("question")
        met = not question or each["bytes"] <= NEXT_PAGE_TARGET
        target = "at most 5 KB" if question else ""
        about = f"{each['statements']:>3} statements, {each['cpu_ms']:.0f} ms"
        yield f"{_line(name, _kb(each['bytes']), target, met=met):<74} {about}"
    yield "  limit: the words; style sheet and script are fetched once and kept by the browser"


def _visit(found: Found) -> Iterator[str]:
    yield "Page for a visit"
    yield _line("statements", f"{found['statements']}")
    yield _line("reading it", f"{found['gather_ms']:.0f} ms")
    yield _line("words and six charts", f"{found['words_and_charts_ms']:.1f} ms")
    cpu = found["pdf_cpu_ms"]
    target = f"at most {PDF_TARGET_MS:.0f} ms"
    yield _line(
        "PDF, warm, processor time beside", f"{cpu:.0f} ms", target, met=cpu <= PDF_TARGET_MS
    )
    yield _line("  until it is there, on this load", f"{found['pdf_ms']:.0f} ms")
    yield _line("  size", _kb(found["pdf_bytes"]))
    yield "  limit: laying out Chinese text and cutting its font down, in another process"


def _coding(found: Found) -> Iterator[str]:
    yield "A statement in a transcript of 5 MB, against one of 20 KB"
    for name, what in (("mark", "marking it"), ("page", "reading a page")):
        ratio, target = found[f"{name}_ratio"], f"at most {LONG_TRANSCRIPT_TARGET:.0f}"
        met = ratio <= LONG_TRANSCRIPT_TARGET
        yield _line(what, f"{ratio:.2f}", target, met=met)
        yield _line("  in the long one", f"{found['ms'][f'{name}_long']:.1f} ms")
    yield _line("  SQL statements of marking", f"{found['statements']['mark_long']}")
    yield "  limit: the statements of an action with its line in the trail"


def _pure(found: Found) -> Iterator[str]:
    yield "Pure work"
    yield _line("scoring a record", f"{found['score_us']:,.0f} µs")
    yield _line("judging it with 25 weeks behind it", f"{found['assess_us']:,.0f} µs")
    met = found["chart_us"] <= 1000
    yield _line("chart of 50 points", f"{found['chart_us']:,.0f} µs", "at most 1,000 µs", met=met)
    packed = found["chart_gzip_bytes"]
    met = packed <= CHART_TARGET
    yield _line("  compressed", _kb(packed), "at most 2 KB", met=met)
    yield "  limit: plain Python; reading answers costs more than the rules"


def _kb(number: float) -> str:
    return f"{number / 1024:.1f} KB"


DESCRIBED = {
    "accept": _accept,
    "worklist": _worklist,
    "waiting": _waiting,
    "due": _due,
    "pages": _pages,
    "visit": _visit,
    "coding": _coding,
    "pure": _pure,
}

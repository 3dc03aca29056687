"""What came of a time at a synthetic clinic: figures for judging rules, never evidence."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import QuerySet

from osteopro import clock
from osteopro.followup.models import OpenItem, Review
from osteopro.followup.state import level_of
from osteopro.followup.terms import ItemKind
from osteopro.records.models import Assessment, Response
from osteopro.records.terms import ResponseStatus
from osteopro.simulation import advice_figures, talk_figures
from osteopro.simulation.advice_figures import Advised
from osteopro.simulation.clinic import Built
from osteopro.simulation.talk_figures import Talks
from osteopro.sites.queries import Clinic
from osteopro.triage.terms import Level

RAISED = (Level.ATTENTION, Level.URGENT, Level.EMERGENCY)


@dataclass(frozen=True, slots=True)
class Kept:
    """Sittings of one level: how many came, were answered, and were answered in time."""

    came: int
    ended: int
    in_time: int


@dataclass(frozen=True)
class Figures:
    """`records` counts follow-up records by level, `alerts` everything at attention or higher by
    the form it came from; `per_manager` are alerts per manager and working day."""

    patients: int
    days: int
    forms: Counter[str]
    records: Counter[str]
    alerts: Counter[str]
    rules: Counter[str]
    per_manager: float
    kept: dict[str, Kept]
    talks: Talks
    advice: Advised


def figures(built: Built, days: int) -> Figures:
    """Read everything once the clinic was built."""
    clinic = built.team.clinic
    alerts = _alerts()
    working = _working_days(clinic, days)
    return Figures(
        patients=len(built.lives),
        days=days,
        forms=Counter(_complete().values_list("instrument__kind", flat=True)),
        records=_records(),
        alerts=alerts,
        rules=_rules(),
        per_manager=alerts.total() / (len(built.team.managers) * working),
        kept=_kept(),
        talks=talk_figures.talks(clinic.zone),
        advice=advice_figures.advised(),
    )


def table(found: Figures) -> str:
    """The figures as lines for a terminal."""
    return "\n".join(_lines(found)) + "\n"


def _complete() -> QuerySet[Response]:
    return Response.objects.filter(status=ResponseStatus.COMPLETED)


def _records() -> Counter[str]:
    own = Assessment.objects.filter(
        response__instrument__kind="record", response__status=ResponseStatus.COMPLETED
    )
    return Counter(own.values_list("level", flat=True))


def _alerts() -> Counter[str]:
    raised = Assessment.objects.filter(level__in=RAISED)
    kinds = raised.values_list("response__instrument__kind", flat=True)
    return Counter(kind or "silence" for kind in kinds)


def _rules() -> Counter[str]:
    """Rules that raised something, by id."""
    found: Counter[str] = Counter()
    for fired in Assessment.objects.filter(level__in=RAISED).values_list("rules", flat=True):
        found.update({rule["id"] for rule in fired if rule["level"] != Level.ROUTINE})
    return found


def _kept() -> dict[str, Kept]:
    """By the level a sitting came to; what is not due yet counts in no share."""
    now = clock.now()
    rows = OpenItem.objects.filter(kind=ItemKind.RECORD)
    first: dict[int, datetime] = {}
    for number, at in Review.objects.order_by("pk").values_list("item_id", "at"):
        first.setdefault(number, at)
    found: dict[str, list[tuple[bool, bool]]] = {}
    for item in rows:
        ended = first.get(item.pk)
        if ended is not None or item.due_at <= now:
            level = level_of(item.level).value
            found.setdefault(level, []).append(
                (ended is not None, ended is not None and ended <= item.due_at)
            )
    return {
        level: Kept(len(each), sum(ended for ended, _ in each), sum(good for _, good in each))
        for level, each in found.items()
    }


def _working_days(clinic: Clinic, days: int) -> int:
    today = clock.today(clinic.zone)
    past = (today - timedelta(days=n) for n in range(days))
    return sum(clinic.service.calendar.is_working_day(day) for day in past) or 1


def _lines(found: Figures) -> Iterator[str]:
    records = found.records
    total = records.total() or 1
    raised = sum(records[level] for level in RAISED)
    yield f"{found.patients} patients, {found.days} days: {found.forms.total()} forms"
    yield "  " + ", ".join(f"{kind} {n}" for kind, n in found.forms.most_common())
    yield ""
    yield f"{'records at attention or higher':<44}{raised / total:>8.1%}  of {records.total()}"
    for level in Level:
        yield f"  {level.value:<42}{records[level]:>8}  {records[level] / total:.1%}"
    yield f"{'alerts, of all forms and silences':<44}{found.alerts.total():>8}"
    yield f"  {'per manager and working day':<42}{found.per_manager:>8.1f}"
    yield f"  {'by form':<42}  " + ", ".join(f"{k} {n}" for k, n in found.alerts.most_common())
    yield f"  {'by rule':<42}  " + ", ".join(f"{k} {n}" for k, n in found.rules.most_common(12))
    yield ""
    yield f"{'answered in time':<44}{'came':>8}{'ended':>8}{'in time':>9}"
    for level in Level:
        if each := found.kept.get(level.value):
            share = each.in_time / each.came
            yield f"  {level.value:<42}{each.came:>8}{each.ended:>8}{share:>9.1%}"
    yield ""
    yield from talk_figures.lines(found.talks)
    yield ""
    yield from advice_figures.lines(found.advice)

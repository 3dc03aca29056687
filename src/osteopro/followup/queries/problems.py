"""Known problems that rest, and what of a record may."""

from dataclasses import dataclass
from datetime import date, datetime

from osteopro.followup import known_problems
from osteopro.followup.models import KnownProblem
from osteopro.records import firing
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level


@dataclass(frozen=True, slots=True)
class Problem:
    """A rule that rests: why, until when, since when and by whom."""

    problem_id: int
    rule: str
    reason: str
    until: date
    at: datetime
    by: int


def resting(patient_id: int, today: date) -> list[Problem]:
    """Problems that rest today, the newest first; one query."""
    rows = KnownProblem.objects.filter(patient_id=patient_id, end__isnull=True, until__gte=today)
    return [
        Problem(row.pk, row.rule, row.reason, row.until, row.at, row.by)
        for row in rows.order_by("-pk")
    ]


def may_rest(response_id: int) -> list[str]:
    """Rules that fired on this response and may rest: never a red flag; one query."""
    ruleset = triage_queries.current().ruleset
    by_id = {rule.id: rule for rule in ruleset.rules}
    return [
        fired["id"]
        for fired in firing.fired_in(response_id)
        if Level(fired["level"]) is Level.ATTENTION
        and fired["id"] in by_id
        and known_problems.items_of(by_id[fired["id"]], ruleset)
    ]

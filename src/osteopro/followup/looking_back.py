"""What had been when somebody left: stored by itself, to learn from (clinical content 6.5)."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from statistics import median

from osteopro.enrolment.rules import age_band
from osteopro.followup import planning, reminders, standing, state
from osteopro.followup.models import CareState, GentleQuestion, OpenItem, Verification
from osteopro.followup.plan.days import compute, firsts
from osteopro.followup.terms import CallOutcome, ItemKind, Outcome
from osteopro.messaging import queries as messaging_queries
from osteopro.patients import queries as patients_queries
from osteopro.patients.rules import completed_years
from osteopro.records import history as records_history

ANSWERS = (Outcome.REPLIED, Outcome.CALLED)


@dataclass(frozen=True, slots=True)
class LookedBack:
    """The columns of a Leaving that nobody fills in. None: there is nothing to tell.

    `median_reply_s` is the median time from a record to its answer, in seconds; `unanswered`
    counts messages and requests that nobody had answered; `a1_verified` and `a2_verified`
    the questions before sending and the talks about a report.
    """

    days_in_programme: int
    reports_done: int
    reports_expected: int
    last_level: str
    median_reply_s: int | None
    channel: str
    age_band: str
    education: str
    unanswered: int
    a1_verified: int
    a2_verified: int


def look_back(row: CareState) -> LookedBack:
    """Everything from the start until now, before anything is changed by leaving."""
    facts = planning.facts(row, from_the_start=True)
    records = list(firsts(facts.reports))
    missed = len(compute(facts).missed) + state.due_now(row).missed
    levels = sorted(facts.rated, key=lambda each: each.at)
    today = state.today(row)
    birth = patients_queries.person(row.patient_id).birth
    return LookedBack(
        days_in_programme=max(0, (today - row.starts_on).days),
        reports_done=len(records),
        reports_expected=len(records) + missed,
        last_level=levels[-1].level if levels else "",
        median_reply_s=_median_reply({each.occasion: each.at for each in records}, row),
        channel=row.channel,
        age_band=age_band(completed_years(birth, today)),
        education=row.patient.education,
        unanswered=_unanswered(row.patient_id),
        a1_verified=GentleQuestion.objects.filter(patient_id=row.patient_id).count(),
        a2_verified=Verification.objects.filter(patient_id=row.patient_id).count(),
    )


def last_sign(row: CareState) -> date:
    """The day on which something was last heard of somebody, or on which asking began (again).

    A record, a diary entry, a message, a call that reached them (resolution 75).
    """
    zone = state.clinic(row).zone
    reached = standing.calls().filter(patient_id=row.patient_id, outcome=CallOutcome.REACHED)
    heard: list[datetime | None] = [
        records_history.last_received(row.patient_id),
        messaging_queries.last_from_patient(row.patient_id),
        reached.order_by("-at").values_list("at", flat=True).first(),
    ]
    days = [at.astimezone(zone).date() for at in heard if at is not None]
    return max([row.starts_on, *days, *([row.resumes_on] if row.resumes_on else [])])


def _median_reply(received: dict[str, datetime], row: CareState) -> int | None:
    first: dict[str, timedelta] = {}
    given = standing.of_records().filter(patient_id=row.patient_id, outcome__in=ANSWERS)
    for occasion, at in given.order_by("pk").values_list("occasion", "at"):
        if str(occasion) in received:
            first.setdefault(str(occasion), at - received[str(occasion)])
    return round(median(each.total_seconds() for each in first.values())) if first else None


def _unanswered(patient_id: int) -> int:
    waiting = OpenItem.objects.filter(patient_id=patient_id, closed_at__isnull=True)
    return sum(item.kind == ItemKind.MESSAGE or reminders.was_asked_for(item) for item in waiting)

"""By when a manager answers: the level's time on the clinic's own clock, and the patient's wish."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from osteopro.followup import on_duty
from osteopro.followup.models import OpenItem
from osteopro.followup.terms import ItemKind
from osteopro.instruments.answers import Answers
from osteopro.instruments.library import Instrument
from osteopro.sites.queries import Clinic
from osteopro.sites.service_time import DeadlineKind, DeadlineRule, Deadlines
from osteopro.triage.case import Assessment
from osteopro.triage.ruleset import Ruleset
from osteopro.triage.terms import Level

# A wish for advice, a call or a visit is answered by the next working day (clinical 3.2).
REQUEST = DeadlineRule(DeadlineKind.WORKING_DAYS, 1)
JUST_RECORD = "record"
SAME_DAY = "same-day"

# What is promised for each level.
Promise = Callable[[Level], Deadlines]


def for_level(clinic: Clinic, ruleset: Ruleset, level: Level, at: datetime) -> Deadlines:
    """Deadlines of a level counted from `at` (clinical content 3.1)."""
    rule = ruleset.levels[level]
    kind = DeadlineKind(rule.kind)
    # Only what runs on the clock asks who is on call.
    on_call = kind is DeadlineKind.MINUTES_ON_CLOCK and on_duty.covered(clinic, at)
    return clinic.service.deadlines(DeadlineRule(kind, rule.amount), at, on_call=on_call)


def request(clinic: Clinic, at: datetime) -> Promise:
    """A question or wish is answered by the next working day, whatever its level."""
    return lambda _level: clinic.service.deadlines(REQUEST, at)


def of_level(clinic: Clinic, ruleset: Ruleset, at: datetime) -> Promise:
    """The time of each level, counted from `at`."""
    return lambda level: for_level(clinic, ruleset, level, at)


def for_record(
    clinic: Clinic,
    ruleset: Ruleset,
    assessment: Assessment,
    instrument: Instrument,
    answers: Answers,
    received: datetime,
) -> Promise:
    """The earliest of the level's deadline, a wished answer, and a same-day call back."""
    wished = [clinic.service.deadlines(REQUEST, received)] if wishes(instrument, answers) else []
    today = [closing(clinic, received, 0)] if _call_back_today(ruleset, assessment) else []

    def promise(level: Level) -> Deadlines:
        candidates = [for_level(clinic, ruleset, level, received), *wished, *today]
        return min(candidates, key=lambda each: each.due)

    return promise


def wishes(instrument: Instrument, answers: Answers) -> str | None:
    """What the patient asked for besides being read: advice, a call, a visit; else None."""
    item = instrument.item_for("wish")
    chosen = answers.codes(item) if item else ()
    return next((code for code in chosen if code != JUST_RECORD), None)


def promised(patient_id: int, source: str) -> datetime | None:
    """By when the manager answers this sitting, as it stands now."""
    rows = OpenItem.objects.filter(patient_id=patient_id, kind=ItemKind.RECORD, source=source)
    return rows.values_list("due_at", flat=True).first()


@dataclass(frozen=True, slots=True)
class Owed:
    """What is promised for a sitting: an answer by `due`; once that was missed by `passed_to`, who
    was told, by `lead` (`told` 1), and after that it lies with the lead (`told` 2). `over`:
    nobody answers any more, it was dealt with."""

    due: datetime
    lead: datetime
    told: int
    passed_to: int | None
    over: bool


def owed(patient_id: int, source: str) -> Owed | None:
    """The promise for this sitting, kept, missed or handed on; None without one."""
    rows = OpenItem.objects.filter(patient_id=patient_id, kind=ItemKind.RECORD, source=source)
    rows = rows.annotate(over=Q(closed_at__isnull=False))
    row = rows.values_list("due_at", "lead_at", "told", "passed_to", "over").first()
    return Owed(*row) if row else None


def has_item(patient_id: int, kind: ItemKind, source: str) -> bool:
    """Whether this was ever put before the manager."""
    return OpenItem.objects.filter(patient_id=patient_id, kind=kind, source=source).exists()


def _call_back_today(ruleset: Ruleset, assessment: Assessment) -> bool:
    return any(
        ruleset.rule(fired.id).call_back == SAME_DAY
        for fired in assessment.rules
        if fired.level != Level.ROUTINE
    )


def closing(clinic: Clinic, at: datetime, days: int) -> Deadlines:
    """By closing of the `days`-th working day after the one from which waiting counts, 0 for
    that day itself; the lead by closing of the next."""
    due = clinic.service.end_of_nth_working_day(at, days)
    return Deadlines(due, due, clinic.service.end_of_nth_working_day(at, days + 1))

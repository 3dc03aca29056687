"""A patient's own records over time, with the weeks in which none came."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from osteopro import clock
from osteopro.accounts.queries import StaffName, staff_names
from osteopro.followup import planning
from osteopro.followup.models import Plan
from osteopro.followup.plan.days import missed_between
from osteopro.followup.queries import sent as sent_queries
from osteopro.followup.queries.frame import Frame
from osteopro.instruments.terms import Kind
from osteopro.messaging.models import Message
from osteopro.messaging.terms import Direction
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse, StoredScore

KINDS = (Kind.RECORD, Kind.QUALITY_OF_LIFE)


@dataclass(frozen=True)
class Occasion:
    """One completed form on the day it counts for."""

    on: date
    response: StoredResponse
    scores: Mapping[str, StoredScore]


@dataclass(frozen=True, slots=True)
class Advised:
    """A reply with new advice."""

    on: date
    by: StaffName | None


@dataclass(frozen=True)
class Trend:
    """Records oldest first; `missed` are days on which a record was due and none came; `diary`
    the complete entries."""

    records: tuple[Occasion, ...]
    missed: tuple[date, ...]
    advice: tuple[Advised, ...]
    diary: tuple[StoredResponse, ...] = ()


def trend(of: Frame, since: datetime, *, helping: bool = False) -> Trend:
    """Records, gaps and new advice since a moment, in six queries; who is `helping` sees of the
    diary what was written with a helper."""
    found = records_queries.series(of.patient_id, (*KINDS, Kind.DIARY), since)
    stored = [each for each in found if each.kind in KINDS]
    scores = records_queries.scores_of(response.pk for response in stored)
    records = tuple(
        Occasion(
            on=of.local(response.effective).date(),
            response=response,
            scores={score.scale: score for score in scores[response.pk]},
        )
        for response in stored
    )
    noted = [each for each in found if each.kind is Kind.DIARY]
    diary = tuple(each for each in noted if not helping or sent_queries.for_helpers(each))
    return Trend(records, tuple(_missed(of, records)), _advice(of, since), diary)


def _missed(of: Frame, records: Sequence[Occasion]) -> Iterator[date]:
    """Due days without a record, between the records and up to today (7.4)."""
    plans = Plan.objects.filter(patient_id=of.patient_id).order_by("pk")
    intervals = [
        (of.local(at).date(), days) for at, days in plans.values_list("at", "interval_days")
    ]
    pauses = planning.pauses(of.patient_id)
    days = [each.on for each in records if each.response.kind == Kind.RECORD]
    for day, following in zip(days, [*days[1:], of.today], strict=False):
        yield from missed_between(day, following, intervals, pauses)


def _advice(of: Frame, since: datetime) -> tuple[Advised, ...]:
    rows = Message.objects.filter(
        patient_id=of.patient_id,
        direction=Direction.TO_PATIENT,
        at__gte=since,
        visible_at__lte=clock.now(),
        void__isnull=True,
    ).exclude(advice=[])
    found = list(rows.order_by("at").values_list("at", "author"))
    names = staff_names([author for _, author in found if author is not None])
    return tuple(Advised(of.local(at).date(), names.get(author or 0)) for at, author in found)

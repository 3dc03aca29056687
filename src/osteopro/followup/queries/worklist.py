"""The worklist: who waits for a manager. Its cost follows the page, not the panel.

One query for the figures, one for who stands in the lanes, one each for their rows, names and
answers, however many patients there are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import Avg, F, IntegerField, OuterRef, Q, QuerySet, Subquery, Value

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts.models import Account
from osteopro.followup import rules, standing, state
from osteopro.followup.models import CareState
from osteopro.followup.queries.scope import (
    COUNTED,
    HOSPITAL,
    Count,
    Filter,
    arms,
    in_lane,
    reviews,
    today,
)
from osteopro.followup.terms import CallOutcome, ItemKind, Lane, Outcome
from osteopro.instruments.terms import Kind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, Person, Sex
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.queries import StoredResponse
from osteopro.triage.terms import Level

LANES = (Lane.NOW, Lane.TODAY, Lane.REPLY, Lane.LATE)
WAITING = (Lane.NOW, Lane.TODAY, Lane.REPLY)
PER_LANE = 50
MAX_PAGES = COUNTED // PER_LANE
MEAN_OVER = timedelta(days=7)
# Enough to find the record before the one that waits when a newer one has come since.
NEWEST = 3
_PLACE = ("bucket", "patient_id", "level", "due_at", "next_due_on")
_COLUMNS = (
    "patient_id",
    "level",
    "kind",
    "source",
    "due_at",
    "reasons",
    "channel",
    "by_whom",
    "next_due_on",
    "starts_on",
    "interval_days",
    "last_record_at",
    "open_items",
    "patient__sex",
    "site__time_zone",
    "call_at",
    "call_outcome",
    "newest_1",
    "newest_2",
    "newest_3",
)


@dataclass(frozen=True, slots=True)
class LastCall:
    """The latest attempt to phone somebody."""

    at: datetime
    outcome: CallOutcome


@dataclass(frozen=True)
class Row:
    """One patient in a lane. `now` is the record that waits, `before` the one before it."""

    lane: Lane
    patient_id: int
    person: Person
    sex: Sex
    zone: ZoneInfo
    level: Level
    kind: ItemKind | None
    source: str
    due_at: datetime | None
    reasons: Sequence[Mapping[str, Any]]
    channel: Channel
    by_whom: str
    due: rules.Due
    open_items: int
    call: LastCall | None
    now: StoredResponse | None
    before: StoredResponse | None


@dataclass(frozen=True)
class LanePage:
    """A lane with the rows of one page; `total` is counted up to 1,000 and `more` says that
    there is another page."""

    lane: Lane
    rows: tuple[Row, ...]
    total: int
    more: bool


@dataclass(frozen=True)
class Figures:
    """What stands at the top: numbers per lane, due and done today, how long replies took."""

    lanes: Mapping[Lane, int]
    due_today: int
    due_tomorrow: int
    done: Mapping[Outcome, int]
    mean_reply: timedelta | None

    @property
    def waiting(self) -> int:
        return sum(self.lanes[lane] for lane in WAITING)


def figures(viewer: Viewer, chosen: Filter) -> Figures:
    """Numbers about this list in one query. Due tomorrow counts patients whose record is due."""
    chosen_arms = arms(viewer, chosen)
    midnight = _midnight(today() + timedelta(days=1))
    counts: dict[str, Count] = {}
    for n, arm in enumerate(chosen_arms):
        for lane in LANES:
            counts[f"{lane.value}_{n}"] = _counted(in_lane(arm, lane))
        ranks = [lane.rank for lane in WAITING]
        counts[f"due_{n}"] = _counted(arm.filter(lane__in=ranks, due_at__lt=midnight))
        tomorrow = arm.filter(active=True, next_due_on=today() + timedelta(days=1))
        counts[f"tomorrow_{n}"] = _counted(tomorrow)
    done = reviews(viewer, chosen).filter(at__gte=_midnight(today()))
    for outcome in Outcome:
        counts[f"done_{outcome.name}"] = _counted(done.filter(outcome=outcome))
    account = Account.objects.filter(pk=viewer.account_id)
    row = account.annotate(**counts, mean=_mean_reply(viewer, chosen)).values(*counts, "mean").get()

    def total(name: str) -> int:
        return min(COUNTED, sum(int(row[f"{name}_{n}"]) for n in range(len(chosen_arms))))

    return Figures(
        lanes={lane: total(lane.value) for lane in LANES},
        due_today=total("due"),
        due_tomorrow=total("tomorrow"),
        done={outcome: row[f"done_{outcome.name}"] for outcome in Outcome},
        mean_reply=row["mean"],
    )


def waiting(viewer: Viewer, chosen: Filter) -> int:
    """How many patients wait for this viewer, counted up to 1,000: the number in the menu."""
    counts = {
        f"n{n}_{lane.value}": _counted(in_lane(arm, lane))
        for n, arm in enumerate(arms(viewer, chosen))
        for lane in WAITING
    }
    if not counts:
        return 0
    row = Account.objects.filter(pk=viewer.account_id).annotate(**counts).values(*counts).get()
    return min(COUNTED, sum(int(n) for n in row.values()))


def lanes(
    viewer: Viewer, chosen: Filter, numbers: Figures, *, page_of: Mapping[Lane, int] = {}
) -> tuple[LanePage, ...]:
    """The four lanes, each with one page of at most 50 patients.

    `page_of` gives the page (from 1) of a lane that is not on its first. Four queries:
    who, their rows, names, answers.
    """
    pages = {lane: min(max(page_of.get(lane, 1), 1), MAX_PAGES) for lane in LANES}
    limits = {lane: page * PER_LANE for lane, page in pages.items()}
    found = _found(arms(viewer, chosen), limits)
    shown: dict[Lane, list[int]] = {}
    for lane in LANES:
        first = (pages[lane] - 1) * PER_LANE
        ordered = sorted((row for row in found if row["bucket"] == lane.rank), key=_order)
        shown[lane] = [row["patient_id"] for row in ordered[first : first + PER_LANE]]
    lane_of = {pk: lane for lane, ids in shown.items() for pk in ids}
    finished = _finished(lane_of)
    return tuple(
        LanePage(
            lane=lane,
            rows=tuple(finished[pk] for pk in shown[lane]),
            total=numbers.lanes[lane],
            more=numbers.lanes[lane] > pages[lane] * PER_LANE,
        )
        for lane in LANES
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a lane without its words: to go on to the next."""

    patient_id: int
    kind: ItemKind
    source: str


def places(viewer: Viewer, chosen: Filter, lane: Lane) -> list[Place]:
    """The first 50 entries of a lane, in its order; one query."""
    wanted = ("patient_id", "kind", "source", "level", "due_at", "next_due_on", "bucket")
    found = [
        row
        for arm in arms(viewer, chosen)
        for row in _bucket(in_lane(arm, lane)[:PER_LANE], lane).values(*wanted)
    ]
    kinds = [row for row in sorted(found, key=_order) if row["kind"]]
    return [Place(r["patient_id"], ItemKind(r["kind"]), r["source"]) for r in kinds[:PER_LANE]]


def next_place(
    viewer: Viewer, chosen: Filter, lane: Lane, *, after: int | None = None
) -> Place | None:
    """What to do next: the first other patient of this lane, else of the lanes in order."""
    for each in dict.fromkeys((lane, *WAITING)):
        if each in WAITING:
            for place in places(viewer, chosen, each):
                if place.patient_id != after:
                    return place
    return None


def _counted(rows: QuerySet[Any]) -> Count:
    return Count(rows.order_by().values("pk")[:COUNTED])


def _mean_reply(viewer: Viewer, chosen: Filter) -> Subquery:
    since = clock.now() - MEAN_OVER
    replied = reviews(viewer, chosen).filter(at__gte=since, outcome=Outcome.REPLIED)
    took = replied.order_by().values("outcome").annotate(mean=Avg(F("at") - F("item__opened_at")))
    return Subquery(took.values("mean")[:1])


def _bucket(rows: QuerySet[CareState], lane: Lane) -> QuerySet[CareState]:
    return rows.annotate(bucket=Value(lane.rank, IntegerField()))


def _found(
    chosen_arms: Iterable[QuerySet[CareState]], limits: Mapping[Lane, int]
) -> list[dict[str, Any]]:
    """Who stands in the lanes, all in one query: each part finds its few ids by index first."""
    parts = [
        _bucket(CareState.objects.filter(pk__in=in_lane(arm, lane).values("pk")[:limit]), lane)
        .order_by()
        .values(*_PLACE)
        for arm in chosen_arms
        for lane, limit in limits.items()
    ]
    return list(parts[0].union(*parts[1:], all=True)) if parts else []


def _newest() -> dict[str, Subquery]:
    """The last call and the newest records of each patient, as columns."""
    mine = standing.calls().filter(patient_id=OuterRef("patient_id")).order_by("-at")
    records = records_queries.latest_versions().filter(
        patient_id=OuterRef("patient_id"), kind=Kind.RECORD
    )
    newest = records.order_by("-effective", "-pk").values("pk")
    return {
        "call_at": Subquery(mine.values("at")[:1]),
        "call_outcome": Subquery(mine.values("outcome")[:1]),
        **{f"newest_{n}": Subquery(newest[n - 1 : n]) for n in range(1, NEWEST + 1)},
    }


def _order(row: Mapping[str, Any]) -> tuple[Any, ...]:
    if row["bucket"] == Lane.LATE.rank:
        return (row["next_due_on"], row["patient_id"])
    level = -row["level"] if row["bucket"] == Lane.NOW.rank else 0
    return (level, row["due_at"], row["patient_id"])


def _finished(lane_of: Mapping[int, Lane]) -> Mapping[int, Row]:
    """Rows with names and answers, by patient; three queries."""
    if not lane_of:
        return {}
    states = CareState.objects.filter(pk__in=list(lane_of)).annotate(**_newest())
    found = list(states.values(*_COLUMNS))
    people = patients_queries.people([row["patient_id"] for row in found])
    newest = {row[f"newest_{n}"] for row in found for n in range(1, NEWEST + 1)} - {None}
    sources = [row["source"] for row in found if row["kind"] == ItemKind.RECORD]
    wanted = Q(pk__in=newest) | Q(occasion__in=sources, superseded_by__isnull=True)
    rows = Response.objects.filter(wanted).defer("content").order_by("effective", "pk")
    stored: dict[int, list[StoredResponse]] = {}
    for response in rows:
        stored.setdefault(response.patient_id, []).append(records_queries.stored(response))
    return {
        pk: _row(row, lane_of[pk], people[pk], stored.get(pk, []))
        for row in found
        for pk in [row["patient_id"]]
    }


def _row(
    row: Mapping[str, Any], lane: Lane, person: Person, stored: Sequence[StoredResponse]
) -> Row:
    """`stored` are responses of this patient, oldest first."""
    zone = ZoneInfo(row["site__time_zone"])
    waits = next((each for each in stored if str(each.occasion) == row["source"]), None)
    earlier = [
        each
        for each in stored
        if waits and each.kind == waits.kind == Kind.RECORD and each.effective < waits.effective
    ]
    call = None
    last = row["last_record_at"]
    # A call before the newest record belongs to what was ended then.
    if row["call_at"] is not None and (last is None or row["call_at"] >= last):
        call = LastCall(row["call_at"], CallOutcome(row["call_outcome"]))
    return Row(
        lane=lane,
        patient_id=row["patient_id"],
        person=person,
        sex=Sex(row["patient__sex"]),
        zone=zone,
        level=state.level_of(row["level"]),
        kind=ItemKind(row["kind"]) if row["kind"] else None,
        source=row["source"],
        due_at=row["due_at"],
        reasons=row["reasons"],
        channel=Channel(row["channel"]),
        by_whom=waits.by_whom if waits else row["by_whom"],
        due=_due(row, zone),
        open_items=row["open_items"],
        call=call,
        now=waits,
        before=earlier[-1] if earlier else None,
    )


def _due(row: Mapping[str, Any], zone: ZoneInfo) -> rules.Due:
    last: datetime | None = row["last_record_at"]
    last_day = last.astimezone(zone).date() if last else None
    every = rules.interval(row["starts_on"], row["interval_days"], last_day)
    return rules.due(row["next_due_on"], every, clock.today(zone))


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HOSPITAL)

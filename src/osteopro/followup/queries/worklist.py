"""The worklist: who waits for a manager. Its cost follows the page, not the panel.

One query for the rows, one each for names and answers, however many patients there are. What is
counted stands in `figures`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

from django.db.models import F, OuterRef, Q, QuerySet, Subquery

from osteopro.access.terms import Viewer
from osteopro.accounts.queries import StaffName
from osteopro.db import Prepared
from osteopro.followup import rules, standing, state
from osteopro.followup.models import CareState
from osteopro.followup.queries.figures import LANES, WAITING, Figures
from osteopro.followup.queries.frame import named_manager, stands_for
from osteopro.followup.queries.scope import (
    COUNTED,
    Filter,
    Scope,
    Shape,
    arms,
    in_lane,
    scope_of,
)
from osteopro.followup.state import due_in
from osteopro.followup.terms import CallOutcome, ItemKind, Lane
from osteopro.instruments.terms import Kind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Channel, Person, Sex
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.queries import StoredResponse
from osteopro.triage.terms import Level

PER_LANE = 50
MAX_PAGES = COUNTED // PER_LANE
# Enough to find the record before the one that waits when a newer one has come since.
NEWEST = 3


@dataclass(frozen=True, slots=True)
class LastCall:
    """The latest attempt to phone somebody."""

    at: datetime
    outcome: CallOutcome


@dataclass(frozen=True)
class Row:
    """One patient in a lane. `now` is the record that waits, `before` the one before it;
    `stands_for` is the manager for whom somebody else answers at present."""

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
    stands_for: StaffName | None
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


def lanes(
    viewer: Viewer, chosen: Filter, numbers: Figures, *, page_of: Mapping[Lane, int] = {}
) -> tuple[LanePage, ...]:
    """The four lanes, or the chosen one, each with one page of at most 50 patients.

    `page_of` gives the page (from 1) of a lane that is not on its first. Three queries:
    rows, names, answers.
    """
    wanted = LANES if chosen.lane is None else (chosen.lane,)
    pages = {lane: min(max(page_of.get(lane, 1), 1), MAX_PAGES) for lane in wanted}
    limits = {lane: page * PER_LANE for lane, page in pages.items()}
    scope = scope_of(viewer, chosen)
    found = _found(scope.shape, tuple(limits.items())).rows(**scope.values)
    shown: dict[Lane, list[CareState]] = {}
    for lane in wanted:
        first = (pages[lane] - 1) * PER_LANE
        ordered = sorted((row for row in found if _lane(row) is lane), key=_order)
        shown[lane] = ordered[first : first + PER_LANE]
    finished = _finished([row for rows in shown.values() for row in rows])
    return tuple(
        LanePage(
            lane=lane,
            rows=tuple(finished[row.patient_id] for row in shown[lane]),
            total=numbers.lanes[lane],
            more=numbers.lanes[lane] > pages[lane] * PER_LANE,
        )
        for lane in wanted
    )


@dataclass(frozen=True, slots=True)
class Place:
    """One entry of a lane without its words: to go on to the next."""

    patient_id: int
    kind: ItemKind
    source: str


def places(viewer: Viewer, chosen: Filter, lane: Lane) -> list[Place]:
    """The first 50 entries of a lane, in its order; one query."""
    scope = scope_of(viewer, chosen)
    rows = [row for arm in arms(scope) for row in in_lane(scope, arm, lane)[:PER_LANE]]
    found = [row for row in sorted(rows, key=_order) if row.kind]
    return [Place(r.patient_id, ItemKind(r.kind), r.source) for r in found[:PER_LANE]]


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


@lru_cache(maxsize=64)
def _found(shape: Shape, limits: tuple[tuple[Lane, int], ...]) -> Prepared[CareState]:
    """The first of each lane, all in one query: each part finds its few ids by index first."""
    return Prepared(lambda: _with_newest(_parts(shape.places(), limits)))


def _parts(scope: Scope, limits: Iterable[tuple[Lane, int]]) -> QuerySet[CareState]:
    # A part of a union may have no limit of its own on SQLite, a query inside it may.
    parts = [
        CareState.objects.filter(pk__in=in_lane(scope, arm, lane).values("pk")[:limit])
        .order_by()
        .values("pk")
        for arm in arms(scope)
        for lane, limit in limits
    ]
    if not parts:
        return CareState.objects.none()
    return CareState.objects.filter(pk__in=parts[0].union(*parts[1:], all=True))


def _with_newest(rows: QuerySet[CareState]) -> QuerySet[CareState]:
    """The last call and the newest records of each patient, as columns."""
    mine = standing.calls().filter(patient_id=OuterRef("patient_id")).order_by("-at")
    records = records_queries.latest_versions().filter(
        patient_id=OuterRef("patient_id"), kind=Kind.RECORD
    )
    newest = records.order_by("-effective", "-pk").values("pk")
    return rows.annotate(
        sex=F("patient__sex"),
        time_zone=F("site__time_zone"),
        **named_manager(),
        call_at=Subquery(mine.values("at")[:1]),
        call_outcome=Subquery(mine.values("outcome")[:1]),
        **{f"newest_{n}": Subquery(newest[n - 1 : n]) for n in range(1, NEWEST + 1)},
    )


def _lane(row: CareState) -> Lane:
    """Where a row that was found is shown: with nothing open it was found as late."""
    lane = state.lane_of(row.lane)
    return Lane.LATE if lane is Lane.NONE else lane


def _order(row: CareState) -> tuple[Any, ...]:
    lane = _lane(row)
    if lane is Lane.LATE:
        return (row.next_due_on, row.patient_id)
    level = -row.level if lane is Lane.NOW else 0
    return (level, row.due_at, row.patient_id)


def _finished(found: Sequence[Any]) -> Mapping[int, Row]:
    """Rows with names and answers, by patient; two queries."""
    if not found:
        return {}
    people = patients_queries.people([row.patient_id for row in found])
    newest = {getattr(row, f"newest_{n}") for row in found for n in range(1, NEWEST + 1)} - {None}
    sources = [row.source for row in found if row.kind == ItemKind.RECORD]
    wanted = Q(pk__in=newest) | Q(occasion__in=sources, superseded_by__isnull=True)
    rows = (
        Response.objects.filter(wanted).defer(*records_queries.UNREAD).order_by("effective", "pk")
    )
    stored: dict[int, list[StoredResponse]] = {}
    for response in rows:
        stored.setdefault(response.patient_id, []).append(records_queries.stored(response))
    return {
        row.patient_id: _row(row, people[row.patient_id], stored.get(row.patient_id, []))
        for row in found
    }


def _row(row: Any, person: Person, stored: Sequence[StoredResponse]) -> Row:
    """`stored` are responses of this patient, oldest first."""
    zone = ZoneInfo(row.time_zone)
    waits = next((each for each in stored if str(each.occasion) == row.source), None)
    earlier = [
        each
        for each in stored
        if waits and each.kind == waits.kind == Kind.RECORD and each.effective < waits.effective
    ]
    call = None
    last = row.last_record_at
    # A call before the newest record belongs to what was ended then.
    if row.call_at is not None and (last is None or row.call_at >= last):
        call = LastCall(row.call_at, CallOutcome(row.call_outcome))
    return Row(
        lane=_lane(row),
        patient_id=row.patient_id,
        person=person,
        sex=Sex(row.sex),
        zone=zone,
        level=state.level_of(row.level),
        kind=ItemKind(row.kind) if row.kind else None,
        source=row.source,
        due_at=row.due_at,
        reasons=row.reasons,
        channel=Channel(row.channel),
        by_whom=waits.by_whom if waits else row.by_whom,
        due=due_in(row, zone),
        open_items=row.open_items,
        stands_for=stands_for(row),
        call=call,
        now=waits,
        before=earlier[-1] if earlier else None,
    )

"""How much each manager has: a panel, what waits, what comes, how quickly it was answered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import Any, TypeVar

from django.db.models import Count, Q

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts.queries import StaffName
from osteopro.followup import rules, standing
from osteopro.followup.models import CareState, Move
from osteopro.followup.queries import team
from osteopro.followup.queries.scope import today
from osteopro.followup.queries.team import Leave
from osteopro.followup.terms import Lane, Outcome
from osteopro.instruments.terms import Kind, Mode
from osteopro.patients.terms import Channel
from osteopro.records import queries as records_queries

Code = TypeVar("Code", bound=StrEnum)
AHEAD = timedelta(days=14)
LOOK_BACK = timedelta(days=28)
# Reply times are told from the newest: older ones would only cost.
NEWEST = 200
SHOWN = (Lane.NOW, Lane.TODAY, Lane.REPLY, Lane.LATE)


@dataclass(frozen=True)
class Load:
    """One manager: patients in their panel, patients per lane who wait for them now."""

    account_id: int
    name: StaffName
    panel: int
    lanes: Mapping[Lane, int]


@dataclass(frozen=True, slots=True)
class Replies:
    """How many replies in four weeks, half of them sooner than `half`, how many in time."""

    number: int
    half: timedelta
    in_time: int


@dataclass(frozen=True)
class Workload:
    """What one manager has before them. `due` counts records per day from today, `late` those
    that were due before; `ahead` patients who will change hands, by day."""

    of: int
    loads: tuple[Load, ...]
    due: Mapping[date, int]
    late: int
    replies: Replies | None
    channels: Mapping[Channel, int]
    modes: Mapping[Mode, int]
    leaves: tuple[Leave, ...]
    ahead: Mapping[date, int]


def workload(viewer: Viewer, of: int, colleagues: Mapping[int, StaffName]) -> Workload:
    """The page of one manager, with a line for each of `colleagues`; always the same eight
    queries."""
    due = _due(of)
    now = today()
    days = [now + timedelta(days=n) for n in range(AHEAD.days)]
    return Workload(
        of=of,
        loads=_loads(viewer, colleagues),
        due={day: due.get(day, 0) for day in days},
        late=sum(number for day, number in due.items() if day < now),
        replies=_replies(of),
        channels=_channels(of),
        modes=_modes(of),
        leaves=tuple(team.leaves(colleagues)),
        ahead=_ahead(of),
    )


def _loads(viewer: Viewer, colleagues: Mapping[int, StaffName]) -> tuple[Load, ...]:
    here = CareState.objects.filter(site_id__in=viewer.site_ids)
    in_care = Count("pk", filter=Q(active=True) | Q(paused=True))
    panels = dict(here.order_by().values_list("manager").annotate(n=in_care))
    late = Q(lane=Lane.NONE.rank, active=True, next_due_on__lt=today() - rules.ON_TIME_UNTIL)
    counts = {
        lane.name: Count("pk", filter=late if lane is Lane.LATE else Q(lane=lane.rank))
        for lane in SHOWN
    }
    waiting: dict[Any, Any] = {
        row["answers"]: row for row in here.order_by().values("answers").annotate(**counts)
    }
    return tuple(
        Load(
            account_id=pk,
            name=name,
            panel=panels.get(pk, 0),
            lanes={lane: waiting.get(pk, {}).get(lane.name, 0) for lane in SHOWN},
        )
        for pk, name in colleagues.items()
    )


def _due(of: int) -> Mapping[date, int]:
    until = today() + AHEAD
    rows = CareState.objects.filter(answers=of, active=True, next_due_on__lt=until)
    return dict(rows.order_by().values_list("next_due_on").annotate(n=Count("pk")))


def _replies(of: int) -> Replies | None:
    given = standing.of_records().filter(
        by=of, outcome=Outcome.REPLIED, at__gte=clock.now() - LOOK_BACK
    )
    rows = list(given.order_by("-at").values_list("at", "item__opened_at", "item__due_at")[:NEWEST])
    if not rows:
        return None
    took = [at - opened for at, opened, _due_at in rows]
    half = timedelta(seconds=median(each.total_seconds() for each in took))
    return Replies(len(rows), half, sum(at <= due for at, _opened, due in rows))


def _channels(of: int) -> Mapping[Channel, int]:
    rows = CareState.objects.filter(Q(active=True) | Q(paused=True), manager=of)
    found = rows.order_by().values_list("channel").annotate(n=Count("pk"))
    return _known(Channel, found)


def _modes(of: int) -> Mapping[Mode, int]:
    theirs = CareState.objects.filter(manager=of).values("patient_id")
    rows = records_queries.latest_versions().filter(
        patient_id__in=theirs, kind=Kind.RECORD, effective__gte=clock.now() - LOOK_BACK
    )
    return _known(Mode, rows.order_by().values_list("mode").annotate(n=Count("pk")))


def _known(codes: type[Code], found: Iterable[tuple[str, int]]) -> Mapping[Code, int]:
    numbers = dict(found)
    return {code: numbers[code] for code in codes if code in numbers}


def _ahead(of: int) -> Mapping[date, int]:
    rows = Move.objects.filter(
        Q(patient__care_state__manager=of) | Q(hand_over__manager=of), done_at__isnull=True
    )
    return dict(rows.order_by("hand_over__on").values_list("hand_over__on").annotate(n=Count("pk")))

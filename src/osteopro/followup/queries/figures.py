"""The numbers at the top of the worklist and in the menu, each counted by an index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import Any

from django.db.models import (
    BigIntegerField,
    DateField,
    DateTimeField,
    F,
    FloatField,
    QuerySet,
    Subquery,
)

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts.models import Account
from osteopro.db import Given, Prepared
from osteopro.followup.models import Review
from osteopro.followup.queries.scope import (
    COUNTED,
    HOSPITAL,
    Count,
    Filter,
    Scope,
    Shape,
    arms,
    in_lane,
    reviews,
    scope_of,
    today,
)
from osteopro.followup.terms import Lane, Outcome

LANES = (Lane.NOW, Lane.TODAY, Lane.REPLY, Lane.LATE)
WAITING = (Lane.NOW, Lane.TODAY, Lane.REPLY)
# How long replies took is told from the newest of a week: the rest would only cost.
MEAN_OVER = timedelta(days=7)
MEAN_OF = 200
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Figures:
    """What stands at the top: numbers per lane, due and done today, how long replies took on
    average, in service time."""

    lanes: Mapping[Lane, int]
    due_today: int
    due_tomorrow: int
    done: Mapping[Outcome, int]
    mean_reply: timedelta | None

    @property
    def waiting(self) -> int:
        return sum(self.lanes[lane] for lane in WAITING)


class Mean(Subquery):
    """The mean of the column `took` of a (limited) query, as a column of another query."""

    template = "(SELECT AVG(counted.took) FROM (%(subquery)s) counted)"
    output_field = FloatField()


def figures(viewer: Viewer, chosen: Filter) -> Figures:
    """Numbers about this list in one query, each counted up to 1,000.

    Due tomorrow counts patients whose record is due.
    """
    scope = scope_of(viewer, chosen)
    row = _of_the_list(scope.shape).row(
        **scope.values,
        lately=clock.now() - MEAN_OVER,
        midnight=_midnight(today()),
        next_midnight=_midnight(today() + A_DAY),
        tomorrow=today() + A_DAY,
    )
    found: Mapping[str, Any] = vars(row)

    def total(name: str) -> int:
        return _total(n for key, n in found.items() if key.startswith(f"{name}_of_"))

    return Figures(
        lanes={lane: total(lane.value) for lane in LANES},
        due_today=total("due_today"),
        due_tomorrow=total("due_tomorrow"),
        done={outcome: total(f"done_{outcome.name}") for outcome in Outcome},
        mean_reply=_mean(found),
    )


def waiting(viewer: Viewer, chosen: Filter) -> int:
    """How many patients wait for this viewer, counted up to 1,000: the number in the menu."""
    scope = scope_of(viewer, chosen)
    row = _of_the_menu(scope.shape).row(**scope.values)
    return _total(n for key, n in vars(row).items() if "_of_" in key)


@cache
def _of_the_list(shape: Shape) -> Prepared[Account]:
    return Prepared(lambda: _counting(shape.places()))


@cache
def _of_the_menu(shape: Shape) -> Prepared[Account]:
    return Prepared(lambda: _columns(_lanes(shape.places(), WAITING)))


def _columns(columns: Mapping[str, Any]) -> QuerySet[Account]:
    """Numbers have no row of their own: they are columns of the one who asks."""
    me = Account.objects.filter(pk=Given("account", BigIntegerField()))
    return me.only("pk").annotate(**columns)


def _counting(scope: Scope) -> QuerySet[Account]:
    columns: dict[str, Any] = _lanes(scope, LANES)
    ranks = [lane.rank for lane in WAITING]
    next_midnight = Given("next_midnight", DateTimeField())
    for n, arm in enumerate(arms(scope)):
        due = arm.filter(lane__in=ranks, due_at__lt=next_midnight)
        columns[f"due_today_of_{n}"] = _counted(due)
        coming = arm.filter(active=True, next_due_on=Given("tomorrow", DateField()))
        columns[f"due_tomorrow_of_{n}"] = _counted(coming)
    for n, given in enumerate(reviews(scope)):
        today_only = given.filter(at__gte=Given("midnight", DateTimeField()))
        for outcome in Outcome:
            counted = _counted(today_only.filter(outcome=outcome))
            columns[f"done_{outcome.name}_of_{n}"] = counted
        replies = _newest_replies(given)
        columns[f"replies_{n}"] = Count(replies.values("pk"))
        columns[f"took_{n}"] = Mean(replies.values(took=F("waited_s")))
    return _columns(columns)


def _lanes(scope: Scope, lanes: tuple[Lane, ...]) -> dict[str, Count]:
    return {
        f"{lane.value}_of_{n}": _counted(in_lane(scope, arm, lane))
        for n, arm in enumerate(arms(scope))
        for lane in lanes
    }


def _newest_replies(given: QuerySet[Review]) -> QuerySet[Review]:
    lately = given.filter(
        outcome=Outcome.REPLIED, at__gte=Given("lately", DateTimeField()), waited_s__isnull=False
    )
    return lately.order_by("-at")[:MEAN_OF]


def _mean(found: Mapping[str, Any]) -> timedelta | None:
    """Of all parts together, each weighing as much as it has replies."""
    parts = [
        (float(found[f"took_{n}"]), replies)
        for n in range(len(found))
        if (replies := found.get(f"replies_{n}"))
    ]
    total = sum(replies for _, replies in parts)
    seconds = sum(took * replies for took, replies in parts)
    return timedelta(seconds=seconds / total) if total else None


def _total(parts: Iterable[int]) -> int:
    return min(COUNTED, sum(parts))


def _counted(rows: QuerySet[Any]) -> Count:
    return Count(rows.order_by().values("pk")[:COUNTED])


def _midnight(day: date) -> datetime:
    return datetime.combine(day, time(), HOSPITAL)

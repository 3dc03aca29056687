"""Whose patients a list shows, as queries that each use one index of CareState."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from django.db.models import BigIntegerField, CharField, DateField, QuerySet, Subquery
from django.db.models.fields import IntegerField

from osteopro import clock
from osteopro.access.terms import Permission, Viewer
from osteopro.db import Given
from osteopro.followup import rules, standing
from osteopro.followup.models import CareState, Review
from osteopro.followup.terms import Lane
from osteopro.patients.terms import CareRole, Channel

# "Today" of a list that may span clinics: the hospital's own calendar.
HOSPITAL = ZoneInfo("Asia/Shanghai")
# Counting stops here: more than that is "many" to a person, and a long count costs.
COUNTED = 1000


class Whose(StrEnum):
    """Which patients: those one answers for now (or backs up), or all of one's clinics."""

    MINE = "mine"
    CLINICS = "clinics"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; None narrows nothing."""

    whose: Whose
    channel: Channel | None = None
    site: int | None = None
    lane: Lane | None = None

    @property
    def narrow(self) -> bool:
        """Whether a choice may hide patients in question."""
        return any(each is not None for each in (self.channel, self.site, self.lane))


class Count(Subquery):
    """How many rows a (limited) query has, as a column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def today() -> date:
    """The date by which lists are made."""
    return clock.today(HOSPITAL)


def default_whose(viewer: Viewer) -> Whose:
    """Leads and physicians look at their clinics, managers at their own panel."""
    panel = viewer.can(Permission.FOLLOW_UP) and not viewer.can(Permission.OVERSEE)
    return Whose.MINE if panel else Whose.CLINICS


@dataclass(frozen=True, slots=True)
class Scope:
    """What a list is made from: values, or the places for them in a prepared query.

    With `Whose.CLINICS` `sites` are the clinics shown, else at most the one chosen. Records
    that were due before `late_before` are late.
    """

    whose: Whose
    account: Any
    sites: tuple[Any, ...]
    channel: Any
    late_before: Any

    @property
    def shape(self) -> "Shape":
        """What decides how a query of this scope is worded."""
        return Shape(self.whose, len(self.sites), self.channel is not None)

    @property
    def values(self) -> Mapping[str, Any]:
        """The values by the names of their places."""
        sites = {f"site_{n}": pk for n, pk in enumerate(self.sites)}
        alone = {name: getattr(self, name) for name in ("account", "channel", "late_before")}
        return alone | sites


class Shape(NamedTuple):
    """Scopes of one shape have the same queries with other values."""

    whose: Whose
    sites: int
    by_channel: bool

    def places(self) -> Scope:
        """A scope with places instead of values."""
        return Scope(
            self.whose,
            Given("account", BigIntegerField()),
            tuple(Given(f"site_{n}", BigIntegerField()) for n in range(self.sites)),
            Given("channel", CharField()) if self.by_channel else None,
            Given("late_before", DateField()),
        )


def scope_of(viewer: Viewer, chosen: Filter) -> Scope:
    """What this viewer's list is made from today."""
    sites: tuple[int, ...] = ()
    if chosen.site is not None:
        sites = (chosen.site,)
    elif chosen.whose == Whose.CLINICS:
        sites = tuple(sorted(viewer.site_ids))
    late_before = today() - rules.ON_TIME_UNTIL
    return Scope(chosen.whose, viewer.account_id, sites, chosen.channel, late_before)


def arms(scope: Scope) -> list[QuerySet[CareState]]:
    """The patients in question, one query per index: the union of all is what is shown.

    A single query with OR between who answers, backup and clinics would read the whole panel.
    """
    if scope.whose == Whose.MINE:
        mine = CareState.objects.filter(answers=scope.account)
        backed = CareState.objects.filter(
            patient__care_team__account_id=scope.account,
            patient__care_team__role=CareRole.BACKUP,
            patient__care_team__until__isnull=True,
        ).exclude(answers=scope.account)
        found = [arm.filter(site_id=pk) for arm in (mine, backed) for pk in scope.sites]
        found = found or [mine, backed]
    else:
        found = [CareState.objects.filter(site_id=pk) for pk in scope.sites]
    if scope.channel is not None:
        found = [arm.filter(channel=scope.channel) for arm in found]
    return found


def in_lane(scope: Scope, arm: QuerySet[CareState], lane: Lane) -> QuerySet[CareState]:
    """The patients of `arm` in a lane, in the lane's order.

    Late and missed ones (`Lane.LATE`) have nothing open; the lane is a condition on the
    day their next record is due.
    """
    if lane == Lane.LATE:
        late = arm.filter(lane=Lane.NONE.rank, active=True, next_due_on__lt=scope.late_before)
        return late.order_by("next_due_on", "patient_id")
    first = ("-level",) if lane == Lane.NOW else ()
    return arm.filter(lane=lane.rank).order_by(*first, "due_at", "patient_id")


def reviews(scope: Scope) -> list[QuerySet[Review]]:
    """Standing outcomes given by this person, or to patients of their clinics: one query
    per index, as `arms`."""
    given = standing.of_records()
    if scope.whose == Whose.MINE:
        return [given.filter(by=scope.account)]
    return [given.filter(site_id=pk) for pk in scope.sites]

"""Whose patients a list shows, as queries that each use one index of CareState."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from zoneinfo import ZoneInfo

from django.db.models import QuerySet, Subquery
from django.db.models.fields import IntegerField

from osteopro import clock
from osteopro.access.models import RoleGrant
from osteopro.access.terms import Permission, Viewer
from osteopro.followup import rules, standing
from osteopro.followup.models import CareState, Review
from osteopro.followup.terms import Lane
from osteopro.patients.terms import CareRole, Channel

# "Today" of a list that may span clinics: the hospital's own calendar.
HOSPITAL = ZoneInfo("Asia/Shanghai")
# Counting stops here: more than that is "many" to a person, and a long count costs.
COUNTED = 1000


class Whose(StrEnum):
    """Which patients: those one answers for (or backs up), or all of one's clinics."""

    MINE = "mine"
    CLINICS = "clinics"


@dataclass(frozen=True, slots=True)
class Filter:
    """What a list is narrowed to; `channel` None shows every channel."""

    whose: Whose
    channel: Channel | None = None


class Count(Subquery):
    """How many rows a (limited) query has, as a column of another query."""

    template = "(SELECT COUNT(*) FROM (%(subquery)s) counted)"
    output_field = IntegerField()


def today() -> date:
    """The date by which lists are made."""
    return clock.today(HOSPITAL)


def default_whose(viewer: Viewer) -> Whose:
    """Leads look at their clinics, managers at their own panel."""
    return Whose.CLINICS if viewer.can(Permission.OVERSEE) else Whose.MINE


def arms(viewer: Viewer, chosen: Filter) -> list[QuerySet[CareState]]:
    """The patients in question, one query per index: the union of all is what is shown.

    A single query with OR between manager, backup and clinics would read the whole panel.
    """
    if chosen.whose == Whose.MINE:
        mine = CareState.objects.filter(manager=viewer.account_id)
        backed = CareState.objects.filter(
            patient__care_team__account_id=viewer.account_id,
            patient__care_team__role=CareRole.BACKUP,
            patient__care_team__until__isnull=True,
        ).exclude(manager=viewer.account_id)
        found = [mine, backed]
    else:
        found = [CareState.objects.filter(site_id=pk) for pk in sorted(viewer.site_ids)]
    if chosen.channel is not None:
        found = [arm.filter(channel=chosen.channel) for arm in found]
    return found


def in_lane(arm: QuerySet[CareState], lane: Lane) -> QuerySet[CareState]:
    """The patients of `arm` in a lane, in the lane's order.

    Late and missed ones (`Lane.LATE`) have nothing open; the lane is a condition on the
    day their next record is due.
    """
    if lane == Lane.LATE:
        last_day = today() - rules.ON_TIME_UNTIL
        late = arm.filter(lane=Lane.NONE.rank, active=True, next_due_on__lt=last_day)
        return late.order_by("next_due_on", "patient_id")
    first = ("-level",) if lane == Lane.NOW else ()
    return arm.filter(lane=lane.rank).order_by(*first, "due_at", "patient_id")


def reviews(viewer: Viewer, chosen: Filter) -> QuerySet[Review]:
    """Standing outcomes given by this person, or by anybody of their clinics."""
    given = standing.reviews()
    if chosen.whose == Whose.MINE:
        return given.filter(by=viewer.account_id)
    colleagues = RoleGrant.objects.filter(site_id__in=viewer.site_ids).values("account_id")
    return given.filter(by__in=colleagues)

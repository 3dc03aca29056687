"""Who answers for patients today, from what is stored about assignments and absences."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from osteopro import clock
from osteopro.access import queries as access_queries
from osteopro.access.terms import Role
from osteopro.followup import covering
from osteopro.followup.covering import Assignment, Away
from osteopro.followup.models import NOT_AS_NAMED, Absence, CareState
from osteopro.sites import queries as sites_queries

# Who takes part or has something open.
IN_CARE = Q(active=True) | Q(paused=True) | Q(open_items__gt=0)


@dataclass(frozen=True, slots=True)
class Cover:
    """What decides who answers at one clinic on one day."""

    day: date
    absences: tuple[Away, ...]
    leads: Sequence[int]

    def in_turn(self, manager: int | None, backup: int | None) -> tuple[int, ...]:
        """Everybody to ask about a patient of these two, in order."""
        assigned = Assignment(manager, backup)
        return covering.in_turn(self.day, assigned, self.absences, self.leads)

    def first_two(self, manager: int | None, backup: int | None) -> tuple[int | None, int | None]:
        """Who answers and who is told next; None where there is nobody."""
        first, second, *_ = (*self.in_turn(manager, backup), None, None)
        return first, second

    def leads_to_tell(self) -> list[int]:
        """The leads who are there; all of them when none is."""
        there = [pk for pk in self.leads if not any(each.account == pk for each in self.absences)]
        return there or list(self.leads)


def away(absence: Absence) -> Away:
    """A stored absence as the rule sees it."""
    return Away(absence.account, absence.first, absence.last, absence.substitute)


def cover(site_id: int, day: date | None = None) -> Cover:
    """What decides at this clinic today, or on `day`; two queries."""
    if day is None:
        day = clock.today(sites_queries.clinic(site_id).zone)
    leads = access_queries.holders(Role.PROGRAMME_LEAD, site_id)
    return Cover(day, absent(day), leads)


def absent(day: date) -> tuple[Away, ...]:
    """Everybody who is away on a day; one query."""
    rows = Absence.objects.filter(first__lte=day, last__gte=day).order_by("pk")
    return tuple(away(row) for row in rows)


def out_of_step(site_id: int) -> dict[tuple[int | None, int | None], list[int]]:
    """Patients whose row names others than who answers and who is second now, by these two."""
    today = cover(site_id)
    absent = [each.account for each in today.absences]
    here = CareState.objects.filter(site_id=site_id)
    columns = ("patient_id", "manager", "backup", "answers", "second")
    # Asked one by one, each is answered by an index; together they read the whole panel.
    rows = set(here.filter(NOT_AS_NAMED).values_list(*columns))
    if absent:
        rows |= set(here.filter(manager__in=absent).values_list(*columns))
        rows |= set(here.filter(backup__in=absent).values_list(*columns))
    found: dict[tuple[int | None, int | None], list[int]] = {}
    for patient_id, manager, backup, *stored in sorted(rows, key=lambda row: row[0]):
        first, second = today.first_two(manager, backup)
        if [first, second] != stored:
            found.setdefault((first, second), []).append(patient_id)
    return found

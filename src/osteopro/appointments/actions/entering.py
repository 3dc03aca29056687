"""Entering slots by the week, and taking them away again."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from osteopro import clock
from osteopro.appointments import rules
from osteopro.appointments.models import Offer, Quota, Slot
from osteopro.appointments.rules import Pattern, Refused
from osteopro.appointments.terms import SlotKind, Taken
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.sites import queries as sites_queries


class NoSuchSlot(LookupError):
    """This clinic has no such slot."""


@dataclass(frozen=True, slots=True)
class Entered:
    """How many slots came of a pattern; `over` the week's number, `present` before."""

    count: int
    over: int
    present: int


@journal.action
def add_slots(
    *,
    by: Actor,
    site_id: int,
    kind: SlotKind,
    pattern: Pattern,
    key: UUID,
    physician: int | None = None,
    reserved: bool = False,
) -> Entered:
    """Enter the slots of a weekly pattern on the clinic's working days.

    `pattern.per_week` becomes the number a week for this kind at this clinic; the other kind has
    its own. The same form (`key`) again enters nothing. Raises Refused with the code of what is
    wrong with the pattern.
    """
    clinic = sites_queries.clinic(site_id)
    if problem := rules.pattern_problem(pattern, clock.today(clinic.zone)):
        raise Refused(problem)
    _one_after_the_other(site_id, kind, pattern.per_week)
    if before := Slot.objects.filter(batch=key).count():
        journal.nothing_changed()
        return Entered(before, 0, 0)
    alike = _of_weeks(site_id, kind, pattern, clinic.zone)
    plan = rules.planned(
        pattern,
        clinic.zone,
        clinic.service.calendar.is_working_day,
        clock.now(),
        present=_present(site_id, kind, physician, pattern, clinic.zone),
        in_week=Counter(rules.week_of(at.astimezone(clinic.zone).date()) for at in alike),
    )
    Slot.objects.bulk_create(
        Slot(
            site_id=site_id,
            kind=kind,
            physician=physician,
            starts_at=at,
            minutes=pattern.minutes,
            reserved=reserved,
            batch=key,
            added_at=clock.now(),
            added_by=by.person,
        )
        for at in plan.starts
    )
    journal.record(
        "slots.added",
        by=by,
        object_type="batch",
        object_id=key,
        site=site_id,
        what=kind,
        number=len(plan.starts),
        reserved=reserved,
    )
    return Entered(len(plan.starts), plan.over, plan.present)


@journal.action
def withdraw_slot(*, by: Actor, site_id: int, slot_id: int) -> None:
    """Take a free slot away. Raises NoSuchSlot, and Refused while somebody holds it: that is
    cancelled first, so that they are told."""
    slot = _locked(site_id, slot_id)
    if slot.withdrawn_at is not None:
        journal.nothing_changed()
        return
    if Offer.objects.filter(slot=slot, released_at__isnull=True).exists():
        raise Refused(Taken.HELD)
    withdraw(by, slot)


@journal.action
def keep_slot(*, by: Actor, site_id: int, slot_id: int, reserved: bool) -> None:
    """Keep a slot for who is verified urgent, or give it to everybody. Raises NoSuchSlot."""
    slot = _locked(site_id, slot_id)
    if slot.reserved == reserved:
        journal.nothing_changed()
        return
    slot.reserved = reserved
    slot.save(update_fields=["reserved"])
    journal.record(
        "slot.kept", by=by, object_type="slot", object_id=slot.pk, site=site_id, reserved=reserved
    )


def withdraw(by: Actor, slot: Slot) -> None:
    """Part of an action that has locked the slot."""
    slot.withdrawn_at, slot.withdrawn_by = clock.now(), by.person
    slot.save(update_fields=["withdrawn_at", "withdrawn_by"])
    journal.record(
        "slot.withdrawn", by=by, object_type="slot", object_id=slot.pk, site=slot.site_id
    )


def _locked(site_id: int, slot_id: int) -> Slot:
    slot = Slot.objects.select_for_update().filter(pk=slot_id, site_id=site_id).first()
    if slot is None:
        raise NoSuchSlot(slot_id)
    return slot


def _one_after_the_other(site_id: int, kind: SlotKind, per_week: int) -> None:
    """Two who enter slots of a kind at once would both see room for theirs."""
    Quota.objects.bulk_create(
        [Quota(site_id=site_id, kind=kind, per_week=per_week)], ignore_conflicts=True
    )
    quota = Quota.objects.select_for_update().get(site_id=site_id, kind=kind)
    quota.per_week = per_week
    quota.save(update_fields=["per_week"])


def _of_weeks(site_id: int, kind: SlotKind, pattern: Pattern, zone: ZoneInfo) -> list[datetime]:
    """What the weeks of the pattern have already of this kind."""
    since = _midnight(rules.week_of(pattern.first), zone)
    until = _midnight(rules.week_of(pattern.last) + 7 * rules.A_DAY, zone)
    rows = Slot.objects.filter(site_id=site_id, kind=kind, withdrawn_at__isnull=True)
    rows = rows.filter(starts_at__gte=since, starts_at__lt=until)
    return list(rows.values_list("starts_at", flat=True))


def _present(
    site_id: int, kind: SlotKind, physician: int | None, pattern: Pattern, zone: ZoneInfo
) -> list[datetime]:
    """The times that cannot be had twice: a physician is at one place only."""
    rows = Slot.objects.filter(
        withdrawn_at__isnull=True,
        starts_at__gte=_midnight(pattern.first, zone),
        starts_at__lt=_midnight(pattern.last + rules.A_DAY, zone),
    )
    if physician is not None:
        rows = rows.filter(physician=physician)
    else:
        rows = rows.filter(site_id=site_id, kind=kind, physician__isnull=True)
    return list(rows.values_list("starts_at", flat=True))


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)

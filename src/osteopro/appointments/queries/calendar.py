"""The slots of a clinic, week by week, and those that are free."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from osteopro import clock
from osteopro.appointments.models import Offer, Slot
from osteopro.appointments.terms import OfferState, SlotKind

A_WEEK = timedelta(days=7)
# Enough to choose from with one key each.
CHOICES = 9


@dataclass(frozen=True, slots=True)
class SlotView:
    """One slot. `holder` is the patient who has it, with the offer and how that stands."""

    slot_id: int
    site_id: int
    kind: SlotKind
    physician: int | None
    starts_at: datetime
    minutes: int
    reserved: bool
    holder: int | None = None
    offer_id: int | None = None
    state: OfferState | None = None

    @property
    def free(self) -> bool:
        return self.holder is None


def week(site_id: int, monday: date, zone: ZoneInfo) -> list[SlotView]:
    """The slots of seven days from `monday` on the clinic's wall, by time; two queries."""
    since = datetime.combine(monday, time(), zone)
    until = datetime.combine(monday + A_WEEK, time(), zone)
    rows = _standing().filter(site_id=site_id, starts_at__gte=since, starts_at__lt=until)
    holding = Offer.objects.filter(released_at__isnull=True)
    rows = rows.prefetch_related(Prefetch("offers", holding, to_attr="held_by"))
    return [_view(row) for row in rows.order_by("starts_at", "kind", "pk")]


def free(
    site_ids: Collection[int],
    kind: SlotKind,
    *,
    reserved: bool = False,
) -> list[SlotView]:
    """The next free slots of these clinics; the kept ones only with `reserved`. One query."""
    held = Offer.objects.filter(slot=OuterRef("pk"), released_at__isnull=True)
    rows = _standing().filter(
        ~Exists(held), site_id__in=list(site_ids), kind=kind, starts_at__gt=clock.now()
    )
    if not reserved:
        rows = rows.filter(reserved=False)
    return [_view(row) for row in rows.order_by("starts_at", "pk")[:CHOICES]]


def _standing() -> QuerySet[Slot]:
    return Slot.objects.filter(withdrawn_at__isnull=True)


def _view(row: Slot) -> SlotView:
    held: list[Offer] = getattr(row, "held_by", [])
    offer = held[0] if held else None
    return SlotView(
        slot_id=row.pk,
        site_id=row.site_id,
        kind=SlotKind(row.kind),
        physician=row.physician,
        starts_at=row.starts_at,
        minutes=row.minutes,
        reserved=row.reserved,
        holder=offer.patient_id if offer else None,
        offer_id=offer.pk if offer else None,
        state=OfferState(offer.state) if offer else None,
    )

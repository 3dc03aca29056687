"""Who comes to a physician today, and visits of which nobody wrote down what came of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db.models import Exists, F, Max, OuterRef, Q, QuerySet

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.appointments import rules
from osteopro.appointments.models import Offer
from osteopro.appointments.queries import visits
from osteopro.appointments.queries.visits import VisitView
from osteopro.appointments.terms import OfferState, SlotKind
from osteopro.followup import standing
from osteopro.followup.models import Asking, OpenItem
from osteopro.followup.queries import people
from osteopro.followup.queries.people import Found
from osteopro.followup.terms import ItemKind

# An outcome may be written for so long after a visit; after a question to a physician it must.
OFFERED_FOR = timedelta(days=7)
OWED_FOR = timedelta(days=90)
# A question of so long before a visit led to it.
LED_TO = timedelta(days=60)
_COMES = (OfferState.ACCEPTED, OfferState.SEEN)
SHOWN = 100


@dataclass(frozen=True)
class Coming:
    """One person on a physician's list. `seen_before`: the last visit with an outcome; `fresh`: a
    record came since; `asks`: a question waits; `owed`: a question to a physician led here, so
    that what came of it must be written down; `visit` once it is."""

    offer_id: int
    found: Found
    address_as: str
    physician: int | None
    starts_at: datetime
    state: OfferState
    seen_before: datetime | None
    fresh: bool
    asks: bool
    owed: bool
    visit: VisitView | None

    def may_write(self, now: datetime) -> bool:
        """Whether they can have been seen by now and nothing is written yet."""
        return self.visit is None and now >= self.starts_at - rules.EARLY


@dataclass(frozen=True)
class Today:
    """The visits of the day, one's own first, and earlier ones without an outcome."""

    booked: tuple[Coming, ...]
    unwritten: tuple[Coming, ...]


def today(viewer: Viewer, zone: ZoneInfo) -> Today:
    """What a physician's day looks like; as many queries for one patient as for a hundred."""
    now = clock.now()
    begins = datetime.combine(clock.today(zone), time(), zone)
    ends = begins + timedelta(days=1)
    mine = _offers().filter(slot__site_id__in=viewer.site_ids)
    of_day = mine.filter(state__in=_COMES, slot__starts_at__gte=begins, slot__starts_at__lt=ends)
    before = mine.filter(
        _unwritten(), state=OfferState.SEEN, slot__starts_at__gte=now - OWED_FOR
    ).filter(slot__starts_at__lt=begins)
    rows = [*of_day.order_by("slot__starts_at", "pk")[:SHOWN]]
    late = before.order_by("-slot__starts_at", "pk")[:SHOWN]
    offered = now - OFFERED_FOR
    rows += [row for row in late if _owed(row) or row.slot.starts_at >= offered]
    shown = _shown(rows)
    booked = [each for each in shown if each.starts_at >= begins]
    booked.sort(key=lambda each: (each.physician != viewer.account_id, each.starts_at))
    return Today(tuple(booked), tuple(each for each in shown if each.starts_at < begins))


def at_hand(patient_id: int) -> Coming | None:
    """The place by which this patient is seen now or was seen last, if nobody wrote yet what came
    of it."""
    now = clock.now()
    rows = _offers().filter(
        _unwritten(),
        patient_id=patient_id,
        state__in=_COMES,
        slot__starts_at__lte=now + rules.EARLY,
        slot__starts_at__gte=now - OFFERED_FOR,
    )
    row = rows.order_by("-slot__starts_at", "-pk").first()
    return next(iter(_shown([row])), None) if row else None


def _offers() -> QuerySet[Offer]:
    asked = standing.escalations().filter(
        patient_id=OuterRef("patient_id"),
        at__lte=OuterRef("slot__starts_at"),
        at__gte=OuterRef("slot__starts_at") - LED_TO,
    )
    return (
        Offer.objects.filter(slot__kind=SlotKind.VISIT)
        .select_related("slot")
        .annotate(owed=Exists(asked))
    )


def _owed(row: Offer) -> bool:
    return bool(getattr(row, "owed", False))


def _unwritten() -> Q:
    return Q(~Exists(visits.standing().filter(offer=OuterRef("pk"))))


def _shown(rows: Iterable[Offer]) -> list[Coming]:
    rows = list(rows)
    ids = list({row.patient_id for row in rows})
    if not ids:
        return []
    found = {each.patient_id: each for each in people.short(ids)}
    written = visits.of_offers([row.pk for row in rows])
    seen: Mapping[int, datetime] = dict(
        visits.standing()
        .filter(patient_id__in=ids)
        .values_list("patient_id")
        .annotate(last=Max("seen_at"))
    )
    asking = _asking(ids, [row.request_id for row in rows if row.request_id])
    return [
        Coming(
            offer_id=row.pk,
            found=found[row.patient_id],
            address_as=found[row.patient_id].person.spoken,
            physician=row.slot.physician,
            starts_at=row.slot.starts_at,
            state=OfferState(row.state),
            seen_before=seen.get(row.patient_id),
            fresh=_after(found[row.patient_id].last_record_at, seen.get(row.patient_id)),
            asks=row.patient_id in asking,
            owed=_owed(row),
            visit=written.get(row.pk),
        )
        for row in rows
        if row.patient_id in found
    ]


def _after(record: datetime | None, visit: datetime | None) -> bool:
    return record is not None and (visit is None or record > visit)


def _asking(patient_ids: list[int], request_ids: list[int]) -> set[int]:
    """Whose question waits: one to a physician, or words with what they asked for; one query."""
    waiting = OpenItem.objects.filter(
        patient_id__in=patient_ids, kind=ItemKind.ESCALATION, closed_at__isnull=True
    ).values_list("patient_id")
    words = (
        Asking.objects.filter(request_id__in=request_ids)
        .exclude(words="")
        .values_list(F("request__patient_id"))
    )
    return {patient for (patient,) in waiting.union(words)}


def asked_words(patient_id: int, offer_id: int | None) -> list[str]:
    """What the patient wrote with the request that this place was given for, oldest first."""
    if offer_id is None:
        return []
    rows = Asking.objects.filter(request__offers=offer_id, request__patient_id=patient_id)
    return [words for words in rows.order_by("pk").values_list("words", flat=True) if words]

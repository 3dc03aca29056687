"""The day before a visit: who cannot read the reminder is phoned (clinical content 7.5, 9)."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from osteopro import clock
from osteopro.appointments import notices, rules
from osteopro.appointments.models import Offer, OfferEvent
from osteopro.appointments.terms import OfferAct, OfferState
from osteopro.followup import contact
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.queries.phone_reasons import VISIT
from osteopro.followup.terms import ItemKind
from osteopro.messaging import queries as messaging_queries
from osteopro.patients import queries as patients_queries
from osteopro.sites import queries as sites_queries
from osteopro.sites.queries import Clinic

# No clinic is shut for longer before a visit.
AHEAD = timedelta(days=16)


@dataclass(frozen=True, slots=True)
class Call:
    """A call that becomes due, or is over, for a booked place."""

    patient_id: int
    offer_id: int


def source(offer_id: int) -> str:
    """How the item of a call names its visit."""
    return f"{VISIT}{offer_id}"


def to_make() -> list[Call]:
    """Whom to phone about a visit from now on, whom nobody was asked to phone about it yet; seven
    queries, however many come."""
    now = clock.now()
    booked = Offer.objects.filter(
        state=OfferState.ACCEPTED, slot__starts_at__gt=now, slot__starts_at__lte=now + AHEAD
    )
    offers = list(booked.select_related("slot").order_by("slot__starts_at", "pk"))
    clinics = {pk: sites_queries.clinic(pk) for pk in {each.slot.site_id for each in offers}}
    near = [each for each in offers if _begins(each, clinics) <= now]
    known = _known([source(each.pk) for each in near])
    new = [each for each in near if source(each.pk) not in known]
    return [Call(each.patient_id, each.pk) for each in _unreached(new, clinics)]


def over() -> list[Call]:
    """Calls that nobody needs any more: the place is given back, or its time has come."""
    rows = OpenItem.objects.filter(
        kind=ItemKind.TELL, source__startswith=VISIT, closed_at__isnull=True
    )
    waiting = {int(each.removeprefix(VISIT)) for each in rows.values_list("source", flat=True)}
    if not waiting:
        return []
    coming = Offer.objects.filter(
        pk__in=waiting, state=OfferState.ACCEPTED, slot__starts_at__gt=clock.now()
    )
    gone = waiting - set(coming.values_list("pk", flat=True))
    found = Offer.objects.filter(pk__in=gone).order_by("pk")
    return [Call(patient, pk) for patient, pk in found.values_list("patient_id", "pk")]


def _begins(offer: Offer, clinics: Mapping[int, Clinic]) -> datetime:
    clinic = clinics[offer.slot.site_id]
    works_on = clinic.service.calendar.is_working_day
    return rules.call_from(offer.slot.starts_at, clinic.zone, works_on)


def _known(sources: Collection[str]) -> set[str]:
    rows = OpenItem.objects.filter(kind=ItemKind.TELL, source__in=list(sources))
    return set(rows.values_list("source", flat=True)) if sources else set()


def _unreached(offers: list[Offer], clinics: Mapping[int, Clinic]) -> Iterator[Offer]:
    """Who has no screen, unless they agreed on the phone just now; who has one, once it is known
    that the reminder did not arrive, or that there is none: they had no screen when they agreed.
    Who agreed after the time of reminders needs none."""
    if not offers:
        return
    ids = {each.patient_id for each in offers}
    rows = {row.patient_id: row for row in CareState.objects.filter(patient_id__in=ids)}
    plans = patients_queries.contact_plans(ids)
    sent = messaging_queries.states(notices.reminder_key(each.pk) for each in offers)
    agreed = _agreed([each.pk for each in offers])
    for offer in offers:
        row = rows[offer.patient_id]
        if row.ended:
            continue
        if contact.way(row, plans[offer.patient_id]) is None:
            if agreed[offer.pk] < _begins(offer, clinics):
                yield offer
            continue
        starts, zone = offer.slot.starts_at, clinics[offer.slot.site_id].zone
        outcome = sent.get(notices.reminder_key(offer.pk))
        told = (
            outcome.may_have_arrived
            if outcome is not None
            else agreed[offer.pk] >= rules.remind_at(starts, zone)
        )
        if not told and rules.unread_from(starts, zone) <= clock.now():
            yield offer


def _agreed(offer_ids: Collection[int]) -> Mapping[int, datetime]:
    events = OfferEvent.objects.filter(offer__in=list(offer_ids), act=OfferAct.ACCEPT)
    return dict(events.order_by("pk").values_list("offer_id", "at"))

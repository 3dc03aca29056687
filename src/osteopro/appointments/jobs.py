"""Due work of appointments: places that nobody answered for, or that nobody needs any more.

Running one twice changes nothing the second time.
"""

from django.db.models import Q

from osteopro import clock
from osteopro.appointments import actions, eve, rules
from osteopro.appointments.models import Offer
from osteopro.appointments.terms import OfferState
from osteopro.audit.terms import system
from osteopro.enrolment.terms import State


def lapse_offers() -> int:
    """Give back the places of offers that nobody answered in time; the manager phones."""
    over = Offer.objects.filter(state=OfferState.OFFERED, answer_by__lte=clock.now())
    return sum(
        actions.lapse_offer(by=system("offers"), patient_id=patient, offer_id=offer)
        for patient, offer in list(over.order_by("pk").values_list("patient_id", "pk"))
    )


def phone_before_visits() -> int:
    """The day before a visit: have those phoned who cannot read the reminder, once, and end calls
    about what is off or over."""
    by = system("visits")
    ended = sum(
        actions.end_call(by=by, patient_id=each.patient_id, offer_id=each.offer_id)
        for each in eve.over()
    )
    return ended + sum(
        actions.ask_to_phone(by=by, patient_id=each.patient_id, offer_id=each.offer_id)
        for each in eve.to_make()
    )


def free_places() -> int:
    """Give back the places of those who died, and of requests and sessions that have ended."""
    gone = Q(patient__care_state__ended=State.DIED)
    ended = Q(request__closed_at__isnull=False) | Q(session__closed_at__isnull=False)
    over = Offer.objects.filter(gone | ended, state__in=rules.LIVE)
    return sum(
        actions.free_place(by=system("offers"), patient_id=patient, offer_id=offer)
        for patient, offer in list(over.order_by("pk").values_list("patient_id", "pk"))
    )

"""What leaves the building about visits: that there is news, a reminder the day before, and
that a physician wrote.

Nothing about health stands in either.
"""

from datetime import datetime

from osteopro import clock
from osteopro.appointments import rules
from osteopro.appointments.models import Offer
from osteopro.appointments.queries import visits
from osteopro.appointments.terms import OfferAct, OfferState
from osteopro.followup import contact, state
from osteopro.followup.actions import telling
from osteopro.followup.models import CareState
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging import kinds
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.kinds import Kind, Pending, Wording
from osteopro.ui.formats import patient_time

NEWS = "visit-news"
REMINDER = "visit-reminder"
OUTCOME = "visit-outcome"
_NEWS = (
    "{clinic}：{hello}您的预约有消息，请点开看看：{link} 不方便上网？请打 {phone}。",
    "{clinic}: {hello}there is news about your appointment: {link} Not online? Call {phone}.",
)
_WROTE = (
    "{clinic}：{hello}医生有几句话给您，请点开看：{link} 不方便上网？请打 {phone}。",
    "{clinic}: {hello}the doctor has a few words for you: {link} Not online? Call {phone}.",
)
_TOMORROW = (
    "{clinic}：{hello}提醒您，明天{time}有预约。来不了，请点开告诉我们：{link} 或打 {phone}。",
    "{clinic}: {hello}your appointment is tomorrow at {time}. Cannot come? {link} or call {phone}.",
)


def outgoing(row: CareState, offer: Offer, act: OfferAct) -> list[Outgoing]:
    """The messages that an act on an offer makes necessary; none for who is phoned instead.

    The reminder has one key for each offer: however often it is accepted, it leaves once.
    """
    channel = contact.way(row)
    if channel is None:
        return []
    if act in (OfferAct.OFFER, OfferAct.CANCEL_CLINIC):
        return [
            Outgoing(
                key=f"{NEWS}:{offer.pk}:{offer.sequence}",
                kind=NEWS,
                channel=channel,
                patient_id=row.patient_id,
                params={"offer": offer.pk, "sequence": offer.sequence},
            )
        ]
    at = rules.remind_at(offer.slot.starts_at, state.clinic(row).zone)
    if act is not OfferAct.ACCEPT or at <= clock.now():
        return []
    return [
        Outgoing(
            key=reminder_key(offer.pk),
            kind=REMINDER,
            channel=channel,
            patient_id=row.patient_id,
            params={"offer": offer.pk},
            due_at=at,
        )
    ]


def reminder_key(offer_id: int) -> str:
    """The name of the reminder of a visit in the outbox."""
    return f"{REMINDER}:{offer_id}"


def tell_of_outcome(row: CareState, message_id: int, visible_at: datetime) -> None:
    """Announce what a physician wrote after a visit, once it can no longer be taken back; who is
    phoned hears it in a call. Nobody is told for somebody who died. `row` is changed but not
    saved."""
    channel = contact.way(row)
    if channel is None:
        telling.tell(row, message_id, visible_at)
        return
    messaging_actions.enqueue(
        [
            Outgoing(
                key=f"{OUTCOME}:{message_id}",
                kind=OUTCOME,
                channel=channel,
                patient_id=row.patient_id,
                params={"message": message_id},
                due_at=visible_at,
            )
        ]
    )


def _news(pending: Pending) -> Wording | None:
    return _worded(pending, *_NEWS)


def _reminder(pending: Pending) -> Wording | None:
    found = contact.contact(pending.patient_id or 0)
    starts = _offer(pending).slot.starts_at.astimezone(found.zone)
    return _worded(pending, *_TOMORROW, time=patient_time(starts, found.language))


def _wrote(pending: Pending) -> Wording | None:
    return _worded(pending, *_WROTE)


def _worded(pending: Pending, zh: str, en: str, **more: str) -> Wording | None:
    found = contact.contact(pending.patient_id or 0)
    link = contact.link(pending.patient_id or 0)
    return found.worded(pending.channel, zh, en, link=link, hello=found.hello, **more)


def _still_news(pending: Pending) -> bool:
    """Nothing happened since that says more."""
    latest = _offer(pending).sequence == pending.params["sequence"]
    return latest and contact.lives(pending.patient_id or 0)


def _still_said(pending: Pending) -> bool:
    """It was not taken back, and not put right: then the news is of the other words."""
    patient_id, message = pending.patient_id or 0, pending.params["message"]
    said = messaging_queries.turn(patient_id, message) is not None
    return said and not visits.replaced(patient_id, message) and contact.lives(patient_id)


def _still_tomorrow(pending: Pending) -> bool:
    offer = _offer(pending)
    found = contact.contact(pending.patient_id or 0)
    days = offer.slot.starts_at.astimezone(found.zone).date() - clock.today(found.zone)
    comes = offer.state == OfferState.ACCEPTED and days == rules.A_DAY
    return comes and contact.lives(pending.patient_id or 0)


def _offer(pending: Pending) -> Offer:
    return Offer.objects.select_related("slot").get(pk=pending.params["offer"])


kinds.register(NEWS, Kind(_news, _still_news, contact.not_in_quiet_hours))
kinds.register(OUTCOME, Kind(_wrote, _still_said, contact.not_in_quiet_hours))
kinds.register(REMINDER, Kind(_reminder, _still_tomorrow))

"""Finding a time for an in-person session, and what was said to one."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from osteopro import clock
from osteopro.appointments import labels
from osteopro.appointments.queries import calendar
from osteopro.appointments.queries.calendar import SlotView
from osteopro.appointments.terms import OfferState, SlotKind
from osteopro.patients.terms import Channel
from osteopro.ui import components as c
from osteopro.web.visit import words
from osteopro.web.visit.session_around import Around


def planning(around: Around, slots: Sequence[SlotView], typed: Mapping[str, str]) -> dict[str, Any]:
    """Finding a time, and what was answered."""
    place, names, zone = around.place, around.names(), around.standing.clinic.zone
    last = around.session.offers[-1] if around.session.offers else None
    undo = (
        last is not None and not last.live and last.may_undo(around.viewer.account_id, clock.now())
    )
    return {
        "choices": [_choice(each, around, typed.get("slot", "")) for each in slots],
        "offered": place is not None and place.state is OfferState.OFFERED,
        "booked": place is not None and place.state is OfferState.ACCEPTED,
        "answer_by": words.when(place.answer_by, zone) if place else "",
        "by_phone": around.standing.channel is Channel.PHONE,
        "may_undo": undo,
        "log_rows": [
            (
                words.when(event.at, zone),
                gettext("; ").join(
                    filter(
                        None,
                        [
                            words.when(offer.starts_at, zone),
                            str(labels.ACTS[event.act]),
                            words.name_of(names, event.by) if event.by else "",
                            event.words,
                        ],
                    )
                ),
            )
            for offer in around.session.offers
            for event in offer.events
        ],
    }


def free_slots(around: Around) -> list[SlotView]:
    """The next free slots for sessions at the patient's clinic."""
    return calendar.free([around.standing.clinic.site_id], SlotKind.SESSION)


def _choice(slot: SlotView, around: Around, chosen: str) -> c.Answer:
    local = slot.starts_at.astimezone(around.standing.clinic.zone)
    suits = bool(_wished(around) & {(local.date().isoformat(), part) for part in _parts(local)})
    label = f"{local:%m-%d}\u00a0{words.weekday(local.date())}\u00a0{local:%H:%M}"
    label = f"{label} {gettext('suits the patient')}" if suits else label
    return c.Answer(str(slot.slot_id), label, checked=str(slot.slot_id) == chosen)


def _parts(local: datetime) -> tuple[str, str]:
    return "any", "morning" if local.hour < 12 else "afternoon"


def _wished(around: Around) -> set[tuple[str, str]]:
    """Days and parts of days that suit, as said when a time was declined last."""
    last = around.session.offers[-1].events[-1] if around.session.offers else None
    return {(on.isoformat(), part.value) for on, part in last.times} if last else set()

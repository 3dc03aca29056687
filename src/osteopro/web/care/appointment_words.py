"""Appointments in the words of staff."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.appointments.queries.calendar import SlotView
from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.queries.waiting import Waiting
from osteopro.appointments.terms import OfferState, Place, SlotKind, Taken
from osteopro.followup.queries.requests import AskingView
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.followup.terms import RequestState, VisitReason
from osteopro.ui import formats
from osteopro.ui.components import Answer
from osteopro.web.care import words
from osteopro.web.care.conversation_labels import COMPANIONS, TIMES
from osteopro.web.care.frame import language

REASONS: Mapping[VisitReason, object] = {
    VisitReason.PAIN: _("pain"),
    VisitReason.MEDICINE: _("medicine"),
    VisitReason.CHECK: _("check, prescription or injection"),
    VisitReason.WORRY: _("worried"),
    VisitReason.OTHER: _("another reason"),
}
KINDS: Mapping[SlotKind, object] = {
    SlotKind.VISIT: _("Clinic visit"),
    SlotKind.SESSION: _("In-person session"),
}
STATES: Mapping[OfferState, object] = {
    OfferState.OFFERED: _("offered, no answer yet"),
    OfferState.ACCEPTED: _("booked"),
    OfferState.DECLINED: _("the time did not suit"),
    OfferState.LAPSED: _("not answered in time"),
    OfferState.CANCELLED_PATIENT: _("cancelled by the patient"),
    OfferState.CANCELLED_CLINIC: _("cancelled by the clinic"),
    OfferState.NO_SHOW: _("did not come"),
    OfferState.SEEN: _("was seen"),
}
REFUSALS: Mapping[str, object] = {
    Taken.CALL_FIRST: _(
        "No slot yet: the last report is at attention or above and nobody has talked about it. "
        "Phone the patient first; after the talk a slot can be offered."
    ),
    Taken.EMERGENCY: _("An emergency was heard: it never waits for a slot. 120 or emergency room."),
    Taken.RESERVED: _("This slot is kept for who was heard to be urgent. Choose another one."),
    Taken.HELD: _("Somebody else has this slot now. Choose another one."),
    Taken.WITHDRAWN: _("This slot was taken away meanwhile. Choose another one."),
    Taken.PAST: _("This time has passed. Choose another one."),
    Taken.WRONG_KIND: _("This slot is for the other kind of appointment."),
    Taken.ELSEWHERE: _("This slot is at another clinic than the patient."),
    Taken.OVER: _("This request has ended meanwhile."),
    Taken.PLACED: _("A slot is offered or booked for this already."),
    Taken.OFFER_OVER: _("This was changed meanwhile. Look how it stands."),
    Taken.TOO_EARLY: _("It is not time yet: this can be noted on the day."),
    "cancel-needs-reason": _("Write why, for your colleagues."),
    "batch-in-the-past": _("Begin today or later."),
    "batch-ends-before": _("The last day is before the first."),
    "batch-too-long": _("Three months at most."),
    "batch-is-empty": _("Choose days of the week and write times."),
    "batch-minutes": _("A slot has 5 to 120 minutes."),
    "batch-quota": _("At least one a week."),
    "batch-too-many": _("Too many at once: choose fewer days."),
    "batch-overlaps": _("The times are closer together than a slot is long."),
    "too-late": _("It is too late to take it back."),
}


def refusal(code: str) -> str:
    """Why it was not done, in one sentence."""
    return str(REFUSALS[code])


@dataclass(frozen=True)
class Line:
    """Somebody on the waiting list. `mark` is said where something comes before a slot."""

    href: str
    name: str
    person: str
    wants: str
    asked: tuple[str, ...]
    need: tuple[str, ...]
    days: str
    contact: str
    mark: str
    tone: str
    talk: str
    before: tuple[str, ...]
    waits_until: str


def line(row: Waiting, now: datetime) -> Line:
    """One row: never a number of the order, only what it rests on."""
    why = row.request.why
    next_on = row.request.next_contact_on
    mark, tone = _mark(row)
    return Line(
        href=reverse("care_offer", args=[row.request.request_id]),
        name=row.person.name,
        person=str(row.age),
        wants=str(REASONS[why]) if why else gettext("no reason given"),
        asked=tuple(_asked(each) for each in row.request.askings),
        need=tuple(words.said(each.staff) for each in row.reasons),
        days=gettext("%(n)s d") % {"n": row.days},
        contact=words.when(row.last_contact, HOSPITAL, now) if row.last_contact else "",
        mark=mark,
        tone=tone,
        talk=reverse("care_talk", args=[row.report]) if row.report else "",
        before=tuple(_before(each, now) for each in row.before),
        waits_until=next_on.isoformat()
        if next_on and row.request.state is RequestState.WAITING
        else "",
    )


@dataclass(frozen=True)
class Booked:
    """A time that is offered or booked, or whose day is over without a word of what came of it."""

    href: str
    name: str
    when: str
    kind: str
    whom: str
    state: str
    tone: str


def booked(offer: OfferView, name: str, names: Mapping[int, StaffName], now: datetime) -> Booked:
    """One line of what lies ahead."""
    over = offer.state is OfferState.ACCEPTED and offer.starts_at < now
    return Booked(
        href=reverse("care_place", args=[offer.offer_id]),
        name=name,
        when=moment(offer.starts_at, HOSPITAL),
        kind=str(KINDS[offer.kind]),
        whom=staff(names, offer.physician),
        state=gettext("what came of it?") if over else str(STATES[offer.state]),
        tone="warn" if over else "ok" if offer.state is OfferState.ACCEPTED else "",
    )


def choices(
    slots: Sequence[SlotView],
    names: Mapping[int, StaffName],
    wanted: set[tuple[str, str]],
    chosen: str,
) -> list[Answer]:
    """The next free slots; `wanted` are days and halves of days that the patient named."""
    return [
        Answer(
            str(slot.slot_id),
            _slot(slot, names, suits=bool(wanted & _halves(slot))),
            checked=str(slot.slot_id) == chosen,
        )
        for slot in slots
    ]


def _slot(slot: SlotView, names: Mapping[int, StaffName], *, suits: bool) -> str:
    local = slot.starts_at.astimezone(HOSPITAL)
    day = f"{local:%m-%d}\u00a0{words.weekdays()[local.weekday()]}\u00a0{local:%H:%M}"
    parts = [day, staff(names, slot.physician)]
    parts += [gettext("kept for urgent")] if slot.reserved else []
    parts += [gettext("suits the patient")] if suits else []
    return " ".join(part for part in parts if part)


def wanted_times(before: Sequence[OfferView]) -> set[tuple[str, str]]:
    """Days and parts of days that suit, as said when a time was declined last."""
    last = before[-1].events[-1] if before else None
    return {(on.isoformat(), part.value) for on, part in last.times} if last else set()


def moment(at: datetime, zone: ZoneInfo) -> str:
    """2026-11-24 周二 09:00."""
    local = at.astimezone(zone)
    return f"{local:%Y-%m-%d} {words.weekdays()[local.weekday()]} {local:%H:%M}"


def staff(names: Mapping[int, StaffName], account_id: int | None) -> str:
    """The name of a member of staff; empty where nobody is named."""
    name = names.get(account_id) if account_id is not None else None
    return name.shown(language()) if name else ""


def times_said(offer: OfferView) -> str:
    """The days that suit, as said with the last act."""
    return gettext("; ").join(
        f"{on.isoformat()} {TIMES[part]}" for on, part in offer.events[-1].times
    )


def _before(offer: OfferView, now: datetime) -> str:
    said = times_said(offer)
    told = f"{words.when(offer.changed_at, HOSPITAL, now)} {STATES[offer.state]}"
    own = offer.events[-1].words
    return gettext("; ").join(each for each in (told, said, own) if each)


def _asked(asking: AskingView) -> str:
    parts = [str(TIMES[each]) for each in asking.times]
    if asking.companion is not None:
        parts.append(str(COMPANIONS[asking.companion]))
    if asking.words:
        parts.append(gettext("“%(words)s”") % {"words": asking.words})
    on = formats.staff_short(asking.at.astimezone(HOSPITAL), today=clock.today(HOSPITAL))
    return f"{on} {gettext(', ').join(parts)}".strip()


def _mark(row: Waiting) -> tuple[str, str]:
    if row.emergency:
        return gettext("Emergency: no slot, act now"), "bad"
    if row.place is Place.CALL_FIRST:
        return gettext("Phone first"), "warn"
    if row.place is Place.RESERVED:
        return gettext("Urgent: a kept slot"), "bad"
    return "", ""


def _halves(slot: SlotView) -> set[tuple[str, str]]:
    local = slot.starts_at.astimezone(HOSPITAL)
    day = local.date().isoformat()
    return {(day, "any"), (day, "morning" if local.hour < 12 else "afternoon")}

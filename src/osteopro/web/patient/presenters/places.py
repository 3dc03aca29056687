"""A time that was offered or booked, and visits that took place, in the words of patients."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext
from markupsafe import Markup

from osteopro import clock
from osteopro.accounts.queries import StaffName
from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.queries.visits import VisitView
from osteopro.appointments.terms import OfferState, SlotKind, Taken
from osteopro.followup.queries.frame import Frame
from osteopro.ui.components import Answer
from osteopro.web.patient.presenters import dates, visits

# So many days to choose from when the offered time does not suit.
DAYS = 8


@dataclass(frozen=True)
class Place:
    """One offered or booked time. `answer_by` is said while it waits for an answer."""

    offer_id: int
    title: str
    what: str
    when: Markup
    whom: str
    offered: bool
    answer_by: str


@dataclass(frozen=True)
class Seen:
    """A visit that took place: when, with whom, and what the doctor tells."""

    when: str
    whom: str
    line: str
    reply: str


def place(of: Frame, offer: OfferView, names: Mapping[int, StaffName]) -> Place:
    """A live offer as its owner sees it."""
    offered = offer.state is OfferState.OFFERED
    until = dates.moment(of, offer.answer_by, weekday=True, inside=True)
    return Place(
        offer_id=offer.offer_id,
        title=gettext("We have a time for you") if offered else gettext("Your appointment"),
        what=_what(offer.kind),
        when=_when(of, offer),
        whom=_named(names, offer.physician),
        offered=offered,
        answer_by=gettext(
            "Please answer by %(when)s. After that somebody else gets this time, and we phone you."
        )
        % {"when": until}
        if offered
        else "",
    )


def seen(
    of: Frame,
    found: Iterable[VisitView],
    names: Mapping[int, StaffName],
    *,
    helping: bool,
    reads: bool,
) -> list[Seen]:
    """Visits that took place, with the doctor's line where there is one for this reader."""
    return [
        Seen(
            when=dates.long_day(of, of.local(visit.seen_at).date()),
            whom=_named(names, visit.by),
            line=visits.told(visit.line, helping=helping, reads=reads),
            reply=visits.told(visit.reply, helping=helping, reads=reads),
        )
        for visit in found
    ]


def staff_in(offers: Iterable[OfferView], seen_at: Iterable[VisitView]) -> set[int]:
    """The accounts whose names are shown."""
    physicians = {each.physician for each in offers if each.physician is not None}
    return physicians | {each.by for each in seen_at}


def days_to_choose(of: Frame, chosen: Sequence[str]) -> list[Answer]:
    """The next days on which the clinic is there."""
    calendar = of.clinic.service.calendar
    days: list[date] = []
    day = of.today
    while len(days) < DAYS:
        day = calendar.working_day_from(day + timedelta(days=1))
        days.append(day)
    return [
        Answer(each.isoformat(), dates.long_day(of, each), checked=each.isoformat() in chosen)
        for each in days
    ]


def refusal(code: str) -> str:
    """Why an answer did not come in time, in one sentence."""
    known = {
        Taken.HELD: gettext("Somebody else has this time now. We look for another one for you."),
        Taken.WITHDRAWN: gettext("The clinic is not there at that time any more."),
        Taken.PAST: gettext("This time has passed. Ask again, or call us."),
    }
    codes: dict[str, str] = {each.value: words for each, words in known.items()}
    return codes.get(code) or gettext("This was changed meanwhile. Look how it stands.")


def may_undo(offer: OfferView | None, account_id: int) -> bool:
    """Whether what was just given back may be taken again."""
    return offer is not None and offer.may_undo(account_id, clock.now())


def _what(kind: SlotKind) -> str:
    if kind is SlotKind.SESSION:
        return gettext("A talk with us at the clinic, about 20 minutes")
    return gettext("A visit at the clinic")


def _when(of: Frame, offer: OfferView) -> Markup:
    day = dates.together(dates.long_day(of, of.local(offer.starts_at).date()))
    at = dates.together(dates.clock_time(of, offer.starts_at))
    return Markup("{} {}").format(day, at)


def _named(names: Mapping[int, StaffName], account_id: int | None) -> str:
    name = names.get(account_id) if account_id is not None else None
    return name.shown(dates.language()) if name else ""

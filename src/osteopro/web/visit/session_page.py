"""What the pages of one in-person session show (clinical content 7.6)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from osteopro import clock
from osteopro.access.terms import Permission, Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.appointments import meeting, session_labels
from osteopro.appointments.guide import Look, guide
from osteopro.appointments.queries import calendar, meetings
from osteopro.appointments.queries.calendar import SlotView
from osteopro.appointments.queries.meetings import Written
from osteopro.appointments.queries.offers import OfferView
from osteopro.appointments.queries.sessions import SessionView
from osteopro.appointments.rules import EARLY
from osteopro.appointments.terms import OfferState, SessionPart, SlotKind
from osteopro.enrolment.reading import text_language
from osteopro.followup import beside
from osteopro.followup.queries import sitting as sitting_queries
from osteopro.followup.queries.people import Standing
from osteopro.followup.terms import Agrees
from osteopro.patients.terms import Channel, Sex
from osteopro.records import measuring
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse
from osteopro.summaries.sentences import sentences
from osteopro.summaries.visit import visit_summary
from osteopro.triage import queries as triage_queries
from osteopro.ui import components as c
from osteopro.web.visit import words
from osteopro.web.visit.page import language
from osteopro.web.visit.session_form import NOT_SAID, Typed

UNITS = {"height_cm": "cm", "weight_kg": "kg"}
AGREES: Mapping[Agrees, object] = {
    Agrees.YES: _("The same"),
    Agrees.PARTLY: _("Partly"),
    Agrees.NO: _("They differ"),
}


@dataclass(frozen=True)
class Around:
    """One session with its patient, and what there is to it; each thing is read once."""

    viewer: Viewer
    session: SessionView
    standing: Standing

    @cached_property
    def written(self) -> Written:
        return meetings.written(self.session.session_id)

    @cached_property
    def measured(self) -> Mapping[str, tuple[Decimal, date]]:
        """The newest values from before today, with their day."""
        found: dict[str, tuple[Decimal, date]] = {}
        for each in measuring.measurements(self.standing.patient_id):
            values = {"height_cm": each.height_cm, "weight_kg": each.weight_kg}
            if each.on < self.today:
                found |= {k: (v, each.on) for k, v in values.items() if v is not None}
        return found

    @property
    def before(self) -> Mapping[str, Decimal]:
        return {name: value for name, (value, _on) in self.measured.items()}

    @property
    def today(self) -> date:
        return clock.today(self.standing.clinic.zone)

    @cached_property
    def record(self) -> StoredResponse | None:
        """The last record, about which they talk; it was sent before they sat down."""
        newest = records_queries.latest_records(self.standing.patient_id, 5)
        return next((r for r in newest if r.complete and not r.proxy and r.beside is None), None)

    @property
    def occasion(self) -> UUID | None:
        """The sitting they may still talk about."""
        if self.record is None or self.written.at(SessionPart.HEARD):
            return None
        return self.record.occasion

    @cached_property
    def together(self) -> list[StoredResponse]:
        """What was filled in together at this session."""
        since = meetings.began_together(self.session.session_id)
        if since is None:
            return []
        until = self.session.closed_at or clock.now()
        return records_queries.together(self.standing.patient_id, since, until)

    @property
    def place(self) -> OfferView | None:
        return self.session.place

    @property
    def writes(self) -> bool:
        """Whether something may be written down now."""
        return meeting.may_write(self.session.closed_at, self.session.state, clock.now())

    def begun(self, now: datetime) -> bool:
        """Whether they are here: something was written down, or their time has come."""
        place = self.place
        booked = place is not None and place.state is OfferState.ACCEPTED
        come = booked and place is not None and now >= place.starts_at - EARLY
        return come or bool(self.written.parts)

    def names(self) -> Mapping[int, StaffName]:
        """Everybody of the staff who stands on the page."""
        accounts = {each.by for each in self.written.parts.values()}
        accounts |= {each.beside for each in self.together if each.beside}
        accounts |= {each for each in (self.session.by, self.session.closed_by) if each}
        acts = [event for offer in self.session.offers for event in offer.events]
        accounts |= {each.by for each in acts if each.by}
        return accounts_queries.staff_names(accounts)


def head(around: Around) -> dict[str, Any]:
    """What stands at the top of each of the pages."""
    standing, session = around.standing, around.session
    short = gettext("F") if standing.sex is Sex.FEMALE else gettext("M")
    follows = around.viewer.can(Permission.FOLLOW_UP)
    return {
        "person": standing.person,
        "who": f"{standing.person.age(around.today)} {short}",
        "phone_href": f"tel:{standing.person.phone}",
        "phone": standing.person.phone if follows or around.place else "",
        "why": str(session_labels.WHY[session.trigger]),
        "note": session.note,
        "place": around.place,
        "when": words.when(around.place.starts_at, standing.clinic.zone) if around.place else "",
        "state": _state(around),
        "story": reverse("care_patient", args=[standing.patient_id]),
        "summary": reverse("visit_summary", args=[standing.patient_id]),
    }


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
                            str(words.ACTS[event.act]),
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


def writing(around: Around, typed: Typed, code: str = "") -> dict[str, Any]:
    """Everything that is written down; `code` opens a tablet."""
    names, zone = around.names(), around.standing.clinic.zone
    sits = sitting_queries.beside(around.standing.patient_id)
    return {
        "typed": typed.values,
        "day": typed.day,
        "key": typed.key,
        "earlier": {name: _earlier(around, name) for name in UNITS},
        "looks": [_look(each, typed) for each in guide().looks],
        "saved": {part.value: _saved(around, part, names) for part in SessionPart},
        "pains": {name: _numbers(typed.get(name)) for name in ("pain_rest", "pain_move")},
        "events": _choices(_events(), typed.get("event")),
        "levels": _choices(words.LEVELS, typed.get("level")),
        "agreements": _choices(AGREES, typed.get("agrees")),
        "questions": _questions(around) if around.occasion else [],
        "record_day": words.when(around.record.effective, zone) if around.record else "",
        "talks": around.occasion is not None,
        "sits": words.name_of(accounts_queries.staff_names([sits]), sits) if sits else "",
        "sits_myself": sits == around.viewer.account_id,
        "sits_hours": int(beside.SITS_FOR.total_seconds() // 3600),
        "together": [_together(each, names, zone) for each in around.together],
        "code": f"{code[:3]} {code[3:]}" if code else "",
        "open": around.session.open,
        "begun": around.place is not None and clock.now() >= around.place.starts_at,
        "lines": sentences(visit_summary(around.standing.patient_id), text_language(language())),
        "max_words": meeting.WORDS,
        "max_agreed": meeting.AGREED,
        "losses": _losses(around),
    }


def reading(around: Around) -> dict[str, Any]:
    """What was written down, of a session that is over."""
    names, zone, found = around.names(), around.standing.clinic.zone, around.written
    looks = found.at(SessionPart.LOOKS)
    told, plan, body = found.told, found.plan, found.body
    looked = session_labels.looked(
        looks.guide if looks else "", looks.content if looks else {}, text_language(language())
    )
    by = words.name_of(names, around.session.closed_by)
    closed = around.session.closed_at
    rows = [
        (gettext("Height"), f"{body.height_cm} cm" if body and body.height_cm else ""),
        (gettext("Weight"), f"{body.weight_kg} kg" if body and body.weight_kg else ""),
        *((gettext("Looked at"), each) for each in looked),
        (gettext("Medicines on the packages"), told.medicines if told else ""),
        (gettext("Worries"), told.worries if told else ""),
        (gettext("What was agreed"), plan.agreed if plan else ""),
        (gettext("Next step on"), plan.next_on.isoformat() if plan and plan.next_on else ""),
        (gettext("Why it ended"), around.session.why),
    ]
    return {
        "rows": [row for row in rows if row[1]],
        "ended": words.when(closed, zone) if closed else "",
        "ended_by": by,
        "together": [_together(each, names, zone) for each in around.together],
    }


def _losses(around: Around) -> list[str]:
    """What the rules will look at in the next record, said at once to whoever measured."""
    body = around.written.body
    found = []
    for name, unit in UNITS.items():
        now = body.value(name) if body else None
        if now is None or name not in around.measured:
            continue
        before, on = around.measured[name]
        change = meeting.change(name, now, before, on, guide())
        if change.lost:
            values = {"n": -change.by, "unit": unit, "day": on.isoformat()}
            label = gettext("Height") if name == "height_cm" else gettext("Weight")
            less = gettext("%(n)s %(unit)s less than on %(day)s") % values
            found.append(gettext("%(label)s: %(less)s") % {"label": label, "less": less})
    return found


def _state(around: Around) -> c.Tag:
    place, session = around.place, around.session
    if not session.open:
        tone = "ok" if session.state == "held" else ""
        return c.Tag(str(session_labels.STATES[session.state]), tone)
    if place is None:
        return c.Tag(gettext("invited, no time yet"), "warn")
    if place.state is OfferState.OFFERED:
        return c.Tag(gettext("offered, no answer yet"))
    return c.Tag(gettext("booked"), "ok")


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


def _earlier(around: Around, name: str) -> str:
    if name not in around.measured:
        return gettext("Not measured before.")
    value, on = around.measured[name]
    values = {"value": f"{value.normalize():f}", "unit": UNITS[name], "day": on.isoformat()}
    return gettext("Before: %(value)s %(unit)s on %(day)s") % values


def _look(look: Look, typed: Typed) -> dict[str, Any]:
    number = look.number
    chosen = typed.get(look.code)
    return {
        "code": look.code,
        "label": words.said(look.label),
        "help": words.said(look.help),
        "options": [
            c.Option("", gettext("Choose"), not chosen),
            *(c.Option(a.code, words.said(a.text), a.code == chosen) for a in look.answers),
        ],
        "number": {
            "code": number.code,
            "label": words.said(number.label),
            "unit": words.said(number.unit),
        }
        if number
        else None,
    }


def _saved(around: Around, part: SessionPart, names: Mapping[int, StaffName]) -> str:
    found = around.written.at(part)
    if found is None:
        return ""
    values = {
        "who": words.name_of(names, found.by),
        "when": words.when(found.at, around.standing.clinic.zone),
    }
    return gettext("Kept: %(who)s %(when)s") % values


def _together(each: StoredResponse, names: Mapping[int, StaffName], zone: Any) -> str:
    values = {
        "form": words.said(each.instrument.questionnaire.title),
        "when": words.when(each.received, zone),
        "who": words.name_of(names, each.beside),
    }
    return gettext("%(form)s %(when)s, together with %(who)s") % values


def _questions(around: Around) -> list[str]:
    spoken = text_language(around.standing.language)
    return [text[spoken] for _name, text in triage_queries.checks().script.questions]


def _events() -> dict[str, str]:
    return {"yes": gettext("Something happened"), "no": gettext("Nothing happened")}


def _choices(of: Mapping[Any, object], chosen: str) -> list[c.Answer]:
    return [c.Answer(str(code), str(label), checked=code == chosen) for code, label in of.items()]


def _numbers(chosen: str) -> list[c.Option]:
    choices = [("", gettext("Choose")), *((str(n), str(n)) for n in range(11))]
    choices.append((NOT_SAID, gettext("not said")))
    return [c.Option(value, label, value == chosen) for value, label in choices]

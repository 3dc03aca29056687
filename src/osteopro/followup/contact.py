"""How to reach a patient with a message, and the words every message has."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from osteopro import clock
from osteopro.accounts import queries as accounts_queries
from osteopro.audit.terms import system
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import State
from osteopro.followup import reminding
from osteopro.followup.models import CareState
from osteopro.messaging import channels
from osteopro.messaging.kinds import Pending, Wording
from osteopro.messaging.terms import Channel
from osteopro.patients import queries as patients_queries
from osteopro.patients.helpers import HelperView
from osteopro.patients.terms import Channel as Reporting
from osteopro.patients.terms import ContactPlan, Person, ReminderWay
from osteopro.signin import actions as signin_actions
from osteopro.signin import queries as signin_queries
from osteopro.sites import queries as sites_queries

_WAYS: Mapping[ReminderWay, Channel] = {
    ReminderWay.SMS: Channel.SMS,
    ReminderWay.EMAIL: Channel.EMAIL,
    ReminderWay.WECOM: Channel.WECOM,
}


@dataclass(frozen=True)
class Contact:
    """One patient as messages need them."""

    person: Person
    language: str
    clinic: str
    clinic_phone: str
    manager: str
    zone: ZoneInfo
    site_id: int

    @property
    def english(self) -> bool:
        return self.language.startswith("en")

    @property
    def hello(self) -> str:
        """How a message begins after the clinic's name."""
        name = self.person.address_as
        if self.english:
            return f"{name}, " if name else ""
        return f"{name}您好，"

    def to(self, channel: Channel) -> str:
        """Where a message goes by this channel; empty when there is nowhere."""
        return self.person.email if channel == Channel.EMAIL else self.person.phone

    def worded(self, channel: Channel, zh: str, en: str, **more: str) -> Wording | None:
        """A text in the patient's language with its words filled in; None without an address.

        Mail has the clinic's name as its subject: nothing about health on a locked screen.
        """
        to = self.to(channel)
        if not to:
            return None
        words = {"clinic": self.clinic, "phone": self.clinic_phone, "manager": self.manager}
        text = en if self.english else zh
        return Wording(to, text.format(**words, **more), self.clinic)


def contact(patient_id: int) -> Contact:
    """How to reach this patient now."""
    row = CareState.objects.select_related("site", "patient").get(patient_id=patient_id)
    language = accounts_queries.preferences(row.patient.account_id).language
    clinic = sites_queries.clinic_of(row.site)
    return Contact(
        person=patients_queries.person(patient_id),
        language=language,
        clinic=clinic.shown(language),
        clinic_phone=clinic.phone,
        manager=accounts_queries.staff_name(row.answers).shown(language) if row.answers else "",
        zone=clinic.zone,
        site_id=clinic.site_id,
    )


def way(row: CareState, plan: ContactPlan | None = None) -> Channel | None:
    """By which channel messages reach this patient; None for who is phoned instead, or takes
    no part.

    A way that the hospital does not have, or that lacks an address, becomes a text message.
    `plan` spares looking it up.
    """
    if row.channel == Reporting.PHONE or row.ended:
        return None
    wanted = (plan or patients_queries.contact_plan(row.patient_id)).reminders
    if wanted == ReminderWay.NONE:
        return None
    channel = _WAYS[wanted]
    if channel not in channels.available():
        return Channel.SMS
    if channel == Channel.EMAIL and not patients_queries.person(row.patient_id).email:
        return Channel.SMS
    return channel


def offered(person: Person) -> tuple[ReminderWay, ...]:
    """The ways this patient may choose from: those the hospital has, and a call."""
    ready = channels.available() if person.email else channels.available() - {Channel.EMAIL}
    return (*(way for way, channel in _WAYS.items() if channel in ready), ReminderWay.NONE)


def link(patient_id: int, *, lasting: timedelta = timedelta(0)) -> str:
    """The address of the personal link that works now; a new one when none does `lasting` more.

    The same again when a message is worded a second time after a crash.
    """
    found = signin_queries.link_url(patient_id, lasting=lasting)
    if found is None:
        signin_actions.issue_link(by=system("messages"), patient_id=patient_id)
        found = signin_queries.link_url(patient_id)
    return found or ""


def helper_contact(found: HelperView) -> Contact:
    """How to reach somebody who helps: their own number and language, the patient's clinic."""
    of = contact(found.patient_id)
    language = accounts_queries.preferences(found.account_id).language
    return replace(
        of,
        person=Person(name=found.person.name, birth=of.person.birth, phone=found.person.phone),
        language=language,
        clinic=sites_queries.clinic(of.site_id).shown(language),
    )


def helper_link(found: HelperView) -> str:
    """The address of a helper's personal link that works now; a new one when none does."""
    known = signin_queries.link_url(found.patient_id, helper_id=found.helper_id)
    if known is None:
        by = system("messages")
        signin_actions.issue_link(by=by, patient_id=found.patient_id, helper_id=found.helper_id)
        known = signin_queries.link_url(found.patient_id, helper_id=found.helper_id)
    return known or ""


def takes_part(patient_id: int) -> bool:
    """Whether somebody is in the programme, be it on a pause."""
    return enrolment_queries.state(patient_id) in (State.ACTIVE, State.PAUSED)


def lives(patient_id: int) -> bool:
    """False for somebody who died: nothing is ever sent, not even a code that was asked for."""
    return enrolment_queries.state(patient_id) is not State.DIED


def not_in_quiet_hours(pending: Pending) -> datetime:
    """When this message may leave: now, or when the quiet hours end (7.3)."""
    row = CareState.objects.select_related("site").get(patient_id=pending.patient_id or 0)
    return reminding.after_quiet(clock.now(), sites_queries.clinic_of(row.site).zone)

"""Bringing somebody into the programme."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment import actions as enrolment_actions
from osteopro.enrolment import admitting
from osteopro.enrolment.admission import Admission
from osteopro.enrolment.terms import State
from osteopro.followup import planning, rules, standing_in, state
from osteopro.followup.actions.receiving import receive_record
from osteopro.followup.models import CareState
from osteopro.followup.plan.intervals import first_weeks
from osteopro.followup.terms import FirstLink
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Values
from osteopro.instruments.terms import Kind, Mode
from osteopro.messaging import actions as messaging_actions
from osteopro.messaging.actions import Outgoing
from osteopro.messaging.terms import Channel as Way
from osteopro.patients import actions as patients_actions
from osteopro.patients import intake_drafts
from osteopro.patients.models import Profile
from osteopro.patients.terms import (
    CareRole,
    Channel,
    ClinicalProfile,
    ContactPlan,
    Education,
    Person,
    Sex,
)
from osteopro.records import measuring
from osteopro.records.actions import Submission
from osteopro.records.measuring import Measured
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.signin import actions as signin_actions
from osteopro.sites.queries import clinic


@dataclass(frozen=True)
class Screened:
    """Answers to the short screen, given before the patient existed; `uuid` made with the form."""

    uuid: UUID
    values: Values
    language: str


@dataclass(frozen=True)
class Newcomer:
    """Everything needed to begin following somebody. `manager` and the rest are accounts.

    `admission` is what the gate judges. Flags that follow from fractures are added to
    `profile` by the gate; `measured` and `screened` are stored as if taken today.
    """

    site_id: int
    person: Person
    sex: Sex
    channel: Channel
    manager: int
    backup: int
    admission: Admission
    physician: int | None = None
    education: Education = Education.UNKNOWN
    profile: ClinicalProfile = field(default_factory=ClinicalProfile)
    starts_on: date | None = None
    contact: ContactPlan = field(default_factory=ContactPlan)
    measured: Measured | None = None
    screened: Screened | None = None
    first_link: FirstLink = FirstLink.NOW


@journal.action
def add_to_programme(*, by: Actor, newcomer: Newcomer) -> int:
    """Let somebody in: store the person, their consent and what was found, name their team, make
    the plan, send the first link; returns the id.

    All of it or nothing: raises enrolment's NotAdmitted for somebody who is not eligible, not
    decided upon, or without complete consent. The first record is due on the first day.
    Somebody who reports by phone gets no link, nor whoever is to have it with the first
    reminder (`first_link`). The same form (`admission.key`) sent twice
    lets in once and gives the same id; its draft goes in the same moment.
    """
    key = newcomer.admission.key
    if key is not None:
        intake_drafts.locked(key)
        if (present := admitting.admitted(key)) is not None:
            journal.nothing_changed()
            return present
    patient_id = patients_actions.add_patient(
        by=by,
        site_id=newcomer.site_id,
        person=newcomer.person,
        sex=newcomer.sex,
        channel=newcomer.channel,
        education=newcomer.education,
        profile=with_fractures(newcomer),
    )
    admitting.admit(by=by, patient_id=patient_id, admission=newcomer.admission)
    take_in(by, patient_id, newcomer)
    enrolment_actions.change_state(by=by, patient_id=patient_id, state=State.ACTIVE)
    columns = beginning(newcomer, profile_row(patient_id))
    row = CareState.objects.create(patient_id=patient_id, **columns)
    planning.log(by, row)
    first_steps(by, patient_id, newcomer)
    journal.record(
        "programme.joined",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
    )
    return patient_id


@journal.action
def note_measurement(*, by: Actor, patient_id: int, measured: Measured) -> None:
    """Store height and weight, and put them before the rules of the next assessment."""
    row = state.locked(patient_id)
    measuring.store_measurement(by=by, patient_id=patient_id, measured=measured)
    row.measured = measuring.measured_json(measuring.measurements(patient_id))
    row.save(update_fields=["measured"])


@journal.action
def send_link(*, by: Actor, patient_id: int, by_day: bool = False) -> None:
    """Send a new personal link by text message; the one before stops working.

    `by_day`: not in the quiet hours, because nobody waits for it. Raises OutcomeRefused for
    somebody who takes no part any more.
    """
    if CareState.objects.filter(patient_id=patient_id).exclude(ended="").exists():
        raise rules.OutcomeRefused("not-in-programme")
    link = signin_actions.issue_link(by=by, patient_id=patient_id)
    messaging_actions.enqueue(
        [
            Outgoing(
                key=f"link:{link}",
                kind="personal-link",
                channel=Way.SMS,
                patient_id=patient_id,
                params={"by_day": True} if by_day else {},
            )
        ]
    )


@journal.action
def set_profile(*, by: Actor, patient_id: int, profile: ClinicalProfile) -> None:
    """Record the clinical facts and put them in force for the next assessment."""
    row = state.locked(patient_id)
    patients_actions.set_profile(by=by, patient_id=patient_id, profile=profile)
    row.profile = profile_row(patient_id)
    planning.replan(by, row)
    row.save()


def take_in(by: Actor, patient_id: int, newcomer: Newcomer) -> None:
    """How to reach somebody who joins and who cares for them; part of the action."""
    patients_actions.set_contact_plan(by=by, patient_id=patient_id, plan=newcomer.contact)
    team = {CareRole.MANAGER: newcomer.manager, CareRole.BACKUP: newcomer.backup}
    if newcomer.physician is not None:
        team[CareRole.PHYSICIAN] = newcomer.physician
    for role, account_id in team.items():
        patients_actions.assign(by=by, patient_id=patient_id, account_id=account_id, role=role)


def beginning(newcomer: Newcomer, profile: Profile) -> dict[str, Any]:
    """The columns of CareState with which asking begins."""
    today = clock.today(clinic(newcomer.site_id).zone)
    starts_on = newcomer.starts_on or today
    online = newcomer.channel != Channel.PHONE
    first = first_weeks(starts_on, clock.now())
    cover = standing_in.cover(newcomer.site_id)
    answers, second = cover.first_two(newcomer.manager, newcomer.backup)
    return {
        "site_id": newcomer.site_id,
        "manager": newcomer.manager,
        "backup": newcomer.backup,
        "answers": answers,
        "second": second,
        "channel": newcomer.channel,
        "profile": profile,
        "starts_on": starts_on,
        "interval_days": first.days,
        "interval_reason": first.reason,
        "interval_since": first.on,
        "next_due_on": starts_on,
        # On the first day the link that is sent is message enough.
        "tended_on": today if online and starts_on == today else None,
    }


def first_steps(by: Actor, patient_id: int, newcomer: Newcomer) -> None:
    """What follows once asking began: what was measured and asked, the link, the form's end."""
    if newcomer.measured is not None:
        note_measurement(by=by, patient_id=patient_id, measured=newcomer.measured)
    if newcomer.screened is not None:
        _receive_screen(by, patient_id, newcomer.screened)
    if newcomer.channel != Channel.PHONE and newcomer.first_link is not FirstLink.REMINDER:
        send_link(by=by, patient_id=patient_id, by_day=newcomer.first_link is FirstLink.BY_DAY)
    if newcomer.admission.key is not None:
        intake_drafts.remove_draft(by=by, key=newcomer.admission.key)


def with_fractures(newcomer: Newcomer) -> ClinicalProfile:
    """The physician's list with what the fractures of the intake mean for advice."""
    admission, profile = newcomer.admission, newcomer.profile
    return replace(profile, flags=profile.flags | admission.facts.flags(admission.form.on))


def _receive_screen(by: Actor, patient_id: int, screened: Screened) -> None:
    """The screen as a response like any other, so that the rules judge it."""
    form = instruments_queries.latest(Kind.SCREEN).instrument
    receive_record(
        by=by,
        patient_id=patient_id,
        submission=Submission(
            uuid=screened.uuid,
            canonical=form.canonical,
            values=screened.values,
            status=ResponseStatus.COMPLETED,
            authored=clock.now(),
            mode=Mode.IN_PERSON,
            by_whom=ByWhom.SELF,
            language=screened.language,
            occasion=screened.uuid,
        ),
    )


def profile_row(patient_id: int) -> Profile:
    """The facts that are in force."""
    return Profile.objects.filter(patient_id=patient_id).latest("id")

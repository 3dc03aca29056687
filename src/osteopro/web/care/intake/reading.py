"""The whole form read: the verdict on it, and the newcomer it describes."""

from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from osteopro.enrolment.admission import Admission
from osteopro.enrolment.admitting import Candidate
from osteopro.enrolment.form import BadForm, Form, read_form
from osteopro.enrolment.reading import text_language
from osteopro.enrolment.rules import Verdict, eligibility
from osteopro.followup.actions import Newcomer, Screened
from osteopro.ui.components import FieldError
from osteopro.web.care.frame import language
from osteopro.web.care.intake import mood
from osteopro.web.care.intake.checking import CHECKS, Health, Who, errors_in
from osteopro.web.care.intake.consenting import agreement
from osteopro.web.care.intake.setting import Setting
from osteopro.web.care.intake.sheet import DECIDING, Step, Typed, fields_of

ALL_CHECKS = {**CHECKS, Step.CONSENT: agreement}


@dataclass(frozen=True)
class Reading:
    """What each step says and what is wrong in it."""

    values: dict[Step, Any]
    errors: dict[Step, list[FieldError]]

    @property
    def unfinished(self) -> list[Step]:
        """Steps with something missing or wrong."""
        return [step for step, found in self.errors.items() if found]

    @property
    def decidable(self) -> bool:
        """Whether all is there that decides about joining."""
        return not any(self.errors[step] for step in DECIDING)


def read(typed: Typed, at: Setting) -> Reading:
    """Check every step."""
    found = {step: errors_in(check, typed, at) for step, check in ALL_CHECKS.items()}
    return Reading(
        {step: value for step, (value, _errors) in found.items()},
        {step: errors for step, (_value, errors) in found.items()},
    )


def form_of(reading: Reading, at: Setting) -> Form | None:
    """What eligibility looks at; None while a step that decides is unfinished."""
    if not reading.decidable:
        return None
    who: Who = reading.values[Step.WHO]
    raw = {
        "enr-birth": who.person.birth.isoformat(),
        "enr-date": at.today.isoformat(),
        **reading.values[Step.DISEASE].codes,
        **reading.values[Step.HEALTH].codes,
        **reading.values[Step.MOOD],
    }
    try:
        return read_form(raw)
    except BadForm:
        # Every step was right by itself; what contradicts across steps waits for its correction.
        return None


def verdict_of(reading: Reading, at: Setting) -> Verdict | None:
    """The verdict without regard to consent, which is asked later."""
    form = form_of(reading, at)
    return eligibility(replace(form, consent_complete=True)) if form else None


def candidate_of(key: UUID, reading: Reading, at: Setting) -> Candidate | None:
    """As much of the person as is kept if they do not join."""
    form = form_of(reading, at)
    if form is None:
        return None
    who: Who = reading.values[Step.WHO]
    agrees = not reading.errors[Step.CONSENT]
    return Candidate(key, who.site_id, who.sex, replace(form, consent_complete=agrees))


def newcomer_of(key: UUID, typed: Typed, reading: Reading, at: Setting) -> Newcomer | None:
    """The newcomer; None while anything is unfinished."""
    form = form_of(reading, at)
    if form is None or reading.unfinished:
        return None
    who, disease = reading.values[Step.WHO], reading.values[Step.DISEASE]
    health: Health = reading.values[Step.HEALTH]
    reach, people, team = (reading.values[s] for s in (Step.REACH, Step.PEOPLE, Step.TEAM))
    emergency, helper = people.emergency, people.helper
    return Newcomer(
        site_id=who.site_id,
        person=replace(
            who.person,
            email=reach.email,
            emergency_name=emergency[0],
            emergency_phone=emergency[1],
            emergency_relation=emergency[2],
            helper_name=helper[0],
            helper_phone=helper[1],
            helper_relation=helper[2],
        ),
        sex=who.sex,
        channel=reach.channel,
        education=who.education,
        manager=team.manager,
        backup=team.backup,
        physician=team.physician,
        profile=reading.values[Step.MEDICINES],
        contact=reach.plan,
        measured=disease.measured,
        screened=_screened(key, typed, at),
        admission=Admission(
            form=form,
            facts=replace(disease.facts, other=health.other),
            agreement=reading.values[Step.CONSENT],
            key=key,
        ),
    )


def first_unfinished(typed: Typed, reading: Reading, at: Setting) -> Step:
    """Where to go on: the first step never sent or with a mistake, else the summary."""
    for step in Step:
        if step in reading.errors and (
            reading.errors[step] or not typed.seen(fields_of(step, at.screen))
        ):
            return step
    return Step.SUMMARY


def _screened(key: UUID, typed: Typed, at: Setting) -> Screened | None:
    if not mood.answered(at.screen, typed):
        return None
    return Screened(key, mood.stored(at.screen, typed), text_language(language()))

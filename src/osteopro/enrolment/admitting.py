"""The gate of the programme, and what happens to those who do not simply pass it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.enrolment.actions import give_consent
from osteopro.enrolment.admission import Admission
from osteopro.enrolment.criteria import criteria
from osteopro.enrolment.facts import facts_json
from osteopro.enrolment.form import Form
from osteopro.enrolment.models import Intake, Screening
from osteopro.enrolment.rules import Decided, Verdict, age_band, eligibility, may_join
from osteopro.enrolment.terms import ScreeningState, Status
from osteopro.patients.rules import completed_years
from osteopro.patients.terms import Sex
from osteopro.sites import queries as sites_queries
from osteopro.sites.service_time import DeadlineKind, DeadlineRule


class NotAdmitted(RuntimeError):
    """This person may not join as things stand; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(f"{verdict.status}: {', '.join(verdict.reasons)}")
        self.verdict = verdict


class NotWaiting(RuntimeError):
    """Nothing waits here for a decision: it was made, or never asked for."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """Somebody who is asked about joining, as far as it is kept if they do not join.

    `key` is that of the enrolment form: the same form asked twice is one question.
    """

    key: UUID
    site_id: int
    sex: Sex | None
    form: Form


def _check(admission: Admission, screening: Screening | None) -> Verdict:
    """The verdict on somebody who may join. Raises NotAdmitted for anybody else.

    Whether consent is complete is what they ticked, not what the form says of it.
    """
    form = replace(admission.form, consent_complete=admission.agrees)
    verdict = eligibility(form)
    if not may_join(verdict, _decided(screening)):
        raise NotAdmitted(verdict)
    return verdict


def admitted(key: UUID) -> int | None:
    """The patient whom this enrolment form let in."""
    return Intake.objects.filter(key=key).values_list("patient_id", flat=True).first()


def admitted_among(keys: Iterable[UUID]) -> Mapping[UUID, int]:
    """Which of these forms let somebody in, and whom; one query for every 500."""
    wanted = list(keys)
    found: dict[UUID, int] = {}
    for start in range(0, len(wanted), 500):
        rows = Intake.objects.filter(key__in=wanted[start : start + 500])
        found |= {key: pk for key, pk in rows.values_list("key", "patient_id") if key}
    return found


@journal.action
def admit(*, by: Actor, patient_id: int, admission: Admission) -> None:
    """Store consent and what was found at enrolment, together.

    Raises NotAdmitted unless this person may join, and then nothing of it was stored;
    ConsentRefused when the consent cannot be written down.
    """
    screening = _row(admission.key) if admission.key else None
    verdict, form = _check(admission, screening), admission.form
    agreement = admission.agreement
    if agreement is not None:
        give_consent(
            by=by,
            patient_id=patient_id,
            version=agreement.version,
            purposes=agreement.purposes,
            declined=agreement.declined,
            how=agreement.how,
            language=agreement.language,
            witness=agreement.witness,
            paper=agreement.paper,
        )
    Intake.objects.create(
        key=admission.key,
        patient_id=patient_id,
        at=clock.now(),
        by=by.account_id,
        on=form.on,
        age=completed_years(form.birth, form.on),
        criteria=criteria().version,
        status=verdict.status,
        reasons=list(verdict.reasons),
        answers=_answers(form),
        screen_total=form.screen_total,
        facts=facts_json(admission.facts),
        screening=screening,
    )
    if screening is not None:
        screening.state = ScreeningState.JOINED
        screening.save(update_fields=["state"])
    journal.record(
        "enrolment.admitted",
        by=by,
        object_type="patient",
        object_id=patient_id,
        patient_id=patient_id,
        status=verdict.status,
        criteria=criteria().version,
    )


@journal.action
def ask_clinician(*, by: Actor, candidate: Candidate) -> None:
    """Put the question to the physicians of the clinic, with a deadline (clinical 6.2).

    Asked again with other reasons (the form was changed) it waits again. Raises NotAdmitted
    when there is nothing to decide: the person is not eligible or simply eligible.
    """
    verdict = eligibility(candidate.form)
    if verdict.status is not Status.NEEDS_DECISION:
        raise NotAdmitted(verdict)
    known = _row(candidate.key)
    if known is not None and _still_answers(known, verdict):
        journal.nothing_changed()
        return
    _keep(by, candidate, verdict, ScreeningState.WAITING)


@journal.action
def turn_away(*, by: Actor, candidate: Candidate) -> None:
    """Note that somebody does not take part: not eligible, or eligible and unwilling.

    Kept are the reasons, an age band and the sex; who it was is not (docs/decisions/0013).
    """
    verdict = eligibility(candidate.form)
    known = _row(candidate.key)
    if known is not None and known.state == ScreeningState.JOINED:
        raise NotWaiting(candidate.key)
    refused = verdict.status is Status.NOT_ELIGIBLE
    _keep(
        by, candidate, verdict, ScreeningState.NOT_ELIGIBLE if refused else ScreeningState.DECLINED
    )


@journal.action
def decide(*, by: Actor, screening: UUID, include: bool, reason: str) -> None:
    """Write down what a clinician decided, in their own words. Raises NotWaiting, ValueError
    without a reason, PermissionError when a machine tries."""
    row = Screening.objects.select_for_update().filter(uuid=screening).first()
    if row is None or row.state != ScreeningState.WAITING:
        raise NotWaiting(screening)
    if not reason.strip():
        raise ValueError("a decision needs its reason")
    row.state = ScreeningState.INCLUDED if include else ScreeningState.EXCLUDED
    row.decided_at, row.decided_by = clock.now(), by.person
    row.decision_reason = reason.strip()
    row.save(update_fields=["state", "decided_at", "decided_by", "decision_reason"])
    journal.record(
        "enrolment.decided",
        by=by,
        object_type="screening",
        object_id=screening,
        state=row.state,
        reasons=row.reasons,
    )


def _decided(row: Screening | None) -> Decided | None:
    return Decided(ScreeningState(row.state), tuple(row.reasons)) if row else None


def _row(key: UUID) -> Screening | None:
    return Screening.objects.filter(uuid=key).first()


def _still_answers(row: Screening, verdict: Verdict) -> bool:
    """Whether what was asked, or decided, covers every reason there is now."""
    answers = (
        ScreeningState.WAITING,
        ScreeningState.INCLUDED,
        ScreeningState.EXCLUDED,
        ScreeningState.JOINED,
    )
    return row.state in answers and set(_clinical(verdict)) <= set(row.reasons)


def _clinical(verdict: Verdict) -> list[str]:
    return [reason for reason in verdict.reasons if reason != criteria().consent_reason]


def _keep(by: Actor, candidate: Candidate, verdict: Verdict, state: ScreeningState) -> None:
    now, form = clock.now(), candidate.form
    waits = state is ScreeningState.WAITING
    reasons = _clinical(verdict) or list(verdict.reasons)
    Screening.objects.update_or_create(
        uuid=candidate.key,
        defaults={
            "site_id": candidate.site_id,
            "asked_by": by.person,
            "asked_at": now,
            "age_band": age_band(completed_years(form.birth, form.on)),
            "sex": candidate.sex or "",
            "criteria": criteria().version,
            "status": verdict.status,
            "reasons": reasons,
            "state": state,
            "due_at": _due(candidate.site_id, reasons) if waits else None,
            "decided_at": None,
            "decided_by": None,
            "decision_reason": "",
        },
    )
    journal.record(
        "enrolment.asked" if waits else "enrolment.turned-away",
        by=by,
        object_type="screening",
        object_id=candidate.key,
        site=candidate.site_id,
        state=state,
        reasons=reasons,
    )


def _due(site_id: int, reasons: list[str]) -> datetime:
    rules = criteria()
    soon = rules.decide_hours_for.intersection(reasons)
    rule = (
        DeadlineRule(DeadlineKind.SERVICE_HOURS, rules.decide_hours)
        if soon
        else DeadlineRule(DeadlineKind.WORKING_DAYS, rules.decide_days)
    )
    return sites_queries.clinic(site_id).service.deadlines(rule, clock.now()).due


def _answers(form: Form) -> Mapping[str, object]:
    return {
        **{name: list(codes) for name, codes in form.answers.items() if codes},
        criteria().other: {"present": form.other.present, "decision": form.other.decision},
    }

"""What the page for a visit is made from: a fixed number of statements, each bounded by a year or
by a number of rows, however long the history (design section 8)."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Q

from osteopro import clock
from osteopro.accounts.queries import StaffName, staff_names
from osteopro.followup import advised
from osteopro.followup.advised import Given
from osteopro.followup.models import CareState, Pause, Plan
from osteopro.followup.plan.days import missed_between
from osteopro.followup.plan.facts import Pause as PauseFact
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind
from osteopro.patients import sealing
from osteopro.patients.models import Profile
from osteopro.patients.terms import MedicineClass, Person
from osteopro.records import queries as records_queries
from osteopro.records.models import Response
from osteopro.records.queries import COUNTED, UNREAD, StoredResponse, StoredScore
from osteopro.records.terms import ByWhom
from osteopro.sites.queries import Clinic, clinic_of
from osteopro.summaries import alarms as alarm_rows
from osteopro.summaries import asking, rules
from osteopro.summaries.facts import Visits
from osteopro.summaries.visits import known_visits

KINDS = (Kind.RECORD, Kind.QUALITY_OF_LIFE, Kind.DIARY)
# More rows than anybody has; a limit all the same.
_PLANS, _PAUSES, _PROFILES = 60, 20, 40


@dataclass(frozen=True)
class Material:
    """Everything that was read; responses oldest first, of the last year."""

    patient_id: int
    person: Person
    sex: str
    channel: str
    language: str
    clinic: Clinic
    manager: StaffName | None
    visit_by: StaffName | None
    enrolled_on: date
    visits: Visits
    today: date
    responses: tuple[StoredResponse, ...]
    firsts: tuple[StoredResponse, ...]
    scores: Mapping[int, tuple[StoredScore, ...]]
    missed: tuple[date, ...]
    alarms: tuple[alarm_rows.FiredAlarm, ...]
    verified: Mapping[UUID, date]
    advice: tuple[Given, ...]
    profiles: tuple[Profile, ...]
    measured: Sequence[Mapping[str, Any]]
    questions: Sequence[Mapping[str, str]]
    last_record: date | None

    def day(self, moment: datetime) -> date:
        """The day on the clinic's wall."""
        return moment.astimezone(self.clinic.zone).date()

    @property
    def start(self) -> date:
        """The first day of the period: twelve weeks, or since they take part."""
        joined = self.day(self.firsts[0].effective) if self.firsts else self.enrolled_on
        return max(self.today - rules.PERIOD, min(self.enrolled_on, joined, self.today))


_STATE = CareState.objects.select_related(
    "site", "patient__identity", "patient__account__preference"
)


def read(patient_id: int) -> Material:
    """Read it all. The caller has checked that the viewer may know of the patient."""
    row = _STATE.get(patient_id=patient_id)
    clinic = clinic_of(row.site)
    today = clock.today(clinic.zone)
    visits = known_visits(patient_id, clinic.zone)
    visit = visits.last
    since = _begin(today - rules.YEAR, clinic.zone)
    responses = tuple(records_queries.series(patient_id, KINDS, since))
    firsts = tuple(_firsts(patient_id))
    enrolled_on = clinic_day(row.begun_at, clinic.zone) if row.begun_at else row.starts_on
    # What was urgent is told since the last visit, else since enrolment; a year at most.
    seen_on = max(visit.on if visit else enrolled_on, today - rules.YEAR)
    names = staff_names([pk for pk in (row.manager, visit.by if visit else None) if pk])
    return Material(
        patient_id=patient_id,
        person=sealing.unseal(row.patient.identity.sealed),
        sex=row.patient.sex,
        channel=row.channel,
        language=row.patient.account.preference.language,
        clinic=clinic,
        manager=names.get(row.manager or 0),
        visit_by=names.get((visit.by if visit else 0) or 0),
        enrolled_on=enrolled_on,
        visits=visits,
        today=today,
        responses=responses,
        firsts=firsts,
        scores=records_queries.scores_of(_scored(responses, firsts)),
        missed=_missed(patient_id, responses, today, clinic.zone),
        alarms=alarm_rows.alarms(patient_id, _begin(seen_on, clinic.zone), clinic.zone),
        verified=alarm_rows.verified(patient_id, since, clinic.zone),
        advice=tuple(advised.given(patient_id, since=_begin(today - rules.PERIOD, clinic.zone))),
        profiles=tuple(Profile.objects.filter(patient_id=patient_id).order_by("-id")[:_PROFILES]),
        measured=row.measured,
        questions=asking.standing(patient_id, visit.at if visit else None),
        last_record=clinic_day(row.last_record_at, clinic.zone) if row.last_record_at else None,
    )


def clinic_day(moment: datetime, zone: ZoneInfo) -> date:
    """The day of a moment on the clinic's wall."""
    return moment.astimezone(zone).date()


def _begin(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), zone)


def _firsts(patient_id: int) -> list[StoredResponse]:
    """The first own long form and the first own form on quality of life (resolution 97)."""
    own = records_queries.latest_versions().filter(patient_id=patient_id, status__in=COUNTED)
    own = own.exclude(by_whom=ByWhom.PROXY)
    long_forms = [p.row_id for p in instruments_queries.known() if p.instrument.baseline]
    wanted = Q()
    for kind in (Kind.RECORD, Kind.QUALITY_OF_LIFE):
        first = own.filter(kind=kind, instrument__in=long_forms).order_by("effective", "pk")
        wanted |= Q(pk__in=first.values("pk")[:1])
    rows = Response.objects.filter(wanted).defer(*UNREAD).order_by("effective", "pk")
    return [records_queries.stored(row) for row in rows]


def _scored(
    responses: Sequence[StoredResponse], firsts: Sequence[StoredResponse]
) -> Collection[int]:
    """Whose scores are needed: a year of quality of life, half a year of records, the first."""
    kept = {each.pk for each in firsts}
    since = clock.now() - 2 * rules.PERIOD
    for each in responses:
        if each.kind is Kind.QUALITY_OF_LIFE or (
            each.kind is Kind.RECORD and each.effective >= since
        ):
            kept.add(each.pk)
    return kept


def _missed(
    patient_id: int, responses: Sequence[StoredResponse], today: date, zone: ZoneInfo
) -> tuple[date, ...]:
    """Due days without a record, between the records and up to today (7.4)."""
    plans = Plan.objects.filter(patient_id=patient_id).order_by("-pk")
    changes = [
        (clinic_day(at, zone), days)
        for at, days in plans.values_list("at", "interval_days")[:_PLANS]
    ][::-1]
    breaks = Pause.objects.filter(patient_id=patient_id).order_by("-pk")
    found = breaks.values_list("starts_on", "resumes_on", "end__resumes_on")[:_PAUSES]
    pauses = [PauseFact(since, ended or planned) for since, planned, ended in found][::-1]
    if not changes:
        return ()
    days = [clinic_day(each.effective, zone) for each in responses if each.kind is Kind.RECORD]
    return tuple(
        missed
        for day, following in zip(days, [*days[1:], today], strict=False)
        for missed in missed_between(day, following, changes, pauses)
    )


def on_medicine(profile: Profile | None) -> bool:
    """Whether a bone medicine is on file."""
    return profile is not None and profile.med_class != MedicineClass.NONE

"""What the order looks at, read from what is stored: for one request or for all that wait (5.4).

The number of queries is the same for ten requests and for ten thousand.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from itertools import pairwise
from typing import Any, TypeVar

from django.db.models import Max, Model, QuerySet

from osteopro import clock
from osteopro.appointments import happenings, priority
from osteopro.appointments.models import Offer
from osteopro.appointments.queries import visits
from osteopro.appointments.ruleset import PriorityRules, priority_rules
from osteopro.appointments.terms import Event, OfferState, SlotKind
from osteopro.enrolment.models import Intake
from osteopro.followup import state
from osteopro.followup.models import Asking, OpenItem, Request, Verification
from osteopro.followup.queries.scope import HOSPITAL
from osteopro.followup.terms import AskedIn, ItemKind
from osteopro.patients import queries as patients_queries
from osteopro.patients.rules import completed_years
from osteopro.patients.terms import Channel, ClinicalProfile, MedicineClass, ProfileFlag
from osteopro.triage.terms import Level

# Measured, not felt: so much shorter is looked at (clinical content 3.2, T-A10).
HEIGHT_LOST_CM = Decimal(2)


Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True, slots=True)
class _Who:
    """Somebody who waits for a visit. `heard` and `measured` as `CareState` keeps them;
    `doctor`: a physician asked of late to see them."""

    patient: int
    request: int
    asked_at: datetime
    by_phone: bool
    heard: list[dict[str, Any]]
    measured: list[dict[str, Any]]
    profile: ClinicalProfile
    doctor: bool

    @property
    def needs_care(self) -> bool:
        """Whether their age makes no difference."""
        return self.by_phone or ProfileFlag.LIVES_ALONE in self.profile.flags


@dataclass(frozen=True)
class Known(priority.Request):
    """A request with what the order does not look at but its explanation says. `doctor`: a
    physician asked of late to see them, and no talk found more or as much."""

    doctor: bool = False


@dataclass(frozen=True, slots=True)
class Report:
    """The latest record: its level as it stands, when it came, and whether nobody answered it
    in time."""

    level: Level
    at: datetime
    missed: bool


def wanted(ids: Iterable[int]) -> QuerySet[Request]:
    """These requests, for `facts`."""
    return Request.objects.filter(pk__in=list(ids))


def facts(requests: QuerySet[Request]) -> dict[int, Known]:
    """What is known of each of these requests, by its id. Nine queries at most.

    The id of each fact is that of the request; an emergency stays one: the caller refuses it.
    """
    reader = _Reader(requests.order_by(), priority_rules())
    return reader.all()


@dataclass
class _Reader:
    requests: QuerySet[Request]
    rules: PriorityRules

    def __post_init__(self) -> None:
        self.today = clock.today(HOSPITAL)
        self.level_since = self._days_ago(self.rules.level_days)
        self.event_since = self._days_ago(self.rules.event_days)

    def all(self) -> dict[int, Known]:
        everybody = list(self._everybody())
        reports = self._reports()
        recorded = self._heard_of_events()
        told = happenings.told_by(self.requests, self.event_since)
        seen = self._visits()
        ages = self._ages({who.patient for who in everybody if not who.needs_care})
        return {
            who.request: Known(
                id=who.request,
                days_waiting=(self.today - _day(who.asked_at)).days,
                reported=report.level if (report := reports.get(who.patient)) else None,
                verified=self._verified(who, report),
                doctor=who.doctor and self._heard(who, report) in (None, Level.ROUTINE),
                event=self._event(who, who.patient in recorded, who.patient in told),
                days_since_visit=self._since(seen.get(who.patient)),
                lives_alone=ProfileFlag.LIVES_ALONE in who.profile.flags,
                age=ages.get(who.patient, 0),
                phone_only=who.by_phone,
                deadline_missed=report is not None and report.missed,
            )
            for who in everybody
        }

    def _everybody(self) -> Iterator[_Who]:
        """Who asked, where they stand, and the facts of their profile: read from the requests, so
        that the database looks at each once."""
        asked = Asking.objects.filter(
            request__in=self.requests.values("pk"), way=AskedIn.DOCTOR, at__gte=self.level_since
        )
        by_doctor = set(asked.values_list("request_id", flat=True))
        row = "patient__care_state"
        found = self.requests.filter(**{f"{row}__isnull": False}).values_list(
            "patient_id",
            "pk",
            "at",
            f"{row}__channel",
            f"{row}__verified",
            f"{row}__measured",
            f"{row}__profile__med_class",
            f"{row}__profile__next_dose_due",
            f"{row}__profile__flags",
        )
        for patient, asked_for, at, channel, heard, measured, medicine, due, flags in found:
            profile = ClinicalProfile(MedicineClass(medicine), due, frozenset(flags))
            by_phone, doctor = channel == Channel.PHONE, asked_for in by_doctor
            yield _Who(patient, asked_for, at, by_phone, heard, measured, profile, doctor)

    def _reports(self) -> Mapping[int, Report]:
        now = clock.now()
        items = self._of_patients(OpenItem.objects.filter(kind=ItemKind.RECORD))
        rows = items.filter(opened_at__gte=self.level_since).order_by("pk")
        columns = ("patient_id", "level", "opened_at", "due_at", "closed_at")
        return {
            patient: Report(state.level_of(level), opened, due < (closed or now))
            for patient, level, opened, due, closed in rows.values_list(*columns)
        }

    def _heard_of_events(self) -> set[int]:
        rows = self._of_patients(Verification.objects.filter(event=True))
        return set(rows.filter(at__gte=self.event_since).values_list("patient_id", flat=True))

    def _visits(self) -> Mapping[int, datetime]:
        """When each was seen last at the clinic, with or without an outcome written down."""
        held = self._of_patients(Offer.objects.filter(state=OfferState.SEEN))
        held = held.filter(slot__kind=SlotKind.VISIT)
        came = held.values("patient_id").annotate(last=Max("slot__starts_at"))
        told = self._of_patients(visits.standing())
        told_last = told.values("patient_id").annotate(last=Max("seen_at"))
        found: dict[int, datetime] = {}
        for patient, last in (
            *came.values_list("patient_id", "last"),
            *told_last.values_list("patient_id", "last"),
        ):
            found[patient] = max(last, found.get(patient, last))
        return found

    def _ages(self, ids: set[int]) -> Mapping[int, int]:
        """Ages, to a year where that is enough: names are opened only where the age at enrolment
        leaves open whether the birthday that counts has come."""
        if not ids:
            return {}
        intakes = self._of_patients(Intake.objects.order_by("pk"))
        known = {
            patient: (
                age + completed_years(on, self.today),
                age + completed_years(on, self.today) + 1,
            )
            for patient, on, age in intakes.values_list("patient_id", "on", "age")
            if patient in ids
        }
        limit = self.rules.age_from
        sure = {
            patient: youngest
            for patient, (youngest, oldest) in known.items()
            if youngest >= limit or oldest < limit
        }
        people = patients_queries.people(ids - sure.keys()) if ids - sure.keys() else {}
        born = {
            patient: completed_years(person.birth, self.today) for patient, person in people.items()
        }
        return sure | born

    def _verified(self, who: _Who, report: Report | None) -> Level | None:
        """What was heard; a physician who wants to see somebody has verified that there is need
        of attention at least."""
        heard = self._heard(who, report)
        if not who.doctor:
            return heard
        levels = [Level.ATTENTION, *([heard] if heard else [])]
        return max(levels, key=lambda each: each.rank)

    def _heard(self, who: _Who, report: Report | None) -> Level | None:
        """The level heard in the last talk, unless what was reported after it is worse: that
        report nobody has talked about."""
        heard = [(datetime.fromisoformat(each["at"]), Level(each["level"])) for each in who.heard]
        recent = [each for each in heard if each[0] >= self.level_since]
        if not recent:
            return None
        at, level = recent[-1]
        worse = report is not None and report.level.rank > level.rank and report.at > at
        return None if worse else level

    def _event(self, who: _Who, heard: bool, told: bool) -> Event:
        """What staff know stands before what was told: a fracture that was found, height that
        was lost, an injection past its day, an event heard of in a talk."""
        due = who.profile.next_dose_due
        late = who.profile.on_bone_med and due is not None and due < self.today
        found = ProfileFlag.RECENT_FRACTURE in who.profile.flags
        if heard or late or found or self._shrank(who):
            return Event.RECORDED
        return Event.REPORTED if told else Event.NONE

    def _shrank(self, who: _Who) -> bool:
        known = [
            (date.fromisoformat(each["on"]), Decimal(each["height_cm"]))
            for each in who.measured
            if each["height_cm"] is not None
        ]
        return any(
            before - after >= HEIGHT_LOST_CM and on >= self.event_since.date()
            for (_, before), (on, after) in pairwise(sorted(known))
        )

    def _since(self, seen: datetime | None) -> int | None:
        return None if seen is None else (self.today - _day(seen)).days

    def _of_patients(self, rows: QuerySet[Row]) -> QuerySet[Row]:
        return rows.filter(patient_id__in=self.requests.values("patient_id"))

    def _days_ago(self, days: int) -> datetime:
        return datetime.combine(self.today - timedelta(days=days), time(), HOSPITAL)


def _day(at: datetime) -> date:
    return at.astimezone(HOSPITAL).date()

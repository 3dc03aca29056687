"""Who the patient of a page is and where they stand: what every page of theirs begins with."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from osteopro import clock
from osteopro.accounts.models import Preference, StaffMember
from osteopro.accounts.queries import Preferences, StaffName, stored_preferences
from osteopro.enrolment.terms import State
from osteopro.followup import rules
from osteopro.followup.learning import Learnt
from osteopro.followup.models import CareState
from osteopro.followup.queries.learning import learnt_of
from osteopro.followup.queries.plan import PlanView, plan_view
from osteopro.followup.queries.requests import RECENTLY, asks
from osteopro.followup.state import due_in
from osteopro.patients import sealing
from osteopro.patients.terms import Channel, MedicineClass, Person
from osteopro.sites.queries import Clinic, clinic_of


@dataclass(frozen=True, slots=True)
class Began:
    """The first day of asking; `at` from when on what was given counts, None for all of it."""

    on: date
    at: datetime | None


@dataclass(frozen=True)
class Frame:
    """One patient as their own pages need them. Days are those of the clinic's wall.

    `answers` is who answers now: the manager, or who stands in for them. `ended` is the state
    of who takes no part any more.
    """

    patient_id: int
    account_id: int
    person: Person
    preferences: Preferences
    clinic: Clinic
    manager: StaffName | None
    answers: StaffName | None
    active: bool
    due: rules.Due
    plan: PlanView
    began: Began
    ended: State | None
    channel: Channel
    last_record_at: datetime | None
    last_full_at: datetime | None
    on_bone_med: bool
    learnt: Learnt
    # Something was asked for that is open, or ended a short while ago, or a place is held.
    asks: bool

    def local(self, moment: datetime) -> datetime:
        """A moment on the clinic's clock."""
        return moment.astimezone(self.clinic.zone)

    @property
    def starts_on(self) -> date:
        """The first day of asking."""
        return self.began.on

    @property
    def today(self) -> date:
        return clock.today(self.clinic.zone)


def frame(patient_id: int) -> Frame:
    """Everything about one patient that all pages share, in one query."""
    row = _rows().get(patient_id=patient_id)
    clinic = clinic_of(row.site)
    last = row.last_record_at
    return Frame(
        patient_id=patient_id,
        account_id=row.patient.account_id,
        person=sealing.unseal(row.patient.identity.sealed),
        preferences=_preferences(row.patient.account),
        clinic=clinic,
        manager=_manager(row),
        answers=_answers(row),
        active=row.active,
        due=due_in(row, clinic.zone),
        plan=plan_view(row),
        began=Began(row.starts_on, row.begun_at),
        ended=State(row.ended) if row.ended else None,
        channel=Channel(row.channel),
        last_record_at=last,
        last_full_at=row.last_full_at,
        on_bone_med=row.profile.med_class != MedicineClass.NONE,
        learnt=learnt_of(row.patient),
        asks=row.asks,
    )


def _rows() -> QuerySet[Any]:
    return CareState.objects.select_related(
        "site",
        "profile",
        "patient__identity",
        "patient__account__preference",
        "patient__learning",
    ).annotate(
        **named_manager(), **_names("answers"), asks=asks("patient_id", clock.now() - RECENTLY)
    )


def named_manager() -> dict[str, Subquery]:
    """The named manager's name as columns of a row of CareState; read by `stands_for`."""
    return _names("manager")


def stands_for(row: Any) -> StaffName | None:
    """The manager of a row with `named_manager`, if somebody else answers at present."""
    return None if row.answers == row.manager else _manager(row)


def _names(column: str) -> dict[str, Subquery]:
    member = StaffMember.objects.filter(account_id=OuterRef(column))
    return {
        f"{column}_zh": Subquery(member.values("name_zh")[:1]),
        f"{column}_en": Subquery(member.values("name_en")[:1]),
    }


def _answers(row: Any) -> StaffName | None:
    if row.answers is None or row.answers_zh is None:
        return None
    return StaffName(row.answers, row.answers_zh, row.answers_en)


def _manager(row: Any) -> StaffName | None:
    if row.manager is None or row.manager_zh is None:
        return None
    return StaffName(row.manager, row.manager_zh, row.manager_en)


def _preferences(account: Any) -> Preferences:
    try:
        row = account.preference
    except Preference.DoesNotExist:
        return Preferences()
    return stored_preferences(row)

"""Patients as managers look for them, and one patient in short."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import chain
from typing import Any

from django.db.models import Q

from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import Preferences
from osteopro.enrolment import queries as enrolment_queries
from osteopro.enrolment.terms import ENDED, State
from osteopro.followup import rules, state
from osteopro.followup import standing as standing_rows
from osteopro.followup.learning import Learnt
from osteopro.followup.models import CareState, Escalation, OpenItem
from osteopro.followup.queries.learning import learnt_of
from osteopro.followup.queries.plan import PlanView, plan_view
from osteopro.followup.queries.scope import COUNTED, Filter, arms, scope_of
from osteopro.followup.terms import ItemKind
from osteopro.patients import queries as patients_queries
from osteopro.patients import sealing
from osteopro.patients.terms import Channel, Person, Sex
from osteopro.sites.queries import Clinic
from osteopro.triage.terms import Level

SHOWN = 50
# What waits because of a question to a physician names it like this.
_QUESTION = "escalation:"


@dataclass(frozen=True)
class Found:
    """One patient in a list."""

    patient_id: int
    person: Person
    sex: Sex
    channel: Channel
    manager: int | None
    last_record_at: datetime | None
    next_due_on: date
    open_items: int
    active: bool
    paused: bool
    ended: str


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something open about a patient; a question to a physician with its words."""

    item_id: int
    kind: ItemKind
    source: str
    level: Level
    opened_at: datetime
    due_at: datetime
    reasons: Sequence[Mapping[str, Any]]
    escalation: int | None = None
    question: str = ""
    physician: int | None = None
    answer: str = ""
    taken: bool = False


@dataclass(frozen=True)
class Standing:
    """One patient in short: who, how to reach them, where they stand."""

    patient_id: int
    account_id: int
    person: Person
    sex: Sex
    channel: Channel
    preferences: Preferences
    learnt: Learnt
    clinic: Clinic
    manager: int | None
    backup: int | None
    answers: int | None
    enrolment: State | None
    due: rules.Due
    plan: PlanView
    flags: frozenset[str]
    last_record_at: datetime | None
    waiting: tuple[Waiting, ...]

    @property
    def language(self) -> str:
        """The language in which the patient reads and is spoken to."""
        return self.preferences.language

    @property
    def ended(self) -> bool:
        """Whether this patient takes no part any more."""
        return self.enrolment in ENDED


def found(viewer: Viewer, text: str) -> list[Found]:
    """Patients in scope who fit what was typed, at most 50; two more queries than the search."""
    return _shown(patients_queries.find(viewer, text, limit=SHOWN))


@dataclass(frozen=True)
class PanelPage:
    """One page of a panel; pages are counted from 1, patients up to 1,000."""

    found: tuple[Found, ...]
    page: int
    pages: int


def panel(viewer: Viewer, chosen: Filter, page: int = 1) -> PanelPage:
    """Patients of a filter by 50, those whose record is due soonest first, those who take a
    break among them by the day on which it is over; who left is found by search.

    Each part is read by its index, in order and only as far as the page reaches, and the parts
    are merged: so every patient stands on one page, however many of them take a break.
    """
    parts = [
        arm.filter(part)
        for arm in arms(scope_of(viewer, chosen))
        for part in (Q(active=True), Q(active=False, paused=True))
    ]
    total = min(COUNTED, sum(each.order_by()[:COUNTED].count() for each in parts))
    pages = max(1, -(-total // SHOWN))
    page = min(max(page, 1), pages)
    order = ("next_due_on", "patient_id")
    listed = [each.order_by(*order).values_list(*order)[: page * SHOWN] for each in parts]
    ids = [pk for _due, pk in sorted(chain(*listed))][(page - 1) * SHOWN : page * SHOWN]
    found = {each.patient_id: each for each in _shown(ids)}
    return PanelPage(tuple(found[pk] for pk in ids), page, pages)


def short(patient_ids: Sequence[int]) -> list[Found]:
    """These patients, whoever asks: for pages that already decided to show them."""
    return _shown(patient_ids)


@dataclass(frozen=True)
class Holder:
    """Somebody whose card is printed: who they are, what they read, which clinic is theirs."""

    patient_id: int
    person: Person
    language: str
    clinic: Clinic


def card_holders(viewer: Viewer, patient_ids: Sequence[int]) -> list[Holder]:
    """These patients in this order; those who are not there for the viewer are left out.

    One query, however many.
    """
    rows = CareState.objects.select_related(
        "patient__identity", "patient__account__preference"
    ).filter(patient__in=patients_queries.visible_to(viewer).filter(pk__in=set(patient_ids)))
    found = {
        row.patient_id: Holder(
            row.patient_id,
            sealing.unseal(row.patient.identity.sealed),
            row.patient.account.preference.language,
            state.clinic(row),
        )
        for row in rows
    }
    return [found[pk] for pk in dict.fromkeys(patient_ids) if pk in found]


def standing(viewer: Viewer, patient_id: int) -> Standing:
    """One patient. Raises NotVisible for one that is not there for this viewer."""
    patients_queries.check_visible(viewer, patient_id)
    row = CareState.objects.select_related("patient__learning").get(patient_id=patient_id)
    clinic = state.clinic(row)
    return Standing(
        patient_id=patient_id,
        account_id=row.patient.account_id,
        person=patients_queries.person(patient_id),
        sex=Sex(row.patient.sex),
        channel=Channel(row.channel),
        preferences=accounts_queries.preferences(row.patient.account_id),
        learnt=learnt_of(row.patient),
        clinic=clinic,
        manager=row.manager,
        backup=row.backup,
        answers=row.answers,
        enrolment=enrolment_queries.state(patient_id),
        due=state.due_in(row, clinic.zone),
        plan=plan_view(row),
        flags=frozenset(state.profile(row).flags),
        last_record_at=row.last_record_at,
        waiting=tuple(_waiting(patient_id)),
    )


def _waiting(patient_id: int) -> list[Waiting]:
    open_ones = OpenItem.objects.filter(patient_id=patient_id, closed_at__isnull=True)
    rows = open_ones.order_by("-level", "due_at", "pk")
    asked = _asked(row.source for row in rows)
    return [
        Waiting(
            item_id=row.pk,
            kind=ItemKind(row.kind),
            source=row.source,
            level=state.level_of(row.level),
            opened_at=row.opened_at,
            due_at=row.due_at,
            reasons=row.reasons,
            **_question(asked.get(row.source)),
        )
        for row in rows
    ]


def _asked(sources: Iterable[str]) -> Mapping[str, Escalation]:
    """Questions to physicians by what waits because of them; no query where none does."""
    every = {each for each in sources if each.startswith(_QUESTION)}
    if not every:
        return {}
    rows = standing_rows.escalations().select_related("answer", "seen")
    found = rows.filter(pk__in=[int(each.removeprefix(_QUESTION)) for each in every])
    return {f"{_QUESTION}{each.pk}": each for each in found}


def _question(asked: Escalation | None) -> dict[str, Any]:
    if asked is None:
        return {}
    answer = getattr(asked, "answer", None)
    return {
        "escalation": asked.pk,
        "question": asked.question,
        "physician": asked.physician,
        "answer": answer.answer if answer else "",
        "taken": getattr(asked, "seen", None) is not None,
    }


def _shown(patient_ids: Sequence[int]) -> list[Found]:
    rows = CareState.objects.filter(patient_id__in=patient_ids).select_related("patient")
    people = patients_queries.people(patient_ids)
    return [
        Found(
            patient_id=row.patient_id,
            person=people[row.patient_id],
            sex=Sex(row.patient.sex),
            channel=Channel(row.channel),
            manager=row.manager,
            last_record_at=row.last_record_at,
            next_due_on=row.next_due_on,
            open_items=row.open_items,
            active=row.active,
            paused=row.paused,
            ended=row.ended,
        )
        for row in rows.order_by("pk")
    ]

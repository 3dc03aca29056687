"""Questions to physicians: what a manager handed over, and what waits for a physician."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db.models import CharField, F, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Concat

from osteopro import clock
from osteopro.access.terms import Viewer
from osteopro.accounts import queries as accounts_queries
from osteopro.accounts.queries import StaffName
from osteopro.followup import covering, standing, standing_in, state
from osteopro.followup.models import Escalation, OpenItem
from osteopro.followup.queries.scope import Filter, Whose, today
from osteopro.followup.terms import ItemKind
from osteopro.patients import queries as patients_queries
from osteopro.patients.terms import Person, Sex
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse
from osteopro.sites.queries import Clinic, clinic_of
from osteopro.triage.terms import Level

SHOWN = 100
# How long what is done stays in view.
KEPT = timedelta(days=14)


class Progress(StrEnum):
    """Where a question stands."""

    ASKED = "asked"  # nobody took it on yet
    LATE = "late"  # the limit for taking it on, or for answering it, has passed
    TAKEN = "taken"  # a physician read the record and will answer
    ANSWERED = "answered"  # the patient is still to be told
    DONE = "done"


@dataclass(frozen=True)
class Question:
    """One question with everything around it. `stands_in` does the physician's work while they
    are away; `away` says that they are, and nobody may stand in."""

    escalation_id: int
    patient_id: int
    occasion: UUID | None
    person: Person
    sex: Sex
    clinic: Clinic
    level: Level
    at: datetime
    by: int
    physician: int
    away: bool
    stands_in: int | None
    question: str
    told_patient: str
    due_at: datetime
    seen_by: int | None
    seen_at: datetime | None
    answer: str
    answered_by: int | None
    answered_at: datetime | None
    told_at: datetime | None
    tell_by: datetime | None

    @property
    def progress(self) -> Progress:
        """Where it stands now."""
        if self.answered_at is not None:
            return Progress.ANSWERED if self.tell_by is not None else Progress.DONE
        if self.due_at <= clock.now():
            return Progress.LATE
        return Progress.TAKEN if self.seen_at is not None else Progress.ASKED

    @property
    def mine_to_do(self) -> frozenset[int]:
        """Who is to answer it: the physician asked, or who stands in."""
        named = self.stands_in if self.away else self.physician
        return frozenset() if named is None else frozenset({named})


@dataclass(frozen=True)
class Questions:
    """Questions in the order in which they are to be looked at, with everybody's names."""

    waiting: tuple[Question, ...]
    done: tuple[Question, ...]
    names: Mapping[int, StaffName]


_PRESSING = (Progress.LATE, Progress.ANSWERED, Progress.ASKED, Progress.TAKEN)


def handed_over(viewer: Viewer, chosen: Filter) -> Questions:
    """What this manager handed over, or everything of their clinics: what was missed first, then
    answers to pass on. Always the same number of queries."""
    rows = _rows().filter(patient__in=patients_queries.visible_to(viewer))
    if chosen.whose is Whose.MINE:
        own = Q(by=viewer.account_id) | Q(patient__care_state__answers=viewer.account_id)
        rows = rows.filter(own)
    if chosen.site is not None:
        rows = rows.filter(patient__care_state__site=chosen.site)
    found = _questions(rows)
    waiting = [each for each in found if each.progress is not Progress.DONE]
    waiting.sort(key=lambda each: (_PRESSING.index(each.progress), each.due_at))
    return _named(waiting, [each for each in found if each.progress is Progress.DONE])


def for_physician(viewer: Viewer) -> Questions:
    """What waits for a physician: first what is theirs to answer, then what colleagues of their
    clinics have; `done` is what was answered of late."""
    found = _questions(_rows().filter(patient__in=patients_queries.visible_to(viewer)))
    open_ones = [each for each in found if each.answered_at is None]
    open_ones.sort(key=lambda each: (viewer.account_id not in each.mine_to_do, each.due_at))
    own = (each for each in found if each.answered_at and _took_part(each, viewer.account_id))
    return _named(open_ones, list(own))


def waiting_for(viewer: Viewer) -> int:
    """How many questions of the viewer's clinics no physician has answered yet; one query."""
    rows = standing.escalations().filter(answer__isnull=True)
    return rows.filter(patient__in=patients_queries.visible_to(viewer)).count()


def one(viewer: Viewer, escalation_id: int) -> Question | None:
    """One question in the viewer's scope."""
    rows = _rows(done=True).filter(
        pk=escalation_id, patient__in=patients_queries.visible_to(viewer)
    )
    return next(iter(_questions(rows)), None)


def away_today(physicians: Iterable[int]) -> Mapping[int, int | None]:
    """Who of these is away today, and who stands in for them if somebody does; one query."""
    absent = standing_in.absent(today())
    away = {each.account for each in absent}
    return {pk: covering.instead_of(pk, absent) for pk in physicians if pk in away}


@dataclass(frozen=True)
class About:
    """The record a question is about: what it says, and what was said before."""

    responses: tuple[StoredResponse, ...]
    main: StoredResponse
    before: StoredResponse | None
    reasons: Sequence[Mapping[str, Any]]


def about(question: Question) -> About | None:
    """What a physician reads before answering; of a question about a message the newest record,
    None where there is none. Four queries at most."""
    occasion = question.occasion or _newest(question.patient_id)
    if occasion is None:
        return None
    responses = tuple(records_queries.occasion(occasion))
    main = next((each for each in responses if each.kind == "record"), responses[0])
    around = records_queries.surroundings(
        question.patient_id, before=main.effective, occasion_id=occasion
    )
    others = (each for each in around.history if each.occasion != occasion)
    item = OpenItem.objects.filter(
        patient_id=question.patient_id, kind=ItemKind.RECORD, source=str(occasion)
    ).first()
    return About(
        responses=responses,
        main=main,
        before=next((each for each in others if each.kind == main.kind), None),
        reasons=item.reasons if item else [],
    )


def _newest(patient_id: int) -> UUID | None:
    newest = records_queries.latest_records(patient_id, 1)
    return newest[0].occasion if newest else None


def _rows(*, done: bool = False) -> QuerySet[Escalation]:
    """Questions that stand, with what was said to them; without `done` those that wait and
    those answered of late."""
    items = OpenItem.objects.filter(
        patient_id=OuterRef("patient_id"),
        source=Concat(Value("escalation:"), Cast(OuterRef("pk"), CharField())),
    )
    rows = (
        standing.escalations()
        .select_related("review", "seen", "answer", "patient__care_state__site")
        .annotate(
            due=Subquery(items.filter(kind=ItemKind.ESCALATION).values("due_at")[:1]),
            tell=Subquery(
                items.filter(kind=ItemKind.ANSWER, closed_at__isnull=True).values("due_at")[:1]
            ),
            told=Subquery(items.filter(kind=ItemKind.ANSWER).values("closed_at")[:1]),
        )
    )
    lately = Q(answer__isnull=True) | Q(answer__at__gte=clock.now() - KEPT) | Q(tell__isnull=False)
    return rows if done else rows.filter(lately)


def _questions(rows: QuerySet[Escalation]) -> list[Question]:
    listed = list(rows.order_by(F("answer__at").desc(nulls_first=True), "-at", "-pk")[:SHOWN])
    people = patients_queries.people([row.patient_id for row in listed])
    away = away_today({row.physician for row in listed})
    return [_question(row, people[row.patient_id], away) for row in listed]


def _question(row: Any, person: Person, away: Mapping[int, int | None]) -> Question:
    seen, answer = getattr(row, "seen", None), getattr(row, "answer", None)
    return Question(
        escalation_id=row.pk,
        patient_id=row.patient_id,
        occasion=row.occasion,
        person=person,
        sex=Sex(row.patient.sex),
        clinic=clinic_of(row.patient.care_state.site),
        level=state.level_of(row.review.level),
        at=row.at,
        by=row.by,
        physician=row.physician,
        away=row.physician in away,
        stands_in=away.get(row.physician),
        question=row.question,
        told_patient=row.told_patient,
        due_at=row.due or row.due_at,
        seen_by=seen.by if seen else None,
        seen_at=seen.at if seen else None,
        answer=answer.answer if answer else "",
        answered_by=answer.by if answer else None,
        answered_at=answer.at if answer else None,
        told_at=row.told,
        tell_by=row.tell,
    )


def _took_part(question: Question, account: int) -> bool:
    return account in (question.physician, question.seen_by, question.answered_by)


def _named(waiting: Sequence[Question], done: Sequence[Question]) -> Questions:
    people = {
        pk
        for each in (*waiting, *done)
        for pk in (each.by, each.physician, each.stands_in, each.seen_by, each.answered_by)
        if pk is not None
    }
    return Questions(tuple(waiting), tuple(done), accounts_queries.staff_names(sorted(people)))

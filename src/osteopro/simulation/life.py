"""One synthetic patient in the running clinic: what the product knows of them, and what not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID

from osteopro.audit.terms import Actor
from osteopro.followup import planning
from osteopro.followup.models import CareState
from osteopro.followup.plan import forms as plan
from osteopro.followup.plan.forms import Given
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode
from osteopro.patients.terms import Channel
from osteopro.records.actions import Submission
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.simulation import words
from osteopro.simulation.answering import Moment, answer
from osteopro.simulation.chance import uuid
from osteopro.simulation.course import Course, Happened
from osteopro.simulation.habits import Habit
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident
from osteopro.simulation.staffing import Colleague
from osteopro.simulation.words import Remark

LANGUAGE = "zh-CN"
ADVICE_IN_FORCE = timedelta(days=28)
A_MONTH = 28


@dataclass(slots=True)
class Life:
    """A resident who joined: course and habit, and the facts that forms are filled from."""

    resident: Resident
    patient_id: int
    actor: Actor
    manager: Colleague
    course: Course
    habit: Habit
    source: Random
    starts_on: date
    wanted: int | None = None
    last_full: date | None = None
    given: dict[str, Given] = field(default_factory=dict)
    since: list[Happened] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    advised_on: date | None = None

    @property
    def name(self) -> str:
        return self.resident.person.address_as

    @property
    def by_phone(self) -> bool:
        return self.resident.channel == Channel.PHONE

    @property
    def next_due(self) -> date:
        """The day the product asks for the next record."""
        found: date = self._state("next_due_on")
        return found

    @property
    def every(self) -> int:
        """The interval the product keeps to."""
        found: int = self._state("interval_days")
        return found

    def _state(self, column: str) -> Any:
        rows = CareState.objects.filter(patient_id=self.patient_id)
        return rows.values_list(column, flat=True).get()


@dataclass(frozen=True, slots=True)
class Sitting:
    """What somebody fills in at one go, and what it is about."""

    occasion: UUID
    forms: tuple[Submission, ...]
    remark: Remark


def sit(
    life: Life,
    now: datetime,
    today: date,
    author: ByWhom,
    mode: Mode,
    *,
    given: Mapping[str, Any] | None = None,
    note: str | None = None,
) -> Sitting:
    """Fill in the record that is due, and the forms that ride on it.

    `given` fixes answers; `note` the words ("" for none, None to leave it to chance).
    """
    full = plan.wants_long(life.last_full, today)
    form = instruments_queries.latest(Kind.RECORD, baseline=full).instrument
    remark = _remark(life, note)
    moment = _moment(life, today, author, remark.text, life.since, dict(given or {}))
    occasion = uuid(life.source)
    record = _submission(life, form, moment, now, author, mode, occasion)
    forms = [record]
    for rider in _riders(life, today, author, full):
        again = _moment(life, today, author, "", (), dict(record.values))
        forms.append(_submission(life, rider, again, now, author, mode, occasion))
        before = life.given.get(rider.code, Given(0, today))
        life.given[rider.code] = Given(before.times + 1, today)
    life.since = []
    if full:
        life.last_full = today
    return Sitting(occasion, tuple(forms), remark)


def diary(life: Life, now: datetime, today: date, event: Happened) -> Sitting:
    """Write a diary entry about something that happened."""
    form = instruments_queries.latest(Kind.DIARY).instrument
    entry_type = material("events")["events"][event.kind]["diary"]
    about = words.theme(life.course.latent(), life.course.before(A_MONTH), (event,))
    remark = words.note(about, life.said, life.source) if life.source.random() < 0.6 else about
    author = ByWhom.STAFF_PHONE if life.by_phone else life.habit.author(life.source)
    moment = _moment(life, today, author, remark.text, (event,), {}, diary=entry_type)
    occasion = uuid(life.source)
    mode = Mode.PHONE if life.by_phone else Mode.ONLINE
    return Sitting(
        occasion, (_submission(life, form, moment, now, author, mode, occasion),), remark
    )


def _remark(life: Life, note: str | None) -> Remark:
    latent, before = life.course.latent(), life.course.before(life.every)
    about = words.theme(latent, before, life.since)
    if note is not None:
        return Remark(about.about, about.way, note)
    if life.source.random() < life.habit.notes:
        return words.note(about, life.said, life.source)
    return about


def _moment(
    life: Life,
    today: date,
    author: ByWhom,
    note: str,
    events: Sequence[Happened],
    given: dict[str, Any],
    diary: str = "",
) -> Moment:
    advised = life.advised_on is not None and today - life.advised_on <= ADVICE_IN_FORCE
    return Moment(
        today=today,
        latent=life.course.latent(),
        month_ago=life.course.before(A_MONTH),
        kilos=life.course.kilos,
        by_whom=author,
        events=tuple(events),
        given={**life.habit.given, **given},
        facts={
            "on_medicine": life.resident.profile.on_bone_med,
            "baseline": life.last_full is None,
            "advised": advised,
            "helped": author == ByWhom.PROXY,
        },
        note=note,
        diary=diary,
        louder=life.habit.louder,
        skips=life.habit.skips,
    )


def _submission(
    life: Life,
    form: Instrument,
    moment: Moment,
    now: datetime,
    author: ByWhom,
    mode: Mode,
    occasion: UUID,
) -> Submission:
    return Submission(
        uuid=uuid(life.source),
        canonical=form.canonical,
        values=answer(form, moment, life.source),
        status=ResponseStatus.COMPLETED,
        authored=now,
        mode=mode,
        by_whom=author,
        language=LANGUAGE,
        occasion=occasion,
    )


def _riders(life: Life, today: date, author: ByWhom, full: bool) -> list[Instrument]:
    """What rides on today's record, as the product would ask it."""
    riders = {form.code: form for form in planning.riders()}
    schedules = [
        plan.Rider(code, form.planning.schedule)
        for code, form in riders.items()
        if form.planning.schedule
    ]
    due = plan.riding(
        schedules,
        life.given,
        starts_on=life.starts_on,
        today=today,
        long=full,
        by_proxy=author is ByWhom.PROXY,
    )
    return [riders[code] for code in due]

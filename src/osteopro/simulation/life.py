"""One synthetic patient in the running clinic: what the product knows of them, and what not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from osteopro.audit.terms import Actor
from osteopro.followup import planning
from osteopro.followup.models import CareState
from osteopro.followup.plan import forms as plan
from osteopro.followup.plan.forms import Given
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Value
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
# Whoever let two records pass talks when the clinic calls about the third.
PASSES_AT_MOST = 2


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
    zone: ZoneInfo
    wanted: int | None = None
    last_full: date | None = None
    given: dict[str, Given] = field(default_factory=dict)
    since: list[Happened] = field(default_factory=list)
    said: set[str] = field(default_factory=set)
    advised_on: date | None = None
    # The due day that was last made up their mind about: when they will answer by themselves,
    # and whether they would on the phone.
    cycle: date | None = None
    comes_on: date | None = None
    willing: bool = True
    passed: int = 0
    # Whoever fills in with a link of their own.
    helper: Actor | None = None
    # Nobody answers there any more.
    lost: bool = False

    def turn(self, due: date) -> None:
        """Make up their mind about the record due on this day, once."""
        if self.cycle == due:
            return
        self.cycle = due
        self.comes_on = self.habit.day_of(due, self.source)
        self.willing = self.comes_on is not None or self.habit.talks(due, self.source)
        if self.passed >= PASSES_AT_MOST and not self.habit.silent(due):
            self.willing = True
        self.passed = 0 if self.willing else self.passed + 1

    @property
    def name(self) -> str:
        return self.resident.person.address_as

    @property
    def by_phone(self) -> bool:
        return self.resident.channel == Channel.PHONE

    @property
    def takes_part(self) -> bool:
        """Whether they have not left, and live."""
        return not self._state("ended")

    def writer(self, author: ByWhom) -> Actor:
        """Whose account the answers of this author come from."""
        return self.helper if self.helper and author == ByWhom.PROXY else self.actor

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


@dataclass(slots=True)
class Telling:
    """What somebody has to tell at one go, told to one form after the other.

    `given` fixes answers of the record; a form that rides on it repeats what was said before.
    """

    life: Life
    today: date
    author: ByWhom
    remark: Remark
    given: dict[str, Any]

    def fill(self, form: Instrument) -> dict[str, Value]:
        """Answers to the next form of the sitting, which begins with the record."""
        if form.kind is Kind.RECORD:
            return self._record(form)
        life = self.life
        again = moment(life, self.today, self.author, "", (), self.given)
        before = life.given.get(form.code, Given(0, self.today))
        life.given[form.code] = Given(before.times + 1, self.today)
        return answer(form, again, life.source)

    def _record(self, form: Instrument) -> dict[str, Value]:
        life, note = self.life, self.remark.text
        told = moment(life, self.today, self.author, note, life.since, self.given)
        values = answer(form, told, life.source)
        self.given = dict(values)
        life.since = []
        if form.baseline:
            life.last_full = self.today
        return values

    def again(self, form: Instrument, items: Sequence[str]) -> dict[str, Value]:
        """Answers to these items of the form looked at once more, as they feel."""
        kept = {item: value for item, value in self.given.items() if item not in items}
        told = moment(self.life, self.today, self.author, "", (), kept)
        values = answer(form, told, self.life.source)
        changed = {item: values[item] for item in items if item in values}
        self.given |= changed
        return changed


def telling(
    life: Life,
    today: date,
    author: ByWhom,
    *,
    given: Mapping[str, Any] | None = None,
    note: str | None = None,
) -> Telling:
    """Collect what this person has to tell today.

    `given` fixes answers; `note` the words ("" for none, None to leave it to chance).
    """
    return Telling(life, today, author, _remark(life, note), dict(given or {}))


def record_form(life: Life, today: date) -> Instrument:
    """The record this person is asked today, long or short."""
    full = plan.wants_long(life.last_full, today)
    return instruments_queries.latest(Kind.RECORD, baseline=full).instrument


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
    """Fill in the record that is due, and in turn the forms that ride on it.

    `given` and `note` as in `telling`.
    """
    told = telling(life, today, author, given=given, note=note)
    record = record_form(life, today)
    forms = [record, *_riders(life, today, author, record.baseline)]
    occasion = uuid(life.source)
    filled = tuple(
        _submission(life, form, told.fill(form), now, author, mode, occasion) for form in forms
    )
    return Sitting(occasion, filled, told.remark)


def diary(life: Life, now: datetime, today: date, event: Happened) -> Sitting:
    """Write a diary entry about something that happened."""
    form = instruments_queries.latest(Kind.DIARY).instrument
    entry_type = material("events")["events"][event.kind]["diary"]
    about = words.theme(life.course.latent(), life.course.before(A_MONTH), (event,))
    remark = words.note(about, life.said, life.source) if life.source.random() < 0.6 else about
    author = ByWhom.STAFF_PHONE if life.by_phone else life.habit.author(life.source)
    told = moment(life, today, author, remark.text, (event,), {}, diary=entry_type)
    occasion = uuid(life.source)
    mode = Mode.PHONE if life.by_phone else Mode.ONLINE
    values = answer(form, told, life.source)
    return Sitting(
        occasion, (_submission(life, form, values, now, author, mode, occasion),), remark
    )


def _remark(life: Life, note: str | None) -> Remark:
    latent, before = life.course.latent(), life.course.before(life.every)
    about = words.theme(latent, before, life.since)
    if note is not None:
        return Remark(about.about, about.way, note)
    if life.source.random() < life.habit.notes:
        return words.note(about, life.said, life.source)
    return about


def asked(form: Instrument, values: Mapping[str, Value]) -> dict[str, Value]:
    """Answers to questions that are put to people; the product fills in the rest itself."""
    nodes = form.questionnaire.nodes
    return {
        link_id: value
        for link_id, value in values.items()
        if not (nodes[link_id].hidden or nodes[link_id].read_only)
    }


def moment(
    life: Life,
    today: date,
    author: ByWhom,
    note: str,
    events: Sequence[Happened],
    given: dict[str, Any],
    diary: str = "",
    *,
    leaving: bool = False,
) -> Moment:
    """Everything that decides what this person answers today."""
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
            "leaving": leaving,
        },
        note=note,
        diary=diary,
        louder=life.habit.louder,
        skips=life.habit.skips,
    )


def _submission(
    life: Life,
    form: Instrument,
    values: dict[str, Value],
    now: datetime,
    author: ByWhom,
    mode: Mode,
    occasion: UUID,
) -> Submission:
    return Submission(
        uuid=uuid(life.source),
        canonical=form.canonical,
        values=values,
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

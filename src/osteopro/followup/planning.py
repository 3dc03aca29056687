"""From stored rows to the plan and back: interval, due day and forms of one patient.

`CareState` holds what is computed here, rewritten with each review, wish, pause and recorded fact;
a test holds it equal to computing it anew.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from itertools import pairwise

from osteopro import clock
from osteopro.audit import journal
from osteopro.audit.terms import Actor
from osteopro.followup import standing, state
from osteopro.followup.models import CareState, IntervalWish, LevelChange, Pause, Plan
from osteopro.followup.plan.days import Computed, compute
from osteopro.followup.plan.facts import (
    Event,
    Interval,
    Mood,
    PlanFacts,
    Rated,
    Report,
    Reviewed,
    Wish,
)
from osteopro.followup.plan.facts import Pause as PauseFact
from osteopro.followup.plan.intervals import first_weeks
from osteopro.followup.terms import IntervalReason, ItemKind, WishOf
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Answers
from osteopro.instruments.library import Instrument
from osteopro.instruments.planning import SignalRule
from osteopro.instruments.terms import Kind, Signal
from osteopro.patients import queries as patients_queries
from osteopro.patients.queries import DatedProfile
from osteopro.patients.terms import ProfileFlag
from osteopro.records import history as records_history
from osteopro.records import queries as records_queries
from osteopro.records.history import StoredVersion
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level

# What was decided longer than this before the last record is read from the log, not judged anew.
# The facts are read whole: the last three records, the usual symptoms and the last screening for
# low mood may be of any age.
JUDGES_BACK = timedelta(days=91)
# A fact that is what it was before within so long was taken back (ux R32), not changed twice.
_TAKEN_BACK_WITHIN = timedelta(minutes=1)
_EVER = datetime(2000, 1, 1, tzinfo=UTC)


def computed(row: CareState, *, from_the_start: bool = False) -> Computed:
    """The plan as it follows from everything stored. Nine queries, however long the history."""
    return compute(facts(row, from_the_start=from_the_start))


def replan(by: Actor, row: CareState) -> None:
    """Judge the interval anew and derive the due day (7.2). `row` is changed but not saved.

    Part of the action that gave the reason; a change is logged and goes to the audit trail.
    """
    found = computed(row)
    new = found.interval
    row.next_due_on = found.first_due
    if (new.days, new.reason, new.on) == (
        row.interval_days,
        row.interval_reason,
        row.interval_since,
    ):
        return
    row.interval_days, row.interval_reason, row.interval_since = new.days, new.reason, new.on
    log(by, row)
    journal.record(
        "plan.changed",
        by=by,
        object_type="patient",
        object_id=row.patient_id,
        patient_id=row.patient_id,
        interval_days=new.days,
        cause=new.reason,
    )


def log(by: Actor, row: CareState) -> None:
    """Write down the interval that is in force from now on."""
    Plan.objects.create(
        patient_id=row.patient_id,
        at=clock.now(),
        by=by.account_id,
        starts_on=row.starts_on,
        interval_days=row.interval_days,
        cause=row.interval_reason,
        since=row.interval_since,
    )


def facts(row: CareState, *, from_the_start: bool = False) -> PlanFacts:
    """What the plan of this patient follows from."""
    reader = _Reader(row, from_the_start)
    versions = reader.versions()
    return PlanFacts(
        starts_on=row.starts_on,
        begins=reader.begins(),
        reports=tuple(reader.reports(versions)),
        rated=(*reader.assessed(), *reader.level_changes()),
        events=(*reader.told(versions), *reader.recorded()),
        moods=tuple(reader.moods(versions)),
        wishes=tuple(reader.wishes()),
        reviews=tuple(reader.reviews()),
        pauses=pauses(row.patient_id),
    )


def pauses(patient_id: int) -> tuple[PauseFact, ...]:
    """All pauses with the days on which they really ended."""
    rows = Pause.objects.filter(patient_id=patient_id).order_by("pk")
    found = rows.values_list("starts_on", "resumes_on", "end__resumes_on")
    return tuple(PauseFact(since, ended or planned) for since, planned, ended in found)


@dataclass(frozen=True)
class _Reader:
    row: CareState
    from_the_start: bool

    @property
    def patient_id(self) -> int:
        return self.row.patient_id

    @property
    def begun(self) -> datetime:
        """From when on what happened counts: who began anew is asked as a newcomer is."""
        return self.row.begun_at or _EVER

    @property
    def since(self) -> datetime | None:
        if self.from_the_start or self.row.last_record_at is None:
            return None
        return self.row.last_record_at - JUDGES_BACK

    def day(self, at: datetime) -> date:
        return at.astimezone(state.clinic(self.row).zone).date()

    def begins(self) -> Interval:
        mine = Plan.objects.filter(patient_id=self.patient_id, at__gte=self.begun)
        plans = mine.order_by("pk")
        before = plans.filter(at__lt=self.since).last() if self.since else None
        if before is None:
            joined = plans.values_list("at", flat=True).first() or clock.now()
            return first_weeks(self.row.starts_on, joined)
        cause = IntervalReason(before.cause)
        return Interval(before.interval_days, cause, self.since or before.at, before.since)

    def versions(self) -> list[StoredVersion]:
        return records_history.versions(self.patient_id)

    def reports(self, versions: Sequence[StoredVersion]) -> Iterator[Report]:
        before = {v.occasion for v in versions if v.received < self.begun}
        records = [
            v for v in versions if v.kind is Kind.RECORD and v.complete and v.occasion not in before
        ]
        symptoms = self._symptoms(records)
        for each in records:
            yield Report(
                at=each.received,
                on=self.day(each.received),
                occasion=str(each.occasion),
                symptoms=symptoms.get(each.pk),
                own=each.by_whom != ByWhom.PROXY,
            )

    def _symptoms(self, records: Sequence[StoredVersion]) -> dict[int, Fraction]:
        steady = {each.pk: each.instrument.planning.steady for each in records}
        scores = records_queries.scores_of(steady)
        return {
            pk: Fraction(score.value)
            for pk, found in scores.items()
            for score in found
            if score.scale == steady[pk] and score.value is not None
        }

    def assessed(self) -> Iterator[Rated]:
        for occasion, at, level in records_history.assessments(self.patient_id):
            yield Rated(at, self.day(at), str(occasion), Level(level))

    def level_changes(self) -> Iterator[Rated]:
        rows = LevelChange.objects.filter(
            item__patient_id=self.patient_id, item__kind=ItemKind.RECORD
        ).order_by("pk")
        for occasion, at, after in rows.values_list("item__source", "at", "after"):
            yield Rated(at, self.day(at), occasion, state.level_of(after), final=True)

    def told(self, versions: Sequence[StoredVersion]) -> Iterator[Event]:
        """Falls and the like from forms; low mood is not an event but a state."""
        for each in versions:
            answers = Answers(each.instrument.questionnaire, each.values, complete=each.complete)
            for rule in each.instrument.planning.signals:
                if rule.signal is not Signal.LOW_MOOD and rule.holds(answers):
                    on = _told_day(rule, answers) or self.day(each.received)
                    yield Event(each.received, on, rule.signal, until=each.replaced_at)

    def moods(self, versions: Sequence[StoredVersion]) -> Iterator[Mood]:
        for each in versions:
            rules = _mood_rules(each.instrument)
            if rules and each.complete and each.received >= self.begun:
                answers = Answers(each.instrument.questionnaire, each.values, complete=True)
                yield Mood(each.received, any(rule.holds(answers) for rule in rules))

    def recorded(self) -> Iterator[Event]:
        """Medicine that a physician changed, a fracture that was found: from the dated facts."""
        rows = _lasting(patients_queries.profiles(self.patient_id))
        for before, after in pairwise(rows):
            for signal in _changes(before, after):
                yield Event(after.at, self.day(after.at), signal, recorded=True)

    def wishes(self) -> Iterator[Wish]:
        rows = IntervalWish.objects.filter(patient_id=self.patient_id, at__gte=self.begun)
        rows = rows.order_by("pk")
        for at, of, days in rows.values_list("at", "of", "days"):
            yield Wish(at, self.day(at), WishOf(of), days)

    def reviews(self) -> Iterator[Reviewed]:
        since = max(self.begun, self.since or self.begun)
        given = standing.of_records().filter(patient_id=self.patient_id, at__gte=since)
        rows = given.order_by("pk")
        for at in rows.values_list("at", flat=True):
            yield Reviewed(at, self.day(at))


def _told_day(rule: SignalRule, answers: Answers) -> date | None:
    given = answers.value(rule.on) if rule.on else None
    return given if isinstance(given, date) else None


def _mood_rules(instrument: Instrument) -> tuple[SignalRule, ...]:
    signals = instrument.planning.signals
    return tuple(rule for rule in signals if rule.signal is Signal.LOW_MOOD)


def _lasting(rows: Sequence[DatedProfile]) -> list[DatedProfile]:
    """Without what was taken back at once: an outcome that was undone changed nothing."""
    kept: list[DatedProfile] = []
    for row in rows:
        undone = (
            len(kept) > 1
            and kept[-2].facts == row.facts
            and row.at - kept[-1].at <= _TAKEN_BACK_WITHIN
        )
        if undone:
            kept.pop()
        else:
            kept.append(row)
    return kept


def _changes(before: DatedProfile, after: DatedProfile) -> Iterator[Signal]:
    if before.facts.med_class != after.facts.med_class:
        yield Signal.MEDICINE_CHANGED
    if ProfileFlag.RECENT_FRACTURE in after.facts.flags - before.facts.flags:
        yield Signal.FRACTURE


def riders() -> list[Instrument]:
    """Published forms that ride on a record, the newest version of each, in library order."""
    newest: dict[str, Instrument] = {}
    for each in instruments_queries.known():
        if each.instrument.planning.schedule is not None:
            newest[each.instrument.code] = each.instrument
    order = list(Kind)
    return sorted(newest.values(), key=lambda form: (order.index(form.kind), form.code))

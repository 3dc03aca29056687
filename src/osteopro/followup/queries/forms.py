"""The forms of one occasion, in turn: what a record brings with it and what of it is left.

An occasion is one sitting or several within seven days; one review closes it (resolution 72).
Phone mode fills the same forms through the same drafts.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from osteopro import clock
from osteopro.enrolment.terms import State as LeftState
from osteopro.followup import context, planning
from osteopro.followup.flow import flow
from osteopro.followup.models import CareState
from osteopro.followup.plan import forms as rules
from osteopro.followup.plan.forms import Given, Rider
from osteopro.followup.queries.frame import Began, Frame
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.answers import Values
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Kind, Mode, State
from osteopro.records import history as records_history
from osteopro.records import queries as records_queries
from osteopro.records.queries import StoredResponse
from osteopro.records.terms import ByWhom
from osteopro.sites.queries import Clinic, clinic_of

SKIPPED: Mapping[str, str] = {"absent": "skipped"}


@dataclass(frozen=True)
class PlannedForm:
    """One form to come and how many questions it has at least."""

    instrument: Instrument
    questions: int


@dataclass(frozen=True)
class Planned:
    """The forms of the occasion that would begin now: the record, then what rides on it."""

    forms: tuple[PlannedForm, ...]

    @property
    def instrument(self) -> Instrument:
        """The record, with which it begins."""
        return self.forms[0].instrument

    @property
    def questions(self) -> int:
        return sum(form.questions for form in self.forms)

    @property
    def minutes(self) -> int:
        return sum(form.instrument.minutes for form in self.forms)

    @property
    def riders(self) -> tuple[PlannedForm, ...]:
        return self.forms[1:]


@dataclass(frozen=True)
class SittingForms:
    """An occasion: its record, the responses given so far, the forms that are left, in order,
    and the last day on which they may be filled in."""

    record: StoredResponse
    given: tuple[StoredResponse, ...]
    left: tuple[PlannedForm, ...]
    until: date

    @property
    def occasion(self) -> UUID:
        return self.record.occasion

    @property
    def questions(self) -> int:
        return sum(form.questions for form in self.left)

    @property
    def minutes(self) -> int:
        return sum(form.instrument.minutes for form in self.left)


def planned(of: Frame, by_whom: ByWhom = ByWhom.SELF) -> Planned:
    """The forms this patient would begin now: of who left, what they think of the programme.
    Three queries."""
    if of.ended and of.ended is not LeftState.LEFT_SILENT:
        return Planned((_exit_form(),))
    last_long = of.local(of.last_full_at).date() if of.last_full_at else None
    long = rules.wants_long(last_long, of.today)
    record = instruments_queries.latest(Kind.RECORD, baseline=long).instrument
    facts = context.facts(
        of.patient_id,
        record,
        by_whom is ByWhom.PROXY,
        on_bone_med=of.on_bone_med,
        baseline=of.last_full_at is None,
    )
    asked = {item.link_id for item in flow(record, facts).items}
    riding = _riding(of.patient_id, of.began, of.today, of.clinic.zone, long, by_whom, None)
    forms = [PlannedForm(record, len(asked))]
    forms += [PlannedForm(each, _questions(each, by_whom, asked)) for each in riding]
    return Planned(tuple(forms))


def _exit_form() -> PlannedForm:
    form = instruments_queries.latest(Kind.EXIT).instrument
    return PlannedForm(form, len(flow(form, {"ctx-leaving": True}).items))


def forms_of_sitting(patient_id: int, occasion: UUID) -> SittingForms | None:
    """The forms of an occasion that began with a complete record, else None. Three queries."""
    row = CareState.objects.select_related("site").get(patient_id=patient_id)
    return _sitting(patient_id, occasion, Began(row.starts_on, row.begun_at), clinic_of(row.site))


def _sitting(patient_id: int, occasion: UUID, began: Began, clinic: Clinic) -> SittingForms | None:
    given = tuple(records_queries.occasion(occasion))
    own = (each for each in given if each.patient_id == patient_id)
    record = next((each for each in own if each.kind is Kind.RECORD and each.complete), None)
    if record is None:
        return None
    day = record.received.astimezone(clinic.zone).date()
    until = rules.open_until(day)
    left: Sequence[Instrument] = ()
    if clock.today(clinic.zone) <= until:
        by_whom = ByWhom(record.by_whom)
        long = record.instrument.baseline
        due = _riding(patient_id, began, day, clinic.zone, long, by_whom, occasion)
        done = {each.instrument.code for each in given if each.complete}
        left = [each for each in due if each.code not in done]
    asked = {item for response in given for item in _answered(response)}
    return SittingForms(
        record=record,
        given=given,
        left=tuple(
            PlannedForm(each, _questions(each, ByWhom(record.by_whom), asked)) for each in left
        ),
        until=until,
    )


def open_sitting(of: Frame, recent: Iterable[StoredResponse]) -> SittingForms | None:
    """The newest occasion, if forms of it are left today. `recent` are the newest records."""
    newest = next((each for each in recent if each.complete), None)
    if newest is None or rules.open_until(of.local(newest.received).date()) < of.today:
        return None
    found = _sitting(of.patient_id, newest.occasion, of.began, of.clinic)
    return found if found and found.left else None


def rest_by_phone(of: Frame) -> SittingForms | None:
    """What is left today of the newest occasion, if its record was taken on the phone."""
    found = open_sitting(of, records_queries.latest_records(of.patient_id, 1))
    return found if found and found.record.mode == Mode.PHONE else None


def copied(
    given: Sequence[StoredResponse], form: Instrument, *, helped: bool
) -> Mapping[str, tuple[Any, UUID]]:
    """Answers that this form takes over from others of its occasion, with their source.

    The same question is asked once in an occasion and counts as asked in each (resolution 18).
    With `helped`, what the patient said in private stays where it was said.
    """
    private = set(form.roles.get("private", ())) if helped else set()
    found: dict[str, tuple[Any, UUID]] = {}
    for response in given:
        for link_id in _answered(response):
            item = form.questionnaire.nodes.get(link_id)
            if item is None or not item.answerable or item.hidden or item.read_only:
                continue
            if link_id not in private:
                found[link_id] = (response.values.get(link_id, SKIPPED), response.uuid)
    return found


def _answered(response: StoredResponse) -> list[str]:
    """Questions that were put to the person in a complete form."""
    answers = response.answers
    return [
        item.link_id
        for item in answers.enabled_items()
        if response.complete and answers.state(item.link_id) is not State.NOT_ASKED
    ]


def _questions(form: Instrument, by_whom: ByWhom, asked: Iterable[str]) -> int:
    known = context.HELPER in form.questionnaire.nodes
    facts: Values = {context.HELPER: by_whom is ByWhom.PROXY} if known else {}
    return len(flow(form, facts, copied=asked).items)


def _riding(
    patient_id: int,
    began: Began,
    today: date,
    zone: ZoneInfo,
    long: bool,
    by_whom: ByWhom,
    occasion: UUID | None,
) -> list[Instrument]:
    riders = {form.code: form for form in planning.riders()}
    due = rules.riding(
        [
            Rider(code, form.planning.schedule)
            for code, form in riders.items()
            if form.planning.schedule
        ],
        _given(patient_id, zone, occasion, began.at),
        starts_on=began.on,
        today=today,
        long=long,
        by_proxy=by_whom is ByWhom.PROXY,
    )
    return [riders[code] for code in due]


def _given(
    patient_id: int, zone: ZoneInfo, occasion: UUID | None, since: datetime | None
) -> Mapping[str, Given]:
    """How often each form was completed in other occasions since then, and when last."""
    found: dict[str, Given] = {}
    for form, times, last in records_history.completed(patient_id, occasion, since):
        before = found.get(form.code, Given(0, date.min))
        day = last.astimezone(zone).date()
        found[form.code] = Given(before.times + times, max(before.last, day))
    return found

"""Everything somebody gave and got, in their own words: the pages to read or to print."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import groupby

from django.utils.translation import gettext
from markupsafe import escape

from osteopro.enrolment.terms import State
from osteopro.followup.advised import Given
from osteopro.followup.advised import Said as Word
from osteopro.followup.queries import own_data
from osteopro.followup.queries.frame import Frame
from osteopro.followup.queries.own_data import Called, Measured, Said, Told
from osteopro.followup.terms import CallKind, CallOutcome
from osteopro.instruments.terms import Mode
from osteopro.instruments.terms import State as ItemState
from osteopro.messaging.terms import Direction
from osteopro.records.queries import StoredResponse
from osteopro.ui import formats
from osteopro.web.patient.page import text
from osteopro.web.patient.presenters import dates, reads
from osteopro.web.patient.presenters.advice import said_words
from osteopro.web.patient.presenters.consents import Consents
from osteopro.web.patient.presenters.names import Names
from osteopro.web.patient.presenters.questions import heading, said

# A day that is no year's makes the year be written out: paper is read years later.
NO_YEAR = date.min
# The dot stays with what is before it.
BESIDE = "\u00a0· "


@dataclass(frozen=True, slots=True)
class Line:
    """What it is and what it says; without a name only the words."""

    name: str
    words: str


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing of a part: when, who, and what."""

    title: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class Part:
    """One heading of the copy with what stands under it, read while it is written."""

    title: str
    entries: Iterator[Entry]


@dataclass(frozen=True)
class Copy:
    """One patient's copy since a day."""

    of: Frame
    mine: Consents
    since: date
    names: Names

    def parts(self) -> list[Part]:
        """The copy in the order of the page."""
        return [
            Part(gettext("About you"), self._about()),
            Part(gettext("Your records"), self._records()),
            Part(gettext("What was written"), self._talk()),
            Part(gettext("Advice you got"), self._advised()),
            Part(gettext("Phone calls"), self._calls()),
            Part(gettext("Asked of the doctor"), self._told()),
            Part(gettext("Height and weight"), self._measured()),
            Part(gettext("What you agreed to"), self._agreed()),
            Part(gettext("Taking part"), self._stayed()),
            Part(gettext("Who looked at it"), self._looked()),
        ]

    @property
    def _from(self) -> datetime:
        return datetime.combine(self.since, time(), self.of.clinic.zone)

    def _about(self) -> Iterator[Entry]:
        person = self.of.person
        found = {
            gettext("Name"): person.name,
            gettext("Born"): self.day(person.birth),
            gettext("Phone"): person.phone.removeprefix("+86"),
            gettext("Clinic"): self.of.clinic.shown(dates.language()),
        }
        yield Entry("", tuple(Line(name, words) for name, words in found.items()))

    def _records(self) -> Iterator[Entry]:
        for each in own_data.records(self.of.patient_id, self._from):
            yield Entry(self._record_title(each), tuple(_answers(each)))

    def _record_title(self, record: StoredResponse) -> str:
        words = [text(record.instrument.questionnaire.title)]
        if record.mode == Mode.PHONE:
            words.append(gettext("answered by phone"))
        if not record.complete:
            words.append(gettext("not finished"))
        return self._dated(record.effective, *words)

    def _talk(self) -> Iterator[Entry]:
        for each in own_data.talk(self.of.patient_id, self._from):
            title = self._dated(each.at, self._writer(each))
            words = (each.quote, each.body) if each.quote else (each.body,)
            yield Entry(title, tuple(Line("", line) for line in words))

    def _writer(self, said: Said) -> str:
        if said.direction is Direction.TO_PATIENT:
            return self.names.staff(said.by)
        return self.names.anybody(said.by or self.of.account_id)

    def _advised(self) -> Iterator[Entry]:
        for each in own_data.advised(self.of.patient_id, self._from):
            words = [each.text, *(said_words(word.word) for word in _words(each))]
            title = self._dated(each.at, self.names.staff(each.by), each.title)
            yield Entry(title, tuple(Line("", line) for line in words))

    def _calls(self) -> Iterator[Entry]:
        for each in own_data.calls(self.of.patient_id, self._from):
            yield Entry("", (self._called(each),))

    def _called(self, call: Called) -> Line:
        who = gettext("You called us") if call.inbound else self.names.staff(call.by)
        if call.kind is CallKind.MET:
            return Line(
                self.moment(call.at), BESIDE.join((who, gettext("talked with you in person")))
            )
        return Line(self.moment(call.at), BESIDE.join((who, _outcome(call.outcome))))

    def _told(self) -> Iterator[Entry]:
        for each in own_data.told(self.of.patient_id, self._from):
            yield Entry("", (self._asked(each),))

    def _asked(self, told: Told) -> Line:
        return Line(self._dated(told.at, self.names.staff(told.physician)), told.words)

    def _measured(self) -> Iterator[Entry]:
        for each in own_data.measured(self.of.patient_id, self.since):
            yield Entry("", (self._sizes(each),))

    def _sizes(self, taken: Measured) -> Line:
        height = gettext("%(n)s centimetres") % {"n": taken.height_cm} if taken.height_cm else ""
        weight = gettext("%(n)s kilograms") % {"n": taken.weight_kg} if taken.weight_kg else ""
        return Line(self.day(taken.on), gettext(", ").join(filter(None, (height, weight))))

    def _agreed(self) -> Iterator[Entry]:
        copy = self.mine.copy()
        yield from (Entry("", (Line(line.tick, line.state),)) for line in copy.lines)

    def _stayed(self) -> Iterator[Entry]:
        for each in own_data.stayed(self.of.patient_id):
            yield Entry("", (Line(self.moment(each.at), _state(each.state)),))

    def _looked(self) -> Iterator[Entry]:
        found = own_data.looked(self.of.patient_id, self.of.account_id, self._from)
        members = self.names.members
        others = (each for each in found if reads.told(self.of, each, each.actor in members))
        for day, those in groupby(others, lambda read: self.of.local(read.at).date()):
            lines = dict.fromkeys(
                reads.looked(self.names.anybody(each.actor), each.object_type) for each in those
            )
            yield Entry(self.day(day), tuple(Line("", line) for line in lines))

    def _dated(self, at: datetime, *words: str) -> str:
        """When, never broken across lines, and what."""
        return escape(BESIDE).join((dates.together(self.moment(at)), *words))

    def day(self, on: date) -> str:
        """2026年11月23日."""
        return formats.day_month(on, dates.language(), today=NO_YEAR)

    def moment(self, at: datetime) -> str:
        """2026年11月23日 上午10:00."""
        return formats.patient_moment(self.of.local(at), dates.language(), today=NO_YEAR)


def _answers(record: StoredResponse) -> Iterator[Line]:
    """Every question that was answered or passed over, in the order of the form."""
    answers = record.answers
    for item in answers.enabled_items():
        state = answers.state(item.link_id)
        if item.answerable and state is not ItemState.NOT_ASKED:
            given = state is ItemState.GIVEN
            value = answers.values[item.link_id] if given else None
            yield Line(heading(item)[0], said(item, value, skipped=not given))


def _words(given: Given) -> list[Word]:
    """What the patient said to an advice, in the order of time."""
    return sorted(filter(None, (given.tried, given.stands)), key=lambda word: word.at)


def _outcome(outcome: CallOutcome) -> str:
    if outcome is CallOutcome.REACHED:
        return gettext("we spoke")
    if outcome in (CallOutcome.NO_ANSWER, CallOutcome.BUSY, CallOutcome.WRONG_NUMBER):
        return gettext("we did not reach you")
    return {
        CallOutcome.REFUSED: gettext("you did not want to talk"),
        CallOutcome.HOSPITAL: gettext("you were in hospital"),
        CallOutcome.POSTPONED: gettext("you asked for another time"),
        CallOutcome.CUT_OFF: gettext("the call was cut off"),
    }[outcome]


def _state(state: State) -> str:
    return {
        State.ACTIVE: gettext("Taking part"),
        State.PAUSED: gettext("A pause"),
        State.LEFT: gettext("You left"),
        State.LEFT_SILENT: gettext("We had not heard from you for long"),
        State.COMPLETED: gettext("You came to the end"),
        State.DIED: "",
    }[state]

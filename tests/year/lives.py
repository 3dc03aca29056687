"""What happens in a year: patients and staff by chance, through the product's actions.

Every act is noted in plain words for the reference calculation: what was done, never what should
follow. Which form is asked and what waits is read from the product, as people read it from their
pages; what it asked is compared afterwards.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from fractions import Fraction
from random import Random
from typing import Any
from uuid import UUID, uuid4

from chinese_calendar import is_workday

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.enrolment.leaving import Wanted
from osteopro.enrolment.terms import DecidedBy, State
from osteopro.followup import actions, request_rules
from osteopro.followup.actions import Asked
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.queries import calls
from osteopro.followup.queries.forms import forms_of_sitting, planned
from osteopro.followup.queries.frame import frame
from osteopro.followup.rules import Ending
from osteopro.followup.terms import (
    CallOutcome,
    CameOf,
    EmergencyOutcome,
    ItemKind,
    Outcome,
    PauseReason,
)
from osteopro.instruments.library import Instrument
from osteopro.instruments.terms import Mode
from osteopro.patients.terms import (
    Channel,
    ClinicalProfile,
    MedicineClass,
    ReminderWay,
)
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone
from tests.year.hours import ZONE

LANGUAGE = "zh-CN"
ASKED = request_rules.SOURCE
LEVELS = tuple(Level)
# What somebody tells besides a quiet week, by weight: answers, and what it means for the rhythm.
WEEKS: tuple[tuple[int, Mapping[str, Any], tuple[str, ...]], ...] = (
    (62, {}, ()),
    (8, {"sym-pain-rest": "5", "sym-pain-move": "7", "sym-fatigue": "some"}, ()),
    (6, {"rf-check": ["back"], "rf-back-act": "bendlift", "rf-back-stand": "yes",
         "rf-seen": "yes"}, ()),
    (7, {"rf-check": ["fall"], "fall-count": "1", "fall-hurt": "ok", "fall-head": "no",
         "rf-seen": "yes"}, ("fall",)),
    (4, {"rf-check": ["fall"], "fall-count": "1", "fall-hurt": "pain", "fall-head": "no",
         "rf-seen": "yes"}, ("fall", "injury")),
    (8, {"rf-check": ["fever"]}, ()),
    (2, {"rf-check": ["bladder"]}, ()),
)  # fmt: skip
SAID = "今天在院子里坐了坐。"
REPLY = "收到了，您慢慢来。"


@dataclass
class Patient:
    """One patient of the year and their ways; `keen` is the chance to report on a day it is due."""

    someone: Someone
    phone: bool
    no_texts: bool
    keen: float
    source: Random
    quiet_until: date = date.min
    gone: bool = False
    left_on: date | None = None
    happened: list[dict[str, Any]] = field(default_factory=list)

    @property
    def id(self) -> int:
        return self.someone.patient_id

    def note(self, what: str, **more: Any) -> None:
        """Note for the reference what was just done."""
        self.happened.append({"what": what, "at": clock.now(), **more})


def join(clinic: Clinic, number: int, source: Random) -> Patient:
    """Somebody joins now."""
    phone = number % 4 == 0
    someone = builders.patient(
        clinic,
        phone=f"+86138{number:08d}",
        channel=Channel.PHONE if phone else Channel.ONLINE,
    )
    no_texts = not phone and number % 9 == 5
    if no_texts:
        actions.choose_reminders(
            by=someone.actor, patient_id=someone.patient_id, way=ReminderWay.NONE
        )
    keen = source.choice((0.15, 0.35, 0.6, 0.85))
    found = Patient(someone, phone, no_texts, keen, source)
    found.note("join", phone=phone, no_texts=no_texts)
    return found


class Lives:
    """Everybody at one clinic. `busy_until` is a time in which hardly anybody works."""

    def __init__(self, clinic: Clinic, source: Random) -> None:
        self.clinic, self.source = clinic, source
        self.patients: list[Patient] = []
        self.busy_until = date.min

    # -- patients ---------------------------------------------------------------------

    def a_day(self, patient: Patient, day: date) -> list[tuple[time, str]]:
        """What this patient is going to do on that day, and when."""
        source, row = patient.source, self._row(patient)
        acts = []
        if row.ended:
            return (
                [(self._hour(source), "come_back")] if self._comes_back(patient, row, day) else []
            )
        due = row.next_due_on <= day + timedelta(days=1)
        if day >= patient.quiet_until and source.random() < (patient.keen if due else 0.006):
            acts.append("report")
        elif source.random() < 0.004:
            patient.quiet_until = day + timedelta(days=source.choice((12, 25, 70)))
        odds = {
            "write": 0.006, "want_call": 0.006, "wish": 0.004, "take_break": 0.004,
            "end_break": 0.04 if row.paused else 0.0, "leave": 0.0012, "die": 0.0004,
            "medicine": 0.002, "override": 0.003,
        }  # fmt: skip
        # Who is silent does nothing at all, or nobody ever fell silent.
        if day >= patient.quiet_until:
            acts += [act for act, chance in odds.items() if source.random() < chance]
        return sorted((self._hour(source), act) for act in acts)

    def act(self, patient: Patient, name: str) -> None:
        """Do one of these now, unless it makes no sense any more."""
        row = self._row(patient)
        if row.ended and name != "come_back":
            return
        getattr(self, name)(patient)

    def report(self, patient: Patient) -> None:
        source = patient.source
        proxy = not patient.phone and source.random() < 0.12
        weights = [weight for weight, _, _ in WEEKS]
        _, changes, events = source.choices(WEEKS, weights)[0]
        if patient.phone:
            self._by_phone(patient, changes, events)
            return
        by_whom = ByWhom.PROXY if proxy else ByWhom.SELF
        form = planned(frame(patient.id), by_whom).instrument
        mine = {"by": patient.someone.actor, "patient_id": patient.id}
        draft = actions.start_form(
            **mine, instrument=form, mode=Mode.ONLINE, language=LANGUAGE, by_whom=by_whom
        )
        answers = {**builders.STEADY, **changes, "by-whom": by_whom.value}
        actions.save_answers(**mine, draft_uuid=draft, values=_asked(form, answers))
        receipt = actions.send_form(**mine, draft_uuid=draft)
        riding = _riding(patient, receipt.occasion)
        filled, low, level = [], None, receipt.level
        wanted = source.random() < 0.9
        while wanted and (following := builders.next_form(patient.someone, receipt.occasion)):
            code, mood = self._rider(patient.someone.actor, patient, following)
            filled.append(code)
            low = mood if mood is not None else low
        self._noted(patient, form, receipt, riding, filled, low, level, events, proxy=proxy)

    def _rider(self, by: Actor, patient: Patient, draft: UUID) -> tuple[str, bool | None]:
        found = records_queries.draft(patient.id, draft)
        assert found is not None
        form = found.instrument
        low = patient.source.random() < 0.2 if form.code == "phq2" else None
        grade = "2" if low else "0"
        answers = {"phq2-1": grade, "phq2-2": grade, "rf-selfharm": "no"} if low is not None else {}
        mine = {"by": by, "patient_id": patient.id, "draft_uuid": draft}
        actions.save_answers(**mine, values=answers)
        actions.send_form(**mine)
        return form.code, low

    def _by_phone(
        self, patient: Patient, changes: Mapping[str, Any], events: tuple[str, ...]
    ) -> None:
        by, source = self.clinic.li.actor, patient.source
        form = planned(frame(patient.id), ByWhom.STAFF_PHONE).instrument
        key, mine = uuid4(), {"by": by, "patient_id": patient.id}
        asked = Asked(form, ByWhom.STAFF_PHONE)
        actions.begin_call(**mine, key=key, language=LANGUAGE, asked=asked)
        draft = self._live_draft(patient)
        answers = {**builders.STEADY, **changes, "by-whom": ByWhom.STAFF_PHONE.value}
        actions.save_answers(**mine, draft_uuid=draft, values=_asked(form, answers))
        receipt = actions.send_form(**mine, draft_uuid=draft)
        riding = _riding(patient, receipt.occasion)
        filled, low = [], None
        while source.random() < 0.95 and actions.ask_next_form(**mine):
            code, mood = self._rider(by, patient, self._live_draft(patient))
            filled.append(code)
            low = mood if mood is not None else low
        actions.end_call(**mine, key=key, outcome=CallOutcome.REACHED)
        level = receipt.level
        self._noted(patient, form, receipt, riding, filled, low, level, events, proxy=False)

    def _live_draft(self, patient: Patient) -> UUID:
        live = calls.live(patient.id)
        assert live is not None
        assert live.draft is not None
        return live.draft

    def _noted(
        self,
        patient: Patient,
        form: Instrument,
        receipt: actions.Receipt,
        riding: tuple[str, ...],
        filled: list[str],
        low: bool | None,
        level: Level,
        events: tuple[str, ...],
        *,
        proxy: bool,
    ) -> None:
        """A positive screening raises the level of its sitting (T-A05)."""
        level = max((level, Level.ATTENTION if low else level), key=LEVELS.index)
        (row,) = [r for r in records_queries.occasion(receipt.occasion) if r.kind == "record"]
        scores = records_queries.scores_of({row.pk: "SYM-C"})[row.pk]
        (symptoms,) = [
            Fraction(s.value) for s in scores if s.scale == "SYM-C" and s.value is not None
        ]
        patient.note(
            "record",
            occasion=str(receipt.occasion),
            level=level.value,
            symptoms=symptoms,
            events=events,
            low_mood=low,
            proxy=proxy,
            asked=(form.code, *riding),
            filled=filled,
        )

    def write(self, patient: Patient) -> None:
        number = actions.write_back(by=patient.someone.actor, patient_id=patient.id, body=SAID)
        patient.note("message", name=str(number))

    def want_call(self, patient: Patient) -> None:
        actions.request_call(by=patient.someone.actor, patient_id=patient.id)
        asked = OpenItem.objects.filter(
            patient_id=patient.id, kind=ItemKind.CALL, source__startswith=ASKED
        )
        patient.note("wants_call", name=asked.latest("pk").source)

    def wish(self, patient: Patient) -> None:
        days = patient.source.choice((7, 14, None))
        actions.wish_interval(by=patient.someone.actor, patient_id=patient.id, days=days)
        patient.note("wish", of="patient", days=days)

    def override(self, patient: Patient) -> None:
        days = patient.source.choice((7, 10, 14, None))
        actions.set_interval(
            by=self.clinic.li.actor, patient_id=patient.id, days=days, reason="病人这样方便"
        )
        patient.note("wish", of="manager", days=days)

    def take_break(self, patient: Patient) -> None:
        today = clock.today(ZONE)
        if not self._row(patient).active:
            return
        until = today + timedelta(days=patient.source.choice((2, 9, 20, 45)))
        actions.pause(
            by=patient.someone.actor,
            patient_id=patient.id,
            until=until,
            reason=PauseReason.HOLIDAY,
        )
        patient.note("pause", until=until)

    def end_break(self, patient: Patient) -> None:
        if self._row(patient).paused:
            actions.resume(by=patient.someone.actor, patient_id=patient.id)
            patient.note("resume")

    def medicine(self, patient: Patient) -> None:
        classes = (MedicineClass.NONE, MedicineClass.ORAL_BISPHOSPHONATE)
        changed = len([each for each in patient.happened if each["what"] == "medicine"])
        actions.set_profile(
            by=self.clinic.zhang.actor,
            patient_id=patient.id,
            profile=ClinicalProfile(med_class=classes[(changed + 1) % 2]),
        )
        patient.note("medicine")

    def leave(self, patient: Patient) -> None:
        own = patient.source.random() < 0.5
        by = patient.someone.actor if own else self.clinic.li.actor
        wanted = Wanted(State.LEFT, DecidedBy.PATIENT, ("burden",))
        self._leave(patient, by, wanted, by_themselves=own)

    def die(self, patient: Patient) -> None:
        today = clock.today(ZONE)
        wanted = Wanted(State.DIED, DecidedBy.FAMILY, (), died_on=today)
        self._leave(patient, self.clinic.li.actor, wanted, by_themselves=False)
        patient.gone = True

    def _leave(self, patient: Patient, by: Actor, wanted: Wanted, *, by_themselves: bool) -> None:
        actions.leave(by=by, patient_id=patient.id, wanted=wanted)
        patient.left_on = clock.today(ZONE)
        patient.note("leave", state=wanted.state.value, by_themselves=by_themselves)

    def come_back(self, patient: Patient) -> None:
        if self._row(patient).ended == State.LEFT_SILENT:
            patient.quiet_until = date.min
            self.report(patient)
            return
        actions.undo_leaving(by=self.clinic.li.actor, patient_id=patient.id)
        patient.note("undo_leaving")

    def _comes_back(self, patient: Patient, row: CareState, day: date) -> bool:
        if row.ended == State.LEFT_SILENT:
            return patient.source.random() < 0.05
        lately = patient.left_on is not None and (day - patient.left_on).days < 6
        return row.ended == State.LEFT and lately and patient.source.random() < 0.06

    # -- staff --------------------------------------------------------------------------

    def staff_work(self, day: date, at: time) -> None:
        """Managers see to a part of what waits; in bad weeks to little of it."""
        if not is_workday(day) or not time(8, 30) <= at < time(17, 30):
            return
        if self.source.random() < 0.004:
            self.busy_until = day + timedelta(days=self.source.choice((3, 6)))
        share = 0.04 if day < self.busy_until else 0.42
        people = {patient.id: patient for patient in self.patients}
        for item in OpenItem.objects.filter(closed_at__isnull=True).order_by("pk"):
            if self.source.random() < share:
                item.refresh_from_db()
                if item.closed_at is None:
                    self._see_to(people[item.patient_id], item)

    def _see_to(self, patient: Patient, item: OpenItem) -> None:
        by = self.clinic.li.actor
        mine = {"by": by, "patient_id": patient.id}
        if item.kind == ItemKind.RECORD:
            self._review(patient, item)
        elif item.kind == ItemKind.ESCALATION:
            number = int(item.source.rpartition(":")[2])
            actions.answer_escalation(**mine, escalation_id=number, answer="请他来门诊。")
            patient.note("close", kind="escalation", name=str(number))
        elif item.kind == ItemKind.MESSAGE:
            number = actions.reply_to_message(**mine, body=REPLY)
            patient.note("answer", wrote=f"tell:{number}")
        elif item.kind == ItemKind.CALL:
            self._call(patient, item)
        else:
            actions.close_item(**mine, item_id=item.pk, came_of=CameOf.NOTHING)
            patient.note("close", kind=item.kind, name=_name(item))

    def _call(self, patient: Patient, item: OpenItem) -> None:
        by = self.clinic.li.actor
        row = self._row(patient)
        reached = self.source.random() < (0.2 if row.next_due_on < patient.quiet_until else 0.6)
        outcome = CallOutcome.REACHED if reached else CallOutcome.NO_ANSWER
        if reached and patient.phone and row.active and row.next_due_on <= clock.today(ZONE):
            self.report(patient)
            item.refresh_from_db()
        else:
            actions.record_call(by=by, patient_id=patient.id, outcome=outcome, note="打过了。")
            if reached:
                patient.note("reached")
        asked = item.source.startswith(ASKED)
        # Who asked for a call was phoned only once they were reached.
        if item.closed_at is None and (reached or not asked) and self.source.random() < 0.6:
            actions.close_item(by=by, patient_id=patient.id, item_id=item.pk)
            about = item.source.partition(":")[0]
            patient.note("close", kind="call", name=item.source if asked else about)

    def _review(self, patient: Patient, item: OpenItem) -> None:
        level = LEVELS[item.level]
        pressing = level in (Level.URGENT, Level.EMERGENCY)
        ways = (
            (Outcome.CALLED, Outcome.ESCALATED) if pressing else (Outcome.REPLIED, Outcome.CALLED)
        )
        outcome = self.source.choices(ways, (3, 2) if pressing else (9, 1))[0]
        ending = Ending(
            outcome,
            body="" if outcome == Outcome.CALLED else REPLY,
            reached_by_phone=outcome == Outcome.CALLED,
            note="本人接的。" if outcome == Outcome.CALLED else "",
            question="请看看。" if outcome == Outcome.ESCALATED else "",
            emergency_outcome=EmergencyOutcome.SEEN if level is Level.EMERGENCY else None,
            came_of=CameOf.NOTHING,
        )
        occasion = UUID(item.source)
        done = actions.record_review(
            by=self.clinic.li.actor,
            patient_id=patient.id,
            occasion=occasion,
            ending=ending,
            versions=[each.uuid for each in records_queries.occasion(occasion)],
            physician=self.clinic.zhang.account_id,
        )
        asked = OpenItem.objects.filter(patient_id=patient.id, kind=ItemKind.ESCALATION)
        question = asked.order_by("-pk").values_list("source", flat=True).first() or ""
        patient.note(
            "review",
            occasion=item.source,
            outcome=outcome.value,
            question=question.rpartition(":")[2],
            wrote=f"tell:{done.message_id}" if done.message_id else "",
        )

    # -- small things ----------------------------------------------------------------------

    def _row(self, patient: Patient) -> CareState:
        return CareState.objects.get(patient_id=patient.id)

    def _hour(self, source: Random) -> time:
        """A moment by day at which no due work runs."""
        return time(source.randint(7, 21), source.randint(15, 29), source.randrange(60))


def _name(item: OpenItem) -> str:
    """How the reference names what waits."""
    return "leaving" if item.kind == ItemKind.LEAVING else item.source


def _asked(form: Instrument, answers: Mapping[str, Any]) -> dict[str, Any]:
    return {
        link_id: value for link_id, value in answers.items() if link_id in form.questionnaire.nodes
    }


def _riding(patient: Patient, occasion: UUID) -> tuple[str, ...]:
    """Forms the product asks after this record."""
    found = forms_of_sitting(patient.id, occasion)
    return tuple(each.instrument.code for each in found.left) if found else ()


def at_wall(day: date, hour: time) -> datetime:
    """That hour on the clinic's wall."""
    return datetime.combine(day, hour, ZONE)

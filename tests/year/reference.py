"""What must come of what happened, by a plain calculation (clinical content 3.1, 6.3, 6.5 and 7).

Nothing of the product is used here, not even its calendar. It is given what people and staff
did, and when due work ran; it goes through both in the order of time and notes what had to be
asked, sent and put before somebody. One patient at a time, because nobody's plan depends on
anybody else.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any

from tests.year import hours, rhythm
from tests.year.hours import day_of
from tests.year.rhythm import Known, Told

URGENT = ("urgent", "emergency")
ORDER = ("routine", "attention", "urgent", "emergency")
QUIET_UNTIL, MESSAGES_AT, QUIET_FROM = time(8, 30), time(9, 30), time(20)
LONG_FORM_EVERY = 28
# A form that rides on a record: its code, days to wait for each time, the first time that is not
# asked together with the long form, whether a relative may be asked.
RIDERS = (
    ("opros-qol", (0, 28, 84), 2, True),
    ("phq2", (84,), None, False),
    ("opros-exit", (168,), None, False),
)
WEEK = timedelta(days=7)


@dataclass
class Waiting:
    """Something that waits for staff: `due` for the manager, `lead` for the programme lead."""

    kind: str
    name: str
    level: str
    opened: datetime
    due: datetime
    lead: datetime
    open: bool = True
    told: int = 0
    asked: bool = False
    # What leaving ended, and coming back opens again.
    left_at: datetime | None = None


@dataclass
class Expected:
    """Everything that must be, each as a plain tuple that begins with the patient."""

    due_days: set[tuple[Any, ...]] = field(default_factory=set)
    forms: set[tuple[Any, ...]] = field(default_factory=set)
    reminders: list[tuple[Any, ...]] = field(default_factory=list)
    calls: list[tuple[Any, ...]] = field(default_factory=list)
    escalations: list[tuple[Any, ...]] = field(default_factory=list)
    silences: list[tuple[Any, ...]] = field(default_factory=list)
    gone: list[tuple[Any, ...]] = field(default_factory=list)


def calculate(
    patient: int, happened: Iterable[dict[str, Any]], worked: Iterable[datetime]
) -> Expected:
    """Go through what happened to one patient and through the rounds of due work, in order."""
    one = _One(patient)
    steps = [(each["at"], 0, each) for each in happened] + [(at, 1, None) for at in worked]
    for at, _, each in sorted(steps, key=lambda step: step[:2]):
        if each is not None:
            getattr(one, each["what"])(at, each)
        elif one.joined is not None:
            one.round(at)
    return one.found


class _One:
    def __init__(self, patient: int) -> None:
        self.patient, self.found = patient, Expected()
        self.joined: date | None = None
        self.phone = self.no_texts = False
        self.active = False
        self.paused_until: date | None = None
        self.ended = ""
        self.left_on, self.break_left = date.min, self.paused_until
        self.known = Known()
        self.every = 7
        # Due by records alone; a pause moves it on to the day it is over.
        self.by_record = self.back = date.min
        self.last_record: datetime | None = None
        self.last_level = "routine"
        self.last_long: date | None = None
        self.given: dict[str, tuple[int, date]] = {}
        self.waiting: list[Waiting] = []
        self.seen_to: date | None = None
        self.reminded: list[date] = []
        self.to_send: tuple[date, int] | None = None
        self.asked_for_call: list[date] = []
        self.called_about: set[date] = set()
        self.silent_about: set[date] = set()
        self.signs: list[date] = []
        self.called_silent: dict[date, date] = {}

    # -- where somebody stands ----------------------------------------------------

    @property
    def first(self) -> date:
        """The day on which the next record was first due."""
        return max(self.by_record, self.back)

    def missed(self, today: date) -> int:
        return max(0, (today - self.first).days // self.every)

    def due(self, today: date) -> date:
        return self.first + timedelta(days=self.missed(today) * self.every)

    def pressing(self) -> bool:
        return self.last_level in URGENT or any(w.open and w.level in URGENT for w in self.waiting)

    # -- what people and staff do ----------------------------------------------------

    def join(self, at: datetime, what: dict[str, Any]) -> None:
        self.joined = self.by_record = day_of(at)
        self.known.starts = self.joined
        self.phone, self.no_texts, self.active = what["phone"], what["no_texts"], True
        self.signs.append(self.joined)
        # On the first day the link that is sent is message enough.
        self.seen_to = None if self.phone else self.joined

    def record(self, at: datetime, what: dict[str, Any]) -> None:
        """A record with the forms that were filled in after it in the same sitting."""
        today = day_of(at)
        if self.ended == "left-silent":
            self._return(at)
        long = self.last_long is None or (today - self.last_long).days >= LONG_FORM_EVERY
        riding = self._riding(today, long=long, proxy=what["proxy"])
        asked = ("opros-full" if long else "opros-fu", *riding)
        self.found.forms.add((self.patient, what["occasion"], asked))
        self.last_long = today if long else self.last_long
        for code in what["filled"]:
            times, _ = self.given.get(code, (0, today))
            self.given[code] = (times + 1, today)
        self.signs.append(today)
        self.last_record, self.last_level = at, what["level"]
        self.known.record(at, today, what)
        self.by_record = today + timedelta(days=self.every)
        for call in self._open("call"):
            call.open = call.asked
        first, lead = hours.deadlines(what["level"], at)
        self._put("record", what["occasion"], what["level"], at, first, lead)

    def review(self, at: datetime, what: dict[str, Any]) -> None:
        (record,) = [w for w in self.waiting if w.name == what["occasion"]]
        record.open = False
        if what["outcome"] in ("called",):
            self.signs.append(day_of(at))
        if what["outcome"] == "escalated":
            urgent = record.level in URGENT
            level = "attention" if urgent else "routine"
            first, lead = hours.deadlines("urgent" if urgent else "attention", at)
            self._put("escalation", what["question"], level, at, first, lead)
        if what["wrote"]:
            self._tell(at, what["wrote"])
        self._judge(at)

    def answer(self, at: datetime, what: dict[str, Any]) -> None:
        """Staff wrote to the patient: what they had written is answered, and what a physician
        said is told."""
        for told in (*self._open("message"), *self._open("answer")):
            told.open = False
        self._tell(at, what["wrote"])

    def close(self, at: datetime, what: dict[str, Any]) -> None:
        for each in self._open(what["kind"]):
            if each.name == what["name"]:
                each.open = False
                if each.kind == "escalation":
                    self._answered(at, each)

    def _answered(self, at: datetime, question: Waiting) -> None:
        """What the physician said is to be told to the patient as fast as it was asked."""
        urgent = question.level in (*URGENT, "attention")
        first, lead = hours.deadlines("urgent" if urgent else "attention", at)
        level = "attention" if urgent else "routine"
        self._put("answer", f"escalation:{question.name}", level, at, first, lead)

    def reached(self, at: datetime, what: dict[str, Any]) -> None:
        self.signs.append(day_of(at))

    def message(self, at: datetime, what: dict[str, Any]) -> None:
        self.signs.append(day_of(at))
        first, lead = hours.deadlines("attention", at)
        self._put("message", what["name"], "routine", at, first, lead)

    def wants_call(self, at: datetime, what: dict[str, Any]) -> None:
        """A request of its own beside what else is to be phoned about; again adds words only."""
        self.asked_for_call.append(day_of(at))
        if any(call.name == what["name"] for call in self._open("call")):
            return
        self.found.calls.append((self.patient, "call-asked", at))
        first, lead = hours.deadlines("attention", at)
        self._put("call", what["name"], "routine", at, first, lead).asked = True

    def wish(self, at: datetime, what: dict[str, Any]) -> None:
        """The same wish twice in a row is no news; a manager may insist on a number of days."""
        last = self.known.wishes[-1][1:] if self.known.wishes else None
        insists = what["of"] == "manager" and what["days"] is not None
        if last == (what["of"], what["days"]) and not (insists and self.known.why != "manager"):
            return
        self.known.wishes.append((at, what["of"], what["days"]))
        self._judge(at)

    def medicine(self, at: datetime, _what: dict[str, Any]) -> None:
        self.known.events.append(Told(at, day_of(at), "medicine"))
        self._judge(at)

    def pause(self, at: datetime, what: dict[str, Any]) -> None:
        self.active, self.paused_until = False, what["until"] + hours.A_DAY
        self.back = max(self.back, self.paused_until)
        for call in self._open("call"):
            call.open = call.asked

    def resume(self, at: datetime, _what: dict[str, Any]) -> None:
        self.active, self.paused_until, self.back = True, None, day_of(at)

    def leave(self, at: datetime, what: dict[str, Any]) -> None:
        self._leave(at, what["state"])
        if what["by_themselves"]:
            first, lead = hours.deadlines("attention", at)
            self._put("leaving", "leaving", "routine", at, first, lead)

    def undo_leaving(self, at: datetime, _what: dict[str, Any]) -> None:
        self._return(at)

    # -- rounds of due work -------------------------------------------------------------

    def round(self, at: datetime) -> None:
        today, clock = day_of(at), at.astimezone(hours.ZONE).time()
        for each in self.waiting:
            self._escalate(each, at)
        if self.paused_until is not None and self.paused_until <= today:
            self.active, self.paused_until = True, None
        if QUIET_UNTIL <= clock < QUIET_FROM:
            self._see_to(at, today)
        self._silence(at, today)
        self._long_silence(at, today)
        if MESSAGES_AT <= clock < QUIET_FROM:
            self._send(today)

    def morning(self, at: datetime, _what: dict[str, Any]) -> None:
        """What stands in the plan this morning."""
        if self.active:
            self.found.due_days.add((self.patient, day_of(at), self.first, self.every))

    def _escalate(self, each: Waiting, at: datetime) -> None:
        if not each.open:
            return
        if each.kind == "escalation":
            # A physician leaves it waiting: it goes back to who asked, and the lead hears once.
            if each.due <= at and not each.told:
                each.level = "urgent" if each.level == "attention" else each.level
                self.found.escalations.append((self.patient, each.kind, "lead", at))
                each.told = 2
            return
        for stage, moment in enumerate((each.due, each.lead), 1):
            if moment <= at and each.told < stage:
                name = "backup" if stage == 1 else "lead"
                self.found.escalations.append((self.patient, each.kind, name, at))
                each.told = stage

    def _see_to(self, at: datetime, today: date) -> None:
        """One look a day at who is due: the day's message, and the call."""
        if not self.active or self.first > today or self.seen_to == today:
            return
        self.seen_to = today
        due = self.due(today)
        late = (today - due).days
        if self.phone:
            self._ask_to_call(at, due, "call-due", 2)
            return
        if late < 3:
            self._plan_message(today, due, late + 1)
        if late >= 1 and self.pressing():
            self._ask_to_call(at, due, "call-urgent-late", 0)
        elif late >= 3:
            self._ask_to_call(at, due, "call-late", 1)

    def _plan_message(self, today: date, due: date, number: int) -> None:
        lately = [day for day in self.reminded if today - day < WEEK]
        if self.no_texts or any(day >= due for day in self.asked_for_call) or len(lately) >= 3:
            return
        self.reminded.append(today)
        self.to_send = (due, number)

    def _send(self, today: date) -> None:
        """What was planned this morning leaves, if it is still wanted."""
        if self.to_send is None:
            return
        due, number = self.to_send
        asked = any(day >= due for day in self.asked_for_call)
        on_its_day = due + timedelta(days=number - 1) == today
        if on_its_day and self.active and self.first <= today and not asked:
            if self.due(today) == due:
                self.found.reminders.append((self.patient, due, number, today))
        self.to_send = None

    def _ask_to_call(self, at: datetime, due: date, why: str, days: int) -> None:
        """Once for each due day; a call that still waits goes on as this one."""
        if due in self.called_about:
            return
        self.called_about.add(due)
        self.found.calls.append((self.patient, why, at))
        first, lead = hours.until_closing(at, days)
        for call in self._open("call"):
            if call.name == "due":
                if first < call.due:
                    call.due, call.lead, call.told = first, lead, 0
                return
        self._put("call", "due", "routine", at, first, lead)

    def _silence(self, at: datetime, today: date) -> None:
        if self.active and self.missed(today) >= 2 and self.first not in self.silent_about:
            self.silent_about.add(self.first)
            self.found.silences.append((self.patient, self.first, at))
            first, lead = hours.deadlines("attention", at)
            self._put("silence", self.first.isoformat(), "attention", at, first, lead)

    def _long_silence(self, at: datetime, today: date) -> None:
        since = max([*self.signs, self.back])
        if not self.active or (today - since).days < 42:
            return
        if since not in self.called_silent:
            self.called_silent[since] = today
            self.found.calls.append((self.patient, "call-silent", at))
            first, lead = hours.until_closing(at, 1)
            self._put("call", "silent", "routine", at, first, lead)
        elif (today - since).days >= 56 and (today - self.called_silent[since]).days >= 14:
            if not any(w.open and w.level in URGENT for w in self.waiting):
                self.found.gone.append((self.patient, at))
                self._leave(at, "left-silent")
                first, lead = hours.deadlines("attention", at)
                self._put("leaving", "leaving", "routine", at, first, lead)

    # -- what these share ---------------------------------------------------------------

    def _open(self, kind: str) -> list[Waiting]:
        return [each for each in self.waiting if each.open and each.kind == kind]

    def _put(
        self, kind: str, name: str, level: str, at: datetime, due: datetime, lead: datetime
    ) -> Waiting:
        found = Waiting(kind, name, level, at, due, lead)
        self.waiting.append(found)
        return found

    def _tell(self, at: datetime, name: str) -> None:
        """Who gets no messages is phoned about a reply, which stands after 20 seconds; nobody
        phones somebody who died."""
        if self.ended == "died" or not (self.phone or self.no_texts or self.ended):
            return
        visible = at + timedelta(seconds=20)
        first, lead = hours.deadlines("attention", visible)
        self._put("tell", name, "routine", at, first, lead)

    def _judge(self, at: datetime) -> None:
        """How often from now on; a change counts from the last record and makes nobody late."""
        today = day_of(at)
        days = rhythm.judge(self.known, at, today)
        if days == self.every:
            return
        self.every = days
        if self.last_record is not None:
            wanted = day_of(self.last_record) + timedelta(days=days)
            self.by_record = wanted if wanted >= today else min(self.by_record, today)

    def _riding(self, today: date, *, long: bool, proxy: bool) -> tuple[str, ...]:
        found = []
        for code, waits, not_with_long, by_proxy in RIDERS:
            times, last = self.given.get(code, (0, self.joined or today))
            is_due = (today - last).days >= waits[min(times, len(waits) - 1)]
            moves_on = long and not_with_long is not None and times >= not_with_long
            if is_due and not moves_on and (by_proxy or not proxy):
                found.append(code)
        return tuple(found)

    def _leave(self, at: datetime, state: str) -> None:
        self.left_on, self.break_left = day_of(at), self.paused_until
        if self.paused_until is not None:
            self.back = day_of(at)
        self.active, self.paused_until, self.ended = False, None, state
        for each in self.waiting:
            asking = each.kind == "silence"
            speaking = each.kind in ("call", "tell")
            calls_off = each.kind == "call" and not each.asked
            over = asking or (speaking and (state == "died" or calls_off))
            if each.open and each.level not in URGENT and over:
                each.open, each.left_at = False, at

    def _return(self, at: datetime) -> None:
        """All goes on as it was; what was not asked meanwhile was not missed."""
        today = day_of(at)
        self.active, self.ended = True, ""
        if self.left_on < today:
            self.back = today
        if self.break_left is not None and self.break_left > today:
            self.active, self.paused_until, self.back = False, self.break_left, self.break_left
        for each in self.waiting:
            if each.kind == "leaving":
                each.open = False
            if each.left_at is not None:
                first, lead = hours.deadlines("attention", at)
                each.due, each.lead = max(each.due, first), max(each.lead, lead)
                each.open, each.told, each.left_at = True, 0, None

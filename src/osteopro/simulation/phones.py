"""The managers' telephones: the list of calls worked through, day by day, as the product orders it.

Whom to call and when comes from the list, a record is taken through the actions of a call; only
what the person at the other end does is drawn here.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from random import Random
from typing import Any

from osteopro import clock
from osteopro.access.queries import staff_viewer
from osteopro.accounts.models import Account
from osteopro.audit import actions as audit_actions
from osteopro.followup import actions
from osteopro.followup.actions import Asked, Circumstances, Receipt
from osteopro.followup.queries import calls
from osteopro.followup.queries.calls import ToPhone
from osteopro.followup.queries.scope import Filter, Whose
from osteopro.followup.terms import CallKind, CallOutcome, ItemKind, NextStep, Privacy
from osteopro.instruments.answers import Value
from osteopro.instruments.library import Instrument
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.simulation import words
from osteopro.simulation.chance import pick, uuid
from osteopro.simulation.life import LANGUAGE, Life, Telling, asked, record_form, telling
from osteopro.simulation.material import material
from osteopro.simulation.staffing import Colleague, Team
from osteopro.simulation.timeline import Timeline
from osteopro.simulation.words import Remark

A_MINUTE = timedelta(minutes=1)
CALLS_APART = 9 * A_MINUTE
A_DAY = timedelta(days=1)
UNHEARD = (CallOutcome.NO_ANSWER, CallOutcome.BUSY)
GIVEN_UP = (NextStep.LEAVE_BE, NextStep.IN_HOSPITAL, NextStep.CHECK_NUMBER)


@dataclass(frozen=True, slots=True)
class Taken:
    """A record that was taken on the phone: what was received, and the call that is kept."""

    life: Life
    remark: Remark
    receipts: tuple[Receipt, ...]
    call_id: int


class Phones:
    """Everybody's telephones. `took` hears of every record that was taken."""

    def __init__(
        self, team: Team, timeline: Timeline, source: Random, took: Callable[[Taken], None]
    ) -> None:
        self.team, self.timeline, self.source, self.took = team, timeline, source, took
        self.zone = team.clinic.zone
        self.free: dict[int, datetime] = {}
        self.viewers = {
            each.account_id: staff_viewer(Account.objects.get(pk=each.account_id))
            for each in team.managers
        }

    def work(self, lives: Mapping[int, Life]) -> None:
        """Read today's list and make its calls, each at the time it names."""
        for manager in self.team.managers:
            listed = calls.to_phone(self.viewers[manager.account_id], Filter(Whose.MINE))
            for row in listed:
                life = lives.get(row.patient_id)
                # Whoever stands in for a colleague sees their patients, too.
                # What is urgent is answered where records are.
                if life is not None and life.manager == manager and row.pressing is None:
                    self._follow(life, row)

    def take(
        self, life: Life, *, given: Mapping[str, Any] | None = None, note: str | None = None
    ) -> Taken:
        """Take the record that is due on the phone, from the first word to hanging up."""
        self._begin(life, record_form(life, self._today()))
        return self._record(life, telling(life, self._today(), ByWhom.STAFF_PHONE,
                                          given=given, note=note))  # fmt: skip

    def postpone(self, life: Life, until: datetime) -> None:
        """Somebody answers, has no time, and says when to call instead."""
        self._begin(life, None)
        self._hang_up(life, CallOutcome.POSTPONED, self._line("later"), until)

    # -- whom to call, and when ---------------------------------------------------

    def _follow(self, life: Life, row: ToPhone) -> None:
        following = row.next
        if following.step in GIVEN_UP:
            self.let_be(life)
        elif following.step == NextStep.ASK_CONTACT:
            self._at(life.manager, self.timeline.now(), lambda: self._ask_contact(life))
        elif following.at is not None and following.at.date() == self._today():
            self._at(life.manager, following.at, lambda: self._call(life, row))

    def _at(self, manager: Colleague, wanted: datetime, act: Callable[[], None]) -> None:
        """At that time, or when this manager's telephone is free."""
        free = self.free.get(manager.account_id, wanted)
        at = max(wanted, free, self.timeline.now()) + self.source.randrange(1, 5) * A_MINUTE
        self.free[manager.account_id] = at + CALLS_APART
        self.timeline.at(at, act)

    # -- a call ---------------------------------------------------------------------

    def _call(self, life: Life, row: ToPhone) -> None:
        if not life.takes_part or (row.due is not None and life.next_due > self._today()):
            return  # They left, or it came meanwhile.
        audit_actions.note_read(
            by=life.manager.actor,
            patient_id=life.patient_id,
            object_type="patient",
            object_id=life.patient_id,
        )
        outcome = self._outcome(life, row)
        if outcome in UNHEARD:
            self._unheard(life, outcome)
        elif row.due is None:
            self._talk(life)
        else:
            self._speak(life, outcome)

    def _outcome(self, life: Life, row: ToPhone) -> CallOutcome:
        if row.due is not None:
            life.turn(row.due.on)
        if life.lost:
            return self.source.choice(UNHEARD)
        promised = row.next.step in (NextStep.CALL_BACK, NextStep.GO_ON)
        willing = promised or row.due is None or life.willing
        if row.due is not None and life.habit.keeps(row.due.on) and row.next.tries:
            return CallOutcome.REACHED
        chances = material("calls")["willing" if willing else "unwilling"]
        drawn = CallOutcome(pick(self.source, chances))
        soon = promised or (row.due is not None and life.habit.keeps(row.due.on))
        return drawn if drawn in UNHEARD or not soon else CallOutcome.REACHED

    def _unheard(self, life: Life, outcome: CallOutcome) -> None:
        actions.record_call(
            by=life.manager.actor,
            patient_id=life.patient_id,
            outcome=outcome,
            about=Circumstances(CallKind.RECORD),
        )
        self._follow(life, calls.one(life.patient_id))

    def _talk(self, life: Life) -> None:
        """Nothing is due: a reply is read out, or somebody asked to be called."""
        self._begin(life, None)
        self.timeline.at(self._after("talk"), lambda: self._end_talk(life))

    def _end_talk(self, life: Life) -> None:
        if calls.live(life.patient_id) is None:
            return  # What was said was noted about a record meanwhile: that ended it.
        self._hang_up(life, CallOutcome.REACHED, words.line("calls.reached", self.source))
        self._close(life, came=False)

    def _speak(self, life: Life, outcome: CallOutcome) -> None:
        about = outcome in (CallOutcome.REACHED, CallOutcome.CUT_OFF)
        self._begin(life, record_form(life, self._today()) if about else None)
        at = self._after("form" if about else "talk")
        self.timeline.at(at, lambda: self._end(life, outcome))

    def _end(self, life: Life, outcome: CallOutcome) -> None:
        if calls.live(life.patient_id) is None:
            return  # As above; the record is asked for again.
        if outcome == CallOutcome.REACHED:
            told = telling(life, self._today(), ByWhom.STAFF_PHONE)
            self.took(self._record(life, told))
        elif outcome == CallOutcome.REFUSED:
            self._hang_up(life, outcome, self._line("refused"))
            self.let_be(life)
        elif outcome == CallOutcome.POSTPONED:
            self._hang_up(life, outcome, self._line("later"), self._another_time())
        else:
            self._break_off(life)

    def _break_off(self, life: Life) -> None:
        """The line breaks; what was answered is kept, and the manager calls again at once."""
        form, told = self._draft(life), telling(life, self._today(), ByWhom.STAFF_PHONE, note="")
        since, last_full = list(life.since), life.last_full
        values = asked(form.instrument, told.fill(form.instrument))
        life.since, life.last_full = since, last_full
        count = round(len(values) * self.source.uniform(*material("calls")["cut_off"]))
        self._save(life, dict(list(values.items())[:count]))
        self._hang_up(life, CallOutcome.CUT_OFF, "")
        self._follow(life, calls.one(life.patient_id))

    def _ask_contact(self, life: Life) -> None:
        """Nobody answered three times: the family says when to call, or it is left this time."""
        if life.lost or self.source.random() > float(material("calls")["contact_knows"]):
            self.let_be(life)
            return
        life.willing = True
        actions.record_call(
            by=life.manager.actor,
            patient_id=life.patient_id,
            outcome=CallOutcome.POSTPONED,
            note=self._line("contact"),
            about=Circumstances(CallKind.RECORD, self._another_time()),
        )

    # -- a record ---------------------------------------------------------------------

    def _begin(self, life: Life, form: Instrument | None) -> None:
        """Somebody speaks. With a form its record is begun, or the one cut off goes on."""
        by = life.manager.actor
        actions.begin_call(
            by=by,
            patient_id=life.patient_id,
            key=uuid(self.source),
            language=LANGUAGE,
            asked=Asked(form, ByWhom.STAFF_PHONE) if form else None,
        )
        if form is not None:
            actions.note_privacy(by=by, patient_id=life.patient_id, privacy=Privacy.ALONE)

    def _record(self, life: Life, told: Telling) -> Taken:
        """Ask every form of the sitting and hang up."""
        by, receipts = life.manager.actor, []
        while True:
            form = self._draft(life)
            self._save(life, asked(form.instrument, told.fill(form.instrument)))
            receipts.append(
                actions.send_form(by=by, patient_id=life.patient_id, draft_uuid=form.uuid)
            )
            if not actions.ask_next_form(by=by, patient_id=life.patient_id):
                break
        call_id = self._hang_up(life, CallOutcome.REACHED, "")
        self._close(life, came=True)
        return Taken(life, told.remark, tuple(receipts), call_id)

    def _draft(self, life: Life) -> records_queries.DraftView:
        live = calls.live(life.patient_id)
        draft = records_queries.draft(life.patient_id, live.draft) if live and live.draft else None
        if draft is None:
            raise LookupError("a call about a record has a form")
        return draft

    def _save(self, life: Life, values: dict[str, Value]) -> None:
        actions.save_answers(
            by=life.manager.actor,
            patient_id=life.patient_id,
            draft_uuid=self._draft(life).uuid,
            values=values,
            circumstances={"channel": "phone"},
        )

    def _hang_up(
        self, life: Life, outcome: CallOutcome, note: str, call_back: datetime | None = None
    ) -> int:
        live = calls.live(life.patient_id)
        if live is None:
            raise LookupError("only who is on the phone hangs up")
        return actions.end_call(
            by=life.manager.actor,
            patient_id=life.patient_id,
            key=live.key,
            outcome=outcome,
            note=note,
            about=Circumstances(call_back_at=call_back),
        )

    def _close(self, life: Life, *, came: bool) -> None:
        """Replies were read out, and what was asked for came."""
        ends = (ItemKind.TELL, ItemKind.CALL) if came else (ItemKind.TELL,)
        self._close_items(life, ends, asked_too=True)

    def let_be(self, life: Life) -> None:
        """Call no more this time; the next due day brings the next call."""
        self._close_items(life, (ItemKind.CALL,), asked_too=False)

    def _close_items(self, life: Life, kinds: Collection[str], *, asked_too: bool) -> None:
        for item_id, kind, wanted in calls.to_close(life.patient_id):
            if (wanted and asked_too) or (kind in kinds and not wanted):
                actions.close_item(
                    by=life.manager.actor, patient_id=life.patient_id, item_id=item_id
                )

    # -- moments ------------------------------------------------------------------------

    def _today(self) -> Any:
        return clock.today(self.zone)

    def _after(self, what: str) -> datetime:
        low, high = material("calls")["minutes"][what]
        return self.timeline.now() + self.source.randint(low, high) * A_MINUTE

    def _another_time(self) -> datetime:
        """The next working day, at an hour they name."""
        day = self.team.clinic.service.calendar.working_day_from(self._today() + A_DAY)
        return datetime.combine(day, time(self.source.choice((9, 10, 14, 15, 16))), self.zone)

    def _line(self, kind: str) -> str:
        return words.line(kind, self.source, "calls")

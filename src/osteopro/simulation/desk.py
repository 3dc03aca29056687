"""The managers' desk: records come, are read, answered, phoned about and ended."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import partial
from random import Random
from uuid import UUID

from django.db.models import Q

from osteopro.followup import actions, request_rules, state, suggesting
from osteopro.followup.actions import requesting
from osteopro.followup.checking import talked_about
from osteopro.followup.models import CareState, OpenItem
from osteopro.followup.queries.phone_reasons import TO_PHONE
from osteopro.followup.rules import UNDO, Ending
from osteopro.followup.terms import (
    CallOutcome,
    CameOf,
    EmergencyOutcome,
    ItemKind,
    NoReplyReason,
    Outcome,
    RequestKind,
)
from osteopro.messaging.terms import ReceiptKind
from osteopro.records import queries as records_queries
from osteopro.records.models import Assessment
from osteopro.simulation import managers, words
from osteopro.simulation.chance import pick
from osteopro.simulation.habits import awake
from osteopro.simulation.life import LANGUAGE, Life
from osteopro.simulation.material import material
from osteopro.simulation.staffing import Team
from osteopro.simulation.talks import hear
from osteopro.simulation.timeline import Timeline
from osteopro.simulation.words import Remark
from osteopro.triage import queries as triage_queries
from osteopro.triage.terms import Level

ASKS_FOR_HELP = (ReceiptKind.NOT_UNDERSTOOD, ReceiptKind.DIFFICULT)
A_MINUTE = timedelta(minutes=1)
AN_HOUR = timedelta(hours=1)
A_DAY = timedelta(days=1)
TWO_DAYS = timedelta(days=2)
STRENGTH = 0.02  # how much one piece of advice that was understood helps


@dataclass(frozen=True, slots=True)
class Case:
    """One sitting in front of a manager, what it is about, and the call in which it was taken."""

    life: Life
    occasion: UUID
    level: Level
    received: datetime
    due: datetime
    remark: Remark
    call_id: int | None = None

    @property
    def versions(self) -> list[UUID]:
        """Its responses as they stand now."""
        return [each.uuid for each in records_queries.occasion(self.occasion)]


@dataclass(frozen=True, slots=True)
class Script:
    """What a scene fixes about how a case ends; "" and None leave it to the manager."""

    outcome: Outcome | None = None
    reply: str = ""
    question: str = ""
    receipts: tuple[ReceiptKind, ...] | None = None
    at: datetime | None = None


class Desk:
    """All managers together; each patient's cases go to their own.

    `in_scene` says whether a scene has somebody on the stage: then nothing is asked by chance.
    """

    def __init__(
        self, team: Team, timeline: Timeline, source: Random, in_scene: Callable[[Life], bool]
    ) -> None:
        self.in_scene = in_scene
        self.team = team
        self.timeline = timeline
        self.source = source
        self.service = team.clinic.service
        self.latest: dict[UUID, Case] = {}

    def read_lists(self) -> None:
        """Every manager looks at what waits for them this morning."""
        for each in self.team.managers:
            actions.note_list_read(by=each.actor, what="worklist")

    def put(self, case: Case, script: Script | None = None) -> None:
        """Let the manager get to a case in their own time."""
        fixed = script or Script()
        self.latest[case.occasion] = case
        opens = fixed.at or managers.gets_to_it(
            case.received, case.due, case.level, self.service, self.source
        )
        self.timeline.at(opens, lambda: self._see(case, fixed))

    def _see(self, case: Case, script: Script) -> None:
        if self.latest[case.occasion] is not case:
            return  # More of it came since: that case is the one to end.
        by, patient_id = case.life.manager.actor, case.life.patient_id
        actions.note_opened(by=by, patient_id=patient_id, occasion=case.occasion)
        actions.mark_seen(by=by, patient_id=patient_id, occasion=case.occasion)
        outcome = script.outcome or managers.ending(
            case.level, self.source, by_phone=case.life.by_phone
        )
        ending = self._ending(case, outcome, script)
        later = self.timeline.now() + self.source.randrange(2, 9) * A_MINUTE
        phones = outcome != Outcome.REPLIED and case.call_id is None
        if phones and managers.first_try_fails(self.source):
            self._call(case, CallOutcome.NO_ANSWER, words.line("calls.missed", self.source))
            later += 20 * A_MINUTE if case.level == Level.EMERGENCY else AN_HOUR
        self.timeline.at(later, lambda: self._end(case, ending, script))

    def _ending(self, case: Case, outcome: Outcome, script: Script) -> Ending:
        ending = Ending(outcome=outcome)
        if outcome == Outcome.REPLIED:
            ending = replace(ending, body=self._body(case, script))
        elif outcome == Outcome.CALLED:
            kind = "emergency" if case.level == Level.EMERGENCY else "reached"
            told = words.line(f"calls.{kind}", self.source)
            ending = replace(ending, reached_by_phone=True, note=told)
        elif outcome == Outcome.ESCALATED:
            question = script.question or words.line("questions", self.source)
            body = "" if case.life.by_phone else words.line("told", self.source)
            ending = replace(ending, question=question, body=body)
        else:
            ending = replace(ending, reason=NoReplyReason.ANSWERED_BY_CALL)
        if case.level == Level.EMERGENCY:
            ways = material("managers")["emergency_outcomes"]
            ending = replace(ending, emergency_outcome=EmergencyOutcome(pick(self.source, ways)))
        return ending

    def _body(self, case: Case, script: Script) -> str:
        if script.reply:
            return script.reply.format(name=case.life.name)
        return words.reply(case.life.name, case.remark, self.source)

    def _end(self, case: Case, ending: Ending, script: Script) -> None:
        if self.latest[case.occasion] is not case:
            return
        life, by = case.life, case.life.manager.actor
        told = ending.outcome in (Outcome.REPLIED, Outcome.CALLED) or case.call_id is not None
        if not told:
            reached = words.line("calls.reached", self.source)
            self._call(case, CallOutcome.REACHED, reached)
        replied = ending.outcome == Outcome.REPLIED
        advice = self._advice(case) if replied else {}
        if replied and not advice:
            ending = replace(ending, came_of=managers.came_of(self.source))
        body = "\n".join([ending.body, *advice.values()]).strip()
        answered = actions.record_review(
            by=by,
            patient_id=life.patient_id,
            occasion=case.occasion,
            ending=replace(ending, body=body),
            versions=case.versions,
            quote=words.quoted(life.name, case.remark.text) if body else "",
            advice=[actions.Chosen(code) for code in advice],
            approved=tuple(advice.values()),
            physician=self.team.physician.account_id,
            call_id=case.call_id if ending.outcome == Outcome.CALLED else None,
        )
        if advice:
            life.advised_on = self.timeline.now().astimezone(self.service.hours.zone).date()
        if answered.message_id is not None:
            self._read(life, answered.message_id, script.receipts)
        self._replan(life)

    def _advice(self, case: Case) -> Mapping[str, str]:
        """Codes and texts of what the rules proposed and the manager takes up."""
        rows = Assessment.objects.filter(response__uuid__in=case.versions).order_by("pk")
        proposed = [code for codes in rows.values_list("advice", flat=True) for code in codes]
        known, flags = triage_queries.current().ruleset.advice, case.life.resident.profile.flags
        fitting = [c for c in dict.fromkeys(proposed) if not flags & set(known.of(c).check_flags)]
        chosen = managers.advice_given(tuple(fitting), self.source)
        row = CareState.objects.get(patient_id=case.life.patient_id)
        # What was proposed on arrival may have been sent or blocked since.
        now = suggesting.for_sitting(row, records_queries.occasion(case.occasion))
        may = {
            each.code: each.text[LANGUAGE]
            for each in now.offers
            if not each.needs_check and each.last_sent is None
        }
        return {code: may[code] for code in chosen if code in may}

    def _call(self, case: Case, outcome: CallOutcome, note: str) -> None:
        actions.record_call(
            by=case.life.manager.actor,
            patient_id=case.life.patient_id,
            outcome=outcome,
            note=note,
            occasion=case.occasion,
        )

    def _replan(self, life: Life) -> None:
        """Once in a while another rhythm; in scenes the plan stays as it is."""
        days = managers.new_interval(self.source)
        if days is None or life.resident.scene or days == life.wanted or not life.takes_part:
            return
        actions.set_interval(
            by=life.manager.actor,
            patient_id=life.patient_id,
            days=days,
            reason=words.line("reasons", self.source),
        )
        life.wanted = days

    def _read(self, life: Life, message_id: int, receipts: Sequence[ReceiptKind] | None) -> None:
        """The patient opens the reply some hours later, and says something to it or not."""
        kinds = self._reaction() if receipts is None else receipts
        waits = UNDO + self.source.randrange(20, 30 * 60) * A_MINUTE
        at = awake(self.timeline.now() + waits, self.service.hours.zone)
        at = max(at, self.timeline.now() + UNDO + A_MINUTE)
        for kind in kinds:
            self.timeline.at(at, partial(self._receipt, life, message_id, kind))

    def _reaction(self) -> tuple[ReceiptKind, ...]:
        habits = material("habits")
        if self.source.random() > habits["reads"]:
            return ()
        kinds = {
            ReceiptKind.UNDERSTOOD: habits["understood"],
            ReceiptKind.DIFFICULT: habits["difficult"],
            ReceiptKind.NOT_UNDERSTOOD: habits["not_understood"],
        }
        said = pick(self.source, {**kinds, ReceiptKind.READ: 1 - sum(kinds.values())})
        return tuple(dict.fromkeys((ReceiptKind.READ, said)))

    def _receipt(self, life: Life, message_id: int, kind: ReceiptKind) -> None:
        in_scene = self.in_scene(life)
        if not life.takes_part or (in_scene and kind in ASKS_FOR_HELP):
            return
        actions.answer_reply(
            by=life.actor, patient_id=life.patient_id, message_id=message_id, kind=kind
        )
        if kind == ReceiptKind.UNDERSTOOD:
            life.course.advised(STRENGTH)
        collection = "difficult" if kind == ReceiptKind.DIFFICULT else "thanks"
        odds = 1.0 if kind == ReceiptKind.DIFFICULT else material("habits")["writes_back"]
        silent = in_scene or kind == ReceiptKind.READ
        if not silent and self.source.random() < odds:
            text = words.line(collection, self.source, "messages")
            actions.write_back(by=life.actor, patient_id=life.patient_id, body=text)

    def tend(self, lives: Mapping[int, Life], unscripted: Mapping[int, Life]) -> None:
        """What waits besides fresh records and calls: the doctor answers questions, who wrote is
        answered, the rest is phoned about. A record that was left half-way is ended, too."""
        waiting = OpenItem.objects.filter(patient_id__in=list(lives), closed_at__isnull=True)
        asked = Q(source__startswith=request_rules.SOURCE)
        for item in waiting.filter(asked | ~Q(kind__in=TO_PHONE)).order_by("pk"):
            life = lives[item.patient_id]
            if item.kind == ItemKind.RECORD:
                self._look_after(life, item, fresh=item.patient_id in unscripted)
            elif item.kind == ItemKind.ESCALATION:
                self._doctor_answers(int(item.source.rpartition(":")[2]), life)
            elif item.kind == ItemKind.MESSAGE:
                self._answer(life, item)
            elif item.source.startswith(request_rules.SOURCE):
                self._see_to_request(life, item)
            elif item.kind == ItemKind.VERIFY:
                self._talk_about(talked_about(item.source), life)
            else:
                self._phone_about(item.pk, life)

    def _look_after(self, life: Life, item: OpenItem, *, fresh: bool) -> None:
        """A record that nobody sent is read; whoever has not said 看懂了 in two days is phoned."""
        if fresh and UUID(item.source) not in self.latest:
            self.put(self._left(life, item))
        elif item.reply is not None and item.opened_at < self.timeline.now() - TWO_DAYS:
            self.put(self._left(life, item), Script(outcome=Outcome.CALLED))

    def _left(self, life: Life, item: OpenItem) -> Case:
        level, remark = state.level_of(item.level), Remark("", "same")
        return Case(life, UUID(item.source), level, self.timeline.now(), item.due_at, remark)

    def _write(self, life: Life, body: str) -> None:
        """A message outside a record; who reports by phone hears it with the next call."""
        by, patient_id = life.manager.actor, life.patient_id
        message_id = actions.reply_to_message(by=by, patient_id=patient_id, body=body)
        if not life.by_phone:
            self._read(life, message_id, None)

    def _answer(self, life: Life, item: OpenItem) -> None:
        """A message is answered once; who must be heard and says nothing for two days is phoned."""
        if item.reply is None:
            self._write(life, words.line("answers", self.source))
        elif item.opened_at < self.timeline.now() - TWO_DAYS:
            told = words.line("calls.reached", self.source)
            ending = Ending(outcome=Outcome.CALLED, reached_by_phone=True, note=told)
            self._end_talk(life, item, ending)

    def _see_to_request(self, life: Life, item: OpenItem) -> None:
        """Who wants advice gets some; others are phoned, about a visit after it has waited for
        its place some days (in scenes at once)."""
        request = requesting.request_of(item)
        if request is None or request.state in request_rules.PLACED:
            return
        if request.kind == RequestKind.ADVICE:
            body = words.line("answers", self.source)
            self._end_talk(life, item, Ending(Outcome.REPLIED, body=body))
            return
        waits = request.kind == RequestKind.VISIT and not life.resident.scene
        if waits and request.next_contact_on is None:
            today = self.timeline.now().astimezone(self.service.hours.zone).date()
            on = self.service.calendar.working_day_from(today + self.source.randint(1, 3) * A_DAY)
            actions.let_visit_wait(
                by=life.manager.actor, patient_id=life.patient_id, request_id=request.pk, on=on
            )
        elif not waits or item.due_at < self.timeline.now() + A_DAY / 2:
            told = words.line("calls.reached", self.source)
            ending = Ending(Outcome.CALLED, reached_by_phone=True, note=told)
            self._end_talk(life, item, ending)

    def _end_talk(self, life: Life, item: OpenItem, ending: Ending) -> None:
        answered = actions.answer_talk(
            by=life.manager.actor,
            patient_id=life.patient_id,
            ending=ending,
            about=actions.About([item.pk]),
        )
        if answered.message_id is not None and not life.by_phone:
            self._read(life, answered.message_id, None)

    def _doctor_answers(self, escalation_id: int, life: Life) -> None:
        actions.answer_escalation(
            by=self.team.physician.actor,
            patient_id=life.patient_id,
            escalation_id=escalation_id,
            answer=words.line("calls.doctor", self.source),
        )
        self._write(life, words.line("doctor_said", self.source).format(name=life.name))

    def _talk_about(self, occasion: UUID, life: Life) -> None:
        """A talk about a report: what is heard is near what was written, not always the same."""
        if self.source.random() > material("habits")["call_answered"]:
            self._plain_call(life, CallOutcome.NO_ANSWER, "calls.missed")
            return
        hear(life, occasion, self.source)

    def _phone_about(self, item_id: int, life: Life) -> None:
        came = None
        if life.lost or self.source.random() > material("habits")["call_answered"]:
            self._plain_call(life, CallOutcome.NO_ANSWER, "calls.missed")
            if not life.lost:
                return  # Tomorrow again.
            came = CameOf.NOTHING
        else:
            self._plain_call(life, CallOutcome.REACHED, "calls.reached")
        actions.close_item(
            by=life.manager.actor, patient_id=life.patient_id, item_id=item_id, came_of=came
        )

    def _plain_call(self, life: Life, outcome: CallOutcome, kind: str) -> None:
        note = words.line(kind, self.source)
        actions.record_call(
            by=life.manager.actor, patient_id=life.patient_id, outcome=outcome, note=note
        )

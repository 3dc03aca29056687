"""Whatever happens in whatever order: the row says what its items say, and nothing is forgotten."""

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from osteopro import clock
from osteopro.audit import queries as audit_queries
from osteopro.followup import actions, jobs, state
from osteopro.followup.actions import Answered, Receipt, Wish
from osteopro.followup.actions.ending import JUDGED_FOR, judged_rules
from osteopro.followup.models import CareState, Escalation, OpenItem, Request
from osteopro.followup.rules import Ending, OutcomeRefused
from osteopro.followup.terms import (
    CallOutcome,
    EmergencyOutcome,
    ItemKind,
    NoReplyReason,
    Outcome,
    RequestKind,
)
from osteopro.instruments.terms import Mode
from osteopro.messaging import queries as messaging_queries
from osteopro.messaging.terms import Direction, ReceiptKind
from osteopro.patients.terms import Channel
from osteopro.records import queries as records_queries
from osteopro.records.terms import ByWhom
from osteopro.sites import queries as sites_queries
from osteopro.triage.terms import Level
from tests import builders
from tests.builders import Clinic, Someone

pytestmark = pytest.mark.django_db

DERIVED = ("lane", "level", "due_at", "reasons", "open_items", "kind", "source")
RECORDS: Mapping[str, dict[str, Any]] = {
    "quiet": {},
    "worse": {"sym-sleep": "very"},
    "wish": {"fu-wish": "visit"},
    "urgent": {"rf-check": ["fever"]},
    "emergency": {"rf-check": ["chest"]},
}
ENDINGS: Mapping[str, Ending] = {
    "reply": Ending(Outcome.REPLIED, body="收到了，您慢慢来。"),
    "phone": Ending(Outcome.CALLED, reached_by_phone=True, note="电话里说好些了"),
    "escalate": Ending(Outcome.ESCALATED, question="请看看", body="我请张医生看一下。"),
    "no-reply": Ending(Outcome.NO_REPLY, reason=NoReplyReason.TEST),
}
GAPS = (
    timedelta(seconds=5),
    timedelta(minutes=40),
    timedelta(hours=5),
    timedelta(days=2),
    timedelta(days=8),
)


class Life:
    """One patient and their clinic; every method is something that may happen now."""

    def __init__(self, clinic: Clinic, channel: Channel) -> None:
        self.clinic = clinic
        number = f"+86138{len(clinic.people):08d}"
        self.someone = builders.patient(clinic, phone=number, channel=channel)
        self.sent: list[Receipt] = []
        self.answered: list[Answered] = []

    def events(self) -> Mapping[str, Callable[[int], object]]:
        """What may happen, by name; the number chooses among several."""
        records = {name: lambda _n, name=name: self._send(name) for name in RECORDS}
        corrections = {f"correct-{name}": self._correction(name) for name in RECORDS}
        endings = {name: lambda n, name=name: self._end(n, ENDINGS[name]) for name in ENDINGS}
        said = {kind: lambda n, kind=kind: self._say(n, kind) for kind in ReceiptKind}
        return {
            **records,
            **corrections,
            **endings,
            **said,
            "leave": lambda _n: self._leave(),
            "undo": self._undo,
            "up": lambda n: self._set_level(n, up=True),
            "down": lambda n: self._set_level(n, up=False),
            "silence": lambda _n: jobs.note_silence(),
            "write": lambda _n: self._write(),
            "answer": lambda _n: self._reply(),
            "close": self._close,
            "ask": self._ask,
            "withdraw": self._withdraw,
            "arrange": self._arrange,
            "talk": self._talk,
            "physician": self._physician,
        }

    def _items(self, *kinds: ItemKind) -> list[OpenItem]:
        mine = OpenItem.objects.filter(patient_id=self.someone.patient_id, kind__in=kinds)
        return list(mine.filter(closed_at__isnull=True).order_by("pk"))

    def _send(self, name: str) -> None:
        changes = {key.replace("-", "_"): value for key, value in RECORDS[name].items()}
        self.sent.append(builders.send(self.someone, **changes))

    def _correction(self, name: str) -> Callable[[int], object]:
        def correct(n: int) -> None:
            if not self.sent:
                return
            draft = actions.start_form(
                by=self.someone.actor,
                patient_id=self.someone.patient_id,
                instrument=builders.form(),
                mode=Mode.ONLINE,
                language="zh-CN",
                by_whom=ByWhom.SELF,
                corrects=self.sent[-1 - n % len(self.sent)].uuid,
            )
            builders.save(self.someone, draft, RECORDS[name])
            actions.send_form(
                by=self.someone.actor, patient_id=self.someone.patient_id, draft_uuid=draft
            )

        return correct

    def _leave(self) -> None:
        draft = builders.begin(self.someone)
        builders.save(self.someone, draft, {"rf-check": ["fever"]})
        with clock.frozen(clock.now() + timedelta(minutes=31)):
            jobs.keep_left_drafts()

    def _end(self, n: int, ending: Ending) -> None:
        waiting = self._items(ItemKind.RECORD)
        if not waiting:
            return
        item = waiting[n % len(waiting)]
        emergency = item.level == Level.EMERGENCY.rank
        seen = records_queries.occasion(UUID(item.source))
        answered = actions.record_review(
            by=(self.clinic.li, self.clinic.wang)[n % 2].actor,
            patient_id=self.someone.patient_id,
            occasion=seen[0].occasion,
            ending=replace(ending, emergency_outcome=EmergencyOutcome.SEEN if emergency else None),
            versions=[each.uuid for each in seen],
            physician=self.clinic.zhang.account_id,
        )
        self.answered.append(answered)

    def _undo(self, n: int) -> None:
        if self.answered:
            chosen = self.answered[-1 - n % len(self.answered)]
            for staff in (self.clinic.li, self.clinic.wang):
                with suppress(actions.TooLateToUndo):
                    actions.undo_review(
                        by=staff.actor,
                        patient_id=self.someone.patient_id,
                        review_id=chosen.review_id,
                    )

    def _say(self, n: int, kind: ReceiptKind) -> None:
        thread = messaging_queries.thread(self.someone.patient_id, to_patient=True)
        replies = [turn for turn in thread if turn.direction == Direction.TO_PATIENT]
        if replies:
            actions.answer_reply(
                by=self.someone.actor,
                patient_id=self.someone.patient_id,
                message_id=replies[n % len(replies)].message_id,
                kind=kind,
            )

    def _set_level(self, n: int, *, up: bool) -> None:
        waiting = self._items(ItemKind.RECORD)
        if not waiting:
            return
        item = waiting[n % len(waiting)]
        call = actions.record_call(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            outcome=CallOutcome.REACHED,
            note="说过了",
        )
        actions.set_level(
            by=self.clinic.li.actor,
            patient_id=self.someone.patient_id,
            occasion=UUID(item.source),
            level=list(Level)[min(3, item.level + 1) if up else max(0, item.level - 1)],
            reason="电话里听着",
            call_id=call,
        )

    def _write(self) -> None:
        actions.write_back(by=self.someone.actor, patient_id=self.someone.patient_id, body="谢谢")

    def _reply(self) -> None:
        actions.reply_to_message(
            by=self.clinic.li.actor, patient_id=self.someone.patient_id, body="不客气"
        )

    def _close(self, n: int) -> None:
        needs_an_answer = {ItemKind.RECORD, ItemKind.ESCALATION, ItemKind.MESSAGE, ItemKind.REQUEST}
        kinds = set(ItemKind) - needs_an_answer
        if waiting := self._items(*kinds):
            actions.close_item(
                by=self.clinic.li.actor,
                patient_id=self.someone.patient_id,
                item_id=waiting[n % len(waiting)].pk,
            )

    def _ask(self, n: int) -> None:
        kind = list(RequestKind)[n % len(RequestKind)]
        actions.make_request(
            by=self.someone.actor, patient_id=self.someone.patient_id, wanted=Wish(kind)
        )

    def _withdraw(self, n: int) -> None:
        asked = list(Request.objects.filter(patient_id=self.someone.patient_id).order_by("pk"))
        if asked:
            actions.withdraw_request(
                by=self.someone.actor,
                patient_id=self.someone.patient_id,
                request_id=asked[n % len(asked)].pk,
            )

    def _arrange(self, n: int) -> None:
        asked = {"patient_id": self.someone.patient_id, "kind": RequestKind.VISIT}
        visit = Request.objects.filter(**asked, closed_at__isnull=True).first()
        if visit is None:
            return
        about = {"patient_id": self.someone.patient_id, "request_id": visit.pk}
        if n % 2:
            actions.call_first(by=self.clinic.li.actor, **about)
        else:
            days = sites_queries.clinic(self.clinic.site_id).service.calendar
            on = days.working_day_from(clock.now().date() + timedelta(days=3))
            actions.let_visit_wait(by=self.clinic.li.actor, **about, on=on)

    def _talk(self, n: int) -> None:
        waiting = [
            item
            for item in self._items(ItemKind.MESSAGE, ItemKind.REQUEST, ItemKind.CALL)
            if item.kind == ItemKind.MESSAGE or item.source.startswith("request:")
        ]
        if not waiting:
            return
        ending = (
            Ending(Outcome.REPLIED, body="收到了。"),
            Ending(Outcome.CALLED, reached_by_phone=True, note="说过了"),
            Ending(Outcome.ESCALATED, question="要紧吗？"),
        )[n % 3]
        self.answered.append(
            actions.answer_talk(
                by=(self.clinic.li, self.clinic.wang)[n % 2].actor,
                patient_id=self.someone.patient_id,
                ending=ending,
                about=actions.About([item.pk for item in waiting[: n + 1]]),
                physician=self.clinic.zhang.account_id,
            )
        )

    def _physician(self, n: int) -> None:
        """Taken on, answered by themselves, or by phone."""
        asked = Escalation.objects.filter(patient_id=self.someone.patient_id)
        for question in asked.filter(answer__isnull=True, review__void__isnull=True):
            if n == 0:
                actions.acknowledge_escalation(
                    by=self.clinic.zhang.actor,
                    patient_id=self.someone.patient_id,
                    escalation_id=question.pk,
                )
                continue
            actions.answer_escalation(
                by=(self.clinic.li if n == 1 else self.clinic.zhang).actor,
                patient_id=self.someone.patient_id,
                escalation_id=question.pk,
                answer="下周来看。",
            )


def check(someone: Someone) -> None:
    """What holds after every step, due work done."""
    patient_id = someone.patient_id
    kept = CareState.objects.get(patient_id=patient_id)
    derived = CareState.objects.get(patient_id=patient_id)
    state.rewrite(derived)
    for name in DERIVED:
        assert getattr(kept, name) == getattr(derived, name), name
    since = (clock.now() - JUDGED_FOR).isoformat()
    lately = {rule: at for rule, at in kept.judged.items() if at >= since}
    assert lately == judged_rules(patient_id)
    for item in OpenItem.objects.filter(patient_id=patient_id):
        waits = state.AWAITS_UNDERSTOOD in {reason["id"] for reason in item.reasons}
        assert waits == (item.reply is not None)
        if item.closed_at is None:
            assert item.due_at > clock.now() or item.told > 0
            assert item.lead_at > clock.now() or item.told == jobs.TOLD_LEAD
        else:
            assert item.reply is None
    for request in Request.objects.filter(patient_id=patient_id):
        (item,) = OpenItem.objects.filter(patient_id=patient_id, source=f"request:{request.pk}")
        # Nothing that was asked for is lost, and nothing waits for what has ended.
        assert (item.closed_at is None) == (request.closed_at is None)
        assert item.level == Level.ROUTINE.rank
    for question in Escalation.objects.filter(patient_id=patient_id):
        stands = not hasattr(question.review, "void")
        about = OpenItem.objects.filter(
            patient_id=patient_id, source=f"escalation:{question.pk}", closed_at=None
        )
        waits = stands and not hasattr(question, "answer")
        assert about.filter(kind=ItemKind.ESCALATION).exists() == waits
        if about.filter(kind=ItemKind.ANSWER).exists():
            assert stands
            assert hasattr(question, "answer")


def _step(names: Iterable[str]) -> st.SearchStrategy[tuple[timedelta, str, int]]:
    return st.tuples(st.sampled_from(GAPS), st.sampled_from(list(names)), st.integers(0, 3))


STEP = _step(
    [
        *RECORDS,
        *(f"correct-{name}" for name in RECORDS),
        *ENDINGS,
        *ReceiptKind,
        *("leave", "undo", "up", "down", "silence"),
        *("write", "answer", "close", "physician"),
        *("ask", "withdraw", "arrange", "talk"),
    ]
)
SOON, LATER = GAPS[0], GAPS[2]


@settings(
    max_examples=40,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    deadline=None,
)
@given(
    channel=st.sampled_from([Channel.ONLINE, Channel.PHONE]),
    steps=st.builds(
        lambda record, ending, more: [record, ending, *more],
        _step(RECORDS),
        _step(ENDINGS),
        st.lists(STEP, min_size=1, max_size=12),
    ),
)
@example(
    channel=Channel.ONLINE,
    steps=[
        (SOON, "urgent", 0),
        (SOON, "reply", 0),
        (SOON, "phone", 1),
        (SOON, "undo", 1),
        (SOON, "undo", 0),
        (LATER, "correct-emergency", 0),
        (LATER, "understood", 0),
        (LATER, "down", 0),
        (SOON, "escalate", 0),
        (LATER, "physician", 0),
    ],
)
@example(
    channel=Channel.ONLINE,
    steps=[
        (SOON, "urgent", 0),
        (SOON, "reply", 0),
        (LATER, "correct-urgent", 0),
        (SOON, "understood", 0),
        (SOON, "up", 0),
        (LATER, "correct-quiet", 0),
    ],
)
@example(
    channel=Channel.PHONE,
    steps=[
        (SOON, "worse", 0),
        (SOON, "up", 0),
        (SOON, "escalate", 0),
        (SOON, "undo", 0),
        (SOON, "reply", 0),
        (LATER, "close", 0),
        (GAPS[3], "not-understood", 0),
        (GAPS[4], "silence", 0),
        (GAPS[4], "quiet", 0),
    ],
)
def test_the_row_says_what_its_items_say_and_nothing_is_forgotten(
    clinic: Clinic, monday: datetime, channel: Channel, steps: list[tuple[timedelta, str, int]]
) -> None:
    with clock.frozen(monday):
        life = Life(clinic, channel)
    events = life.events()
    moment = monday
    for gap, name, number in steps:
        moment += gap
        with clock.frozen(moment):
            # What is refused must leave everything as it was.
            with suppress(OutcomeRefused, actions.TooLateToCorrect):
                events[name](number)
        moment += timedelta(minutes=31) if name == "leave" else timedelta(0)
        with clock.frozen(moment):
            jobs.tell_of_missed_deadlines()
            check(life.someone)
    assert list(audit_queries.verify()) == []

"""What the cast of the demo does on the last days, so that every lane has somebody in it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, Protocol
from zoneinfo import ZoneInfo

from osteopro.audit.terms import Actor
from osteopro.followup import actions
from osteopro.followup.actions import Circumstances
from osteopro.followup.terms import CallKind, CallOutcome, Outcome, PauseReason
from osteopro.instruments import queries as instruments_queries
from osteopro.instruments.terms import Kind, Mode
from osteopro.messaging.terms import ReceiptKind
from osteopro.records.actions import Submission
from osteopro.records.terms import ByWhom, ResponseStatus
from osteopro.simulation import leavings, words
from osteopro.simulation.chance import uuid
from osteopro.simulation.desk import Script
from osteopro.simulation.habits import awake
from osteopro.simulation.life import LANGUAGE, Life, Sitting, sit
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident
from osteopro.simulation.phones import Phones
from osteopro.simulation.staffing import BY
from osteopro.simulation.timeline import Timeline
from osteopro.sites.service_time import ServiceTime

ONE_DAY = timedelta(days=1)
WORKED_AT_LEAST = timedelta(minutes=40)
UNDERSTOOD = (ReceiptKind.READ, ReceiptKind.UNDERSTOOD)


class Stage(Protocol):
    """What a scene needs of the running clinic."""

    now: datetime
    timeline: Timeline
    service: ServiceTime
    zone: ZoneInfo

    phones: Phones

    def receive(
        self, life: Life, sitting: Sitting, by: Actor, *, script: Script | None = None
    ) -> None: ...

    def take_by_phone(
        self,
        life: Life,
        *,
        given: Mapping[str, Any] | None = None,
        note: str | None = None,
        script: Script | None = None,
    ) -> None: ...


@dataclass(frozen=True)
class Scene:
    """One part: how long it has the stage, and its acts (scenes.json).

    `waits`: calls about silence and messages are left to whoever looks at the demo. `needs`:
    days of history without which it is not played. `lost`: nobody answers from then on.
    """

    quiet: int
    acts: tuple[Mapping[str, Any], ...]
    waits: bool = False
    needs: int = 0
    lost: bool = False

    @property
    def joins_today(self) -> bool:
        """Whether this person is new and has sent nothing yet."""
        return any(act["do"] == "join" for act in self.acts)

    def joins(self, now: datetime, service: ServiceTime) -> datetime | None:
        """When somebody new comes; None for those who were here before."""
        joining = (act for act in self.acts if act["do"] == "join")
        return next((moment_of(act["when"], now, service) for act in joining), None)

    def play(self, life: Life, stage: Stage) -> None:
        """Put every act where it belongs in time."""
        player = _Player(life, stage)
        for act in self.acts:
            do: Callable[[Mapping[str, Any]], None] | None = player.acts().get(act["do"])
            if do is not None:
                at = moment_of(act["when"], stage.now, stage.service)
                stage.timeline.at(at, partial(do, act))


def scene_of(resident: Resident) -> Scene | None:
    """The scene of a member of the cast."""
    found = material("scenes")["scenes"].get(resident.scene)
    return Scene(**{**found, "acts": tuple(found["acts"])}) if found else None


def moment_of(when: Mapping[str, Any], now: datetime, service: ServiceTime) -> datetime:
    """The moment that `when` names, seen from `now`; never later than `now`."""
    zone = service.hours.zone
    if "minutes_ago" in when:
        return awake(now - timedelta(minutes=when["minutes_ago"]), zone)
    if "service_minutes_ago" in when:
        return _in_service(now, timedelta(minutes=when["service_minutes_ago"]), service)
    today = now.astimezone(zone).date()
    if "working_days_back" in when:
        day = today
        for _ in range(when["working_days_back"]):
            day = _working_day_before(day, service)
    else:
        day = today - timedelta(days=when["days_ago"])
    return datetime.combine(day, time.fromisoformat(when.get("at", "08:00")), zone)


class _Player:
    def __init__(self, life: Life, stage: Stage) -> None:
        self.life, self.stage = life, stage
        self.last: Sitting | None = None

    def acts(self) -> Mapping[str, Callable[[Mapping[str, Any]], None]]:
        return {
            "event": self.event,
            "record": self.record,
            "interrupted": self.interrupted,
            "correction": self.correction,
            "message": self.message,
            "phoned": self.phoned,
            "postponed": self.postponed,
            "pause": self.pause,
            "leave": partial(leavings.leave, self.life),
            "exit": partial(leavings.exit_form, self.life),
            "died": partial(leavings.died, self.life),
            "withdraw": partial(leavings.withdraw, self.life),
        }

    def event(self, act: Mapping[str, Any]) -> None:
        self.life.since.append(self.life.course.befall(act["kind"]))

    def record(self, act: Mapping[str, Any]) -> None:
        life, mode = self.life, Mode(act.get("mode", Mode.ONLINE))
        if "interval" in act:
            self._interval(act["interval"])
        given = _dated(act.get("given", {}), self._now(), self.stage.zone)
        script = self._script(act) if "answered" in act else None
        note = act.get("note", "")
        if mode == Mode.PHONE:
            self.stage.take_by_phone(life, given=given, note=note, script=script)
            return
        # The link by which they come today; a reply will lead there, too.
        actions.send_link(by=BY, patient_id=life.patient_id)
        author = ByWhom(act.get("by_whom", ByWhom.SELF))
        sitting = sit(life, self._now(), self._today(), author, mode, given=given, note=note)
        self.last = sitting
        self.stage.receive(life, sitting, life.actor, script=script)

    def interrupted(self, act: Mapping[str, Any]) -> None:
        """Begin a form online and leave it at the emergency page."""
        life = self.life
        form = instruments_queries.latest(Kind.RECORD, baseline=False).instrument
        draft = actions.start_form(
            by=life.actor,
            patient_id=life.patient_id,
            instrument=form,
            mode=Mode.ONLINE,
            language=LANGUAGE,
            by_whom=ByWhom.SELF,
        )
        actions.save_answers(
            by=life.actor,
            patient_id=life.patient_id,
            draft_uuid=draft,
            values=_dated(act["given"], self._now(), self.stage.zone),
        )

    def correction(self, act: Mapping[str, Any]) -> None:
        """Correct the record that was just sent."""
        if self.last is None:
            raise LookupError("a correction needs a record before it")
        before = self.last.forms[0]
        corrected: Submission = replace(
            before,
            uuid=uuid(self.life.source),
            values={**before.values, **act["given"]},
            status=ResponseStatus.AMENDED,
            authored=before.authored,
        )
        self.stage.receive(self.life, replace(self.last, forms=(corrected,)), self.life.actor)

    def message(self, act: Mapping[str, Any]) -> None:
        actions.write_back(by=self.life.actor, patient_id=self.life.patient_id, body=act["text"])

    def phoned(self, act: Mapping[str, Any]) -> None:
        """The manager phones about a record that did not come, and nobody answers.

        `left`: it is left at that, so no call waits any more.
        """
        life = self.life
        actions.record_call(
            by=life.manager.actor,
            patient_id=life.patient_id,
            outcome=CallOutcome.NO_ANSWER,
            note=words.line("calls.missed", life.source),
            about=Circumstances(CallKind.RECORD),
        )
        if act.get("left"):
            self.stage.phones.let_be(life)

    def postponed(self, act: Mapping[str, Any]) -> None:
        """They answer, have no time, and say when to call."""
        back = moment_of(act["call_back"], self.stage.now, self.stage.service)
        self.stage.phones.postpone(self.life, back)

    def pause(self, act: Mapping[str, Any]) -> None:
        """They ask for a break of so many days, or their family does."""
        actions.pause(
            by=leavings.author(act, self.life),
            patient_id=self.life.patient_id,
            until=self._today() + timedelta(days=act["days"]),
            reason=PauseReason(act["reason"]),
        )

    def _script(self, act: Mapping[str, Any]) -> Script:
        """`understood` is a reply that the patient said 看懂了 to; `replied` one not read yet."""
        answered = act["answered"]
        outcome = Outcome.REPLIED if answered == "understood" else Outcome(answered)
        at = act.get("answered_at")
        return Script(
            outcome=outcome,
            reply=act.get("reply", ""),
            question=act.get("question", ""),
            receipts=UNDERSTOOD if answered == "understood" else (),
            at=moment_of(at, self.stage.now, self.stage.service) if at else None,
        )

    def _interval(self, days: int) -> None:
        actions.set_interval(
            by=self.life.manager.actor,
            patient_id=self.life.patient_id,
            days=days,
            reason=words.line("reasons", self.life.source),
        )
        self.life.wanted = days

    def _now(self) -> datetime:
        return self.stage.timeline.now()

    def _today(self) -> Any:
        return self._now().astimezone(self.stage.zone).date()


def _dated(given: Mapping[str, Any], now: datetime, zone: ZoneInfo) -> dict[str, Any]:
    """Answers with days counted back from today put in."""
    today = now.astimezone(zone).date()
    return {
        link_id: (today - timedelta(days=value["days_ago"])).isoformat()
        if isinstance(value, Mapping) and "days_ago" in value
        else value
        for link_id, value in given.items()
    }


def _in_service(now: datetime, ago: timedelta, service: ServiceTime) -> datetime:
    """`ago` before now if the clinic is and was open then, else before it last closed."""
    if service.is_open(now) and service.is_open(now - ago):
        return now - ago
    day = now.astimezone(service.hours.zone).date()
    closed = service.hours.closing(day)
    if closed > now or not service.calendar.is_working_day(day):
        closed = service.hours.closing(_working_day_before(day, service))
    return closed - max(ago, WORKED_AT_LEAST)


def _working_day_before(day: Any, service: ServiceTime) -> Any:
    day -= ONE_DAY
    while not service.calendar.is_working_day(day):
        day -= ONE_DAY
    return day

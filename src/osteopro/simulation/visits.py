"""Visits of the cast: who comes today, who was seen, who asked for another day (visits.json)."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any
from uuid import UUID, uuid5

from osteopro.appointments import actions, rules
from osteopro.appointments.actions import Outcome
from osteopro.appointments.models import Slot
from osteopro.appointments.rules import Pattern, Refused
from osteopro.appointments.terms import SlotKind, Taken, VisitOutcome
from osteopro.followup import actions as followup_actions
from osteopro.followup import jobs as followup_jobs
from osteopro.followup.actions import Heard, Wish
from osteopro.followup.terms import Agrees, Possible, RequestKind, VisitReason
from osteopro.records import queries as records_queries
from osteopro.simulation.life import Life
from osteopro.simulation.material import material
from osteopro.simulation.scenes import moment_of
from osteopro.simulation.staffing import Team
from osteopro.simulation.timeline import Timeline
from osteopro.sites.service_time import ServiceTime
from osteopro.summaries import asking
from osteopro.triage.terms import Level

# Days of history without which nobody has a visit behind them.
NEEDS = 30
_KEYS = UUID("0d1c2f52-0d0f-4b8e-8f0a-8a6f4f1f9b77")
MINUTES, PER_WEEK = 20, 30
HEARD = "说和平时差不多，想当面问问。"


@dataclass(frozen=True)
class Appointments:
    """The clinic in which the stories play; `person` gives who plays a part, if anybody does."""

    team: Team
    timeline: Timeline
    now: datetime
    person: Callable[[str], Life | None]

    @property
    def service(self) -> ServiceTime:
        return self.team.clinic.service

    def play(self) -> None:
        """Put every act of every story where it belongs in time."""
        for told in material("visits")["stories"]:
            story = _Story(self, told["scene"])
            for act in told["acts"]:
                at = moment_of(act["when"], self.now, self.service)
                self.timeline.at(at, partial(story.act, act))

    def place(self, where: Mapping[str, Any]) -> datetime:
        """The moment of a place: as in scenes, or `coming` at that time."""
        if "coming" not in where:
            return moment_of(where, self.now, self.service)
        zone = self.service.hours.zone
        day = self.service.calendar.working_day_from(self.now.astimezone(zone).date())
        return datetime.combine(day, time.fromisoformat(where["coming"]), zone)

    def slot(self, starts_at: datetime) -> int:
        """A place of the physician's at that moment, entered for it."""
        on: date = starts_at.date()
        physician = self.team.physician.account_id
        actions.add_slots(
            by=self.team.managers[0].actor,
            site_id=self.team.clinic.site_id,
            kind=SlotKind.VISIT,
            pattern=Pattern(
                on, on, frozenset({on.isoweekday()}), (starts_at.time(),), MINUTES, PER_WEEK
            ),
            key=uuid5(_KEYS, f"slot:{starts_at.isoformat()}"),
            physician=physician,
        )
        return Slot.objects.get(physician=physician, starts_at=starts_at).pk


class _Story:
    """One person's way to a place and through the visit."""

    def __init__(self, of: Appointments, scene: str) -> None:
        self.of, self.scene, self.over = of, scene, False
        self.request = self.offer = 0

    def act(self, act: Mapping[str, Any]) -> None:
        """Do what is next, unless nobody plays the part any more."""
        life = self.of.person(self.scene)
        if life is not None and life.takes_part and not self.over:
            _DO[act["do"]](self, life, act)

    def ask(self, life: Life, act: Mapping[str, Any]) -> None:
        why = VisitReason(act["why"])
        self.request = followup_actions.make_request(
            by=life.actor,
            patient_id=life.patient_id,
            wanted=Wish(RequestKind.VISIT, why=why, words=act["words"]),
        )

    def offered(self, life: Life, act: Mapping[str, Any]) -> None:
        """A place is offered; who has a report to talk about first is phoned before. Whoever may
        have none even then (an emergency) has no visit, and the story is over."""
        slot = self.of.slot(self.of.place(act["place"]))
        if self._offer(life, slot) == Taken.CALL_FIRST:
            self._talk(life)
            self.over = self._offer(life, slot) is not None

    def _offer(self, life: Life, slot: int) -> str | None:
        """Why it cannot be offered; None when it is."""
        try:
            self.offer = actions.offer_slot(
                by=life.manager.actor,
                patient_id=life.patient_id,
                request_id=self.request,
                slot_id=slot,
                key=uuid5(_KEYS, f"{self.scene}:{slot}"),
            )
        except Refused as refused:
            self.over = True
            return refused.code
        return None

    def _talk(self, life: Life) -> None:
        report = records_queries.latest_records(life.patient_id, 1)[0]
        followup_actions.record_verification(
            by=life.manager.actor,
            patient_id=life.patient_id,
            occasion=report.occasion,
            key=uuid5(_KEYS, f"{self.scene}:talk"),
            heard=Heard(4, 5, event=False, level=Level.ROUTINE, agrees=Agrees.YES, note=HEARD),
        )

    def accept(self, life: Life, _act: Mapping[str, Any]) -> None:
        actions.accept_offer(by=life.actor, patient_id=life.patient_id, offer_id=self.offer)
        # Elsewhere messages leave once a day; a reminder of a visit has its hour.
        starts_at = Slot.objects.get(offers=self.offer).starts_at
        self.of.timeline.at(rules.remind_at(starts_at, life.zone), _send)

    def decline(self, life: Life, act: Mapping[str, Any]) -> None:
        today = self.of.timeline.now().astimezone(life.zone).date()
        days = [today + timedelta(days=ahead) for ahead in (3, 4, 5)]
        actions.decline_offer(
            by=life.actor,
            patient_id=life.patient_id,
            offer_id=self.offer,
            times=[(day, Possible(act["part"])) for day in days],
            words=act["words"],
        )

    def choose(self, life: Life, act: Mapping[str, Any]) -> None:
        asking.choose_questions(
            by=life.actor,
            patient_id=life.patient_id,
            codes=act["codes"],
            words=act.get("words", ()),
            key=uuid5(_KEYS, f"{self.scene}:questions"),
        )

    def came(self, life: Life, _act: Mapping[str, Any]) -> None:
        actions.note_came(by=life.manager.actor, patient_id=life.patient_id, offer_id=self.offer)

    def seen(self, life: Life, act: Mapping[str, Any]) -> None:
        newest = records_queries.latest_records(life.patient_id, 1)
        actions.record_outcome(
            by=self.of.team.physician.actor,
            patient_id=life.patient_id,
            outcome=Outcome(
                tuple(VisitOutcome(each) for each in act["outcomes"]),
                used=bool(newest),
                line=act["line"],
                reply=act["reply"],
                used_record=newest[0].uuid if newest else None,
            ),
            key=uuid5(_KEYS, f"{self.scene}:outcome"),
            offer_id=self.offer,
        )


def _send() -> None:
    followup_jobs.send_messages()


_DO: Mapping[str, Callable[[_Story, Life, Mapping[str, Any]], None]] = {
    "ask": _Story.ask,
    "offer": _Story.offered,
    "accept": _Story.accept,
    "decline": _Story.decline,
    "choose": _Story.choose,
    "came": _Story.came,
    "seen": _Story.seen,
}

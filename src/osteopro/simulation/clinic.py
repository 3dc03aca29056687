"""A synthetic clinic, lived through day by day with the product's own actions.

The same seed, size and moment give the same clinic, but for ids and keys that the
product draws for itself.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial
from typing import Any

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions, rules
from osteopro.followup import jobs as followup_jobs
from osteopro.followup.actions import Receipt
from osteopro.followup.models import CareState
from osteopro.instruments.terms import Mode
from osteopro.patients.models import Patient
from osteopro.patients.terms import Channel
from osteopro.records.actions import Submission
from osteopro.records.terms import ByWhom
from osteopro.schedule import runner
from osteopro.simulation import sessions
from osteopro.simulation.chance import pick, stream
from osteopro.simulation.course import ONE_DAY, Happened, begin
from osteopro.simulation.desk import Case, Desk, Script
from osteopro.simulation.habits import at_home, habit_of
from osteopro.simulation.helping import has_helper, let_help
from osteopro.simulation.intake import newcomer_of
from osteopro.simulation.life import Life, Sitting, diary, sit, telling
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident, residents
from osteopro.simulation.phones import Phones, Taken
from osteopro.simulation.scenes import Scene, moment_of, scene_of
from osteopro.simulation.screens import fill_in
from osteopro.simulation.slots import enter_slots
from osteopro.simulation.staffing import Colleague, Team, open_clinic
from osteopro.simulation.study import playing as study
from osteopro.simulation.study.stage import Stage
from osteopro.simulation.team_days import plan
from osteopro.simulation.timeline import Timeline
from osteopro.simulation.visits import NEEDS, Appointments
from osteopro.simulation.waiting import ask_physician
from osteopro.simulation.words import Remark
from osteopro.triage.terms import Level

HALF_YEAR = timedelta(days=182)
JOINING = (0, 30)  # most people join within so many days of the start
CAST_JOINS = (0, 8)
LATECOMERS, LATE_BY = 0.12, (50, 130)
MORNING, REMINDERS = time(5, 30), time(9, 30)
AFTERNOON, EVENING = time(16, 10), time(20, 10)
AT_ONCE = timedelta(minutes=30)
LEFT_ALONE = timedelta(days=3)  # what a scene leaves open came in the last days
SESSION_HELD = {"working_days_back": 3, "at": "14:30"}
PATIENT = "patient"
Progress = Callable[[int, int], None]


@dataclass
class Built:
    """What was built: the clinic, its people by patient id, how many forms they sent, the study."""

    team: Team
    lives: dict[int, Life] = field(default_factory=dict)
    responses: int = 0
    study: Stage | None = None

    def in_scene(self, name: str) -> Life | None:
        """The patient who plays this part today, if the clinic is large enough to have them."""
        return next((life for life in self.lives.values() if life.resident.scene == name), None)


def build(*, seed: int, patients: int, progress: Progress, days: int = HALF_YEAR.days) -> Built:
    """Build a clinic of `patients` whose last `days` end now. `progress(day, of)` is called daily.

    Writes through actions only, on the database in use; forms and rules must be published.
    """
    now = clock.now()
    timeline = Timeline(now - timedelta(days=days + 1))
    with clock.use(timeline.now):
        return _Run(seed, patients, now, days, timeline, progress).live()


class _Run:
    def __init__(
        self,
        seed: int,
        patients: int,
        now: datetime,
        days: int,
        timeline: Timeline,
        progress: Progress,
    ) -> None:
        self.seed, self.now, self.days = seed, now, days
        self.timeline, self.progress = timeline, progress
        self.team = open_clinic()
        self.built = Built(self.team)
        self.zone = self.team.clinic.zone
        self.service = self.team.clinic.service
        self.today = now.astimezone(self.zone).date()
        self.start = self.today - timedelta(days=days)
        self.source = stream(seed, "clinic")
        self.desk = Desk(
            self.team,
            timeline,
            stream(seed, "desk"),
            lambda life: self._hushed(life, self._day()),
        )
        self.phones = Phones(self.team, timeline, stream(seed, "phones"), self._taken)
        self.people = residents(seed, patients, self.today)

    def live(self) -> Built:
        for resident in self.people:
            self._expect(resident)
        asked = {"service_minutes_ago": material("waiting")["ago"]}
        self.timeline.at(moment_of(asked, self.now, self.service), self._ask_physician)
        if self.days >= NEEDS:
            Appointments(self.team, self.timeline, self.now, self.built.in_scene).play()
        self.timeline.at(moment_of(SESSION_HELD, self.now, self.service), self._hold_session)
        self.built.study = study.play(
            self.team, self.timeline, self.built.lives, self.now, self.days
        )
        changes = stream(self.seed, "team")
        plan(self.team, self.timeline, self.built.lives, self.start, self.today, changes)
        for number in range(self.days + 1):
            day = self.start + number * ONE_DAY
            self.timeline.at(self._on(day, MORNING), partial(self._morning, day))
            self.timeline.at(self._on(day, REMINDERS), self._remind)
            self.timeline.at(self._on(day, EVENING), self._evening)
            self.progress(number, self.days)
            self.timeline.run(min(self._on(day, time(23, 59)), self.now))
        self.timeline.run(self.now)
        enter_slots(self.team, self.today)
        sessions.invite(self.team, self.built.lives.values(), self.today)
        runner.run_due()
        return self.built

    # -- days ---------------------------------------------------------------

    def _morning(self, day: date) -> None:
        followup_jobs.carry_out_hand_overs()
        followup_jobs.follow_absences()
        for life in self.built.lives.values():
            self._lose_sight(life, day)
        for life in self.built.lives.values():
            for event in life.course.next_day():
                self._befallen(life, event, day)
        self._see_what_is_due(day)
        if self.service.calendar.is_working_day(day):
            self.timeline.at(self._on(day, AFTERNOON), self._tend)

    def _remind(self) -> None:
        """Reminders leave and calls are asked for, as every day at this hour; then the managers
        read their lists and phone. Today's calls are left for whoever looks at the demo."""
        followup_jobs.see_to_due_records()
        followup_jobs.send_messages()
        if self._day() < self.today and self.service.calendar.is_working_day(self._day()):
            self.desk.read_lists()
            self.phones.work(self._unscripted())

    def _evening(self) -> None:
        runner.run_due()

    def _tend(self) -> None:
        """Calls about what is no record; today's is left for whoever looks at the demo."""
        if self._day() < self.today:
            self.desk.tend(
                {
                    patient_id: life
                    for patient_id, life in self.built.lives.items()
                    if not self._left_alone(life)
                },
                self._unscripted(),
            )

    def _unscripted(self) -> dict[int, Life]:
        """Everybody whom no scene has on the stage."""
        return {
            patient_id: life
            for patient_id, life in self.built.lives.items()
            if life.lost or not self._hushed(life, self._day())
        }

    def _befallen(self, life: Life, event: Happened, day: date) -> None:
        life.since.append(event)
        rule = material("events")["events"][event.kind]
        writes = rule["diary"] and life.source.random() < rule["diary_share"]
        if writes and not life.by_phone and not self._hushed(life, day):
            at = at_home(day, self.zone, life.source)
            self.timeline.at(at, lambda: self._diary(life, event))

    def _diary(self, life: Life, event: Happened) -> None:
        entry = diary(life, self.timeline.now(), self._day(), event)
        if life.takes_part:
            self.receive(life, entry, life.actor)

    def _lose_sight(self, life: Life, day: date) -> None:
        """From the day on which such a scene begins nobody answers."""
        scene = self._scene(life.resident)
        life.lost = scene is not None and scene.lost and self._hushed(life, day)

    # -- joining --------------------------------------------------------------

    def _expect(self, resident: Resident) -> None:
        scene = self._scene(resident)
        at = scene.joins(self.now, self.service) if scene else None
        if at is None:
            at = self._joins(resident)
        self.timeline.at(at, lambda: self._join(resident, scene))

    def _joins(self, resident: Resident) -> datetime:
        source = stream(self.seed, "joins", resident.number)
        late = not resident.scene and source.random() < LATECOMERS
        span = CAST_JOINS if resident.scene else LATE_BY if late else JOINING
        # A short history (in tests) has everybody join at its beginning.
        days = min(source.randint(*span), self.days // 3)
        day = self.service.calendar.working_day_from(self.start + timedelta(days=days))
        return self._on(day, time(source.randint(9, 11), source.randrange(60)))

    def _join(self, resident: Resident, scene: Scene | None) -> None:
        manager = self._manager(resident)
        life = self._life(resident, self._enrol(resident, manager), manager)
        self.built.lives[life.patient_id] = life
        if scene is not None:
            scene.play(life, self)
        if has_helper(resident, self.people):
            let_help(life)
        if scene is None or not scene.joins_today:
            self._first_record(life)

    def _ask_physician(self) -> None:
        nurse, source = self.team.managers[0], stream(self.seed, "waiting")
        ask_physician(nurse, self.team.clinic.site_id, source)

    def _hold_session(self) -> None:
        sessions.hold(self.team, self.built.lives.values(), self._day())

    def _manager(self, resident: Resident) -> Colleague:
        panels = {each.account_id: each.panel for each in self.team.managers}
        chosen = pick(stream(self.seed, "panel", resident.number), panels)
        if resident.scene:
            return self.team.managers[0]
        # Those who report by phone are one nurse's; the other has those of the scenes.
        by_phone = resident.channel == Channel.PHONE
        return self.team.managers[-1] if by_phone else self.team.by_account(chosen)

    def _enrol(self, resident: Resident, manager: Colleague) -> int:
        newcomer = newcomer_of(resident, self.team, manager, self._day())
        return actions.add_to_programme(by=manager.actor, newcomer=newcomer)

    def _life(self, resident: Resident, patient_id: int, manager: Colleague) -> Life:
        account = Patient.objects.values_list("account_id", flat=True).get(pk=patient_id)
        number, today = resident.number, self._day()
        habit = habit_of(resident, today, self.today, stream(self.seed, "habit", number))
        return Life(
            resident=resident,
            patient_id=patient_id,
            actor=Actor(account, PATIENT),
            manager=manager,
            course=begin(resident, today, stream(self.seed, "course", number)),
            habit=habit,
            source=stream(self.seed, "life", number),
            starts_on=today,
            zone=self.zone,
        )

    def _first_record(self, life: Life) -> None:
        """The baseline, filled in at the clinic with somebody at hand for questions."""
        sitting = sit(life, self.timeline.now(), self._day(), ByWhom.SELF, Mode.IN_PERSON)
        self.receive(life, sitting, life.actor, assessed_today=True)

    # -- records --------------------------------------------------------------

    def _see_what_is_due(self, day: date) -> None:
        """Who reports online makes up their mind about a due day, and sits down on the day."""
        rows = CareState.objects.filter(active=True, next_due_on__lte=day + ONE_DAY)
        for patient_id, first, every in rows.order_by("pk").values_list(
            "patient_id", "next_due_on", "interval_days"
        ):
            life = self.built.lives.get(patient_id)
            if life is None or life.by_phone or self._hushed(life, day):
                continue
            life.turn(rules.due(first, every, day).on)
            # Before their scene begins people report what they would have reported in it.
            eve = self._hushed(life, day + ONE_DAY)
            if life.comes_on is not None and (eve or life.comes_on <= day):
                life.comes_on = None
                at = at_home(day, self.zone, life.source)
                self.timeline.at(at, partial(self._record, life))

    def _record(self, life: Life) -> None:
        if not life.takes_part or life.next_due > self._day() + ONE_DAY:
            return  # They left, or were phoned meanwhile.
        author = life.habit.author(life.source)
        told = telling(life, self._day(), author)
        receipts = fill_in(life, told, life.writer(author))
        self.built.responses += len(receipts)
        self._put(life, receipts, told.remark, None)

    def take_by_phone(
        self,
        life: Life,
        *,
        given: Mapping[str, Any] | None = None,
        note: str | None = None,
        script: Script | None = None,
    ) -> None:
        """Phone for a record; answered at the first ring."""
        self._taken(self.phones.take(life, given=given, note=note), script)

    def _taken(self, taken: Taken, script: Script | None = None) -> None:
        """Put a record taken on the phone on the desk of whoever took it."""
        self.built.responses += len(taken.receipts)
        remark, call_id = taken.remark, taken.call_id
        self._put(taken.life, taken.receipts, remark, script, call_id=call_id)

    def receive(
        self,
        life: Life,
        sitting: Sitting,
        by: Actor,
        *,
        assessed_today: bool = False,
        script: Script | None = None,
    ) -> None:
        """Send every form of a sitting; what waits for the manager is put on the desk.

        In a scene it stays open unless a script says how it ends.
        """
        receipts = [
            self._send(life, form, by, assessed_today=assessed_today) for form in sitting.forms
        ]
        self._put(life, receipts, sitting.remark, script)

    def _put(
        self,
        life: Life,
        receipts: Sequence[Receipt],
        remark: Remark,
        script: Script | None,
        *,
        call_id: int | None = None,
    ) -> None:
        dues = [each.reply_by for each in receipts if each.reply_by is not None]
        if not dues or (script is None and self._hushed(life, self._day())):
            return
        level = max((each.level for each in receipts), key=lambda level: level.rank)
        occasion, now = receipts[0].occasion, self.timeline.now()
        lately = self._day() > self.today - LEFT_ALONE
        if script is None and level is Level.ATTENTION and lately:
            # What has to be read today when the demo opens is there by a scene.
            script = Script(at=now + AT_ONCE)
        self.desk.put(Case(life, occasion, level, now, min(dues), remark, call_id), script)

    def _send(self, life: Life, form: Submission, by: Actor, *, assessed_today: bool) -> Receipt:
        self.built.responses += 1
        return actions.receive_record(
            by=by,
            patient_id=life.patient_id,
            submission=form,
            assessed_today=assessed_today,
        )

    # -- moments ----------------------------------------------------------------

    def _day(self) -> date:
        return clock.today(self.zone)

    def _on(self, day: date, wall: time) -> datetime:
        return datetime.combine(day, wall, self.zone)

    def _scene(self, resident: Resident) -> Scene | None:
        """The part somebody plays, if the history is long enough for it."""
        scene = scene_of(resident)
        return scene if scene is not None and self.days >= scene.needs else None

    def _left_alone(self, life: Life) -> bool:
        scene = self._scene(life.resident)
        return scene is not None and scene.waits and self._day() > self.today - LEFT_ALONE

    def _hushed(self, life: Life, day: date) -> bool:
        """Whether a scene has the stage: then nothing happens by chance."""
        scene = self._scene(life.resident)
        return scene is not None and day > self.today - timedelta(days=scene.quiet)

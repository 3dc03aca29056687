"""A synthetic clinic, lived through day by day with the product's own actions.

The same seed, size and moment give the same clinic, but for ids and keys that the
product draws for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.followup import actions
from osteopro.followup import jobs as followup_jobs
from osteopro.followup.actions import Newcomer, Receipt
from osteopro.followup.terms import CallOutcome
from osteopro.instruments.terms import Mode
from osteopro.patients.models import Patient
from osteopro.records.actions import Submission
from osteopro.records.terms import ByWhom
from osteopro.schedule import runner
from osteopro.simulation import words
from osteopro.simulation.chance import pick, stream
from osteopro.simulation.course import ONE_DAY, Happened, begin
from osteopro.simulation.desk import A_MINUTE, Case, Desk, Script, end_calls
from osteopro.simulation.habits import PHONE_RESCUE_AFTER, at_home, habit_of
from osteopro.simulation.intake import admission_of
from osteopro.simulation.life import Life, Sitting, diary, sit
from osteopro.simulation.material import material
from osteopro.simulation.people import Resident, residents
from osteopro.simulation.scenes import Scene, scene_of
from osteopro.simulation.staffing import Colleague, Team, open_clinic
from osteopro.simulation.timeline import Timeline
from osteopro.triage.terms import Level

HALF_YEAR = timedelta(days=182)
JOINING = (0, 30)  # most people join within so many days of the start
CAST_JOINS = (0, 8)
LATECOMERS, LATE_BY = 0.12, (50, 130)
MORNING, REMINDERS, EVENING = time(5, 30), time(9, 30), time(17, 40)
PATIENT = "patient"
Progress = Callable[[int, int], None]


@dataclass
class Built:
    """What was built: the clinic, its people by patient id, how many forms they sent."""

    team: Team
    lives: dict[int, Life] = field(default_factory=dict)
    responses: int = 0

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
        self.desk = Desk(self.team, timeline, stream(seed, "desk"))
        self.people = residents(seed, patients, self.today)

    def live(self) -> Built:
        for resident in self.people:
            self._expect(resident)
        for number in range(self.days + 1):
            day = self.start + number * ONE_DAY
            self.timeline.at(self._on(day, MORNING), partial(self._morning, day))
            self.timeline.at(self._on(day, REMINDERS), self._remind)
            self.timeline.at(self._on(day, EVENING), self._evening)
            self.progress(number, self.days)
            self.timeline.run(min(self._on(day, time(23, 59)), self.now))
        self.timeline.run(self.now)
        runner.run_due()
        return self.built

    # -- days ---------------------------------------------------------------

    def _morning(self, day: date) -> None:
        for life in self.built.lives.values():
            for event in life.course.next_day():
                self._befallen(life, event, day)
        if self.service.calendar.is_working_day(day):
            self.timeline.at(self._on(day, time(16, 10)), self._tend)

    def _remind(self) -> None:
        """Reminders leave, and calls are asked for, as every day at this hour."""
        followup_jobs.see_to_due_records()
        followup_jobs.send_messages()

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
                }
            )

    def _befallen(self, life: Life, event: Happened, day: date) -> None:
        life.since.append(event)
        rule = material("events")["events"][event.kind]
        writes = rule["diary"] and life.source.random() < rule["diary_share"]
        if writes and not life.by_phone and not self._hushed(life, day):
            at = at_home(day, self.zone, life.source)
            self.timeline.at(at, lambda: self._diary(life, event))

    def _diary(self, life: Life, event: Happened) -> None:
        entry = diary(life, self.timeline.now(), self._day(), event)
        self.receive(life, entry, life.actor)

    # -- joining --------------------------------------------------------------

    def _expect(self, resident: Resident) -> None:
        scene = scene_of(resident)
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
        if scene is None or not scene.joins_today:
            self._first_record(life)

    def _manager(self, resident: Resident) -> Colleague:
        panels = {each.account_id: each.panel for each in self.team.managers}
        chosen = pick(stream(self.seed, "panel", resident.number), panels)
        return self.team.managers[0] if resident.scene else self.team.by_account(chosen)

    def _enrol(self, resident: Resident, manager: Colleague) -> int:
        backup = next(each for each in self.team.managers if each != manager)
        return actions.add_to_programme(
            by=manager.actor,
            newcomer=Newcomer(
                site_id=self.team.clinic.site_id,
                person=resident.person,
                sex=resident.sex,
                channel=resident.channel,
                education=resident.education,
                profile=resident.profile,
                manager=manager.account_id,
                backup=backup.account_id,
                physician=self.team.physician.account_id,
                admission=admission_of(resident, self._day()),
            ),
        )

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
        )

    def _first_record(self, life: Life) -> None:
        """The baseline, filled in at the clinic with somebody at hand for questions."""
        sitting = sit(life, self.timeline.now(), self._day(), ByWhom.SELF, Mode.IN_PERSON)
        self.receive(life, sitting, life.actor, assessed_today=True)
        self._plan(life, life.next_due)

    # -- records --------------------------------------------------------------

    def _plan(self, life: Life, due: date) -> None:
        """Decide when the record due on `due` comes, and see to it."""
        if due > self.today or self._hushed(life, due):
            return
        day = life.habit.day_of(due, life.source)
        if day is not None and self._hushed(life, day):
            return
        if day is None:
            self._miss(life, due)
        elif life.by_phone:
            odds = material("habits")["call_answered"]
            at = self._call_time(day, life)
            self.timeline.at(at, lambda: self._phone(life, due, 1, odds))
        else:
            at = max(at_home(day, self.zone, life.source), self.timeline.now() + A_MINUTE)
            self.timeline.at(at, lambda: self._record(life))

    def _miss(self, life: Life, due: date) -> None:
        """Nothing came by itself: the manager phones on the third day, some of them in vain."""
        rescue = due + PHONE_RESCUE_AFTER
        reached = life.source.random() < material("habits")["rescued_by_phone"]
        if self._hushed(life, rescue):
            later = due + timedelta(days=life.every)
            self.timeline.at(self._on(later, MORNING), lambda: self._plan(life, later))
            return
        odds = material("habits")["call_answered"] if reached else 0.0
        if life.habit.silent(rescue):
            odds = 0.0
        at = self._call_time(rescue, life)
        self.timeline.at(at, lambda: self._phone(life, due, 1, odds))

    def _record(self, life: Life) -> None:
        author = life.habit.author(life.source)
        sitting = sit(life, self.timeline.now(), self._day(), author, Mode.ONLINE)
        self.receive(life, sitting, life.actor)
        self._plan(life, life.next_due)

    def _phone(self, life: Life, due: date, attempt: int, odds: float) -> None:
        """Call for a record: three tries on different days, then it counts as missed."""
        if self._hushed(life, self._day()) or life.next_due > due:
            return
        answered = life.source.random() < odds
        outcome = CallOutcome.REACHED if answered else CallOutcome.NO_ANSWER
        actions.record_call(
            by=life.manager.actor,
            patient_id=life.patient_id,
            outcome=outcome,
            note="" if answered else words.line("calls.missed", life.source),
        )
        if answered:
            author, mode = ByWhom.STAFF_PHONE, Mode.PHONE
            sitting = sit(life, self.timeline.now(), self._day(), author, mode)
            self.receive(life, sitting, life.manager.actor)
            self._plan(life, life.next_due)
        elif attempt < 3:
            at = self._call_time(self._day() + ONE_DAY, life)
            self.timeline.at(at, lambda: self._phone(life, due, attempt + 1, odds))
        else:
            end_calls(life)
            self._plan(life, due + timedelta(days=life.every))

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
        dues = [each.reply_by for each in receipts if each.reply_by is not None]
        if dues and (script is not None or not self._hushed(life, self._day())):
            level = max((each.level for each in receipts), key=lambda level: level.rank)
            self.desk.put(self._case(life, sitting, level, min(dues)), script)

    def _case(self, life: Life, sitting: Sitting, level: Level, due: datetime) -> Case:
        """A sitting as the manager finds it."""
        versions = tuple(form.uuid for form in sitting.forms)
        return Case(
            life, sitting.occasion, versions, level, self.timeline.now(), due, sitting.remark
        )

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

    def _call_time(self, day: date, life: Life) -> datetime:
        """A moment in service hours, on that day or the next working day."""
        working = self.service.calendar.working_day_from(day)
        wall = time(life.source.choice((9, 9, 10, 10, 11, 15)), life.source.randrange(60))
        return self._on(working, wall)

    def _left_alone(self, life: Life) -> bool:
        scene = scene_of(life.resident)
        return scene is not None and scene.waits and self._hushed(life, self._day())

    def _hushed(self, life: Life, day: date) -> bool:
        """Whether a scene has the stage: then nothing happens by chance."""
        scene = scene_of(life.resident)
        return scene is not None and day > self.today - timedelta(days=scene.quiet)

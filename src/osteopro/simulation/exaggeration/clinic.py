"""One clinic's days under one rule."""

from collections.abc import Mapping
from dataclasses import dataclass

import simpy

from osteopro.simulation.chance import clip, stream
from osteopro.simulation.exaggeration.cases import Case, Spell, Visit
from osteopro.simulation.exaggeration.desk import Desk, Process
from osteopro.simulation.exaggeration.people import Belief, Onset, Person, Strategy, people
from osteopro.simulation.exaggeration.policies import Policy
from osteopro.simulation.exaggeration.world import TOP, World
from osteopro.triage.terms import Level

NOON = 0.5


@dataclass(frozen=True)
class Asked:
    """One wish: when, by whom, and whether with exaggeration."""

    at: float
    strategy: Strategy
    exaggerates: bool


@dataclass(frozen=True)
class Days:
    """What happened: every need, every visit, every wish, how many slots were offered, how many
    talks held, how many people still wait, and the strategy each had."""

    spells: tuple[Spell, ...]
    visits: tuple[Visit, ...]
    asked: tuple[Asked, ...]
    offered: int
    talks: int
    waiting: int
    strategies: tuple[Strategy, ...]


def live(
    world: World, seed: int, policy: Policy, flips: Mapping[int, Strategy] | None = None
) -> Days:
    """All days of one clinic. `flips` gives single people another strategy than their own."""
    clinic = Clinic(world, seed, policy, flips or {})
    clinic.env.run(until=world.days)
    return Days(
        spells=tuple(clinic.spells),
        visits=tuple(clinic.visits),
        asked=tuple(clinic.asked),
        offered=clinic.offered,
        talks=clinic.desk.talks,
        waiting=len(clinic.waiting),
        strategies=tuple(clinic.strategies),
    )


class Clinic:
    """The state of the clinic; each patient, need and talk is a process of its own."""

    def __init__(
        self, world: World, seed: int, policy: Policy, flips: Mapping[int, Strategy]
    ) -> None:
        self.world, self.seed, self.policy = world, seed, policy
        self.env = simpy.Environment()
        self.desk = Desk(self.env, world, seed)
        self.people = people(world, seed)
        self.strategies = [flips.get(person.number, person.strategy) for person in self.people]
        self.beliefs = [Belief(world.beliefs) for _ in self.people]
        self.last_visit = [person.last_visit for person in self.people]
        self.waiting: dict[int, Case] = {}
        self.spells: list[Spell] = []
        self.visits: list[Visit] = []
        self.asked: list[Asked] = []
        self.offered = 0
        self.env.process(self._give_slots())
        for person in self.people:
            self.env.process(self._live(person))

    def _live(self, person: Person) -> Process:
        for onset in person.onsets:
            yield self.env.timeout(onset.at - self.env.now)
            self._needs(person, onset)

    def _needs(self, person: Person, onset: Onset) -> None:
        spell = Spell(person.number, onset.number, onset.level, onset.at)
        self.spells.append(spell)
        case = self.waiting.get(person.number)
        if case is None:
            case = self._asks(person, onset)
            case.joins(onset, spell)
            self.env.process(self._reports(case))
        elif case.joins(onset, spell):
            self._report(case)
        if onset.worsens_after < self.world.days:
            self.env.process(self._worsens(case, spell, onset))

    def _asks(self, person: Person, onset: Onset) -> Case:
        source = stream(self.seed, "asks", person.number, onset.number)
        exaggerates = self._exaggerates(person, curious=source.random())
        case = Case(
            person=person,
            number=onset.number,
            asked=self.env.now,
            exaggerates=exaggerates,
            invents=exaggerates and source.random() < self.world.invents,
            last_visit=self.last_visit[person.number],
            seen=self.env.event(),
        )
        self.waiting[person.number] = case
        self.asked.append(Asked(self.env.now, self.strategies[person.number], exaggerates))
        return case

    def _exaggerates(self, person: Person, *, curious: float) -> bool:
        strategy = self.strategies[person.number]
        if strategy is not Strategy.LEARNS:
            return strategy is Strategy.ALWAYS
        pays = self.beliefs[person.number].gain > person.qualm
        return pays != (curious < self.world.beliefs.curious)

    def _reports(self, case: Case) -> Process:
        while not case.seen.triggered:
            self._report(case)
            yield case.seen | self.env.timeout(self.world.report_every)

    def _report(self, case: Case) -> None:
        source = stream(self.seed, "report", case.person.number, case.number, case.reports)
        points = self.world.points(case.level, case.share)
        points += source.gauss(0, self.world.report_noise)
        points += self.world.strength if case.exaggerates else 0.0
        case.points = clip(points, 0.0, TOP)
        case.reports += 1
        if self.policy.phones(case, self.world):
            self.desk.owes(case)

    def _worsens(self, case: Case, spell: Spell, onset: Onset) -> Process:
        yield case.seen | self.env.timeout(onset.worsens_after)
        if case.seen.triggered:
            return
        worse = Spell(spell.person, spell.onset, Level.URGENT, self.env.now, worsened=True)
        self.spells.append(worse)
        case.spells.append(worse)
        if case.rises(Level.URGENT, onset.share, self.env.now):
            self._report(case)

    def _give_slots(self) -> Process:
        """The reserved slots are given at noon, when the morning's talks are over; what nobody
        urgent needs goes to the next in order."""
        while True:
            self._offer(self.world.slots - self.world.reserved)
            yield self.env.timeout(NOON)
            self._offer(self.world.reserved)
            yield self.env.timeout(1 - NOON)

    def _offer(self, slots: int) -> None:
        order = self.policy.order(list(self.waiting.values()), self.env.now, self.world)
        for slot, case in enumerate(order[:slots], self.offered):
            self._sees(case, slot)
        self.offered += slots

    def _sees(self, case: Case, slot: int) -> None:
        number, now = case.person.number, self.env.now
        del self.waiting[number]
        case.seen.succeed()
        self.last_visit[number] = now
        self.visits.append(Visit(slot, number, case.asked, now))
        for spell in case.spells:
            spell.seen = now
        for one in (number, *case.person.friends):
            self.beliefs[one].hear(now - case.asked, exaggerated=case.exaggerates)

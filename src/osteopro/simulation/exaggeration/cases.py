"""A wish for a visit while it is open, and what is kept of each need."""

from dataclasses import dataclass, field

import simpy

from osteopro.appointments.terms import Event
from osteopro.simulation.exaggeration.people import Onset, Person
from osteopro.triage.terms import Level


@dataclass(slots=True)
class Spell:
    """A time in which somebody truly needs to be seen at a level; `seen` None: not yet."""

    person: int
    onset: int
    level: Level
    since: float
    worsened: bool = False
    seen: float | None = None

    def waited(self, end: float) -> float:
        """Days until the visit, or until the end of the time looked at."""
        return (end if self.seen is None else self.seen) - self.since


@dataclass(frozen=True, slots=True)
class Talk:
    """What a manager heard on the phone, and when."""

    at: float
    found: Level


@dataclass(eq=False, slots=True)
class Case:
    """One open wish. Of a person there is never more than one: a new need joins it.

    `level`, `share`, `since` and `event` are the truth, `invents` that an event is told that was
    not; `points` is the latest report, `talks` what talks found, `confirmed` that one of them
    believed in the event, `missed` that no talk came in time.
    """

    person: Person
    number: int
    asked: float
    exaggerates: bool
    invents: bool
    last_visit: float
    seen: simpy.Event
    level: Level = Level.ROUTINE
    share: float = 0.0
    since: float = 0.0
    event: Event = Event.NONE
    points: float = 0.0
    reports: int = 0
    call: object | None = None
    talks: list[Talk] = field(default_factory=list)
    confirmed: bool = False
    missed: bool = False
    spells: list[Spell] = field(default_factory=list)

    @property
    def told(self) -> Event:
        """The event as the programme knows it."""
        return Event.REPORTED if self.invents and self.event is Event.NONE else self.event

    def joins(self, onset: Onset, spell: Spell) -> bool:
        """Take a new need in. Whether the patient is now worse than before."""
        self.spells.append(spell)
        self.event = max(self.event, onset.event, key=list(Event).index)
        return self.rises(onset.level, onset.share, spell.since)

    def rises(self, level: Level, share: float, at: float) -> bool:
        """The need is of this level, unless it is higher already."""
        if len(self.spells) > 1 and level.rank <= self.level.rank:
            return False
        self.level, self.share, self.since = level, share, at
        return True


@dataclass(frozen=True, slots=True)
class Visit:
    """A slot that was used: the how-manieth of all that were offered, by whom and when."""

    slot: int
    person: int
    asked: float
    at: float

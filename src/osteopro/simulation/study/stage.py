"""Where the study plays: who is there, and how one thing follows another in time."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from functools import partial
from typing import Any, TypedDict
from uuid import UUID, uuid5

from osteopro import clock
from osteopro.audit.terms import Actor
from osteopro.patients.terms import StudySubject
from osteopro.research.text.normal import Span
from osteopro.simulation.life import Life
from osteopro.simulation.material import material
from osteopro.simulation.staffing import Colleague, Team
from osteopro.simulation.study.content import Content
from osteopro.simulation.timeline import Timeline

_KEYS = UUID("2a6e0d52-7f3b-4c60-9f0c-5d1b7a4c9e31")
# Acts of one person or group in their order: each moment that is yielded is waited for.
Story = Iterator[datetime]


class Doing(TypedDict):
    """What every action of a study asks."""

    by: Actor
    study_id: int


@dataclass(frozen=True)
class Asked:
    """Somebody who was drawn: their number in the screening, and who they are."""

    no: int
    subject: StudySubject
    life: Life | None

    @property
    def account(self) -> int:
        """The account of who is on staff."""
        return self.subject.account_id or 0

    @property
    def lost(self) -> bool:
        """Whether nobody answers there any more."""
        return self.life is not None and self.life.lost


@dataclass
class Stage:
    """The clinic, the team by their parts, and what came of what so far.

    By number of the interview in the files: `participants` (their numbers in the study), `drawn`
    (who they are), `interviews` and `frozen` versions (ids). `spans` are the statements of the
    files in these; `waiting` are on staff, eligible, and not asked yet; `on_the_way` interviews
    without a frozen version. `open_check` is who has yet to say what they make of results.
    """

    clinic: Team
    timeline: Timeline
    now: datetime
    lives: Mapping[int, Life]
    content: Content
    team: dict[str, Colleague] = field(default_factory=dict)
    study_id: int = 0
    participants: dict[int, int] = field(default_factory=dict)
    interviews: dict[int, int] = field(default_factory=dict)
    frozen: dict[int, int] = field(default_factory=dict)
    spans: dict[str, Span] = field(default_factory=dict)
    waiting: list[Asked] = field(default_factory=list)
    on_the_way: set[int] = field(default_factory=set)
    drawn: dict[int, Asked] = field(default_factory=dict)
    rounds_open: int = 0
    open_check: Life | None = None

    @property
    def plan(self) -> Mapping[str, Any]:
        """When what happens, and the words that are no content (study_plan.json)."""
        found: Mapping[str, Any] = material("study_plan")
        return found

    def doing(self, part: str) -> Doing:
        """Who acts and where, as every action of a study asks it."""
        return Doing(by=self.actor(part), study_id=self.study_id)

    def actor(self, part: str) -> Actor:
        """Somebody of the team as the author of what they do."""
        return self.team[part].actor

    def account(self, part: str) -> int:
        """Their account."""
        return self.team[part].account_id

    @property
    def providers(self) -> list[Colleague]:
        """Staff of the clinic who took part."""
        drawn = (each for each in self.drawn.values() if each.life is None)
        return [self.clinic.by_account(each.account) for each in drawn]

    def life_of(self, participant: int) -> Life | None:
        """The patient with this number in the study."""
        number = next(each for each, no in self.participants.items() if no == participant)
        return self.drawn[number].life

    def play(self, story: Story) -> None:
        """Let a story go on until it waits for its next moment."""
        moment = next(story, None)
        if moment is not None:
            self.timeline.at(moment, partial(self.play, story))

    def day(self, days_ago: int, at: str) -> datetime:
        """A moment on the first working day from so many days ago."""
        zone = self.clinic.clinic.zone
        day = self.now.astimezone(zone).date() - timedelta(days=days_ago)
        working = self.clinic.clinic.service.calendar.working_day_from(day)
        return datetime.combine(working, time.fromisoformat(at), zone)

    def week(self, no: float, at: str, what: str = "") -> datetime:
        """A moment in a week counted from the opening; `what` is done on a later day of it."""
        into = self.plan["within_week"].get(what, 0)
        return self.day(round(self.plan["opened"] - 7 * no) - into, at)

    def later(self, **length: float) -> datetime:
        """So much after the moment of the story."""
        return clock.now() + timedelta(**length)

    def next_day(self, at: str) -> datetime:
        """That time on the next working day."""
        zone = self.clinic.clinic.zone
        calendar = self.clinic.clinic.service.calendar
        day = calendar.nth_working_day_after(clock.today(zone), 1)
        return datetime.combine(day, time.fromisoformat(at), zone)

    def key(self, *names: object) -> UUID:
        """The key of a form that is sent once in a story."""
        return uuid5(_KEYS, "/".join(map(str, names)))

"""How people go about their records: when, how regularly, through whom, with how many words."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from osteopro.patients.terms import Channel
from osteopro.records.terms import ByWhom
from osteopro.simulation.chance import pick
from osteopro.simulation.material import material
from osteopro.simulation.people import LOW_SCHOOLING, Resident

# In the last weeks everybody outside the scenes keeps to their days: who is silent or late when
# the demo opens is so by a scene.
KEEPS_TO_IT = timedelta(weeks=3)
CALLED_AFTER = timedelta(days=3)
PROMPT = timedelta(days=1)
UP, EVENING, SITTING_UP = time(6, 30), time(19, 30), timedelta(hours=2)


@dataclass(frozen=True, slots=True)
class Habit:
    """One person's ways. Shares are probabilities; `silence` is a stretch without a word."""

    channel: Channel
    answers: float
    notes: float
    skips: float
    louder: float
    given: dict[str, Any]
    silence: tuple[date, date] | None
    proxy: float
    settled: date

    def day_of(self, due: date, source: Random) -> date | None:
        """The day on which a record due on `due` is sent; None when it is missed."""
        late = timedelta(days=int(pick(source, _rules()["days_late"])))
        keeps = source.random() < self.answers
        if self.keeps(due):
            return due + min(late, PROMPT)
        return due + late if keeps and not self.silent(due + late) else None

    def keeps(self, due: date) -> bool:
        """Whether a due day lies in the last weeks, in which everybody keeps to their days."""
        return due >= self.settled

    def talks(self, due: date, source: Random) -> bool:
        """Whether somebody who let a record pass would answer its questions on the phone."""
        willing = source.random() < float(_rules()["rescued_by_phone"])
        return willing and self.channel != Channel.PHONE and not self.silent(due + CALLED_AFTER)

    def silent(self, day: date) -> bool:
        """Whether nothing is heard from them on that day."""
        return self.silence is not None and self.silence[0] <= day <= self.silence[1]

    def author(self, source: Random) -> ByWhom:
        """Who gives the answers this time."""
        if self.channel == Channel.PHONE:
            return ByWhom.STAFF_PHONE
        if self.channel == Channel.ONLINE:
            return ByWhom.SELF
        return ByWhom.PROXY if source.random() < self.proxy else ByWhom.SELF_READ


def habit_of(resident: Resident, start: date, end: date, source: Random) -> Habit:
    """The habit of a resident followed from `start` to `end`; the cast has no quirks."""
    rules = _rules()
    ways = material("styles")["styles"]
    drawn = pick(source, {name: way["share"] for name, way in ways.items()})
    style = ways["plain" if resident.scene else drawn]
    careful = "low" if resident.education in LOW_SCHOOLING else "high"
    return Habit(
        channel=resident.channel,
        answers=source.uniform(*rules["answers"][resident.channel]),
        notes=source.uniform(*rules["notes"]),
        skips=source.uniform(*rules["skips"][careful]),
        louder=style["louder"],
        given=style["given"],
        silence=None if resident.scene else _silence(start, end, source),
        proxy=rules["proxy"],
        settled=end - KEEPS_TO_IT,
    )


def at_home(day: date, zone: ZoneInfo, source: Random) -> datetime:
    """A moment of that day when people sit down with their phone."""
    hour = int(pick(source, _rules()["hours"]))
    wall = time(hour, source.randrange(60), source.randrange(60))
    return datetime.combine(day, wall, zone)


def awake(moment: datetime, zone: ZoneInfo) -> datetime:
    """`moment` by day; evening and night drawn together into the two hours from 19:30.

    Never later than `moment`, and two moments keep their order.

    >>> awake(datetime(2026, 11, 23, 1, 0, tzinfo=ZoneInfo("UTC")), ZoneInfo("UTC")).isoformat()
    '2026-11-22T20:30:00+00:00'
    """
    local = moment.astimezone(zone)
    if UP <= local.time() <= EVENING:
        return local
    day = local.date() - timedelta(days=local.time() < UP)
    begins = datetime.combine(day, EVENING, zone)
    ends = datetime.combine(day + timedelta(days=1), UP, zone)
    return begins + (local - begins) * (SITTING_UP / (ends - begins))


def _silence(start: date, end: date, source: Random) -> tuple[date, date] | None:
    rule = _rules()["silent"]
    days = (end - start).days
    if source.random() > rule["share"] or days < 90:
        return None
    begins = start + timedelta(days=source.randrange(25, days - 55))
    return begins, begins + timedelta(weeks=source.randint(*rule["weeks"]))


def _rules() -> dict[str, Any]:
    rules: dict[str, Any] = material("habits")
    return rules
